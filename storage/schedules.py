"""Keeps when each person's next nudge is due. What is due, and when the next one is, `nudges/planner.py` decides."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from storage.database import Connection
from storage.models import Schedule


async def ask_to_plan(db: Connection, organization_id: UUID, people: Collection[UUID], now: datetime) -> None:
    """The next nudge of these people is planned anew by the next tick: something changed. Who has none gets none."""
    if people:
        await db.execute(
            update(Schedule)
            .where(Schedule.organization_id == organization_id, Schedule.person_id.in_(people))
            .values(next_due_at=now, due_on=None)
        )
