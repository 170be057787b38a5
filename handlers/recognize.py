"""`recognize @ana: …`: a colleague's work, named where it counts."""

from __future__ import annotations

from handlers.by_words import command
from storage.words import Kind

COMMAND = command(
    Kind.RECOGNIZE,
    examples=(
        "recognize @colleague in the all-hands: the migration was her work",
        "recognize @colleague last Friday: thanked him in front of the client",
    ),
    aliases=(
        "recognise",
        "recognized",
        "recognised",
        "recognizing",
        "recognising",
        "praise",
        "kudos",
    ),
)
