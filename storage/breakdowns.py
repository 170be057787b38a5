"""How many people of a period are in which team, department, place and level. Nothing of what anybody did is read here.

Who belongs to which team in the period is in `storage/homes.py`; the rest is as the roster has it now, for it keeps no
history of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import and_, func, select

from storage import homes
from storage.database import Connection
from storage.models import Person


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
    common = (there.c.team_id, Person.department, Person.location, Person.level)
    query = (
        select(*common, func.count())
        .join(Person, and_(Person.organization_id == organization_id, Person.id == there.c.id))
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
