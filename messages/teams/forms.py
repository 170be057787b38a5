"""A form as a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from messages.blocks import Span
from messages.fitting import fit_form
from messages.forms import Choice, Form
from messages.limits import shorten
from messages.payload import Json
from messages.plain import is_blank, one_line
from messages.teams import texts
from messages.teams.blocks import elements, note
from messages.teams.buttons import title
from messages.teams.cards import assemble, fits
from messages.teams.inputs import write_input

_WRONG: Json = {"color": "Attention", "weight": "Bolder"}
_ERROR = 500
_CHANGE = "Show the fields for this choice"
_NONE: Mapping[str, str] = MappingProxyType({})


def form_card(form: Form, errors: Mapping[str, str] = _NONE, *, in_dialog: bool = False) -> Json:
    """The form, with what is wrong above the input it is about (above all of them, where it is about none).

    Dialogs (of a message extension) know only `Action.Submit`: there the verb is part of the data.
    """

    def render(smaller: Form) -> Json:
        body = [texts.heading(smaller.title), *elements(smaller.intro), *_inputs(smaller, errors)]
        return assemble([*body, _actions(smaller, in_dialog=in_dialog)], smaller.title)

    return fit_form(form, render, fits)


def _inputs(form: Form, errors: Mapping[str, str]) -> Iterator[Json]:
    known = {one.name for one in form.inputs}
    yield from _wrong(text for name, text in errors.items() if name not in known)
    refreshes = _refreshes(form)
    for shown in form.inputs:
        yield from _wrong([errors[shown.name]] if shown.name in errors else [])
        # A client that insists on an input sends no change of another before it is filled: then only we insist.
        yield write_input(shown, insists=not refreshes)
        if not is_blank(shown.hint):
            yield from ({**line, "spacing": "Small"} for line in note(shown.hint))


def _wrong(lines: Iterable[str]) -> Iterator[Json]:
    for line in lines:
        yield from texts.paragraph([Span(shorten(one_line(line), _ERROR))], **_WRONG)


def _actions(form: Form, *, in_dialog: bool) -> Json:
    actions = [{**_action(form, "submit", form.submit_label, in_dialog=in_dialog), "style": "positive"}]
    if _refreshes(form):
        actions.append(_action(form, "change", _CHANGE, in_dialog=in_dialog))
    return {"type": "ActionSet", "actions": actions}


def _action(form: Form, verb: str, label: str, *, in_dialog: bool) -> Json:
    data = {"form": form.name, "subject": form.subject}
    if in_dialog:
        return {"type": "Action.Submit", "title": title(label), "data": {**data, "verb": verb}}
    return {"type": "Action.Execute", "title": title(label), "verb": verb, "data": data, "associatedInputs": "auto"}


def _refreshes(form: Form) -> bool:
    return any(isinstance(one, Choice) and one.refreshes for one in form.inputs)
