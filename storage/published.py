"""What an audit of all that was told needs beside the values: when it was told, by which k, of which tree of teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from storage.database import Connection
from storage.models import ClosedPeriod, Team, WeekCell

Parents = Mapping[UUID, UUID | None]
"""Which team is right beneath which; None where it is beneath the organization alone."""


@dataclass(frozen=True, slots=True)
class Closed:
    """One closing of a period. `k`: the smallest group that was told of."""

    length: str
    starts_on: date
    revision: int
    k: int


async def closed(db: Connection, organization_id: UUID) -> list[Closed]:
    """Every closing of every period, the first ones and those again."""
    query = (
        select(ClosedPeriod.length, ClosedPeriod.starts_on, ClosedPeriod.revision, ClosedPeriod.k)
        .where(ClosedPeriod.organization_id == organization_id)
        .order_by(ClosedPeriod.starts_on, ClosedPeriod.length, ClosedPeriod.revision)
    )
    return [Closed(*row) for row in (await db.execute(query)).all()]


async def trees(db: Connection, organization_id: UUID, monday: date) -> dict[int, Parents]:
    """The tree of teams that a week was told of, by revision: of a later one, the teams that it changed."""
    query = select(WeekCell.revision, WeekCell.team_id, WeekCell.parent_id).where(
        WeekCell.organization_id == organization_id, WeekCell.starts_on == monday
    )
    found: dict[int, dict[UUID, UUID | None]] = defaultdict(dict)
    for revision, team, parent in (await db.execute(query)).all():
        found[revision][team] = parent
    return dict(found)


async def names(db: Connection, organization_id: UUID) -> dict[UUID, str]:
    """What the organization's teams are called."""
    query = select(Team.id, Team.name).where(Team.organization_id == organization_id)
    return {row.id: row.name for row in (await db.execute(query)).all()}
