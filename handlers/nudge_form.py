"""The form of `/ally nudges`: days, window, kinds, pace and what nudges should be about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from handlers.countries import LONGEST, name_of, read_country
from handlers.nudge_rules import problems
from handlers.request import Submission, Value
from handlers.settings_words import LANGUAGES
from handlers.wording import PACES, SECTORS, SETTINGS, options
from messages.blocks import Note
from messages.forms import Choice, Form, FormErrors, MultiChoice, Option, TextInput
from nudges.day_words import WEEKDAYS
from storage.nudge_preferences import NudgeChoices
from storage.words import Pace, Sector, Setting

NAME = "nudges"
REFLECTIONS, LESSONS = "reflections", "lessons"
_CHOOSE = "Please choose one of these."
_SITUATIONS = {setting: label for setting, label in SETTINGS.items() if setting is not Setting.OTHER}
"""What is about no situation in particular always fits."""
_HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form says; `country` as it was typed."""

    choices: NudgeChoices
    country: str


def form(choices: NudgeChoices) -> Form:
    """The form as things stand."""
    return _form(Filled(choices, name_of(choices.country) if choices.country else ""))


def read(submission: Submission, before: NudgeChoices, today: date) -> NudgeChoices | FormErrors:
    """What was chosen, or what is wrong beside all that was typed."""
    values = submission.values
    starts, ends = _time(values.get("starts")), _time(values.get("ends"))
    pace, sector = _one_of(Pace, values.get("pace")), _one_of(Sector, values.get("sector"))
    kinds, language = _several(values.get("kinds")), values.get("language")
    typed = values.get("country")
    country_typed = " ".join(typed.split()) if isinstance(typed, str) else ""
    country, problem = read_country(country_typed) if country_typed else ("", "")
    chosen = replace(
        before,
        days=frozenset(int(one) for one in _several(values.get("days")) if one in _DAYS),
        starts=starts or before.starts,
        ends=ends or before.ends,
        wants_reflections=REFLECTIONS in kinds,
        wants_lessons=LESSONS in kinds,
        pace=pace or before.pace,
        sector=sector or before.sector,
        settings=frozenset(one for one in _SITUATIONS if one.value in _several(values.get("settings"))),
        language=language if isinstance(language, str) and language in LANGUAGES else before.language,
        country=country or (before.country if problem else None),
    )
    wrong = dict(_unknown(starts=starts, ends=ends, pace=pace, sector=sector, language=language in LANGUAGES))
    if problem:
        wrong["country"] = problem
    if wrong := problems(chosen, today) | wrong:
        return FormErrors(wrong, _form(Filled(chosen, country_typed)))
    return chosen


def _unknown(**read_values: object) -> Iterator[tuple[str, str]]:
    yield from ((name, _CHOOSE) for name, value in read_values.items() if value is None or value is False)


def _form(filled: Filled) -> Form:
    chosen = filled.choices
    kinds = ((REFLECTIONS, chosen.wants_reflections), (LESSONS, chosen.wants_lessons))
    return Form(
        name=NAME,
        title="Your nudges",
        submit_label="Save",
        inputs=(
            MultiChoice(
                "days",
                "Days",
                tuple(Option(value, label) for value, label in _DAYS.items()),
                values=tuple(str(one) for one in sorted(chosen.days)),
                hint="Weekends and public holidays stay free.",
            ),
            Choice("starts", "From", _times(chosen.starts), value=_written(chosen.starts)),
            Choice(
                "ends",
                "Until",
                _times(chosen.ends),
                value=_written(chosen.ends),
                hint=f"By the clock in {chosen.zone}. An end before the start is on the next day. “/ally settings” "
                "changes your time zone.",
            ),
            MultiChoice(
                "kinds",
                "What",
                (
                    Option(REFLECTIONS, "Reflections: a question to think about"),
                    Option(LESSONS, "Lessons: a situation, what helps, a question"),
                ),
                values=tuple(name for name, is_wanted in kinds if is_wanted),
            ),
            Choice("pace", "How often", options(PACES), value=chosen.pace),
            Choice("sector", "Kind of work they speak of", options(SECTORS), value=chosen.sector),
            MultiChoice(
                "settings",
                "Situations they speak of",
                options(_SITUATIONS),
                values=tuple(one.value for one in _SITUATIONS if one in chosen.settings),
                hint="None chosen means any.",
                optional=True,
            ),
            Choice(
                "language",
                "Language",
                tuple(Option(value, label) for value, label in LANGUAGES.items()),
                value=chosen.language if chosen.language in LANGUAGES else "en",
            ),
            TextInput(
                "country",
                "Country, for its public holidays",
                value=filled.country,
                placeholder="Germany",
                hint="Its English name or code. Left empty, your organization's country holds, if it named one.",
                optional=True,
                max_length=LONGEST,
            ),
        ),
        intro=(Note("An offer now and then, and never more than you say here."),),
    )


_DAYS = {str(number): name.capitalize() for number, name in enumerate(WEEKDAYS)}


def _times(held: time) -> tuple[Option, ...]:
    """The half hours of the day, and the time that holds where it is none of them."""
    return tuple(Option(_written(one), _written(one)) for one in sorted({*_HALF_HOURS, held}))


def _written(one: time) -> str:
    return f"{one:%H:%M}"


def _time(value: Value) -> time | None:
    try:
        found = time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found == found.replace(second=0, microsecond=0, tzinfo=None) else None


def _several(value: Value) -> Collection[str]:
    return value if isinstance(value, tuple) else ()


def _one_of(kind: type[Word], value: Value) -> Word | None:
    return kind(value) if isinstance(value, str) and value in {one.value for one in kind} else None
