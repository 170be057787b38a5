"""Reads a window of the day from words: "10-15", "9am to 5pm", "mornings", "after 10:30". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time

_TIME = (
    r"(?P<{0}>noon|midday|midnight|(?P<{0}_hour>[0-2]?[0-9])(?:[:.h](?P<{0}_minute>[0-5][0-9])|h)?"
    r"\s*(?P<{0}_half>[ap]\.?m\b\.?)?)(?:\s*(?:o'?clock|uhr|hrs|hours)\b)?"
)
_NO_DIGIT = r"(?![0-9:.]*[0-9])"
_RANGE = re.compile(
    rf"(?<![0-9:.])(?:\b(?:from|between)\s+)?{_TIME.format('start')}\s*(?:-|\bto\b|\buntil\b|\btill?\b|\band\b)\s*"
    rf"{_TIME.format('end')}{_NO_DIGIT}"
)
_FROM = re.compile(rf"\b(?:from|after|starting(?: at)?|not before)\s+{_TIME.format('start')}{_NO_DIGIT}")
_UNTIL = re.compile(rf"\b(?:before|until|till?|by|not after|to)\s+{_TIME.format('end')}{_NO_DIGIT}")
_AT = re.compile(rf"\b(?:at|around|about|@)\s*{_TIME.format('start')}{_NO_DIGIT}")
_PARTS = {
    "in the morning": (time(9), time(12)),
    "mornings": (time(9), time(12)),
    "morning": (time(9), time(12)),
    "in the afternoon": (time(13), time(17)),
    "afternoons": (time(13), time(17)),
    "afternoon": (time(13), time(17)),
    "in the evening": (time(17), time(20)),
    "evenings": (time(17), time(20)),
    "evening": (time(17), time(20)),
    "at any time": (time(), time()),
    "any time": (time(), time()),
    "anytime": (time(), time()),
    "all day": (time(), time()),
}
PART_WORDS = frozenset(word for phrase in _PARTS for word in phrase.split())
_PART = re.compile(rf"\b(?:{'|'.join(_PARTS)})\b")
_HALF = 12


@dataclass(frozen=True, slots=True)
class Times:
    """What words say of the window: from when, until when, or only one of them."""

    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time as it was typed. `half` is "a", "p" or nothing; `is_open`: 9 may be nine in the evening, too."""

    hour: int
    minute: int
    half: str
    is_open: bool

    def at(self) -> time | None:
        """None where no clock shows it."""
        if self.half:
            return time(self.hour % _HALF + _HALF * (self.half == "p"), self.minute) if self.hour <= _HALF else None
        if self.hour == 24 and not self.minute:  # noqa: PLR2004 - the end of the day
            return time()
        return time(self.hour, self.minute) if self.hour < 24 else None  # noqa: PLR2004


def take_times(said: str) -> tuple[Times | None, str]:
    """The window that the text names, and the text without it. None where it names none that a clock shows."""
    if (found := _PART.search(said)) is not None:
        return Times(*_PARTS[found.group()]), _without(said, found)
    if (found := _RANGE.search(said)) is not None:
        return _between(_clock(found, "start"), _clock(found, "end")), _without(said, found)
    for pattern, name in ((_FROM, "start"), (_UNTIL, "end")):
        if (found := pattern.search(said)) is not None:
            one = _clock(found, name).at()
            times = Times(starts=one) if name == "start" else Times(ends=one)
            return None if one is None else times, _without(said, found)
    if (found := _AT.search(said)) is not None:
        one = _clock(found, "start").at()
        return None if one is None else Times(one, one.replace(hour=(one.hour + 1) % 24)), _without(said, found)
    return Times(), said


def _between(start: _Clock, end: _Clock) -> Times | None:
    """Both ends. "9-5" is a working day and "2-4pm" an afternoon; "22-2" is a night."""
    if end.half and start.is_open and not start.half:
        same = replace(start, half=end.half)
        if (one := same.at()) is not None and (other := end.at()) is not None and one < other:
            return Times(one, other)
    begins, finishes = start.at(), end.at()
    if begins is None or finishes is None:
        return None
    if finishes <= begins and end.is_open and not end.half and begins.hour <= _HALF:
        finishes = replace(end, half="p").at() or finishes
    return Times(begins, finishes)


def _clock(found: re.Match[str], name: str) -> _Clock:
    match found.group(name):
        case "noon" | "midday":
            return _Clock(12, 0, "", is_open=False)
        case "midnight":
            return _Clock(0, 0, "", is_open=False)
        case _:
            hour, half = found.group(f"{name}_hour"), found.group(f"{name}_half") or ""
            is_open = not hour.startswith("0") and 1 <= int(hour) <= _HALF
            return _Clock(int(hour), int(found.group(f"{name}_minute") or 0), half[:1], is_open)


def _without(said: str, found: re.Match[str]) -> str:
    return f"{said[: found.start()]} {said[found.end() :]}"
