"""Keeps the cells of closed weeks: each team's own people and what they did, and which team was above it then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from storage import bulk
from storage.cells import Numbers
from storage.database import Connection
from storage.models import WeekCell


@dataclass(frozen=True, slots=True)
class StoredCell:
    """A team's own numbers in a week, and the team above it; what is nought is left out."""

    team: UUID
    parent: UUID | None
    numbers: Numbers


async def write(
    db: Connection, organization_id: UUID, starts_on: date, revision: int, cells: Collection[StoredCell]
) -> None:
    """Stores the cells of a week, or those that a revision changed."""
    same = {"organization_id": organization_id, "starts_on": starts_on, "revision": revision}
    rows = [{"team_id": one.team, "parent_id": one.parent, "numbers": one.numbers} for one in cells]
    await bulk.add(db, WeekCell, rows, same)


async def read(
    db: Connection, organization_id: UUID, starts_on: date, last_revision: int | None = None
) -> list[StoredCell]:
    """The cells of a week, by team, as they were at that revision; None: as they are."""
    query = (
        select(WeekCell.team_id, WeekCell.parent_id, WeekCell.numbers)
        .where(WeekCell.organization_id == organization_id, WeekCell.starts_on == starts_on)
        .order_by(WeekCell.team_id, WeekCell.revision)
    )
    if last_revision is not None:
        query = query.where(WeekCell.revision <= last_revision)
    latest = {team: StoredCell(team, parent, numbers) for team, parent, numbers in await db.execute(query)}
    return list(latest.values())
