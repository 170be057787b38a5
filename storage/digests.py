"""What each manager chose about the weekly digest, and what has to be known to write it.

A manager without a row has chosen nothing, and neither has one whose row is empty: they get theirs as the organization
settled it. `welcome` makes the row soon after somebody has become a manager. Rows stay: whether there is somebody to
send to is looked at when one is due.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from storage import many
from storage.database import Connection, insert_if_new
from storage.deliveries import Key
from storage.models import Digest, Organization, Person
from storage.reports import TODAY, has_reports

HOLDS = (
    func.coalesce(Digest.is_on, Organization.digests_on),
    func.coalesce(Digest.weekday, Organization.digest_weekday),
    func.coalesce(Digest.comes_at, Organization.digest_at),
)
"""The columns of a `DigestChoice`: what a manager chose, and of what they did not, what the organization settled."""


@dataclass(frozen=True, slots=True)
class DigestChoice:
    """Whether a manager wants the digest, on which weekday (a number from 0, Monday), and when by their own clock."""

    is_on: bool = True
    weekday: int = 0
    at: time = time(9)


@dataclass(frozen=True, slots=True)
class Reader:
    """What has to be known to write somebody's digest. `zone` and `k` are the organization's."""

    is_on: bool
    leads: bool
    is_example: bool
    zone: str
    k: int


async def read_choice(db: Connection, organization_id: UUID, person_id: UUID) -> DigestChoice:
    """What holds for a manager now."""
    query = (
        select(*HOLDS)
        .select_from(Organization)
        .outerjoin(Digest, and_(Digest.organization_id == Organization.id, Digest.person_id == person_id))
        .where(Organization.id == organization_id)
    )
    return DigestChoice(*(await db.execute(query)).one())


async def change(
    db: Connection,
    organization_id: UUID,
    person_id: UUID,
    now: datetime,
    *,
    is_on: bool | None = None,
    weekday: int | None = None,
    at: time | None = None,
) -> DigestChoice:
    """Stores what is given, leaves the rest, and tells what holds. The next tick plans the next digest anew."""
    await db.execute(insert_if_new(db, Digest).values(organization_id=organization_id, person_id=person_id))
    given = {"is_on": is_on, "weekday": weekday, "comes_at": at}
    changed = {name: value for name, value in given.items() if value is not None}
    theirs = _theirs(organization_id, person_id)
    await db.execute(update(Digest).where(*theirs).values(**changed, next_due_at=now, due_on=None))
    holds = await read_choice(db, organization_id, person_id)
    if not holds.is_on:
        await db.execute(update(Digest).where(*theirs).values(next_due_at=None))
    return holds


async def settled_anew(db: Connection, organization_id: UUID, now: datetime) -> None:
    """The organization settled how digests come: the next tick plans anew for whoever has not chosen all by themselves.

    Off, too, is for the planner to find out: it says that no more is due.
    """
    chose_less = or_(Digest.is_on.is_(None), Digest.weekday.is_(None), Digest.comes_at.is_(None))
    await db.execute(
        update(Digest)
        .where(Digest.organization_id == organization_id, chose_less, Digest.is_on.is_not(False))
        .values(next_due_at=now, due_on=None)
    )


async def look_again(db: Connection, organization_id: UUID, person_id: UUID, now: datetime) -> None:
    """The person is in another zone now: the next tick looks whether their time has come there."""
    mine = (*_theirs(organization_id, person_id), Digest.next_due_at.is_not(None))
    await db.execute(update(Digest).where(*mine).values(next_due_at=now))


async def welcome(db: Connection, now: datetime) -> int:
    """Whoever has become a manager gets a row, and the next tick plans their first digest; how many it were.

    Costs one look at who has a manager, in all organizations.
    """
    manager, today = aliased(Person), now.date()
    has_row = (
        select(Digest.person_id)
        .where(Digest.organization_id == Person.organization_id, Digest.person_id == Person.manager_id)
        .exists()
    )
    new = (
        select(Person.organization_id, Person.manager_id)
        .distinct()
        .join(manager, and_(manager.organization_id == Person.organization_id, manager.id == Person.manager_id))
        .where(
            or_(Person.left_on.is_(None), Person.left_on > today),
            ~has_row,
            or_(manager.left_on.is_(None), manager.left_on > today),
            manager.erased_at.is_(None),
        )
        .order_by(Person.organization_id, Person.manager_id)
    )
    found = [(organization_id, person_id) for organization_id, person_id in await db.execute(new)]
    rows = [{"organization_id": one, "person_id": person_id, "next_due_at": now} for one, person_id in found]
    if rows:
        await db.execute(insert_if_new(db, Digest), rows)
    return len(rows)


async def readers(db: Connection, people: Collection[Key], today: date) -> Mapping[Key, Reader]:
    """What has to be known of these people today, by organization and person."""
    if not people:
        return {}
    found = await db.execute(_readers(db.dialect.name), {**many.keys_of(db.dialect.name, people), "today": today})
    return {(organization_id, person_id): Reader(is_on, *rest) for organization_id, person_id, is_on, *rest in found}


@cache
def _readers(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(
            Person.organization_id,
            Person.id,
            HOLDS[0],
            has_reports(TODAY),
            Person.is_example,
            Organization.zone,
            Organization.k,
        )
        .select_from(those)
        .join(Person, and_(Person.organization_id == those.c.organization_id, Person.id == those.c.id))
        .join(Organization, Organization.id == Person.organization_id)
        .outerjoin(Digest, and_(Digest.organization_id == Person.organization_id, Digest.person_id == Person.id))
    )


def _theirs(organization_id: UUID, person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Digest.organization_id == organization_id, Digest.person_id == person_id
