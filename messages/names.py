"""The ids that inputs and buttons carry through every platform, so that what comes back can be read without state."""

from __future__ import annotations

from typing import assert_never

from messages.forms import Choice, DateInput, Input, MultiChoice, PersonPicker, TextInput, Toggle

OPENS = "opens_address"
"""The action of a button that only opens an address: what comes back of it needs no answer. No command has it."""


def input_id(shown: Input) -> str:
    """`kind:name`, as in `date:occurred_on`: an answer says by itself how to read its value."""
    match shown:
        case TextInput():
            kind = "text"
        case Choice():
            kind = "choice"
        case MultiChoice():
            kind = "multi"
        case PersonPicker():
            kind = "person"
        case DateInput():
            kind = "date"
        case Toggle():
            kind = "toggle"
        case other:
            assert_never(other)
    return f"{kind}:{shown.name}"


def button_id(action: str, index: int) -> str:
    """`action#index`: Slack wants ids that differ within a message, and two buttons may share an action."""
    return f"{action}#{index}"


def action_of(identifier: str) -> str:
    """The action of a `button_id`."""
    return identifier.partition("#")[0]
