"""What the people of a period did, by where they work and at which level; and what was told of that.

Who belongs to the period is in `storage/homes.py`; where they work is as the roster has it now, for it keeps no history
of that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from storage import homes
from storage.counts import Span
from storage.database import Connection, insert_if_new
from storage.homes import HOMES
from storage.models import Action, Breakdown, ClosedPeriod, Person
from storage.words import Gender


@dataclass(frozen=True, slots=True)
class Alike:
    """People who have all of this in common, and what they did: how many `people`, how many of them `did` something,
    their acts, and the most of any one.
    """

    department: str | None
    location: str | None
    level: str | None
    gender: Gender
    people: int
    did: int
    acts: int
    largest: int


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """A group that is told: its names (None: not given), and what is true of it."""

    names: tuple[str | None, ...]
    people: int
    count: int
    contributors: int
    largest: int


@dataclass(frozen=True, slots=True)
class StoredBreakdown:
    """One indicator of a period by one attribute. `named`: how many names this had, told or not."""

    length: str
    starts_on: date
    indicator: str
    attribute: str
    k: int
    named: int
    groups: tuple[StoredGroup, ...]


async def alike(db: Connection, organization_id: UUID, period: Span) -> list[Alike]:
    """Everybody who was employed in the period, with those who are like them."""
    first, until = period
    await homes.settle(db, organization_id, first, until)
    acts = (
        select(Action.actor_id, func.count().label("acts"))
        .where(
            Action.organization_id == organization_id,
            Action.occurred_on >= first,
            Action.occurred_on < until,
            Action.withdrawn_at.is_(None),
        )
        .group_by(Action.actor_id)
        .subquery()
    )
    common = (Person.department, Person.location, Person.level, HOMES.c.gender)
    query = (
        select(
            *common,
            func.count(),
            func.count(acts.c.actor_id),
            func.coalesce(func.sum(acts.c.acts), 0),
            func.coalesce(func.max(acts.c.acts), 0),
        )
        .join(HOMES, HOMES.c.person_id == Person.id)
        .outerjoin(acts, acts.c.actor_id == Person.id)
        .where(Person.organization_id == organization_id)
        .group_by(*common)
    )
    return [
        Alike(_name(department), _name(location), _name(level), gender, people, did, int(done), most)
        for department, location, level, gender, people, did, done, most in await db.execute(query)
    ]


async def missing(db: Connection, organization_id: UUID, length: str) -> list[tuple[date, int]]:
    """The closed periods of that length of which nothing is kept by attribute: the first day, and k as it was then."""
    is_kept = (
        select(Breakdown.starts_on)
        .where(
            Breakdown.organization_id == ClosedPeriod.organization_id,
            Breakdown.length == ClosedPeriod.length,
            Breakdown.starts_on == ClosedPeriod.starts_on,
        )
        .exists()
    )
    query = (
        select(ClosedPeriod.starts_on, ClosedPeriod.k)
        .where(
            ClosedPeriod.organization_id == organization_id,
            ClosedPeriod.length == length,
            ClosedPeriod.revision == 0,
            ~is_kept,
        )
        .order_by(ClosedPeriod.starts_on)
    )
    return [(first, k) for first, k in await db.execute(query)]


async def write(db: Connection, organization_id: UUID, breakdowns: Collection[StoredBreakdown], now: datetime) -> int:
    """Stores them; how many are new. What is there already stays as it is."""
    stored = 0
    for one in breakdowns:
        added = await db.execute(
            insert_if_new(db, Breakdown).values(
                organization_id=organization_id,
                length=one.length,
                starts_on=one.starts_on,
                indicator=one.indicator,
                attribute=one.attribute,
                k=one.k,
                named=one.named,
                groups=[[list(it.names), it.people, it.count, it.contributors, it.largest] for it in one.groups],
                closed_at=now,
            )
        )
        stored += added.rowcount
    return stored


async def read(db: Connection, organization_id: UUID, indicators: Sequence[str] | None = None) -> list[StoredBreakdown]:
    """All that is kept of these indicators (None: of all), newest period first."""
    these = [] if indicators is None else [Breakdown.indicator.in_(indicators)]
    query = (
        select(
            Breakdown.length,
            Breakdown.starts_on,
            Breakdown.indicator,
            Breakdown.attribute,
            Breakdown.k,
            Breakdown.named,
            Breakdown.groups,
        )
        .where(Breakdown.organization_id == organization_id, *these)
        .order_by(Breakdown.starts_on.desc(), Breakdown.indicator, Breakdown.attribute)
    )
    return [
        StoredBreakdown(
            row.length,
            row.starts_on,
            row.indicator,
            row.attribute,
            row.k,
            row.named,
            tuple(StoredGroup(tuple(names), *numbers) for names, *numbers in row.groups),
        )
        for row in (await db.execute(query)).all()
    ]


def _name(given: str | None) -> str | None:
    """Of what is blank nothing is given."""
    return (given or "").strip() or None
