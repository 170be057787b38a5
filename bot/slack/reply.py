"""Turns a reply into what Slack shows: an ephemeral message, a modal, or errors beside the fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import orjson

from handlers.errors import Failed
from handlers.request import Reply
from messages import slack
from messages.blocks import Chart, Message, Text
from messages.forms import Form, FormErrors, Link
from messages.links import as_message

Payload = dict[str, Any]

TITLE = "Upstander"
_FROM_HOME = "home:"


def message_of(reply: Message | Link) -> Message:
    return as_message(reply) if isinstance(reply, Link) else reply


def has_chart(message: Message) -> bool:
    return any(isinstance(block, Chart) for block in message.blocks)


def ephemeral(message: Message, *, charts: bool) -> Payload:
    """A message that only the person sees who asked."""
    return {"response_type": "ephemeral", **slack.message(message, charts=charts)}


def in_place(message: Message, *, charts: bool) -> Payload:
    """A message that takes the place of the one whose button was pressed, and is as private as that was."""
    return {"replace_original": True, **slack.message(message, charts=charts)}


def as_json(payload: Payload) -> str:
    """The payload as Bolt's `ack` takes it as it is: it would look through it, and write it slower."""
    return orjson.dumps(payload).decode()


def view(reply: Reply, marker: str | None = None) -> Payload:
    """Any reply as a modal. `marker` stays with it through updates."""
    match reply:
        case Form():
            shown = slack.modal(reply)
        case FormErrors():
            shown = slack.modal(_noted(reply))
        case Message() | Link():
            # Closing an answer closes all; closing a failure leads back to the form beneath, with what was filled in.
            message = message_of(reply)
            closes_all = not isinstance(message, Failed)
            shown = {**slack.message_modal(message, title=TITLE), "clear_on_close": closes_all}
    return _marked(shown, marker)


def waiting(marker: str | None) -> Payload:
    """What a modal shows while the answer is on its way."""
    return _marked(slack.waiting_modal(TITLE), marker)


def home_marker() -> str:
    """Marks a modal as opened from the Home, which is shown anew when the modal changed something."""
    return f"{_FROM_HOME}{uuid4()}"


def late_marker(marker: str | None) -> str:
    """Marks the view that waits on top of a submitted form: Slack does not tell its id, so it goes by its marker."""
    return home_marker() if marker else f"late:{uuid4()}"


def marker_of(view: Mapping[str, Any]) -> str | None:
    """The marker of a modal that Slack tells of."""
    external_id = str(view.get("external_id") or "")
    return external_id if external_id.startswith(_FROM_HOME) else None


def field_errors(reply: FormErrors, shown: Mapping[str, Any]) -> dict[str, str] | None:
    """The errors beside the fields of the shown modal; None where it lacks one of the fields."""
    errors = slack.errors(reply)
    there = {block.get("block_id") for block in shown.get("blocks") or ()}
    return errors if errors and errors.keys() <= there else None


def _noted(reply: FormErrors) -> Form:
    """The form with its errors above, for where Slack can't show them beside the fields."""
    told = tuple(Text(error) for error in reply.errors.values())
    return replace(reply.form, intro=(*told, *reply.form.intro))


def _marked(shown: Payload, marker: str | None) -> Payload:
    return {**shown, "external_id": marker} if marker else shown
