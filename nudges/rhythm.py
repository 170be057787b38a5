"""How often nudges may come: which pace holds when, the days it leaves free, and the weekdays that are a person's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple
from zoneinfo import ZoneInfo

from nudges.preferences import Sent
from storage.words import Pace

PATIENCE = timedelta(days=3)
"""How long a nudge may wait for an answer before it counts as ignored: from a Friday over the weekend."""
IGNORED = 2
"""So many ignored in a row halve the pace."""
LOOK_BACK = timedelta(days=70)
"""How far back a history must reach, so that two ignored in a row are seen at the slowest pace. After a long time
without any, `lately` looks farther.
"""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """At most so many nudges in any so many days in a row."""

    most: int
    days: int


RHYTHMS = {Pace.TWICE_A_WEEK: Rhythm(2, 7), Pace.WEEKLY: Rhythm(1, 7), Pace.EVERY_TWO_WEEKS: Rhythm(1, 14)}
HALVED = {Pace.TWICE_A_WEEK: Rhythm(1, 7), Pace.WEEKLY: Rhythm(1, 14), Pace.EVERY_TWO_WEEKS: Rhythm(1, 28)}
"""Once halved it stays so, however many more are ignored: there is always at least one in a month."""


def halved_from(history: Sequence[Sent]) -> datetime | None:
    """From when on too many in a row count as ignored, if none is answered until then; None while they are too few.

    Any answer, to a nudge of long ago as well, starts the row anew. What may not have arrived is not ignored,
    nor is what was put off.
    """
    if len(history) < IGNORED:
        return None
    unanswered = sorted(one.at for one in history if one.answered_at is None and not (one.is_unsure or one.is_put_off))
    if len(unanswered) < IGNORED:
        return None
    answered = max((one.answered_at for one in history if one.answered_at), default=None)
    ignored = unanswered if answered is None else [at for at in unanswered if at > answered]
    return ignored[IGNORED - 1] + PATIENCE if len(ignored) >= IGNORED else None


class Taken:
    """The days that earlier nudges took. A nudge counts on the day that it was for, on its date in the zone where the
    person was then, and on its date in the zone where they are now.
    """

    def __init__(self, history: Iterable[Sent], clock: ZoneInfo) -> None:
        self._clock = clock
        self._nudges = [_Nudge.of(one, clock) for one in history]

    def has(self, day: date) -> bool:
        """Whether there was one on that day, whatever the moment."""
        for one in self._nudges:  # noqa: SIM110 - asked for every day that is looked at; `any` takes twice as long
            if day in one.here:
                return True
        return False

    def on_same_day(self, day: date, at: datetime) -> bool:
        """Whether there was one on that local day already, by the calendar here or by the one where they were then."""
        if not self._nudges:
            return False
        here = _date(at, self._clock)
        for one in self._nudges:
            if day in one.here or here in one.here:
                return True
            if one.zone is not self._clock and _date(at, one.zone) in one.there:
                return True
        return False

    def is_full(self, day: date, rhythm: Rhythm) -> bool:
        """Whether one more on that day would be more than the rhythm allows. Later days count, too: clocks go back."""
        if len(self._nudges) < rhythm.most:
            return False
        near = [
            distances
            for nudge in self._nudges
            if not nudge.is_put_off and (distances := _near(nudge.here, day, rhythm.days))
        ]
        if len(near) < rhythm.most:
            return False
        rows = (range(first, first + rhythm.days) for first in range(1 - rhythm.days, 1))
        return any(sum(any(away in row for away in distances) for distances in near) >= rhythm.most for row in rows)


class _Nudge(NamedTuple):
    here: tuple[date, ...]
    there: tuple[date, ...]
    zone: ZoneInfo
    is_put_off: bool

    @classmethod
    def of(cls, sent: Sent, clock: ZoneInfo) -> _Nudge:
        zone = clock if sent.zone == clock.key else ZoneInfo(sent.zone)
        here = _days(sent.day, _date(sent.at, clock))
        there = here if zone is clock else _days(sent.day, _date(sent.at, zone))
        return cls(here, there, zone, sent.is_put_off)


def _near(days: Iterable[date], day: date, within: int) -> set[int]:
    """How far away those are that are nearer than so many days."""
    return {away for one in days if -within < (away := (one - day).days) < within}


def turns(weekdays: Sequence[int], most: int, number: int) -> frozenset[int]:
    """The weekdays, of those that are possible, on which it is the turn of a person with that number: as far apart as
    can be, and not the same for everybody.
    """
    if len(weekdays) <= most:
        return frozenset(weekdays)
    choices = _far_apart(tuple(weekdays), most)
    return choices[number % len(choices)]


@lru_cache(maxsize=512)
def _far_apart(weekdays: tuple[int, ...], most: int) -> tuple[frozenset[int], ...]:
    choices = [frozenset(one) for one in combinations(weekdays, most)]
    best = max(map(_nearest, choices))
    return tuple(one for one in choices if _nearest(one) == best)


def _nearest(weekdays: Iterable[int]) -> int:
    """The days between the two that are closest, around the week."""
    return min((min(abs(a - b), 7 - abs(a - b)) for a, b in combinations(weekdays, 2)), default=7)


def _days(planned: date, local: date) -> tuple[date, ...]:
    return (planned,) if planned == local else (planned, local)


def _date(moment: datetime, clock: ZoneInfo) -> date:
    return moment.astimezone(clock).date()
