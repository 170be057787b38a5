"""Reads a day as HR systems and spreadsheets in Europe write it, and refuses what could be another day."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from storage.roster.problems import WrongCell, quote

EARLIEST_YEAR = 1900
RIGHT = "write it as year-month-day, like 2024-03-31"

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{1,2})\.?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4})\.?")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}")
_SERIAL = re.compile(r"[0-9]{5}(?:[.,]0+)?")
_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?$")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(cell: str) -> date | None:
    """A day, or None where the cell is empty. With dots the day comes before the month, everywhere; with strokes that
    depends on the country, so 3/4/2024 is refused, and 31/12/2024 is not."""
    if not cell:
        return None
    written = _MIDNIGHT.sub("", cell)
    if found := _YEAR_FIRST.fullmatch(written):
        return _the_one(cell, _days(int(found[1]), (int(found[3]), int(found[4]))))
    if found := _YEAR_LAST.fullmatch(written):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        orders = ((second, first),) if found[2] == "." else ((second, first), (first, second))
        return _the_one(cell, _days(year, *orders))
    if _SHORT_YEAR.fullmatch(written):
        raise WrongCell(f"the year of {quote(cell)} has two digits", RIGHT)
    if _SERIAL.fullmatch(written):
        raise WrongCell(f"{quote(cell)} is a number, as spreadsheets keep days", "format the column as a date")
    raise WrongCell(f"{quote(cell)} is no date", RIGHT)


def _days(year: int, *orders: tuple[int, int]) -> list[date]:
    """The days that there are among these months and days of a month."""
    found = []
    for month, day_of_month in orders:
        with suppress(ValueError):
            found.append(date(year, month, day_of_month))
    return sorted(set(found))


def _the_one(cell: str, days: list[date]) -> date:
    if not days:
        raise WrongCell(f"there is no day {quote(cell)}", RIGHT)
    if len(days) > 1:
        raise WrongCell(f"{quote(cell)} is {' to some, and '.join(_said(one) for one in days)} to others", RIGHT)
    if days[0].year < EARLIEST_YEAR:
        raise WrongCell(f"{quote(cell)} is before {EARLIEST_YEAR}", RIGHT)
    return days[0]


def _said(one: date) -> str:
    return f"{one.day} {_MONTHS[one.month - 1]}"
