"""Plans: puts in line what is due, and says when each person's next nudge is. One tick is one unit of work.

What a tick costs depends on how many people are due, and not on how many there are: it takes a batch of those whose
time has come, and asks once for all of them what it has to know.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from nudges import agenda, check_ins, chosen, lately
from nudges.check_ins import Spell
from nudges.preferences import Preferences
from storage import deliveries, questions, schedules
from storage.database import Connection
from storage.deliveries import FollowUp, Key, New, Past
from storage.questions import Question
from storage.schedules import Next, Planning
from storage.words import DeliveryState, Nudge

BATCH = 1000
"""So many people in one unit of work."""
BREATH = 50
"""After so many people others in the process get a turn."""
FAR = timedelta(days=60)
"""Nobody's next nudge is farther ahead, but in a long pause."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Somebody for whom no plan could be made, and why. They are tried again a day later."""

    person_id: UUID
    error: Exception


@dataclass(frozen=True, slots=True)
class Planned:
    """What a tick did: so many people looked at, so many nudges put in line. `is_full`: there may be more to do."""

    people: int
    put_in_line: int
    is_full: bool
    broken: tuple[Broken, ...] = ()


async def tick(db: Connection, now: datetime, most: int = BATCH) -> Planned:
    """Puts in line what is due for up to so many people, and plans their next."""
    claimed = await schedules.claim(db, now, most)
    if not claimed:
        return Planned(0, 0, is_full=False)
    keys = [(one.organization_id, one.person_id) for one in claimed]
    past = await lately.of(db, keys, now)
    follow_ups = await deliveries.follow_ups(db, keys)
    to_ask = await questions.waiting(db, keys, check_ins.earliest(now), now.date())
    alike: _Alike = {}
    people: list[_Person] = []
    broken: list[Broken] = []
    for number, (one, key) in enumerate(zip(claimed, keys, strict=True), 1):
        if number % BREATH == 0:
            await asyncio.sleep(0)
        try:
            people.append(_look_at(one, key, alike, past.get(key, ()), follow_ups.get(key, ()), to_ask.get(key, ())))
        except Exception as error:  # noqa: BLE001 - one person's mistaken data must not hold up everybody else's nudges
            broken.append(Broken(one.person_id, error))
    put_in_line = await deliveries.put_in_line(db, [one.new for one in people if one.new is not None], now)
    following: list[Next] = []
    for number, person in enumerate(people, 1):
        if number % BREATH == 0:
            await asyncio.sleep(0)
        try:
            following.append(_next(person, now, is_in_line=person.key in put_in_line))
        except Exception as error:  # noqa: BLE001 - as above
            broken.append(Broken(person.planning.person_id, error))
    failed = {one.person_id for one in broken}
    following += [Next(*key, now + timedelta(days=1), None) for key in keys if key[1] in failed]
    await schedules.set_next(db, following)
    return Planned(len(claimed), len(put_in_line), len(claimed) == most, tuple(broken))


_Alike = dict[int, Preferences]
"""For the calendar, by the `id` of what people chose: those who chose the same share one object."""


class _Person(NamedTuple):
    """One of those who are planned for, and what is due for them now, if something is."""

    planning: Planning
    key: Key
    preferences: Preferences
    past: Sequence[Past]
    follow_ups: Sequence[FollowUp]
    to_ask: Sequence[Spell]
    new: New | None


def _look_at(
    one: Planning,
    key: Key,
    alike: _Alike,
    past: Sequence[Past],
    follow_ups: Sequence[FollowUp],
    asked: Sequence[Question],
) -> _Person:
    of_another = alike.get(id(one.choices))
    if of_another is None:
        preferences = alike[id(one.choices)] = chosen.calendar(one.person_id, one.choices)
    else:
        preferences = of_another.of(one.person_id)
    to_ask = [check_ins.spell(question, preferences.clock) for question in asked]
    by_day = not to_ask or one.due_on is None or check_ins.is_by_day(preferences, one.due_at, one.due_on)
    new = _due(one, past, follow_ups, to_ask, by_day=by_day)
    if new is not None and new.nudge is Nudge.CHECK_IN:
        to_ask = check_ins.left_to_ask(asked, past, new.day, preferences.clock)
    return _Person(one, key, preferences, past, follow_ups, to_ask, new)


def _next(person: _Person, now: datetime, *, is_in_line: bool) -> Next:
    """When their next one is, with what was put in line just now."""
    key, past, new = person.key, person.past, person.new
    if new is not None and is_in_line:
        past = [*(one for one in past if one.day != new.day or one.nudge is not new.nudge), _as_past(new)]
    elif new is not None:  # its moment is over all the same
        now = max(now, new.due_at + timedelta(seconds=1))
    today = now.astimezone(person.preferences.clock).date()
    one = person.planning
    if not _may_get_any(one, today):
        return Next(*key, None, None)
    if one.hired_on is not None and one.hired_on > today:
        return Next(*key, _morning(one.hired_on, person.preferences), None)
    due = agenda.when(person.preferences, one.choices, past, person.follow_ups, now, person.to_ask)
    if due is None or (one.left_on is not None and due.day >= one.left_on):
        return Next(*key, None, None)
    return Next(*key, due.at, due.day)


def _due(
    person: Planning, past: Sequence[Past], follow_ups: Sequence[FollowUp], to_ask: Sequence[Spell], *, by_day: bool
) -> New | None:
    day = person.due_on
    if day is None or not _may_get_any(person, day):
        return None
    what = agenda.what(past, follow_ups, person.choices, day, to_ask, by_day=by_day)
    if what is None:
        return None
    for one in past:
        if one.day == day and one.nudge is what.nudge and one.counts:
            return None
    return New(
        deliveries.new_id(),
        person.organization_id,
        person.person_id,
        what.nudge,
        day,
        person.choices.zone,
        person.due_at,
        what.item,
        what.plan_id,
        what.again_of,
    )


def _may_get_any(person: Planning, day: date) -> bool:
    """Whether there is somebody there, and a way to reach them."""
    is_there = not person.is_erased and (person.left_on is None or day < person.left_on)
    return is_there and person.is_reachable


def _as_past(new: New) -> Past:
    return Past(
        new.id,
        new.nudge,
        new.day,
        DeliveryState.PENDING,
        None,  # reason
        new.item,
        new.plan_id,
        False,  # asked for
        new.zone,
        new.due_at,
        None,  # answered
        None,  # put off
        new.again_of,
    )


def _morning(day: date, preferences: Preferences) -> datetime:
    """When that day begins for them."""
    return datetime.combine(day, time(), preferences.clock)
