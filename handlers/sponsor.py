"""`sponsor @ana for staff engineer`: a colleague put forward. The nomination starts a sponsorship."""

from __future__ import annotations

from handlers.by_words import command
from storage.words import Kind

COMMAND = command(
    Kind.SPONSOR,
    examples=(
        "sponsor @colleague for staff engineer",
        "sponsor @colleague for the keynote: she knows it best",
    ),
    aliases=(
        "sponsored",
        "sponsoring",
        "nominate",
        "nominated",
        "nominating",
    ),
    details=(
        "What follows “for” is what you put them forward for. "
        "The nomination starts a sponsorship, which can go on to an opportunity and an outcome."
    ),
)
