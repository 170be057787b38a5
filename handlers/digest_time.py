"""Reads when a manager wants the digest: "day Monday 09:00", "fridays at 4pm", "tuesday", "8:30". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from nudges.day_words import WEEKDAY_PATTERN, weekday_of

LONGEST = 100
EXAMPLES = "“digest day Monday 09:00” or “digest Friday 4pm”"
_DAY = re.compile(rf"\b{WEEKDAY_PATTERN}s?\b")
_TIME = re.compile(
    r"\b(?P<hour>[0-2]?[0-9])(?:[:.h](?P<minute>[0-5][0-9]))?\s*(?P<half>[ap]\.?m\.?)?(?=[\s,;.!]|$)(?:\s*o'?clock\b)?"
)
_NOON = re.compile(r"\b(?:noon|midday)\b")
_FILLERS = frozenset(
    {"at", "day", "days", "digest", "every", "each", "in", "me", "morning", "my", "on", "please", "send", "the", "time"}
    | {"to", "weekly", "and", "it", "from", "now", "set", "change", "want", "i", "would", "like", "o'clock"}
)
_HALF, _HOURS = 12, 24


class Unclear(Exception):
    """Words that name no day and no time. The text tells the person."""


@dataclass(frozen=True, slots=True)
class When:
    """A weekday from Monday, 0, and a time; None where the words leave it as it is."""

    weekday: int | None = None
    at: time | None = None


def read(said: str) -> When:
    """The day and the time that the words name, which are in lower case. Raises Unclear, and then nothing changes."""
    if len(said) > LONGEST:
        raise Unclear(f"That is more than I can take in at once. You can write {EXAMPLES}.")
    days = {weekday_of(found["weekday"]) for found in _DAY.finditer(said)}
    if len(days) > 1:
        raise Unclear("The digest comes once a week, so please name one day.")
    rest = _DAY.sub(" ", said)
    at, rest = _take_time(rest)
    left = [word for word in re.findall(r"[^\s,;.!?:]+", rest) if word not in _FILLERS]
    if left:
        raise Unclear(f"I don't know what “{left[0][:40]}” means for the digest. You can write {EXAMPLES}.")
    if not days and at is None:
        raise Unclear(f"On which day, and at what time? You can write {EXAMPLES}.")
    return When(next(iter(days), None), at)


def _take_time(said: str) -> tuple[time | None, str]:
    if _NOON.search(said):
        return time(12), _NOON.sub(" ", said)
    found = list(_TIME.finditer(said))
    if not found:
        return None, said
    if len(found) > 1:
        raise Unclear("Please name one time of the day, such as 09:00.")
    (one,) = found
    hour, minute, half = int(one["hour"]), int(one["minute"] or 0), (one["half"] or "")[:1]
    if half and not 1 <= hour <= _HALF:
        raise Unclear(f"No clock shows {one.group().strip()}. You can write {EXAMPLES}.")
    if half:
        hour = hour % _HALF + _HALF * (half == "p")
    if hour >= _HOURS:
        raise Unclear(f"No clock shows {one.group().strip()}. You can write {EXAMPLES}.")
    return time(hour, minute), f"{said[: one.start()]} {said[one.end() :]}"
