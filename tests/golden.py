"""Compares what people see with what was recorded: one file a message and platform, in tests/golden.

`make golden` records anew (UPSTANDER_GOLDEN=record); look at the difference before you commit it. A test that calls
`check_golden` has "golden" in its name, so that `make golden` finds it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from messages import html, slack, teams
from messages.blocks import Message
from messages.forms import Form, FormErrors, Link
from messages.links import as_message
from tests.fakes import slack_limits, teams_limits

FOLDER = Path(__file__).parent / "golden"
_SWITCH = "UPSTANDER_GOLDEN"


def check_golden(name: str, shown: Message | Form | FormErrors | Link) -> None:
    """What each platform shows is within its limits, and is what was recorded under this name."""
    for ending, text in _rendered(shown).items():
        _compare(FOLDER / f"{name}.{ending}", text)


def _rendered(shown: Message | Form | FormErrors | Link) -> dict[str, str]:
    match shown:
        case Link():
            return _rendered(as_message(shown))
        case Message():
            message, card, page = slack.message(shown), teams.card(shown), html.message(shown)
            slack_limits.check_message(message)
        case Form():
            message, card, page = slack.modal(shown), teams.form_card(shown), html.form(shown)
            slack_limits.check_view(message)
        case FormErrors(errors, form):
            slack_limits.check_view(slack.modal(form))
            message = {"response_action": "errors", "errors": slack.errors(shown)}
            card, page = teams.form_card(form, errors), html.form(form, errors)
    teams_limits.check_card(card)
    return {"slack.json": _pretty(message), "teams.json": _pretty(card), "html": page + "\n"}


def _pretty(payload: object) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


def _compare(path: Path, text: str) -> None:
    if os.environ.get(_SWITCH) == "record":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    assert path.is_file(), f"{path.name} was never recorded: run `make golden`, look at it, commit it"
    assert text == path.read_text(encoding="utf-8"), f"{path.name} looks different: `make golden` records it anew"
