"""What a person fills in, with no platform in mind. As in `blocks`, every string is plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from messages.blocks import Note, Text


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `value` is what the handler gets, `label` what the person reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TextInput:
    """Words. `max_length` counts characters; renderers pass it on, handlers check it again."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    placeholder: str = ""
    multiline: bool = False
    optional: bool = False
    max_length: int = 3000


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few (at most 100). With `refreshes`, changing it asks the handler for the form anew."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    hint: str = ""
    optional: bool = False
    refreshes: bool = False


@dataclass(frozen=True, slots=True)
class MultiChoice:
    """Any number of a few (at most 10)."""

    name: str
    label: str
    options: tuple[Option, ...]
    values: tuple[str, ...] = ()
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class PersonPicker:
    """A colleague of the same workspace. `value` is the colleague's account id on the platform, or nothing."""

    name: str
    label: str
    value: str = ""
    value_label: str = ""
    hint: str = ""
    optional: bool = True


@dataclass(frozen=True, slots=True)
class DateInput:
    """A day of the calendar. Not every platform enforces the bounds: handlers check them again."""

    name: str
    label: str
    value: date | None = None
    earliest: date | None = None
    latest: date | None = None
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Toggle:
    """Yes or no."""

    name: str
    label: str
    value: bool = False
    hint: str = ""


Input = TextInput | Choice | MultiChoice | PersonPicker | DateInput | Toggle


@dataclass(frozen=True, slots=True)
class Form:
    """Inputs that go to the handler of `name` together; `subject` is an opaque id of what the form is about."""

    name: str
    title: str
    submit_label: str
    inputs: tuple[Input, ...]
    subject: str = ""
    intro: tuple[Text | Note, ...] = ()

    def __post_init__(self) -> None:
        names = [one.name for one in self.inputs]
        if len(set(names)) != len(names):
            raise ValueError(f"the inputs of the form {self.name!r} are not distinct")


@dataclass(frozen=True, slots=True)
class FormErrors:
    """What is wrong, by the name of the input, and the form as the person filled it in, so that nothing is lost."""

    errors: Mapping[str, str]
    form: Form


@dataclass(frozen=True, slots=True)
class Link:
    """An address that serves one person for a while: a download or a page."""

    text: str
    label: str
    url: str
    note: str = ""
