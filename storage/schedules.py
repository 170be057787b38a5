"""Keeps when each person's next nudge is due. What is due, and when the next one is, `nudges/planner.py` decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, and_, bindparam, not_, or_, select, update

from storage import many
from storage.database import Connection
from storage.models import Organization, Person, Preferences, Schedule
from storage.nudge_preferences import COLUMNS, NudgeChoices
from storage.reachable import has_reachable_account


class Planning(NamedTuple):
    """A person whose next nudge has to be planned. `due_at` and `due_on` are of the one that is due now, if one is.

    `is_reachable`: there is an account that can be written to.

    Like others of a tick's values a named tuple, for a tick makes very many: a frozen dataclass takes thrice as long.
    """

    organization_id: UUID
    person_id: UUID
    due_at: datetime
    due_on: date | None
    hired_on: date | None
    left_on: date | None
    is_erased: bool
    is_reachable: bool
    choices: NudgeChoices


class Next(NamedTuple):
    """What the schedule says from now on; see `models.Schedule` for what empty means. `set_next` stores this order."""

    organization_id: UUID
    person_id: UUID
    at: datetime | None
    day: date | None


async def ask_to_plan(
    db: Connection, organization_id: UUID, people: Collection[UUID] | Select[UUID], now: datetime
) -> None:
    """The next nudge of these people is planned anew by the next tick: something changed. Who has none gets none.

    They are a list, or a query where they may be many. Whose moment has come already is left to that tick: it puts in
    line what is due, and plans their next as well.

    Schedules are taken last, after deliveries, accounts and preferences, and in order: two units of work that ask for
    many wait for each other, and not both.
    """
    if not isinstance(people, Select) and not people:
        return
    is_due = and_(Schedule.due_on.is_not(None), Schedule.next_due_at.is_not(None), Schedule.next_due_at <= now)
    theirs = (
        select(Schedule.person_id)
        .where(Schedule.organization_id == organization_id, Schedule.person_id.in_(people), not_(is_due))
        .order_by(Schedule.person_id)
        .with_for_update()
    )
    await db.execute(
        update(Schedule)
        .where(Schedule.organization_id == organization_id, Schedule.person_id.in_(theirs))
        .values(next_due_at=now, due_on=None)
    )


async def claim(db: Connection, now: datetime, most: int) -> list[Planning]:
    """Up to so many people whose time has come, held until the end of the unit of work: no other planner sees them.

    First they are held, then they are looked at: what somebody changed in between must not be missed.
    """
    await many.hold(db)
    held = (await db.execute(_due(), {"now": now, "most": most})).all()
    if not held:
        return []
    due = {(row[0], row[1]): row for row in held}
    found = (await db.execute(_details(db.dialect.name), many.keys_of(db.dialect.name, due))).all()
    return [
        Planning._make((*due[row[0], row[1]], *row[2:_CHOICES_AT], NudgeChoices.read(*row[_CHOICES_AT:])))
        for row in found
    ]


async def set_next(db: Connection, rows: Sequence[Next]) -> None:
    await many.change_to(
        db, Schedule, ("organization_id", "person_id"), ("organization_id", "person_id", "next_due_at", "due_on"), rows
    )


async def look_again(db: Connection, now: datetime, ahead: timedelta, most: int) -> int:
    """Has up to so many people planned anew whose next nudge is farther ahead than that, the farthest first; how many.

    A clock that was far ahead for a while leaves such rows behind. Who is paused, or has not begun yet, has a reason;
    they are looked at when it is over.
    """
    await many.hold(db)
    today = now.date()
    far = (
        select(Schedule.organization_id, Schedule.person_id)
        .join(Person, and_(Person.organization_id == Schedule.organization_id, Person.id == Schedule.person_id))
        .join(
            Preferences,
            and_(Preferences.organization_id == Schedule.organization_id, Preferences.person_id == Schedule.person_id),
        )
        .where(
            Schedule.next_due_at > now + ahead,
            or_(Preferences.paused_until.is_(None), Preferences.paused_until <= today),
            or_(Person.hired_on.is_(None), Person.hired_on <= today),
        )
        .order_by(Schedule.next_due_at.desc())
        .limit(most)
        .with_for_update(skip_locked=True, of=Schedule)
    )
    rows = [Next(organization_id, person_id, now, None) for organization_id, person_id in await db.execute(far)]
    await set_next(db, rows)
    return len(rows)


@cache
def _due() -> Select[*tuple[Any, ...]]:
    return (
        select(Schedule.organization_id, Schedule.person_id, Schedule.next_due_at, Schedule.due_on)
        .where(Schedule.next_due_at <= bindparam("now", type_=Schedule.next_due_at.type))
        .order_by(Schedule.next_due_at)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True)
    )


_CHOICES_AT = 6
"""Where among the columns of `_details` a person's choices begin."""


@cache
def _details(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(
            Person.organization_id,
            Person.id,
            Person.hired_on,
            Person.left_on,
            Person.erased_at.is_not(None),
            has_reachable_account(),
            *COLUMNS,
        )
        .select_from(those)
        .join(Person, and_(Person.organization_id == those.c.organization_id, Person.id == those.c.id))
        .join(
            Preferences,
            and_(Preferences.organization_id == those.c.organization_id, Preferences.person_id == those.c.id),
        )
        .join(Organization, Organization.id == Person.organization_id)
        .order_by(Person.organization_id, Person.id)
    )
