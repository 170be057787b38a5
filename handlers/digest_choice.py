"""Whether and when the digest comes by itself: what a manager reads of it, and the form for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time

from handlers.digest_time import EXAMPLES, When
from handlers.request import Value
from messages.blocks import Buttons, Message, Note, Text, strong
from messages.forms import Choice, Form, FormErrors, Option
from nudges.day_words import WEEKDAYS
from nudges.digest_card import NOW, OFF, ON, WHEN
from nudges.figures import weekly
from storage.digests import DigestChoice

FORM = "digest"
_HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_CHOOSE = "Please choose one of these."


def comes(choice: DigestChoice, held_back: str, *, was_so: bool) -> Message:
    """From now on, or as before."""
    told = f"Your digest comes on {weekly(choice.weekday, choice.at)}, by your own clock."
    first = "It is like that already." if was_so else "Saved."
    return Message(f"{first} {told}", (Text(strong(first), f" {told}"), *_notes(held_back), Buttons((NOW, WHEN, OFF))))


def is_off(*, was_off: bool) -> Message:
    """Stopping is easy, and so is coming back."""
    told = "Your digest is off already." if was_off else "Stopped. The digest does not come by itself any more."
    return Message(
        told,
        (Text(strong(told)), Text("“/ally digest” still shows it whenever you like."), Buttons((ON, NOW))),
    )


def standing(choice: DigestChoice, held_back: str) -> Message:
    """What holds now."""
    if not choice.is_on:
        return is_off(was_off=True)
    told = f"Your digest comes on {weekly(choice.weekday, choice.at)}, by your own clock."
    note = Note(f"You can also write {EXAMPLES}.")
    return Message(told, (Text(told), *_notes(held_back), Buttons((WHEN, NOW, OFF)), note))


def not_understood(why: str) -> Message:
    return Message(f"{why} Nothing was changed.", (Text(why), Buttons((WHEN, NOW)), Note("Nothing was changed.")))


def form(choice: DigestChoice) -> Form:
    """Day and time. A time that somebody wrote stays among the half hours."""
    times = sorted({*_HALF_HOURS, choice.at})
    return Form(
        name=FORM,
        title="Your weekly digest",
        submit_label="Save",
        inputs=(
            Choice(
                "weekday",
                "Day",
                tuple(Option(str(at), name.capitalize()) for at, name in enumerate(WEEKDAYS)),
                value=str(choice.weekday),
            ),
            Choice(
                "at",
                "Time, by your own clock",
                tuple(Option(f"{one:%H:%M}", f"{one:%H:%M}") for one in times),
                value=f"{choice.at:%H:%M}",
                hint="It tells of the last week that is over.",
            ),
        ),
    )


def filled(values: Mapping[str, Value]) -> When | FormErrors:
    """The day and the time of a form that was sent."""
    weekday, at = _weekday(values.get("weekday")), _time(values.get("at"))
    wrong = {name: _CHOOSE for name, value in (("weekday", weekday), ("at", at)) if value is None}
    if wrong or weekday is None or at is None:
        default = DigestChoice()
        shown = form(DigestChoice(weekday=default.weekday if weekday is None else weekday, at=at or default.at))
        return FormErrors(wrong, shown)
    return When(weekday, at)


def _notes(held_back: str) -> tuple[Note, ...]:
    return (Note(held_back),) if held_back else ()


def _weekday(value: Value) -> int | None:
    return int(value) if isinstance(value, str) and value in {str(at) for at in range(len(WEEKDAYS))} else None


def _time(value: Value) -> time | None:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        return None
    hour, minute = value.split(":")
    return time(int(hour), int(minute))
