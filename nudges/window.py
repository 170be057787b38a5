"""Windows of local time in UTC, also where a spring night skips an hour or an autumn night has one twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from nudges.preferences import Window

KEPT_FREE = timedelta(minutes=10)
"""The end of a window in which nothing becomes due, so that a busy worker still sends in time. A quarter at most."""
_DAY = timedelta(days=1)
_NONE = timedelta()
_FARTHEST = timedelta(hours=16)
"""No zone was ever farther from UTC."""
_STEP = timedelta(hours=3)
"""No zone ever changed its clock twice within it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time without a break, in UTC; the end is not in it."""

    start: datetime
    end: datetime


def day_of(moment: datetime, window: Window, clock: ZoneInfo) -> date | None:
    """The day whose window the moment is in; None outside of all windows."""
    local = moment.astimezone(clock)
    time, day = local.time(), local.date()
    if not window.crosses_midnight:
        return day if window.start <= time < window.end else None
    if time >= window.start:
        return day
    return day - _DAY if time < window.end else None


@lru_cache(maxsize=4096)
def stretches(window: Window, day: date, clock: ZoneInfo) -> tuple[Stretch, ...]:
    """When the wall's clock is in that day's window. Two where an hour that comes again leaves it between, none where
    the whole window is skipped, or the day: there was no 30 December 2011 in Samoa.
    """
    first = datetime.combine(day, window.start)
    last = datetime.combine(day + _DAY if window.crosses_midnight else day, window.end)
    offsets = {_offset(one.replace(tzinfo=clock, fold=fold)) for one in (first, last) for fold in (0, 1)}
    if len(offsets) == 1:
        offset = offsets.pop()
        return (Stretch(_utc(first - offset), _utc(last - offset)),)
    return tuple(_around_a_change(first, last, clock))


def usable_seconds(parts: Sequence[Stretch]) -> float:
    """How long the stretches are together, without what is kept free."""
    whole = sum((one.end - one.start for one in parts), _NONE)
    return (whole - min(KEPT_FREE, whole / 4)).total_seconds()


def moment_at(parts: Sequence[Stretch], share: float, usable: float | None = None) -> datetime | None:
    """The moment when that share of the stretches, 0 to 1, has gone by, but what is kept free; on a whole second.

    `usable`: their `usable_seconds`, where they are known already.
    """
    left = timedelta(seconds=int((usable_seconds(parts) if usable is None else usable) * share))
    for one in parts:
        at = one.start + left
        if at < one.end:
            return at
        left -= one.end - one.start
    return None


def _around_a_change(first: datetime, last: datetime, clock: ZoneInfo) -> Iterator[Stretch]:
    begin, end = _utc(first - _FARTHEST), _utc(last + _FARTHEST)
    for after, before in pairwise((begin, *_changes(begin, end, clock), end)):
        offset = _offset(after.astimezone(clock))
        start, stop = max(after, _utc(first - offset)), min(before, _utc(last - offset))
        if start < stop:
            yield Stretch(start, stop)


def _changes(begin: datetime, end: datetime, clock: ZoneInfo) -> Iterator[datetime]:
    """The moments from which the clock is differently far from UTC."""
    while begin < end:
        low, high = begin, begin + _STEP
        before = _offset(low.astimezone(clock))
        if _offset(high.astimezone(clock)) != before:
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                if _offset(middle.astimezone(clock)) == before:
                    low = middle
                else:
                    high = middle
            yield high
        begin += _STEP


def _offset(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    if offset is None:
        raise TypeError("a moment of a zone is needed")
    return offset


def _utc(naive: datetime) -> datetime:
    return naive.replace(tzinfo=UTC)
