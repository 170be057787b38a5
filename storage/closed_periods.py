"""Which periods of an organization are closed, of any one length, and how large a group had to be to be told of."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from storage.database import Connection
from storage.models import ClosedPeriod


async def latest(db: Connection, organization_id: UUID, length: str, most: int) -> list[tuple[date, int]]:
    """The first days of the latest closed periods of that length, at most so many, oldest first; each with its k.

    What was told first stays, so it is the k of the first closing that what is hidden is named by.
    """
    period = ClosedPeriod
    query = (
        select(period.starts_on, period.k)
        .where(period.organization_id == organization_id, period.length == length, period.revision == 0)
        .order_by(period.starts_on.desc())
        .limit(most)
    )
    return [(row.starts_on, row.k) for row in reversed((await db.execute(query)).all())]
