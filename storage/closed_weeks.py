"""Which weeks of an organization are closed, and how large a group had to be to be told of in each."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from storage.database import Connection
from storage.models import ClosedPeriod

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
