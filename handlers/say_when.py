"""Reads the day that words tell ("yesterday", "last Friday", "2026-02-27"), and says a day in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from nudges.day_words import (
    MONTH_PATTERN,
    NTH_PATTERN,
    NUMBER_PATTERN,
    WEEKDAY_PATTERN,
    WRITTEN_PATTERN,
    YEAR_PATTERN,
    day_in_calendar,
    month_of,
    number_of,
    plain,
    weekday_of,
    with_weekday,
)

DAYS_BACK = 60
"""How old an action may be when it is logged: what is older is remembered badly."""


@dataclass(frozen=True, slots=True)
class SaidDay:
    """The words that tell a day, where they stand, and the day; None for a day that is in no calendar."""

    typed: str
    start: int
    day: date | None


def earliest(today: date) -> date:
    """The first day that an action may have."""
    return today - timedelta(days=DAYS_BACK)


def problem_with(day: date, today: date) -> str:
    """Why an action can't have that day, as a sentence; empty when it can."""
    if day > today:
        return "That day is still to come. Pick today or a day before it."
    if day < earliest(today):
        return f"That is more than {DAYS_BACK} days ago. Pick {plain(earliest(today))} or a day after it."
    return ""


def in_words(day: date, today: date) -> str:
    """ "Today", "Yesterday", or "Friday, 27 February 2026"."""
    match (today - day).days:
        case 0:
            return "Today"
        case 1:
            return "Yesterday"
        case _:
            return with_weekday(day)


def find_day(text: str, today: date) -> SaidDay | None:
    """The first day that the text tells, if it tells one."""
    found = [
        (match.start(), -len(match.group()), SaidDay(match.group(), match.start(), read(match, today)))
        for pattern, read in _WAYS
        if (match := pattern.search(text)) is not None
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None


_Read = Callable[["re.Match[str]", date], "date | None"]


def _days_ago(days: int) -> _Read:
    def read(_match: re.Match[str], today: date) -> date:
        return today - timedelta(days=days)

    return read


def _counted_ago(match: re.Match[str], today: date) -> date | None:
    unit = match.group("unit").casefold()
    days = number_of(match.group("number")) * (7 if unit.startswith("week") else 1)
    try:
        return today - timedelta(days=days)
    except OverflowError:
        return None


def _weekday(match: re.Match[str], today: date) -> date:
    """The last day of that name; "last" is never today, "on" may be."""
    days = (today.weekday() - weekday_of(match.group("weekday"))) % 7
    return today - timedelta(days=days or (7 if match.group("word").casefold() in {"last", "past"} else 0))


def _written(match: re.Match[str], _today: date) -> date | None:
    return day_in_calendar(int(match.group("year")), int(match.group("month")), int(match.group("day")))


def _named_month(match: re.Match[str], today: date) -> date | None:
    """ "27 February" is the last one there was, unless a year is told."""
    month = month_of(match.group("month"))
    day = int(match.group("day"))
    if match.group("year"):
        return day_in_calendar(int(match.group("year")), month, day)
    this_year = day_in_calendar(today.year, month, day)
    is_past = this_year is not None and this_year <= today
    return this_year if is_past else day_in_calendar(today.year - 1, month, day)


def _way(pattern: str, read: _Read) -> tuple[re.Pattern[str], _Read]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), read


_WAYS = (
    _way("today|this morning|this afternoon|just now", _days_ago(0)),
    _way("yesterday|last night", _days_ago(1)),
    _way(r"(?:the )?day before yesterday", _days_ago(2)),
    _way("tomorrow", _days_ago(-1)),
    _way(rf"{NUMBER_PATTERN}\s+(?P<unit>days?|weeks?)\s+ago", _counted_ago),
    _way(rf"(?P<word>last|past|on|this)\s+{WEEKDAY_PATTERN}", _weekday),
    _way(WRITTEN_PATTERN, _written),
    _way(rf"{NTH_PATTERN}\s+{MONTH_PATTERN}{YEAR_PATTERN}", _named_month),
    _way(rf"{MONTH_PATTERN}\s+{NTH_PATTERN}{YEAR_PATTERN}", _named_month),
)
