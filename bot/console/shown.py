"""A reply as each client would get it: the page shows one and, beside it, the very JSON of the others."""

from __future__ import annotations

from typing import Any, assert_never

from handlers.errors import Failed
from handlers.pending import Pending
from handlers.request import Asked, Home, Reply
from messages import html, links, slack, teams
from messages.blocks import Message
from messages.forms import Form, FormErrors, Link


def shown(reply: Reply, asked: Asked, within: str) -> dict[str, Any]:
    """`kind` tells the page what to do: `message`, `form`, `errors` (the form again), `failed` (keep what was sent).

    `again` is what the page presses by itself after a moment, to show in the same place how it comes along.
    `within` makes the ids of a form's inputs differ from those of any other form on the page.
    """
    match reply:
        case Link():
            return shown(links.as_message(reply), asked, within)
        case Message():
            told = of_message(reply)
            if isinstance(asked, Home):
                told["slack"] = slack.home(reply)
            if isinstance(reply, Pending):
                told["again"] = {"action": reply.later.action, "subject": reply.later.subject}
            return told
        case Form():
            return {
                "kind": "form",
                "fallback": reply.title,
                "html": html.form(reply, within=within),
                "slack": slack.modal(reply),
                "teams": teams.form_card(reply),
            }
        case FormErrors(errors, form):
            return {
                "kind": "errors",
                "fallback": form.title,
                "html": html.form(form, errors, within=within),
                "slack": {"response_action": "errors", "errors": slack.errors(reply)},
                "teams": teams.form_card(form, errors),
            }
        case other:
            assert_never(other)


def of_message(message: Message) -> dict[str, Any]:
    """A message, asked for or not."""
    return {
        "kind": "failed" if isinstance(message, Failed) else "message",
        "fallback": message.fallback,
        "html": html.message(message),
        "slack": slack.message(message),
        "teams": teams.card(message),
    }
