"""When a person's next nudge is due, and whether one may go out now. Pure: what a person chose, what they got, a clock.

Whoever keeps the schedule asks `next_due` after each nudge and skip, and whenever the person changes something or
answers; and asks `may_send` right before sending.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from zoneinfo import ZoneInfo

from nudges import calendar_words as words
from nudges.holidays import holiday, is_weekend, weekend_of
from nudges.preferences import Preferences, Sent, Window
from nudges.rhythm import HALVED, RHYTHMS, Rhythm, Taken, halved_from, turns
from nudges.window import Stretch, day_of, moment_at, stretches, usable_seconds
from storage.words import SkipReason

LATEST = timedelta(hours=4)
"""How late a nudge may still go out, if its window lasts so long."""
_AHEAD = 366
_FORGOTTEN = timedelta(days=max(one.days for one in HALVED.values()) + 3)
"""What was so long ago takes no day any more: longer than the slowest rhythm, in any zone."""
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """The next nudge: the moment in UTC and the day it is for; `left_out` are the days before it that could not be.

    `halved`: by then, the pace is, if nothing is answered before.
    """

    at: datetime
    day: date
    halved: bool
    preferences: Preferences = field(repr=False)
    asked_at: datetime = field(repr=False)
    _rules: _Rules = field(repr=False, compare=False)

    @property
    def left_out(self) -> Sequence[tuple[date, SkipReason]]:
        """Looked up when it is asked for, like the words: most are never read."""
        return tuple(self._rules.left_out(before=self.day))

    @property
    def why(self) -> str:
        """The reason, for the person to read."""
        so_far = self._rules.is_halved(self.asked_at)
        return words.due(
            self.preferences, self.day, self.asked_at, halved=self.halved, so_far=so_far, refused=self.left_out
        )


@dataclass(frozen=True, slots=True)
class NeverDue:
    """No nudge can come, until something changes."""

    reason: SkipReason
    why: str


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now, and is the nudge of that day."""

    day: date


@dataclass(frozen=True, slots=True)
class Skip:
    """It must not be sent, with the reason as a word for counts and as a sentence for people."""

    reason: SkipReason
    why: str


def next_due(preferences: Preferences, history: Sequence[Sent], now: datetime) -> Due | NeverDue:
    """The first moment from `now` on at which a nudge may come.

    The answer stays the same while nothing changes but the time, until that moment has come: each day has one moment
    for a person, and a day whose moment is over is not tried again; the pace is the one that holds then, if nothing is
    answered before. Of a week's days, those are taken on which it is the person's turn, and others where these are
    holidays or gone.
    """
    if preferences.stopped:
        return NeverDue(SkipReason.STOPPED, words.refused(SkipReason.STOPPED, preferences, now.date()))
    rules = _Rules(preferences, history, now)
    found = rules.first_turn()
    if found is None:
        reason = _worst({reason for _day, reason in rules.left_out()})
        return NeverDue(reason, words.never(reason, preferences))
    return Due(*found, rules.is_halved(found[0]), preferences, now, rules)


def due_again(preferences: Preferences, history: Sequence[Sent], now: datetime, since: date) -> Due | None:
    """When a nudge comes that the person put off until that day: then, or on the first day after it that is no weekend,
    holiday or pause and that their pace leaves free: others came since. They asked for that day, so it need be none
    that they chose.
    """
    if preferences.stopped:
        return None
    rules = _Rules(preferences, history, now, since, is_put_off=True)
    found = rules.first()
    return None if found is None else Due(*found, rules.is_halved(found[0]), preferences, now, rules)


def may_send(
    preferences: Preferences, history: Sequence[Sent], now: datetime, due_at: datetime, *, was_put_off: bool = False
) -> Go | Skip:
    """Whether a nudge that was due may be sent at this moment: everything may have changed since it was planned.

    `history` is without this nudge. The day in `Go` is its local date: what must happen once a day has it in its key.
    `was_put_off`: it is one that the person asked for again (`due_again`).
    """
    day = day_of(now, preferences.window, preferences.clock)
    shown = day or now.astimezone(preferences.clock).date()
    reason = _now_or_never(preferences, day, now, due_at)
    if reason is None and day is not None:
        rules = _Rules(preferences, history, now, is_put_off=was_put_off)
        reason = rules.refuse_day(day) or rules.refuse_moment(day, now)
        if reason is None:
            return Go(day)
    reason = reason or SkipReason.OUTSIDE_WINDOW
    return Skip(reason, words.refused(reason, preferences, shown))


def _now_or_never(preferences: Preferences, day: date | None, now: datetime, due_at: datetime) -> SkipReason | None:
    """What speaks against this moment, whatever the day. A change of zone may leave `due_at` in no window at all."""
    if preferences.stopped:
        return SkipReason.STOPPED
    due_day = day_of(due_at, preferences.window, preferences.clock)
    if now - due_at > LATEST or (due_day is not None and now > due_at and due_day != day):
        return SkipReason.TOO_LATE
    if day is None:
        return SkipReason.OUTSIDE_WINDOW
    if due_at - now > LATEST or (due_day is not None and due_day > day):
        return SkipReason.TOO_EARLY
    return None


def _worst(reasons: AbstractSet[SkipReason]) -> SkipReason:
    """What to say of a year without a free day: what the person can least expect."""
    least_first = (SkipReason.PACE, SkipReason.ALREADY_TODAY, SkipReason.HOLIDAY, SkipReason.WEEKEND)
    return next((one for one in least_first if one in reasons), SkipReason.DAY_NOT_CHOSEN)


