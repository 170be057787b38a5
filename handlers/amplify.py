"""`amplify @ana in the roadmap meeting: …`: a colleague's idea, repeated and credited."""

from __future__ import annotations

from handlers.by_words import command
from storage.words import Kind

COMMAND = command(
    Kind.AMPLIFY,
    examples=(
        "amplify @colleague in the roadmap meeting: her caching idea was passed over, I brought it back to her",
        "amplify @colleague: the on-call rota was his idea",
    ),
    aliases=(
        "amplified",
        "amplifying",
        "credit",
        "credited",
        "crediting",
    ),
)
