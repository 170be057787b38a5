"""How many people of a period are in which team, department, place and level. Nothing of what anybody did is read here.

Who belongs to which team in the period is in `storage/homes.py`. The rest is as it was when the period began: what a
later roster says of somebody moves nothing that is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select

from storage import homes
from storage.database import Connection
from storage.models import EarlierPlace, Person


@dataclass(frozen=True, slots=True)
class Alike:
    """So many people have all of this in common. None: the roster does not say."""

    team_id: UUID
    department: str | None
    location: str | None
    level: str | None
    people: int


async def alike(db: Connection, organization_id: UUID, first: date, until: date) -> list[Alike]:
    """Everybody who was employed from `first` up to, not including, `until`, with those who are like them.

    Who is in no team is with the organization, under its own id.
    """
    there = homes.of_period(organization_id, first, until).subquery()
    since_then = (
        select(
            EarlierPlace,
            func.row_number().over(partition_by=EarlierPlace.person_id, order_by=EarlierPlace.ends_on).label("place"),
        )
        .where(EarlierPlace.organization_id == organization_id, EarlierPlace.ends_on > first)
        .subquery()
    )
    was = since_then.c

    def then(name: str) -> ColumnElement[str | None]:
        now: ColumnElement[str | None] = getattr(Person, name)
        return case((was.person_id.is_not(None), was[name]), else_=now)

    common = (there.c.team_id, then("department"), then("location"), then("level"))
    query = (
        select(*common, func.count())
        .join(Person, and_(Person.organization_id == organization_id, Person.id == there.c.id))
        .outerjoin(since_then, and_(was.person_id == there.c.id, was.place == 1))
        .group_by(*common)
    )
    return [
        Alike(team, _name(department), _name(location), _name(level), people)
        for team, department, location, level, people in (await db.execute(query)).all()
    ]


@lru_cache(maxsize=4096)
def _name(given: str | None) -> str | None:
    """Of what is blank nothing is given."""
    return (given or "").strip() or None
