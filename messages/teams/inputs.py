"""Each input of a form as an input of an Adaptive Card, under the input's id."""

from __future__ import annotations

from typing import assert_never

from messages import names
from messages.forms import Choice, DateInput, Input, MultiChoice, Option, PersonPicker, TextInput, Toggle
from messages.limits import length
from messages.payload import Json
from messages.plain import clean, is_blank
from messages.teams import texts

_LABEL, _OPTION, _MOST_OPTIONS = 200, 100, 100
_MOST_OPEN = 5
_PEOPLE: Json = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}


def write_input(shown: Input, *, insists: bool) -> Json:
    """The input; with `insists`, the client itself asks for what is missing."""
    element = {"id": names.input_id(shown), **_element(shown)}
    if isinstance(shown, Toggle):
        return element
    element["label"] = _label(shown)
    missing = _missing(shown)
    if insists and not shown.optional:
        element |= {"isRequired": True, "errorMessage": missing}
    elif isinstance(shown, DateInput) and (shown.earliest or shown.latest):
        element["errorMessage"] = missing
    return element


def _label(shown: TextInput | Choice | MultiChoice | PersonPicker | DateInput) -> str:
    label = texts.label(shown.label, _LABEL)
    return f"{label} (optional)" if shown.optional and "optional" not in label.casefold() else label


def _element(shown: Input) -> Json:
    match shown:
        case TextInput():
            return _text(shown)
        case Choice(options=options, value=value):
            is_open = len(options) <= _MOST_OPEN and not shown.refreshes
            return {**_choices(options, (value,)), "style": "expanded" if is_open else "compact"}
        case MultiChoice(options=options, values=values):
            return {**_choices(options, values), "style": "expanded", "isMultiSelect": True}
        case PersonPicker():
            return _person(shown)
        case DateInput():
            days = {"value": shown.value, "min": shown.earliest, "max": shown.latest}
            return {"type": "Input.Date", **{key: day.isoformat() for key, day in days.items() if day is not None}}
        case Toggle(label=label, value=is_on):
            return {
                "type": "Input.Toggle",
                "title": texts.label(label, _LABEL),
                "value": "true" if is_on else "false",
                "wrap": True,
            }
        case other:
            assert_never(other)


def _text(shown: TextInput) -> Json:
    value = clean(shown.value)
    element: Json = {"type": "Input.Text", "isMultiline": shown.multiline}
    if value:
        element["value"] = value
    # What is too long already is kept to be mended; the handler checks again.
    element["maxLength"] = max(shown.max_length, length(value), 1)
    if not is_blank(shown.placeholder):
        element["placeholder"] = texts.label(shown.placeholder, _LABEL)
    return element


def _choices(options: tuple[Option, ...], chosen: tuple[str, ...]) -> Json:
    shown = [one for one in options if one.value in chosen]
    spare = _MOST_OPTIONS - len(shown)
    shown = [one for one in options if one in shown or (spare := spare - 1) >= 0]
    element: Json = {
        "type": "Input.ChoiceSet",
        "choices": [{"title": texts.label(one.label, _OPTION), "value": one.value} for one in shown],
        "wrap": True,
    }
    selected = [one.value for one in shown if one.value in chosen]
    if selected:
        element["value"] = ",".join(selected)
    return element


def _person(shown: PersonPicker) -> Json:
    element: Json = {
        "type": "Input.ChoiceSet",
        "choices": [],
        "choices.data": _PEOPLE,
        "placeholder": "Type a name",
    }
    if shown.value:
        name = shown.value if is_blank(shown.value_label) else shown.value_label
        element["choices"] = [{"title": texts.label(name, _OPTION), "value": shown.value}]
        element["value"] = shown.value
    return element


def _missing(shown: TextInput | Choice | MultiChoice | PersonPicker | DateInput) -> str:
    match shown:
        case TextInput():
            return "Please write something here."
        case Choice():
            return "Please choose one."
        case MultiChoice():
            return "Please choose at least one."
        case PersonPicker():
            return "Please choose a colleague."
        case DateInput(earliest=earliest, latest=latest):
            bounds = ""
            if earliest is not None:
                bounds += f" from {earliest.isoformat()}"
            if latest is not None:
                bounds += f" up to {latest.isoformat()}"
            return f"Please choose a day{bounds}."
        case other:
            assert_never(other)
