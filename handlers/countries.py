"""Finds the country a person means by its English name or its code, among those whose holidays we know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from holidays.registry import COUNTRIES
from rapidfuzz import fuzz, process

from handlers import guess
from nudges.holidays import is_known

MOST_OFFERED = 3
ALIKE = 80
LONGEST = 60
"""No name of a country is longer."""

_SHOWN: Mapping[str, str] = {
    "AS": "American Samoa",
    "CD": "DR Congo",
    "CG": "Republic of the Congo",
    "CZ": "Czechia",
    "GB": "United Kingdom",
    "KP": "North Korea",
    "KR": "South Korea",
    "MM": "Myanmar",
    "SZ": "Eswatini",
    "VG": "British Virgin Islands",
    "VI": "US Virgin Islands",
    "WS": "Samoa",
    "XK": "Kosovo",
}
"""What we call those whose name in the table of the time zones reads oddly, or is not there."""
_NICKNAMES: Mapping[str, str] = {
    "usa": "US",
    "america": "US",
    "united states of america": "US",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "holland": "NL",
    "korea": "KR",
    "republic of korea": "KR",
    "uae": "AE",
    "emirates": "AE",
    "czech republic": "CZ",
    "turkiye": "TR",
    "ivory coast": "CI",
    "burma": "MM",
    "swaziland": "SZ",
    "bosnia": "BA",
    "macau": "MO",
    "viet nam": "VN",
}


@dataclass(frozen=True, slots=True)
class Found:
    """The country's code of ISO 3166-1."""

    code: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Names of countries that may be meant, likeliest first; may be none."""

    offers: tuple[str, ...]


def find_country(typed: str) -> Found | Unsure:
    """The country that is meant: its name, its code of two or three letters, or a name one slip away."""
    wanted = _folded(typed[:LONGEST])
    names = _codes()
    if (name := guess.meant(wanted, names)) is not None:
        return Found(names[name])
    near = process.extract(wanted, list(names), scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=2 * MOST_OFFERED)
    long = (name for name, _score, _index in near if len(name) >= guess.SHORTEST_GUESS)
    return Unsure(tuple(dict.fromkeys(name_of(names[name]) for name in long))[:MOST_OFFERED])


def is_named(typed: str) -> bool:
    """Whether this is the name or code of a country, without any guess."""
    return _folded(typed) in _codes()


def name_of(code: str) -> str:
    """What the country is called in English."""
    return _SHOWN.get(code) or _table().get(code) or code


def read_country(typed: str) -> tuple[str, str]:
    """The code and nothing, or nothing and what is wrong."""
    found = find_country(typed)
    if isinstance(found, Found):
        return found.code, ""
    shown = typed if len(typed) <= LONGEST else f"{typed[: LONGEST - 1]}…"
    offers = guess.did_you_mean(found.offers) or "Its English name or code is enough, like Germany or DE."
    return "", f"I know no holidays of “{shown}”. {offers}"


@cache
def _codes() -> Mapping[str, str]:
    """Every name and code that means a country, without case and accents."""
    codes: dict[str, str] = {}
    for class_name, code, *longer in COUNTRIES.values():
        if is_known(code):
            for name in (code, longer[0], _parted(class_name), name_of(code)):
                codes[_folded(name)] = code
    for code, name in _table().items():
        if is_known(code):
            codes.setdefault(_folded(name.partition("(")[0]), code)
    del codes["congo"]  # there are two
    return {**codes, **_NICKNAMES}


@cache
def _table() -> Mapping[str, str]:
    """The names that come with the time zones."""
    return dict(_lines())


def _lines() -> Iterator[tuple[str, str]]:
    text = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t")[:2]
            yield code, name


def _parted(class_name: str) -> str:
    """ "UnitedStates" as two words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", class_name)


def _folded(text: str) -> str:
    """The text without case, accents, "the" and punctuation."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    words = re.sub(r"[^\w\s]", " ", plain.casefold().replace("&", " and ").replace(".", "").replace("_", " ")).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)
