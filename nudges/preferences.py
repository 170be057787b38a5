"""What the calendar is told: what a person chose about nudges, and which nudges they got."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from storage.words import Pace

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
DEFAULT_DAYS = frozenset({TUESDAY, WEDNESDAY, THURSDAY})
_WEEKDAYS = frozenset(range(7))
LATEST_PAUSE = date(9000, 1, 1)
"""No pause ends later. Whoever wants to stop has a word for that; this only keeps sums of days in the calendar."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when, by the clock on the person's wall; the end is not in it.

    An end that is not after the start is on the next day: 22:00-02:00. Such a window belongs to the day it starts on.
    From midnight to midnight is the whole day; any other window that ends where it starts is a slip.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        for one in (self.start, self.end):
            if one.tzinfo is not None or one.second or one.microsecond:
                raise ValueError(f"a window is of whole minutes on any day's clock, not {one.isoformat()}")
        if self.start == self.end != time():
            raise ValueError("a window can't end at the time it starts")

    @property
    def crosses_midnight(self) -> bool:
        return self.end <= self.start


DEFAULT_WINDOW = Window(time(9, 30), time(16, 30))


@dataclass(frozen=True)
class Preferences:
    """What a person chose. Days are counted from Monday, 0. `paused_until` is the first day that has nudges again.

    `country` is a code of ISO 3166-1 ("DE"); without one no holidays are known, and the weekend is Saturday and Sunday.
    """

    person_id: UUID
    zone: str
    country: str | None = None
    days: AbstractSet[int] = DEFAULT_DAYS
    window: Window = DEFAULT_WINDOW
    pace: Pace = Pace.TWICE_A_WEEK
    paused_until: date | None = None
    stopped: bool = False
    clock: ZoneInfo = field(init=False, repr=False, compare=False)
    weeks: dict[date, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """For the calendar to keep what it found out about a week with these choices, whoever made them."""

    def __post_init__(self) -> None:
        if not self.days <= _WEEKDAYS:
            raise ValueError("days are numbers from 0, Monday, to 6, Sunday")
        if self.paused_until is not None and self.paused_until > LATEST_PAUSE:
            raise ValueError(f"a pause can't end after {LATEST_PAUSE}")
        object.__setattr__(self, "clock", ZoneInfo(self.zone))

    def of(self, person_id: UUID) -> Preferences:
        """The same choices, made by somebody else. They were checked once: a tick has very many who chose the same."""
        made = object.__new__(Preferences)
        made.__dict__.update(self.__dict__, person_id=person_id)
        return made


class Sent(NamedTuple):
    """A nudge that went out (or may have): when, for which day, and in which zone the person was then.

    `is_put_off`: the person asked for it again on another day. Its own day stays taken, but in their pace it takes no
    place any more; the one that comes instead does. `is_unsure`: nobody knows whether it arrived.
    """

    at: datetime
    day: date
    zone: str
    answered_at: datetime | None = None
    is_put_off: bool = False
    is_unsure: bool = False
