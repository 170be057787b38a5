"""Each input of a form as an `input` block. Its block, its action and its value all go by the input's id."""

from __future__ import annotations

import re
from typing import assert_never

from messages import names
from messages.forms import Choice, DateInput, Input, MultiChoice, Option, PersonPicker, TextInput, Toggle
from messages.limits import length, shorten
from messages.payload import Json
from messages.plain import clean, is_blank
from messages.slack import texts

_LABEL, _PLACEHOLDER, _TYPED, _OPTION = 2000, 150, 3000, 75
_MOST_RADIOS, _MOST_CHECKBOXES, _MOST_OPTIONS = 5, 10, 100
_ACCOUNT = re.compile(r"[UW][A-Z0-9]+")
TOGGLED = "true"


def write_input(shown: Input) -> Json:
    """The block; `dispatch_action` where a change of it makes another form."""
    block: Json = {
        "type": "input",
        "block_id": names.input_id(shown),
        "label": texts.plain(shown.label, _LABEL),
        "element": {**_element(shown), "action_id": names.input_id(shown)},
        "optional": isinstance(shown, Toggle) or shown.optional,
    }
    if not is_blank(shown.hint):
        block["hint"] = texts.plain(shown.hint, _LABEL)
    if isinstance(shown, Choice) and shown.refreshes:
        block["dispatch_action"] = True
    return block


def _element(shown: Input) -> Json:
    match shown:
        case TextInput():
            return _text(shown)
        case Choice():
            return _choice(shown)
        case MultiChoice():
            return _multi_choice(shown)
        case PersonPicker(value=value):
            element: Json = {"type": "users_select", "placeholder": texts.plain("Choose a colleague", _PLACEHOLDER)}
            return {**element, "initial_user": value} if _ACCOUNT.fullmatch(value) else element
        case DateInput(value=day):
            return {"type": "datepicker", **({"initial_date": day.isoformat()} if day is not None else {})}
        case Toggle(value=is_on):
            option = _option(Option(TOGGLED, "Yes"))
            return {"type": "checkboxes", "options": [option], **({"initial_options": [option]} if is_on else {})}
        case other:
            assert_never(other)


def _text(shown: TextInput) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": shown.multiline}
    value = shorten(clean(shown.value), _TYPED)
    if value:
        element["initial_value"] = value
    # What was typed on another platform may be longer. It is kept to be mended, and the handler checks again.
    element["max_length"] = min(max(shown.max_length, length(value), 1), _TYPED)
    if not is_blank(shown.placeholder):
        element["placeholder"] = texts.plain(shown.placeholder, _PLACEHOLDER)
    return element


def _choice(shown: Choice) -> Json:
    options = _options(shown.options, (shown.value,), _MOST_OPTIONS)
    is_few = len(options) <= _MOST_RADIOS and not shown.refreshes
    element: Json = {"type": "radio_buttons" if is_few else "static_select", "options": options}
    chosen = next((option for option in options if option["value"] == shown.value), None)
    if chosen is not None:
        element["initial_option"] = chosen
    return element


def _multi_choice(shown: MultiChoice) -> Json:
    options = _options(shown.options, shown.values, _MOST_OPTIONS)
    is_few = len(options) <= _MOST_CHECKBOXES
    element: Json = {"type": "checkboxes" if is_few else "multi_static_select", "options": options}
    chosen = [option for option in options if option["value"] in shown.values]
    if chosen:
        element["initial_options"] = chosen
    return element


def _options(options: tuple[Option, ...], chosen: tuple[str, ...], most: int) -> list[Json]:
    """The options, at most as many as Slack takes, but never without those that are chosen."""
    spare = most - sum(one.value in chosen for one in options)
    kept: list[Json] = []
    for one in options:
        if one.value in chosen or spare > 0:
            spare -= one.value not in chosen
            kept.append(_option(one))
    return kept


def _option(option: Option) -> Json:
    return {"text": texts.plain(option.label, _OPTION), "value": option.value}
