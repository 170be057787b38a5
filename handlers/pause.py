"""`pause 2 weeks`, `pause until 3 March`: no nudges for a while."""

from __future__ import annotations

from datetime import date

from handlers.command import Command, OnPress, Services
from handlers.nudge_card import NUDGES, PAUSE_A_MONTH, PAUSES, RESUME
from handlers.nudge_holding import hold, said
from handlers.nudge_standing import Standing, standing
from handlers.request import Press, Reply, Request, Words
from messages.blocks import Buttons, Message, Note, Text, strong
from nudges.calendar import Due
from nudges.day_words import with_weekday
from nudges.pausing import EXAMPLES, PauseProblem, pause_until


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """With words, paused at once; without, the question for how long."""
    return await pause(request, said(words), services)


async def pause(request: Request, typed: str, services: Services) -> Message:
    """The pause that the words name."""
    now = await standing(request, services)
    if now.choices.stopped:
        return _nothing_to_pause()
    if not typed.casefold().removeprefix("nudges").strip(" .!"):
        return _for_how_long(now)
    until = pause_until(typed, now.today)
    if isinstance(until, PauseProblem):
        return _not_understood(until.text)
    return _paused(await hold(request, services, paused_until=until), until)


async def ask(request: Request, _press: Press, services: Services) -> Reply:
    return await pause(request, "", services)


def _pressed(typed: str) -> OnPress:
    async def press(request: Request, _press: Press, services: Services) -> Reply:
        return await pause(request, typed, services)

    return press


def _paused(now: Standing, until: date) -> Message:
    told = f"Paused until {with_weekday(until)}."
    if isinstance(now.upcoming, Due):
        then = f"The next nudge after it is for {with_weekday(now.upcoming.day)}."
    else:
        then = now.upcoming.why
    return Message(
        f"{told} {then}",
        (
            Text(strong(told), f" {then}"),
            Buttons((RESUME, NUDGES)),
            Note("Nothing comes unasked before that day. All that you can ask me for is still here."),
        ),
    )


def _for_how_long(now: Standing) -> Message:
    buttons = Buttons((*PAUSES, PAUSE_A_MONTH, *([RESUME] if now.paused_until else [])))
    question = "For how long would you like a break?"
    if now.paused_until:
        question = f"Nudges are paused until {with_weekday(now.paused_until)}. Would you like another day?"
    return Message(question, (Text(question), buttons, Note(f"Or write it: pause {EXAMPLES}.")))


def _not_understood(why: str) -> Message:
    return Message(
        f"{why} Nothing was changed.", (Text(why), Buttons((*PAUSES, PAUSE_A_MONTH)), Note("Nothing was changed."))
    )


def _nothing_to_pause() -> Message:
    told = "You stopped nudges, so there is nothing to pause. None come until you resume them."
    return Message(told, (Text(told), Buttons((RESUME, NUDGES))))


COMMAND = Command(
    name="pause",
    summary="no nudges for a while",
    examples=("pause 2 weeks", "pause until Monday", "pause until 3 March"),
    answer=answer,
    aliases=("paused", "mute"),
    presses={
        "pause": ask,
        "pause.week": _pressed("1 week"),
        "pause.fortnight": _pressed("2 weeks"),
        "pause.month": _pressed("1 month"),
    },
    details="Nudges come again by themselves from that day on. “resume” ends the pause sooner.",
)
