"""`stop`: no nudges any more, at once. Stopping is easy, and so is coming back."""

from __future__ import annotations

from handlers.command import Command, Services
from handlers.nudge_card import NUDGES, RESUME, STOP
from handlers.nudge_holding import hold, said
from handlers.nudge_standing import standing
from handlers.request import Mention, Press, Reply, Request, Words
from messages.blocks import Button, Buttons, Message, Note, Text, strong

_MEANS_NUDGES = frozenset(
    {"all", "any", "it", "me", "messages", "my", "now", "nudge", "nudges", "nudging", "please", "prompts", "reminders"}
    | {"sending", "the", "them", "these", "this", "to", "messaging"}
)


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """Stops where the words can mean nothing else: "stop him from interrupting" is no stop of nudges."""
    tokens = [one.strip(".,!") for one in said(words).casefold().split()]
    if any(isinstance(part, Mention) for part in words.parts) or not _MEANS_NUDGES.issuperset(filter(None, tokens)):
        return _is_that_meant()
    return await stop(request, services)


async def press(request: Request, _press: Press, services: Services) -> Reply:
    return await stop(request, services)


async def stop(request: Request, services: Services) -> Message:
    """No nudges until the person resumes them."""
    before = await standing(request, services)
    if before.choices.stopped:
        return _stopped("Your nudges are stopped already.")
    await hold(request, services, stopped=True)
    return _stopped("Stopped. You get no more nudges.")


def _stopped(told: str) -> Message:
    return Message(
        told,
        (
            Text(strong(told)),
            Text("What you logged stays, and all that you can ask me for is still here."),
            Buttons((RESUME, NUDGES)),
            Note("“/ally resume” brings them back whenever you like."),
        ),
    )


def _is_that_meant() -> Message:
    question = "Would you like me to stop sending you nudges?"
    return Message(
        question,
        (
            Text(question),
            Buttons((STOP, Button("Log an action", "log"))),
            Note("Nothing was changed, and nothing was logged. “stop” alone stops nudges at once."),
        ),
    )


COMMAND = Command(
    name="stop",
    summary="no nudges any more, until you resume them",
    examples=("stop",),
    answer=answer,
    aliases=("unsubscribe",),
    presses={"stop": press},
    details="“resume” brings them back. For a break there is “pause 2 weeks”.",
)
