"""Logs an act from words, at once, and answers with the card that says what was understood."""

from __future__ import annotations

from handlers import cards
from handlers.command import Command, Services
from handlers.entry import keep
from handlers.request import Reply, Request, Words
from handlers.understanding import understand
from handlers.wording import KIND_MEANINGS
from storage.words import Kind

DETAILS = "Name a colleague or nobody. Before a colon you can say where and when; what you write is your note."


def command(kind: Kind, *, examples: tuple[str, ...], aliases: tuple[str, ...], details: str = DETAILS) -> Command:
    """The command of one kind, named as the kind is."""

    async def answer(request: Request, words: Words, services: Services) -> Reply:
        understood = await understand(request, words, kind, services)
        kept = await keep(request, services, understood.entry)
        card = cards.repeated if kept.is_repeated else cards.logged
        return card(understood.entry, kept.id, request.today, understood.remarks)

    return Command(
        name=kind.value,
        summary=KIND_MEANINGS[kind],
        examples=examples,
        answer=answer,
        aliases=aliases,
        details=details,
    )
