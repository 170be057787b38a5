"""Public holidays and weekends, by country where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import TypeGuard

from holidays import country_holidays
from holidays.registry import COUNTRIES

from nudges.preferences import SATURDAY, SUNDAY


def is_weekend(country: str | None, day: date) -> bool:
    """Whether people there have the day off every week; Saturday and Sunday where we don't know."""
    if not is_known(country):
        return day.weekday() in {SATURDAY, SUNDAY}
    return day in _year(country, day.year).weekends


def holiday(country: str | None, day: date) -> str | None:
    """The public holiday's name, in English where it has one. Of the whole country: those of a part are not known."""
    return _year(country, day.year).holidays.get(day) if is_known(country) else None


@lru_cache(maxsize=2048)
def weekend_of(country: str | None, monday: date) -> frozenset[int]:
    """The weekdays of that Monday's week on which people there have the day off every week."""
    return frozenset(one for one in range(7) if is_weekend(country, monday + timedelta(days=one)))


def is_known(country: str | None) -> TypeGuard[str]:
    """Whether the country's holidays and weekends are known."""
    return country in _known()


def country_of(zone: str) -> str | None:
    """The country in which a zone is; None where it is none or the zone's name is an old one."""
    return _countries().get(zone)


@dataclass(frozen=True, slots=True)
class _Year:
    weekends: frozenset[date]
    holidays: Mapping[date, str]


@lru_cache(maxsize=512)
def _year(country: str, year: int) -> _Year:
    """All of a year at once: the library's own calendar grows while it is read, which threads must not see."""
    calendar = country_holidays(country, years=year, expand=False, language="en_US")
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range(366))
    return _Year(frozenset(day for day in days if calendar.is_weekend(day)), dict(calendar))


@cache
def _known() -> frozenset[str]:
    """As the library lists them. Asked for them, it loads every country's calendar, and all else waits."""
    return frozenset(code for _class, code, *_others in COUNTRIES.values())


@cache
def _countries() -> Mapping[str, str]:
    text = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {zone: code for code, _coordinates, zone, *_comment in lines}