class _Rules:
    """What speaks against a day, for one person at one time."""

    def __init__(
        self,
        preferences: Preferences,
        history: Sequence[Sent],
        now: datetime,
        since: date = date.min,
        *,
        is_put_off: bool = False,
    ) -> None:
        self._halved_from = halved_from(history)
        self._is_put_off = is_put_off
        self._preferences = preferences
        self._now = now
        self._since = since
        self._key = preferences.person_id.bytes
        self._taken = Taken([one for one in history if one.at > now - _FORGOTTEN], preferences.clock)

    def is_halved(self, at: datetime) -> bool:
        return self._halved_from is not None and at >= self._halved_from

    def first_turn(self) -> tuple[datetime, date] | None:
        """The first moment on a day that is the person's turn; in a week without one, on another day of it."""
        first, weeks = self._first_day(), self._preferences.weeks
        monday = first - first.weekday() * _DAY
        last = first + _AHEAD * _DAY
        while monday < last:
            week = weeks.get(monday)
            if week is None:
                week = weeks[monday] = self._week(monday)
            days, weekdays = week
            found: tuple[datetime, date] | None = None
            for day, parts, usable in days:
                if day < first or not parts or parts[-1].end <= self._now or self._taken.has(day):
                    continue
                at = moment_at(parts, self._share(day), usable)
                if at is None or at < self._now or self.refuse_moment(day, at) is not None:
                    continue
                if self._is_turn(day, at, weekdays):
                    return at, day
                found = found or (at, day)
            if found is not None:
                return found
            monday += _WEEK
        return None

    def _week(self, monday: date) -> _Week:
        wanted = self._preferences
        return _open_days(wanted.country, frozenset(wanted.days), wanted.window, wanted.clock, monday)

    def first(self) -> tuple[datetime, date] | None:
        """The first moment at all."""
        for day in self._days():
            if self.refuse_day(day) is None:
                at = self._moment(day)
                if at is not None and at >= self._now and self.refuse_moment(day, at) is None:
                    return at, day
        return None

    def left_out(self, before: date = date.max) -> Iterator[tuple[date, SkipReason]]:
        """The days before that one, within a year, that something speaks against."""
        for day in self._days():
            if day >= before:
                return
            reason = self.refuse_day(day)
            if reason is None:
                at = self._moment(day)
                reason = self.refuse_moment(day, at) if at is not None and at >= self._now else None
            if reason is not None:
                yield day, reason

    def refuse_day(self, day: date) -> SkipReason | None:
        """What speaks against the whole day."""
        wanted = self._preferences
        if wanted.paused_until is not None and day < wanted.paused_until:
            return SkipReason.PAUSED
        if day.weekday() not in wanted.days and not self._is_put_off:
            return SkipReason.DAY_NOT_CHOSEN
        if is_weekend(wanted.country, day):
            return SkipReason.WEEKEND
        if holiday(wanted.country, day) is not None:
            return SkipReason.HOLIDAY
        return None

    def refuse_moment(self, day: date, at: datetime) -> SkipReason | None:
        """What speaks against the moment, after the nudges there were."""
        if self._taken.on_same_day(day, at):
            return SkipReason.ALREADY_TODAY
        if self._taken.is_full(day, self._rhythm(at)):
            return SkipReason.PACE
        return None

    def _rhythm(self, at: datetime) -> Rhythm:
        return (HALVED if self.is_halved(at) else RHYTHMS)[self._preferences.pace]

    def _is_turn(self, day: date, at: datetime, weekdays: Sequence[int]) -> bool:
        most = self._rhythm(at).most
        return len(weekdays) <= most or day.weekday() in turns(weekdays, most, self._turn)

    def _first_day(self) -> date:
        """The earliest day whose window may not be over."""
        wanted = self._preferences
        first = self._now.astimezone(wanted.clock).date()
        if wanted.window.crosses_midnight:
            first -= _DAY
        return max(first, self._since, wanted.paused_until or date.min)

    def _days(self) -> Iterator[date]:
        first = self._first_day()
        return (first + number * _DAY for number in range(_AHEAD))

    def _moment(self, day: date) -> datetime | None:
        """The one moment of that day for this person; None where the day has no such time."""
        return moment_at(stretches(self._preferences.window, day, self._preferences.clock), self._share(day))

    def _share(self, day: date) -> float:
        """How much of the window goes by before: evenly spread from person to person and day to day."""
        return self._number(day.isoformat()) / 2**64

    @property
    def _turn(self) -> int:
        return self._number("turn")

    def _number(self, what: str) -> int:
        """A number of 64 bits that is always the same for that person and thing, and says nothing about them."""
        return int.from_bytes(blake2b(what.encode(), key=self._key, digest_size=8).digest(), "big")


_Week = tuple[tuple[tuple[date, tuple[Stretch, ...], float], ...], tuple[int, ...]]


@lru_cache(maxsize=8192)
def _open_days(country: str | None, chosen: frozenset[int], window: Window, clock: ZoneInfo, monday: date) -> _Week:
    """Of a week: the chosen days that are neither weekend nor holiday, with their windows; and the weekdays that may be
    somebody's turn. For all who chose the same.
    """
    weekdays = tuple(sorted(chosen - weekend_of(country, monday)))
    days = (monday + number * _DAY for number in weekdays)
    open_ = [(day, stretches(window, day, clock)) for day in days if holiday(country, day) is None]
    return tuple((day, parts, usable_seconds(parts)) for day, parts in open_), weekdays
