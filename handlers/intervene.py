"""SKELETON, to be written."""

from __future__ import annotations

from handlers.command import Command, Services
from handlers.errors import say
from handlers.request import Reply, Request, Words


async def answer(request: Request, words: Words, services: Services) -> Reply:
    return say("skeleton")


COMMAND = Command(name="intervene", summary="", examples=(), answer=answer)
