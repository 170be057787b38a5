"""SKELETON, to be written."""

from __future__ import annotations

from handlers.command import Command, Services
from handlers.errors import say
from handlers.request import Reply, Request, Shortcut, Words


async def answer(request: Request, words: Words, services: Services) -> Reply:
    return say("skeleton")


async def on_shortcut(request: Request, shortcut: Shortcut, services: Services) -> Reply:
    return say("skeleton")


COMMAND = Command(name="log", summary="", examples=(), answer=answer)
