"""Periods: ISO weeks, months, quarters and years as half-open ranges of dates, and the names they go by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
_WEEK_NAME = re.compile(r"([0-9]{4})-W([0-9]{2})")


class Length(StrEnum):
    """How long a period is. These values are stored; never rename one."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` up to, not including, `end`. `name` is stable: `2026-W10`, `2026-03`, `2026-Q1`, `2026`."""

    name: str
    first: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.end

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - DAY


def today_in(zone: str, now: datetime) -> date:
    """The date in a zone at a moment."""
    return now.astimezone(ZoneInfo(zone)).date()


def week_of(day: date) -> Period:
    """The ISO week (Monday to Sunday) with that day in it."""
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Period(f"{year:04}-W{week:02}", monday, monday + WEEK)


def month_of(day: date) -> Period:
    """The calendar month with that day in it."""
    first = day.replace(day=1)
    end = (first + timedelta(days=31)).replace(day=1)
    return Period(f"{first.year:04}-{first.month:02}", first, end)


def quarter_of(day: date) -> Period:
    """The quarter of the calendar year with that day in it."""
    quarter = (day.month - 1) // 3
    first = date(day.year, 3 * quarter + 1, 1)
    return Period(f"{first.year:04}-Q{quarter + 1}", first, month_of(first + timedelta(days=80)).end)


def year_of(day: date) -> Period:
    """The calendar year with that day in it."""
    return Period(f"{day.year:04}", date(day.year, 1, 1), date(day.year + 1, 1, 1))


def period_of(length: Length, day: date) -> Period:
    """The period of that length with that day in it. Every day is in exactly one."""
    match length:
        case Length.WEEK:
            return week_of(day)
        case Length.MONTH:
            return month_of(day)
        case Length.QUARTER:
            return quarter_of(day)
        case Length.YEAR:
            return year_of(day)
    assert_never(length)


def length_of(period: Period) -> Length:
    """How long it is, by its name."""
    if "-W" in period.name:
        return Length.WEEK
    if "-Q" in period.name:
        return Length.QUARTER
    return Length.MONTH if "-" in period.name else Length.YEAR


def period_before(period: Period) -> Period:
    """The one of the same length that ends where this one begins."""
    return period_of(length_of(period), period.first - DAY)


def period_after(period: Period) -> Period:
    """The one of the same length that begins where this one ends."""
    return period_of(length_of(period), period.end)


def is_closed(period: Period, zone: str, now: datetime) -> bool:
    """Whether its last day is over in that zone at a moment."""
    return today_in(zone, now) >= period.end


def years_after(day: date, years: int) -> date:
    """The same day that many years later, or earlier. Where there is no 29 February, it is 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def weeks_back(last: Period, count: int) -> tuple[Period, ...]:
    """The `count` weeks that end with `last`, oldest first."""
    return tuple(week_of(last.first - WEEK * back) for back in reversed(range(count)))


def week_named(name: str) -> Period | None:
    """The week that goes by a name such as `2026-W10`; None when there is none."""
    found = _WEEK_NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return week_of(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return None
