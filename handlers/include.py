"""`include @ana in planning: …`: somebody brought in who was left out."""

from __future__ import annotations

from handlers.by_words import command
from storage.words import Kind

COMMAND = command(
    Kind.INCLUDE,
    examples=(
        "include @colleague in the planning meeting: he hadn't been invited",
        "include @colleague on a call: asked for her view first",
    ),
    aliases=(
        "included",
        "including",
        "invite",
        "invited",
        "inviting",
    ),
)
