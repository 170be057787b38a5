"""Buttons as `ActionSet` elements."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import assert_never

from messages.blocks import Button, Confirm, LinkButton, Span, Style
from messages.limits import shorten
from messages.links import can_open
from messages.payload import Json
from messages.plain import one_line
from messages.teams import texts

_IN_A_ROW, _LABEL, _QUESTION = 6, 75, 300
_STYLES = {Style.PRIMARY: "positive", Style.DANGER: "destructive"}


class ButtonSets:
    """Writes the buttons of one card.

    Teams cannot ask before a button acts, so a button that is to be confirmed shows the question below itself.
    """

    def __init__(self) -> None:
        self._questions = count(1)

    def write(self, items: tuple[Button | LinkButton, ...]) -> Iterator[Json]:
        actions: list[Json] = []
        questions: list[Json] = []
        for item in items:
            match item:
                case Button(confirm=confirm):
                    if confirm is None:
                        actions.append(_press(item, item.label))
                        continue
                    question = f"question-{next(self._questions)}"
                    actions.append({**_toggle(question, item.label), **_style(item.style)})
                    questions.append(_question(question, item, confirm))
                case LinkButton(label, url, style):
                    if can_open(url):
                        actions.append({"type": "Action.OpenUrl", "title": title(label), "url": url, **_style(style)})
                case other:
                    assert_never(other)
        for start in range(0, len(actions), _IN_A_ROW):
            yield {"type": "ActionSet", "actions": actions[start : start + _IN_A_ROW]}
        yield from questions


def title(text: str) -> str:
    """What stands on a button."""
    return texts.label(text, _LABEL)


def _press(button: Button, label: str) -> Json:
    return {
        "type": "Action.Execute",
        "title": title(label),
        "verb": "press",
        "data": {"action": button.action, "subject": button.subject},
        "associatedInputs": "none",
        **_style(button.style),
    }


def _question(identifier: str, button: Button, confirm: Confirm) -> Json:
    return {
        "type": "Container",
        "id": identifier,
        "isVisible": False,
        "style": "emphasis",
        "items": [
            texts.heading(confirm.title),
            *texts.paragraph([Span(shorten(one_line(confirm.text), _QUESTION))]),
            {
                "type": "ActionSet",
                "actions": [_press(button, confirm.yes), _toggle(identifier, confirm.no)],
            },
        ],
    }


def _toggle(question: str, label: str) -> Json:
    return {"type": "Action.ToggleVisibility", "title": title(label), "targetElements": [question]}


def _style(style: Style) -> Json:
    return {"style": _STYLES[style]} if style in _STYLES else {}
