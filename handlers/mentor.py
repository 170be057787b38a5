"""`mentor @ana: …`: time, advice or practice given to a colleague."""

from __future__ import annotations

from handlers.by_words import command
from storage.words import Kind

COMMAND = command(
    Kind.MENTOR,
    examples=(
        "mentor @colleague: an hour on how we price risk",
        "mentor @colleague yesterday: practised the board talk",
    ),
    aliases=(
        "mentored",
        "mentoring",
        "coach",
        "coached",
        "coaching",
    ),
)
