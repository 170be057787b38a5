"""Modals and the App Home."""

from __future__ import annotations

from messages import names
from messages.blocks import Message, Note
from messages.fitting import fit_form, fit_message
from messages.forms import Form, FormErrors
from messages.limits import shorten
from messages.payload import Json
from messages.plain import one_line
from messages.slack import texts
from messages.slack.blocks import BlockWriter
from messages.slack.inputs import write_input
from messages.slack.size import VIEW, fits

_TITLE, _ERROR = 24, 1000


def modal(form: Form) -> Json:
    """A form as a modal: `callback_id` is its name, `private_metadata` its subject."""

    def render(smaller: Form) -> list[Json]:
        intro = BlockWriter(draws_charts=False).write(smaller.intro) if smaller.intro else []
        return [*intro, *(write_input(one) for one in smaller.inputs)]

    blocks = fit_form(form, render, lambda rendered: fits(rendered, VIEW))
    return {
        "type": "modal",
        "callback_id": form.name,
        "private_metadata": form.subject,
        "title": texts.plain(form.title, _TITLE),
        "submit": texts.plain(form.submit_label, _TITLE),
        "close": texts.plain("Cancel", _TITLE),
        "blocks": blocks or BlockWriter(draws_charts=False).write(()),
    }


def errors(wrong: FormErrors) -> dict[str, str]:
    """What to answer a submission with (`response_action: errors`): the block's id, and what is wrong there.

    Slack shows an error only at an input. One that belongs to none of this form is shown at the first.
    """
    ids = {one.name: names.input_id(one) for one in wrong.form.inputs}
    first = next(iter(ids.values()), "")
    told: dict[str, list[str]] = {}
    for name, text in wrong.errors.items():
        told.setdefault(ids.get(name, first), []).append(one_line(text) or texts.BLANK)
    return {block: shorten(" ".join(lines), _ERROR) for block, lines in told.items() if block}


def message_modal(shown: Message, *, title: str) -> Json:
    """A message in a modal, for where there is no conversation to show it in."""
    return {
        "type": "modal",
        "callback_id": "message",
        "title": texts.plain(title, _TITLE),
        "close": texts.plain("Close", _TITLE),
        "blocks": _view_blocks(shown),
    }


def home(shown: Message) -> Json:
    """A message as the App Home."""
    return {"type": "home", "blocks": _view_blocks(shown)}


def waiting_modal(title: str) -> Json:
    """What is opened at once, while the form it gives way to is being made."""
    return message_modal(Message("One moment…", (Note("One moment…"),)), title=title)


def _view_blocks(shown: Message) -> list[Json]:
    def render(smaller: Message) -> list[Json]:
        return BlockWriter(draws_charts=False).write(smaller.blocks)

    return fit_message(shown, render, lambda rendered: fits(rendered, VIEW))
