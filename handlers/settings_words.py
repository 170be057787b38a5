"""Reads settings from words: `settings zone Berlin`, `settings private`, `settings don't log me`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import dropwhile

from handlers import guess
from handlers.zones import Found, find_zone
from storage.preferences import Changes
from storage.roster.genders import read_gender
from storage.words import Visibility

LANGUAGES: Mapping[str, str] = {"en": "English"}
LONGEST_ZONE = 64
_VISIBILITIES = tuple(one.value for one in Visibility)

_TOPICS: Mapping[str, str] = {
    "language": "language",
    "zone": "zone",
    "timezone": "zone",
    "time": "zone",
    "tz": "zone",
    "visibility": "visibility",
    "gender": "gender",
}
_FILLERS = frozenset({"my", "set", "to", "is", "the", "default", "change", "please", "as", "=", "zone", "declared"})
_DONT_LOG_ME = re.compile(
    r"\b(?:don'?t|do not|never|stop|no|not)\b.*\b(?:log|logging|name|naming|mention|mentioning)\b"
)
_DONT_ASK_ME = re.compile(r"\b(?:don'?t|do not|never|stop|no|not)\b.*\b(?:ask|asking|questions?)\b")
_ASK_ME = re.compile(r"\bask me\b")
_LOG_ME = re.compile(r"\b(?:log|name|mention) me\b")


class Unclear(Exception):
    """Words that say no setting, or no value of it. The text tells the person."""


def understood(said: str, now: datetime) -> Changes:
    """What the words set. Raises Unclear."""
    if _DONT_LOG_ME.search(said):
        return Changes(log_me=False)
    if _LOG_ME.search(said):
        return Changes(log_me=True)
    if _DONT_ASK_ME.search(said):
        return Changes(ask_me=False)
    if _ASK_ME.search(said):
        return Changes(ask_me=True)
    tokens = [one.strip(':,.!?“”"') for one in said.split()]
    topics = [(index, topic) for index, one in enumerate(tokens) if (topic := guess.meant(one, _TOPICS)) is not None]
    if not topics:
        return _without_topic(_value(tokens), now)
    index, topic = topics[0]
    return _BY_TOPIC[_TOPICS[topic]](_value([*tokens[:index], *tokens[index + 1 :]]), now)


def _value(tokens: Sequence[str]) -> str:
    """The words without those before a value: "set my … to"."""
    return " ".join(dropwhile(lambda one: one in _FILLERS, tokens))


def _without_topic(value: str, now: datetime) -> Changes:
    """A value that can only be one thing: `settings private`, `settings Berlin`."""
    if (visibility := guess.meant(value, _VISIBILITIES)) is not None:
        return Changes(visibility=Visibility(visibility))
    if value and (gender := read_gender(value)) is not None:
        return Changes(gender=gender)
    if isinstance(found := find_zone(value, now), Found):
        return Changes(zone=found.name)
    offers = guess.alike(value, (*_VISIBILITIES, "language", "zone", "visibility", "gender", "log me", "ask me"))
    raise Unclear(f"I don't know the setting “{value}”. {guess.did_you_mean(offers)}".strip())


def _set_zone(value: str, now: datetime) -> Changes:
    zone, problem = read_zone(value, now)
    if problem:
        raise Unclear(problem)
    return Changes(zone=zone)


def _set_visibility(value: str, _now: datetime) -> Changes:
    found = guess.meant(value, _VISIBILITIES)
    if found is None:
        raise Unclear("Visibility can be private, program or named.")
    return Changes(visibility=Visibility(found))


def _set_gender(value: str, _now: datetime) -> Changes:
    gender = read_gender(value) if value else None
    if gender is None:
        raise Unclear("Gender can be woman, man, non-binary or undisclosed.")
    return Changes(gender=gender)


def _set_language(value: str, _now: datetime) -> Changes:
    by_name = {label.casefold(): code for code, label in LANGUAGES.items()} | {code: code for code in LANGUAGES}
    found = guess.meant(value, by_name)
    if found is None:
        raise Unclear(f"I speak {', '.join(LANGUAGES.values())} only, for now.")
    return Changes(language=by_name[found])


_BY_TOPIC = {"zone": _set_zone, "visibility": _set_visibility, "gender": _set_gender, "language": _set_language}


def read_zone(typed: str, now: datetime) -> tuple[str, str]:
    """The zone and nothing, or nothing and what is wrong."""
    if not typed.strip():
        return "", "Please write a city, like Berlin or New York."
    shown = typed if len(typed) <= LONGEST_ZONE else f"{typed[: LONGEST_ZONE - 1]}…"
    found = find_zone(typed[:LONGEST_ZONE], now)
    if isinstance(found, Found):
        return found.name, ""
    offers = guess.did_you_mean(found.offers) or "The nearest big city is enough, like Berlin or New York."
    return "", f"I can't tell the time zone of “{shown}”. {offers}"
