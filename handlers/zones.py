"""Finds the time zone a person means by a city, a country, an abbreviation or a difference from UTC.

A city or a country with one zone is enough. What may be several zones is offered and not guessed: "EST" and "UTC+2"
name a clock, not a place, and the place decides when the clocks change.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

MOST_OFFERED = 4
ALIKE = 72
_AREAS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
_CONTINENTS = frozenset({"Africa", "America", "Asia", "Australia", "Europe"})
_COUNTRY_NICKNAMES = {"usa": "US", "us": "US", "uk": "GB", "united kingdom": "GB", "england": "GB", "holland": "NL"}
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-−–])\s*(\d{1,2})(?::?([0-5]\d))?")


@dataclass(frozen=True, slots=True)
class Found:
    """The zone's IANA name."""

    name: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Zones that may be meant, likeliest first; may be none."""

    offers: tuple[str, ...]


def find_zone(typed: str, now: datetime) -> Found | Unsure:
    """The zone that is meant, or those that may be."""
    zones = _zones()
    wanted = _folded(typed)
    if (exact := zones.names.get(typed.strip().casefold().replace(" ", "_"))) is not None:
        return Found(exact)
    if len(cities := zones.cities.get(wanted, ())) == 1:
        return Found(cities[0])
    if (offset := _offset(wanted)) is not None:
        return Unsure(_with_offset(offset, now))
    if len(country := zones.countries.get(wanted, ())) == 1:
        return Found(country[0])
    offers = (*cities, *country, *_abbreviated(typed.strip().upper(), now)) or _alike(wanted)
    return Unsure(tuple(dict.fromkeys(offers))[:MOST_OFFERED])


@dataclass(frozen=True, slots=True)
class _Zones:
    """Zones by what people call them. `everyday` has one for each clock that is in use now."""

    names: Mapping[str, str]
    cities: Mapping[str, tuple[str, ...]]
    countries: Mapping[str, tuple[str, ...]]
    everyday: tuple[str, ...]


@cache
def _zones() -> _Zones:
    codes = {fields[0]: fields[1] for fields in _table("iso3166.tab")}
    cities: defaultdict[str, list[str]] = defaultdict(list)
    countries: defaultdict[str, list[str]] = defaultdict(list)
    for code, _coordinates, name, *_comment in _table("zone.tab"):
        cities[_city(name)].append(name)
        countries[_folded(codes[code].partition("(")[0])].append(name)
    for nickname, code in _COUNTRY_NICKNAMES.items():
        countries[nickname] = countries[_folded(codes[code].partition("(")[0])]
    # Slashless names are abbreviations and countries of old: some have no summer time where their country has.
    named = sorted(one for one in available_timezones() if "/" in one or one in {"UTC", "GMT"})
    for name in named:
        if name.partition("/")[0] in _AREAS and _city(name) not in cities:
            cities[_city(name)].append(name)
    everyday = tuple(fields[2] for fields in _table("zonenow.tab"))
    return _Zones(
        names={one.casefold(): one for one in named},
        cities={city: tuple(names) for city, names in cities.items()},
        countries={
            country: tuple(sorted(names, key=lambda one: one not in everyday)) for country, names in countries.items()
        },
        everyday=everyday,
    )


def _table(name: str) -> Iterator[list[str]]:
    """The lines of one of the tables that come with the time zones, but its comments."""
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    yield from (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


def _city(name: str) -> str:
    return _folded(name.rpartition("/")[2])


def _folded(text: str) -> str:
    """The text without case, accents and punctuation between words."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join(plain.casefold().replace("_", " ").replace("/", " ").replace(".", " ").split())


def _offset(wanted: str) -> timedelta | None:
    found = _OFFSET.fullmatch(wanted)
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return offset if sign == "+" else -offset


def _with_offset(offset: timedelta, now: datetime) -> tuple[str, ...]:
    """Zones whose clock is that far from UTC now."""
    there = [one for one in _zones().everyday if now.astimezone(ZoneInfo(one)).utcoffset() == offset]
    ordered = _likeliest_first(there, now.year)
    return (*(() if offset else ("UTC",)), *ordered)[:MOST_OFFERED]


def _abbreviated(letters: str, now: datetime) -> tuple[str, ...]:
    """Zones whose clock is called so in winter or in summer, like CET or PST."""
    there = [
        one
        for one in _zones().everyday
        if letters in {moment.astimezone(ZoneInfo(one)).tzname() for moment in _two_seasons(now.year)}
    ]
    return _likeliest_first(there, now.year)


def _likeliest_first(zones: Sequence[str], year: int) -> tuple[str, ...]:
    """First the continents, and there the zones that change their clocks: it is where most people live."""
    return tuple(
        sorted(zones, key=lambda one: (one.partition("/")[0] not in _CONTINENTS, not _changes_its_clock(one, year)))
    )


def _changes_its_clock(name: str, year: int) -> bool:
    winter, summer = (moment.astimezone(ZoneInfo(name)).utcoffset() for moment in _two_seasons(year))
    return winter != summer


def _two_seasons(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year, 7, 1, tzinfo=UTC)


def _alike(wanted: str) -> tuple[str, ...]:
    cities = _zones().cities
    near = process.extract(wanted, list(cities), scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=MOST_OFFERED)
    return tuple(name for city, _score, _index in near for name in cities[city])
