"""Plans the weekly digests: puts in line whose is due, and says when each manager's next one is.

One tick is one unit of work, as in `planner`, and costs what depends on how many digests are due. A digest takes no
place in a person's rhythm. While they paused or stopped nudges, or have no reports, theirs goes by from week to week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from indicators.periods import WEEK, week_of
from nudges import chosen, digest_times, digest_weeks
from nudges.digest_times import Moment
from nudges.digest_weeks import Numbers
from nudges.planner import Broken, Planned
from nudges.preferences import Preferences
from storage import deliveries, digests_due
from storage.database import Connection
from storage.deliveries import New, Past
from storage.digests_due import Planning
from storage.schedules import Next
from storage.words import Nudge

BATCH = 1000
"""So many managers in one unit of work."""
RETRY = timedelta(minutes=10)
"""How long a digest waits where the numbers of its week are not there yet."""
LOOK_BACK = timedelta(days=10)
"""Longer than a week is, in any zone."""
FAR = timedelta(days=21)
"""No next digest is farther ahead, but after weeks of holidays."""


async def tick(db: Connection, now: datetime, most: int = BATCH) -> Planned:
    """Puts in line what is due for up to so many managers, and plans their next."""
    claimed = await digests_due.claim(db, now, most)
    if not claimed:
        return Planned(0, 0, is_full=False)
    past = await deliveries.past(db, [one.key for one in claimed], (now - LOOK_BACK).date())
    weeks = {week for one in claimed if one.due_on is not None for week in digest_times.weeks_to_tell(one.due_on)}
    numbers = await digest_weeks.numbers(db, {one.organization_id for one in claimed}, weeks)
    new: list[New] = []
    following: list[Next] = []
    broken: list[Broken] = []
    for one in claimed:
        try:
            step = _step(_Manager.of(one, past.get(one.key, ())), numbers, now)
        except Exception as error:  # noqa: BLE001 - one person's mistaken data must not hold up everybody else's digests
            broken.append(Broken(one.person_id, error))
            step = _Step(Next(*one.key, now + timedelta(days=1), None))
        following.append(step.next)
        new += [step.new] if step.new is not None else []
    put_in_line = await deliveries.put_in_line(db, new, now)
    await digests_due.set_next(db, following)
    return Planned(len(claimed), len(put_in_line), len(claimed) == most, tuple(broken))


@dataclass(frozen=True, slots=True)
class _Manager:
    """One of those who are planned for. `had`: the days of digests that they got, or are about to get."""

    planning: Planning
    preferences: Preferences
    had: frozenset[date]

    @classmethod
    def of(cls, planning: Planning, past: Sequence[Past]) -> _Manager:
        had = frozenset(one.day for one in past if one.nudge is Nudge.DIGEST and one.counts)
        return cls(planning, chosen.calendar(planning.person_id, planning.choices), had)


@dataclass(frozen=True, slots=True)
class _Step:
    """What a tick does for one manager: when to look again, and what is put in line now."""

    next: Next
    new: New | None = None


def _step(one: _Manager, numbers: Numbers, now: datetime) -> _Step:
    person = one.planning
    if not person.choice.is_on:
        return _Step(Next(*person.key, None, None))
    due = _due(one)
    if due is not None and due.at > now:  # they are in another zone now, where it is earlier
        return _Step(Next(*person.key, due.at, due.day))
    if due is None or not _gets_it(one, due.day):
        return _Step(_following(one, now))
    last = digest_times.last_moment(due.day, due.at, one.preferences.clock)
    week = digest_times.week_to_wait_for(due.day, due.at, person.zone)
    if now + RETRY < last and not numbers.are_there(person.organization_id, person.zone, week):
        return _Step(Next(*person.key, now + RETRY, due.day))
    # What was held up by us, and not for too long, is due now; what is too late is skipped, and told as that.
    due_at = now if now < last else due.at
    new = New(deliveries.new_id(), *person.key, Nudge.DIGEST, due.day, person.choices.zone, due_at)
    return _Step(_following(one, now, due.day), new)


def _due(one: _Manager) -> Moment | None:
    """The digest that was planned, if its day is still the one of its week."""
    day = one.planning.due_on
    if day is None:
        return None
    moment = digest_times.in_week(one.planning.choice, one.preferences, week_of(day))
    return moment if moment is not None and moment.day == day else None


def _gets_it(one: _Manager, day: date) -> bool:
    person, wanted = one.planning, one.preferences
    is_there = not person.is_erased and (person.left_on is None or day < person.left_on)
    has_begun = person.hired_on is None or person.hired_on <= day
    is_held = wanted.stopped or (wanted.paused_until is not None and day < wanted.paused_until)
    had_it = any(week_of(had) == week_of(day) for had in one.had)
    return is_there and has_begun and person.leads and person.is_reachable and not is_held and not had_it


def _following(one: _Manager, now: datetime, *had: date) -> Next:
    moment = digest_times.next_due(one.planning.choice, one.preferences, one.had.union(had), now)
    if moment is None:  # a long row of holidays
        return Next(*one.planning.key, now + WEEK, None)
    return Next(*one.planning.key, moment.at, moment.day)
