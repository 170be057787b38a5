"""When a manager's digest is due, until when it may go out, and which week it tells of. Pure.

It comes once a week on the weekday and at the time that they chose, by the clock on their wall. A weekend that they
chose holds. On a public holiday it comes on the next working day of that week, or on the last one before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from uuid import UUID
from zoneinfo import ZoneInfo

from indicators.periods import DAY, WEEK, Period, period_before, week_of
from nudges.calendar import LATEST
from nudges.holidays import holiday, is_weekend
from nudges.preferences import Preferences
from storage.digests import DigestChoice
from storage.words import SkipReason

SPREAD = timedelta(minutes=5)
"""Of those who chose the same time, not all get theirs at once, but within this time."""
EVENING = time(20)
"""What was held up may still come until then."""
GRACE = timedelta(hours=1)
"""What was to come in the evening may be late by so much."""
AHEAD = 10
"""So many weeks are looked at for one with a day for it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a digest comes: the local day that it is for, and the moment in UTC."""

    day: date
    at: datetime


def next_due(choice: DigestChoice, who: Preferences, had: Collection[date], now: datetime) -> Moment | None:
    """The next one after now. `had`: days of digests that came, or are about to; a week has one at most."""
    weeks = {week_of(day) for day in had}
    week = week_of(now.astimezone(who.clock).date())
    for number in range(AHEAD):
        one = week_of(week.first + number * WEEK)
        moment = in_week(choice, who, one)
        if one not in weeks and moment is not None and moment.at > now:
            return moment
    return None


def in_week(choice: DigestChoice, who: Preferences, week: Period) -> Moment | None:
    """The one moment of that week; None where it has no day for it."""
    for day in _days(choice, who, week):
        at = _moment(choice, who, day)
        if at is not None:
            return Moment(day, at)
    return None


def last_moment(day: date, due_at: datetime, clock: ZoneInfo) -> datetime:
    """Until when, and not longer, the digest of that day may go out."""
    return max(datetime.combine(day, EVENING, clock).astimezone(UTC), due_at + GRACE)


def why_not(who: Preferences, day: date, due_at: datetime, now: datetime) -> SkipReason | None:
    """What speaks against sending the digest of that day now; None where nothing does."""
    if who.stopped:
        return SkipReason.STOPPED
    if who.paused_until is not None and day < who.paused_until:
        return SkipReason.PAUSED
    if now.astimezone(who.clock).date() < day:  # the person is in another zone now
        return SkipReason.TOO_EARLY
    return SkipReason.TOO_LATE if now >= last_moment(day, due_at, who.clock) else None


def weeks_to_tell(day: date) -> tuple[Period, Period]:
    """The weeks that the digest of a day may be about: the last one before it, and the one before that."""
    last = period_before(week_of(day))
    return last, period_before(last)


def week_to_wait_for(day: date, due_at: datetime, zone: str) -> Period:
    """The week that the digest of a day should be about, in an organization of that zone.

    Where the organization is so far west that the week ends there only much later, it is the one before.
    """
    last, before = weeks_to_tell(day)
    return last if end_of(last, zone) <= due_at + LATEST else before


def end_of(week: Period, zone: str) -> datetime:
    """The moment when a week is over in a zone."""
    return datetime.combine(week.end, time(), ZoneInfo(zone)).astimezone(UTC)


def _days(choice: DigestChoice, who: Preferences, week: Period) -> Iterator[date]:
    """The chosen day; where it can't be, the working days after it, and then those before it, from the nearest on."""
    chosen = week.first + choice.weekday * DAY
    if holiday(who.country, chosen) is None:
        yield chosen
    after = (chosen + number * DAY for number in range(1, 7 - choice.weekday))
    before = (chosen - number * DAY for number in range(1, choice.weekday + 1))
    for day in (*after, *before):
        if holiday(who.country, day) is None and not is_weekend(who.country, day):
            yield day


def _moment(choice: DigestChoice, who: Preferences, day: date) -> datetime | None:
    """A time that a spring night skips is an hour later; of one that comes twice it is the first. None where the zone
    has no such day: there was no 30 December 2011 in Samoa.
    """
    at = datetime.combine(day, choice.at, who.clock).astimezone(UTC)
    if at.astimezone(who.clock).date() != day:
        return None
    return at + SPREAD * _share(who.person_id, day)


def _share(person_id: UUID, day: date) -> float:
    """From 0 up to 1, always the same for that person and day."""
    digest = blake2b(f"digest {day}".encode(), key=person_id.bytes, digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32
