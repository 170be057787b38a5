"""Which weeks of an organization are closed, and how large a group had to be to be told of in each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from storage.database import Connection
from storage.models import ClosedPeriod, Closing

WEEK = "week"


async def smallest_groups(db: Connection, organization_id: UUID, first: date, end: date) -> dict[date, int]:
    """By its Monday each closed week that begins from `first` up to, not including, `end`, with its k.

    What was told first stays, so it is the k of the first closing that what is hidden is named by.
    """
    period = ClosedPeriod
    query = select(period.starts_on, period.k).where(
        period.organization_id == organization_id,
        period.length == WEEK,
        period.starts_on >= first,
        period.starts_on < end,
        period.revision == 0,
    )
    return {row.starts_on: row.k for row in (await db.execute(query)).all()}


async def last_before(db: Connection, organization_id: UUID, end: date) -> date | None:
    """The Monday of the latest closed week that begins before that day."""
    period = ClosedPeriod
    query = select(func.max(period.starts_on)).where(
        period.organization_id == organization_id, period.length == WEEK, period.starts_on < end
    )
    return (await db.execute(query)).scalar_one()


async def of_organizations(
    db: Connection, organizations: Collection[UUID], mondays: Collection[date]
) -> set[tuple[UUID, date]]:
    """Which of the weeks that begin on these days are closed, by organization and Monday."""
    period = ClosedPeriod
    query = select(period.organization_id, period.starts_on).where(
        period.organization_id.in_(organizations),
        period.length == WEEK,
        period.starts_on.in_(mondays),
        period.revision == 0,
    )
    return {(row.organization_id, row.starts_on) for row in (await db.execute(query)).all()}


async def looked_at(db: Connection, organizations: Collection[UUID]) -> dict[UUID, datetime]:
    """When each organization was last looked at, with all that was over then closed."""
    query = select(Closing.organization_id, Closing.looked_at).where(
        Closing.organization_id.in_(organizations), Closing.looked_at.is_not(None)
    )
    return {row.organization_id: row.looked_at for row in (await db.execute(query)).all()}
