"""Periods: ISO weeks and months as half-open ranges of dates, and the names they go by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
_WEEK_NAME = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` up to, not including, `end`. `name` is stable: `2026-W10`, `2026-03`."""

    name: str
    first: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.end

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)


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
