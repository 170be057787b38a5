"""From a reply to what Teams wants: a message, a card in the place of another, or a dialog."""

from __future__ import annotations

from typing import Any, assert_never

from messages.links import as_message
from messages.teams import card, form_card

from handlers.request import Reply
from messages.blocks import Message
from messages.forms import Form, FormErrors, Link

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
    value = {"title": shown, "width": "medium", "height": "medium", "card": _attachment(_for_dialog(_card(reply)))}
    return {"task": {"type": "continue", "value": value}}


def dialog_note(text: str) -> Body:
    """A sentence in the place of the dialog."""
    return {"task": {"type": "message", "value": text}}


def _card(reply: Reply) -> Body:
    match reply:
        case Message():
            return card(reply)
        case Form():
            return form_card(reply)
        case FormErrors(errors=errors, form=form):
            return form_card(form, errors)
        case Link():
            return card(as_message(reply))
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


def _for_dialog(held: Any) -> Any:
    """Dialogs know no Action.Execute: there, Action.Submit answers into the same dialog."""
    if isinstance(held, list):
        return [_for_dialog(one) for one in held]
    if not isinstance(held, dict):
        return held
    inner = {name: _for_dialog(value) for name, value in held.items()}
    if inner.get("type") != "Action.Execute":
        return inner
    data = {**(inner.get("data") or {}), "verb": inner.pop("verb", "")}
    inner.pop("fallback", None)
    return {**inner, "type": "Action.Submit", "data": data}
