"""A message as a card."""

from __future__ import annotations

import json

from messages.blocks import Chart, Message, Table
from messages.fitting import fit_message
from messages.payload import Json
from messages.teams import texts
from messages.teams.blocks import elements, note

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
# Teams takes 28 KB for the whole activity, of which a card is the most; counted as it travels, in ASCII.
_MOST_BYTES = 24_000
_FALLBACK = 300


def card(shown: Message) -> Json:
    """The message as one card, at its full width where it holds numbers side by side."""
    is_wide = any(isinstance(block, Chart | Table) for block in shown.blocks)

    def render(smaller: Message) -> Json:
        return assemble(elements(smaller.blocks), shown.fallback, is_wide=is_wide)

    return fit_message(shown, render, fits)


def assemble(body: list[Json], fallback: str, *, is_wide: bool = False) -> Json:
    """A card of these elements; `fallback` is what a client shows that can't show cards."""
    told = texts.label(fallback, _FALLBACK)
    made: Json = {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "fallbackText": told,
        "body": body or list(note(told)),
    }
    if is_wide:
        made["msteams"] = {"width": "Full"}
    return made


def fits(made: Json) -> bool:
    """Whether Teams takes the card."""
    return len(json.dumps(made)) <= _MOST_BYTES
