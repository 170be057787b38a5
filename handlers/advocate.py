"""`advocate: …`: speaking up for a fairer rule, process or decision."""

from __future__ import annotations

from handlers.by_words import command
from storage.words import Kind

COMMAND = command(
    Kind.ADVOCATE,
    examples=(
        "advocate: asked that every panel have two women on it",
        "advocate @colleague in the pay review: her rise was half of his",
    ),
    aliases=(
        "advocated",
        "advocating",
    ),
)
