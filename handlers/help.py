"""SKELETON, to be written."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.command import Command, Services
from handlers.errors import say
from handlers.request import Reply, Request, Words


def command(others: Sequence[Command]) -> Command:
    async def answer(request: Request, words: Words, services: Services) -> Reply:
        return say("skeleton")

    return Command(name="help", summary="", examples=(), answer=answer)
