"""`learn: …`: reading, listening or practising to be a better ally. It needs no colleague."""

from __future__ import annotations

from handlers.by_words import command
from storage.words import Kind

COMMAND = command(
    Kind.LEARN,
    examples=(
        "learn: read about who gets interrupted in meetings",
        "learn yesterday: took the inclusive hiring course",
    ),
    aliases=(
        "learned",
        "learnt",
        "learning",
    ),
    details="No colleague is needed. What you write is your note.",
)
