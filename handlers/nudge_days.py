"""Reads weekdays from words: "tue thu", "monday to friday", "not on fridays", "also wed". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from handlers.nudge_sets import NOT_OR_ALSO, take_set
from nudges.day_words import weekday_of

_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_TERM = (
    rf"(?:{_NAME}\s*(?:-|\bto\b|\bthrough\b|\btill?\b|\buntil\b)\s*{_NAME}|{_NAME}|(?:any|every|all|each) days?"
    r"|(?:every |any |all )?(?:week-?\s?days?|work-?\s?days?|working days?|business days?)|weekends?)"
)
_RUN = rf"{NOT_OR_ALSO}(?:\b(?:on|every|only|just)\s+)*\b(?P<these>{_TERM}\b"
_PHRASE = re.compile(rf"{_RUN}(?:\s*(?:,|&|\+|\band\b|\bor\b)?\s*(?:on )?\b{_TERM}\b)*)")
_EACH = re.compile(rf"\b{_TERM}\b")
_BOTH = re.compile(rf"\b({_NAME})\s*(?:-|\bto\b|\bthrough\b|\btill?\b|\buntil\b)\s*({_NAME})\b")


def take_days(said: str, held: AbstractSet[int]) -> tuple[frozenset[int], str]:
    """The days that hold after what the text says of days, and the text without it."""
    return take_set(said, _PHRASE, _named, held)


def _named(phrase: str) -> Iterator[int]:
    for term in _EACH.findall(phrase):
        if (both := _BOTH.fullmatch(term)) is not None:
            first, last = (weekday_of(one) for one in both.groups())
            yield from ((first + number) % 7 for number in range((last - first) % 7 + 1))
        elif term.startswith("weekend"):
            yield from (5, 6)
        elif "week" in term or "work" in term or "business" in term:
            yield from range(5)
        elif term.startswith(("any", "every", "all", "each")):
            yield from range(7)
        else:
            yield weekday_of(term)
