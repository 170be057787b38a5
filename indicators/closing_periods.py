"""Which periods of an organization have ended and are to be closed, and which closed ones a day touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from indicators.periods import WEEK, Length, Period, period_after, period_of

BACK = 104 * WEEK
"""So far back periods are closed that ended before anybody was there to close them."""


def to_close(first_day: date, today: date, closed: Collection[tuple[str, date]]) -> list[Period]:
    """The periods since the first action that are over and not closed yet; those that ended first come first."""
    earliest = max(first_day, today - BACK)
    found: list[Period] = []
    for length in Length:
        period = period_of(length, earliest)
        while period.end <= today:
            if (length.value, period.first) not in closed:
                found.append(period)
            period = period_after(period)
    return sorted(found, key=lambda one: (one.end, one.end - one.first))


def with_days(days: Iterable[date], closed: Collection[tuple[str, date]]) -> dict[Period, list[date]]:
    """The closed periods that these days are in, shorter ones first, each with its days."""
    found: dict[Period, list[date]] = {}
    for length in Length:
        for day in sorted(days):
            period = period_of(length, day)
            if (length.value, period.first) in closed:
                found.setdefault(period, []).append(day)
    return found
