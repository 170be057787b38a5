"""Reads what a person was shown: its words, buttons, facts, and what a form holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handlers.request import Mention, Reply, Value
from messages.blocks import Button, Buttons, Fields, LinkButton, Message, Table
from messages.forms import Choice, DateInput, Form, FormErrors, MultiChoice, PersonPicker, TextInput, Toggle


def find_button(reply: Reply, label: str) -> Button | LinkButton:
    """The button with that label."""
    buttons = all_buttons(reply)
    for button in buttons:
        if button.label == label:
            return button
    raise AssertionError(f"no button {label!r} among {[one.label for one in buttons]}")


def all_buttons(reply: Reply) -> list[Button | LinkButton]:
    if not isinstance(reply, Message):
        return []
    return [button for block in reply.blocks if isinstance(block, Buttons) for button in block.items]


def words_of(reply: Reply) -> str:
    """Every word that the person reads, in order, a line each."""
    match reply:
        case Message(fallback, blocks):
            return "\n".join([fallback, *(line for block in blocks for line in _lines(block))])
        case Form():
            lines = [reply.title, *(line for block in reply.intro for line in _lines(block))]
            for one in reply.inputs:
                lines += [one.label, one.hint, *(option.label for option in getattr(one, "options", ()))]
            return "\n".join([*lines, reply.submit_label])
        case FormErrors(errors, form):
            return "\n".join([*errors.values(), words_of(form)])
        case link:
            return "\n".join([link.text, link.label, link.note])


def field_of(reply: Reply, label: str) -> str:
    """The value beside a label in a message."""
    assert isinstance(reply, Message)
    facts = {one.label: one.value for block in reply.blocks if isinstance(block, Fields) for one in block.items}
    assert label in facts, f"no {label!r} among {list(facts)}"
    return facts[label]


def values_of(form: Form) -> dict[str, Value]:
    """What the inputs of a form hold as it is shown."""
    values: dict[str, Value] = {}
    for one in form.inputs:
        match one:
            case MultiChoice():
                values[one.name] = one.values
            case PersonPicker():
                values[one.name] = Mention(one.value) if one.value else None
            case TextInput() | Choice() | DateInput() | Toggle():
                values[one.name] = one.value
    return values


def _lines(block: Any) -> Iterator[str]:
    if isinstance(block, Fields):
        yield from (f"{one.label}: {one.value}" for one in block.items)
    elif isinstance(block, Buttons):
        yield from (one.label for one in block.items)
    elif isinstance(block, Table):
        yield block.caption
        yield from (" | ".join(row) for row in (block.columns, *block.rows))
    else:
        for name in ("plain", "text", "title", "alt"):
            if hasattr(block, name):
                yield getattr(block, name)
                break
