"""`resume`: nudges come again, after a pause or a stop."""

from __future__ import annotations

from handlers.command import Command, Services
from handlers.nudge_card import NUDGES
from handlers.nudge_holding import hold
from handlers.nudge_standing import standing
from handlers.request import Press, Reply, Request, Words
from messages.blocks import Buttons, Message, Text, strong


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    return await resume(request, services)


async def press(request: Request, _press: Press, services: Services) -> Reply:
    return await resume(request, services)


async def resume(request: Request, services: Services) -> Message:
    """Ends whatever holds nudges back. Where nothing does, it only says so."""
    before = await standing(request, services)
    if not before.choices.stopped and not before.paused_until:
        return _card("Your nudges are on already.", before.words)
    return _card("Welcome back: your nudges are on again.", (await hold(request, services)).words)


def _card(told: str, words: str) -> Message:
    return Message(f"{told} {words}", (Text(strong(told)), Text(words), Buttons((NUDGES,))))


COMMAND = Command(
    name="resume",
    summary="nudges come again, after a pause or a stop",
    examples=("resume",),
    answer=answer,
    aliases=("unpause", "unmute", "continue"),
    presses={"resume": press},
)
