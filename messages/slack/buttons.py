"""Buttons as Slack's `actions` blocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import assert_never

from messages import names
from messages.blocks import Button, Confirm, LinkButton, Style
from messages.links import can_open
from messages.payload import Json
from messages.slack import texts

_LABEL, _ELEMENTS = 75, 25
_STYLES = {Style.PRIMARY: "primary", Style.DANGER: "danger"}


class ButtonRow:
    """Writes the buttons of one message; their ids differ across all of it."""

    def __init__(self) -> None:
        self._numbers = count()

    def write(self, items: tuple[Button | LinkButton, ...]) -> Iterator[Json]:
        buttons = [self._button(item) for item in items if isinstance(item, Button) or can_open(item.url)]
        for start in range(0, len(buttons), _ELEMENTS):
            yield {"type": "actions", "elements": buttons[start : start + _ELEMENTS]}

    def _button(self, item: Button | LinkButton) -> Json:
        written: Json = {"type": "button", "text": texts.plain(item.label, _LABEL)}
        match item:
            case Button(action=action, subject=subject, confirm=confirm):
                written["action_id"] = names.button_id(action, next(self._numbers))
                if subject:
                    written["value"] = subject
                if confirm is not None:
                    written["confirm"] = _confirm(confirm, item.style)
            case LinkButton(url=url):
                written["action_id"] = names.button_id(names.OPENS, next(self._numbers))
                written["url"] = url
            case other:
                assert_never(other)
        if item.style in _STYLES:
            written["style"] = _STYLES[item.style]
        return written


def _confirm(confirm: Confirm, style: Style) -> Json:
    return {
        "title": texts.plain(confirm.title, 100),
        "text": texts.paragraph(confirm.text, 300),
        "confirm": texts.plain(confirm.yes, 30),
        "deny": texts.plain(confirm.no, 30),
        "style": "danger" if style is Style.DANGER else "primary",
    }
