"""Each input of a form as HTML: labelled, with its hint and its error tied to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from markupsafe import Markup

from messages.forms import Choice, DateInput, Input, MultiChoice, Option, PersonPicker, TextInput, Toggle
from messages.html import texts
from messages.limits import length
from messages.plain import clean, is_blank

_MOST_RADIOS = 5
_NEWLINE = Markup("\n")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an input stands: its id on the page, the name it is sent by, what is wrong with it, whom it may offer."""

    identifier: str
    name: str
    error: str
    people: Sequence[Option]


def write_input(shown: Input, place: Place) -> Markup:
    match shown:
        case TextInput():
            return _field(shown, place, _text(shown, place))
        case Choice(options=options, value=value):
            if len(options) <= _MOST_RADIOS and not shown.refreshes:
                return _group(shown, place, _ticks("radio", options, (value,), place))
            refreshes = texts.flag("data-refreshes", is_set=shown.refreshes)
            return _field(shown, place, _select(shown, options, value, place, refreshes))
        case MultiChoice(options=options, values=values):
            return _group(shown, place, _ticks("checkbox", options, values, place))
        case PersonPicker():
            return _field(shown, place, _person(shown, place))
        case DateInput():
            return _field(shown, place, _date(shown, place))
        case Toggle():
            return _toggle(shown, place)
        case other:
            assert_never(other)


def _field(shown: TextInput | Choice | PersonPicker | DateInput, place: Place, element: Markup) -> Markup:
    return Markup('<div class="field">\n<label{}>{}</label>\n{}{}\n{}</div>').format(
        texts.attribute("for", place.identifier), _label(shown), _hint(shown, place), element, _error(place)
    )


def _group(shown: Choice | MultiChoice, place: Place, ticks: Markup) -> Markup:
    return Markup('<fieldset class="field"{}{}>\n<legend>{}</legend>\n{}{}\n{}</fieldset>').format(
        texts.attribute("id", place.identifier),
        _described(shown, place),
        _label(shown),
        _hint(shown, place),
        ticks,
        _error(place),
    )


def _label(shown: TextInput | Choice | MultiChoice | PersonPicker | DateInput) -> Markup:
    label = texts.words(shown.label)
    is_said = "optional" in shown.label.casefold()
    return (
        Markup('{} <span class="optional">(optional)</span>').format(label) if shown.optional and not is_said else label
    )


def _hint(shown: Input, place: Place) -> Markup:
    if is_blank(shown.hint):
        return texts.NOTHING
    return Markup('<p class="hint"{}>{}</p>\n').format(
        texts.attribute("id", f"{place.identifier}-hint"), texts.line(shown.hint)
    )


def _error(place: Place) -> Markup:
    if not place.error:
        return texts.NOTHING
    return Markup('<p class="error"{}>{}</p>\n').format(
        texts.attribute("id", f"{place.identifier}-error"), texts.line(place.error)
    )


def _described(shown: Input, place: Place) -> Markup:
    """Which texts a screen reader reads with the input, and that it is wrong."""
    parts = [
        f"{place.identifier}-{part}"
        for part, is_there in (("hint", not is_blank(shown.hint)), ("error", bool(place.error)))
        if is_there
    ]
    described = texts.attribute("aria-describedby", " ".join(parts)) if parts else texts.NOTHING
    return described + (texts.attribute("aria-invalid", "true") if place.error else texts.NOTHING)


def _common(shown: TextInput | Choice | PersonPicker | DateInput | Toggle, place: Place) -> Markup:
    is_required = not isinstance(shown, Toggle) and not shown.optional
    return texts.NOTHING.join(
        (
            texts.attribute("id", place.identifier),
            texts.attribute("name", place.name),
            texts.flag("required", is_set=is_required),
            _described(shown, place),
        )
    )


def _text(shown: TextInput, place: Place) -> Markup:
    value = clean(shown.value)
    # What is too long already is kept to be mended; the handler checks again.
    most = texts.attribute("maxlength", str(max(shown.max_length, length(value), 1)))
    placeholder = texts.attribute("placeholder", shown.placeholder) if shown.placeholder else texts.NOTHING
    common = _common(shown, place) + most + placeholder
    if shown.multiline:
        # A browser drops the first line break of a textarea: this one, not the person's.
        return Markup('<textarea rows="4"{}>\n{}</textarea>').format(common, value)
    return Markup('<input type="text" autocomplete="off"{}{}>').format(common, texts.attribute("value", value))


def _select(
    shown: Choice | PersonPicker, options: Iterable[Option], chosen: str, place: Place, more: Markup = texts.NOTHING
) -> Markup:
    offered = list(options)
    if shown.optional or all(one.value != chosen for one in offered):
        may_be_nobody = isinstance(shown, PersonPicker) and shown.optional
        offered.insert(0, Option("", "Nobody in particular" if may_be_nobody else "Please choose"))
    written = _NEWLINE.join(
        Markup("<option{}{}>{}</option>").format(
            texts.attribute("value", one.value),
            texts.flag("selected", is_set=one.value == chosen),
            texts.words(one.label),
        )
        for one in offered
    )
    return Markup("<select{}{}>\n{}\n</select>").format(_common(shown, place), more, written)


def _person(shown: PersonPicker, place: Place) -> Markup:
    people = list(place.people)
    if shown.value and all(one.value != shown.value for one in people):
        people.insert(0, Option(shown.value, shown.value_label or shown.value))
    return _select(shown, people, shown.value, place)


def _date(shown: DateInput, place: Place) -> Markup:
    days = {"value": shown.value, "min": shown.earliest, "max": shown.latest}
    bounds = texts.NOTHING.join(texts.attribute(name, day.isoformat()) for name, day in days.items() if day is not None)
    return Markup('<input type="date"{}{}>').format(_common(shown, place), bounds)


def _ticks(kind: str, options: Iterable[Option], chosen: tuple[str, ...], place: Place) -> Markup:
    return _NEWLINE.join(
        Markup('<label class="tick"><input{}{}{}{}> {}</label>').format(
            texts.attribute("type", kind),
            texts.attribute("name", place.name),
            texts.attribute("value", one.value),
            texts.flag("checked", is_set=one.value in chosen),
            texts.words(one.label),
        )
        for one in options
    )


def _toggle(shown: Toggle, place: Place) -> Markup:
    return Markup(
        '<div class="field">\n<label class="tick"><input type="checkbox" value="true"{}{}> {}</label>\n{}{}</div>'
    ).format(
        _common(shown, place),
        texts.flag("checked", is_set=shown.value),
        texts.words(shown.label),
        _hint(shown, place),
        _error(place),
    )
