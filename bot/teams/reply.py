"""From a reply to what Teams wants: a message, a card in the place of another, or a dialog."""

from __future__ import annotations

from typing import Any, assert_never

from handlers.request import Reply
from messages.blocks import Message
from messages.forms import Form, FormErrors, Link
from messages.links import as_message
from messages.teams import card, form_card

CARD = "application/vnd.microsoft.card.adaptive"
NOTE = "application/vnd.microsoft.activity.message"
NAME = "Upstander"
Body = dict[str, Any]


def message(reply: Reply) -> Body:
    """The reply as a message with a card; `summary` is what a notification shows."""
    return {"type": "message", "summary": _summary(reply), "attachments": [_attachment(_card(reply))]}


def words(text: str) -> Body:
    """A plain sentence of ours as a message."""
    return {"type": "message", "text": text, "textFormat": "plain"}


def in_place(reply: Reply) -> Body:
    """The reply in the place of the card that was used."""
    return {"statusCode": 200, "type": CARD, "value": _card(reply)}


def note(text: str) -> Body:
    """A sentence beside the card that was used; the card stays as it is, with what was typed."""
    return {"statusCode": 200, "type": NOTE, "value": text}


def dialog(reply: Reply) -> Body:
    """The reply in the dialog of the message extension."""
    match reply:
        case Form(title=title) | FormErrors(form=Form(title=title)):
            shown = title
        case Message() | Link():
            shown = NAME
        case other:
            assert_never(other)
    held = _attachment(_card(reply, in_dialog=True))
    return {
        "task": {"type": "continue", "value": {"title": shown, "width": "medium", "height": "medium", "card": held}}
    }


def dialog_note(text: str) -> Body:
    """A sentence in the place of the dialog."""
    return {"task": {"type": "message", "value": text}}


def _card(reply: Reply, *, in_dialog: bool = False) -> Body:
    match reply:
        case Message():
            return _submitting(card(reply)) if in_dialog else card(reply)
        case Form():
            return form_card(reply, in_dialog=in_dialog)
        case FormErrors(errors=errors, form=form):
            return form_card(form, errors, in_dialog=in_dialog)
        case Link():
            return _card(as_message(reply), in_dialog=in_dialog)
        case other:
            assert_never(other)


def _summary(reply: Reply) -> str:
    match reply:
        case Message(fallback=fallback):
            return fallback
        case Form(title=title) | FormErrors(form=Form(title=title)):
            return title
        case Link(text=text):
            return text
        case other:
            assert_never(other)


def _attachment(content: Body) -> Body:
    return {"contentType": CARD, "content": content}


def _submitting(held: Any) -> Any:
    """A card whose buttons answer into the dialog it is in: there, Teams knows Action.Submit alone."""
    if isinstance(held, list):
        return [_submitting(one) for one in held]
    if not isinstance(held, dict):
        return held
    inner = {name: _submitting(value) for name, value in held.items()}
    if inner.get("type") != "Action.Execute":
        return inner
    verb = inner.pop("verb")
    return {**inner, "type": "Action.Submit", "data": {**inner["data"], "verb": verb}}
