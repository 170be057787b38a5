"""When people's next nudges are due, for tests of what has them planned anew."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, insert

from storage.models import Schedule
from tests.walking import Walk


async def planned(walk: Walk, at: datetime) -> None:
    """Everybody's next nudge is due then."""
    async with walk.database.begin() as db:
        await db.execute(delete(Schedule))
        for person_id in walk.people.values():
            row = {"organization_id": walk.organization_id, "person_id": person_id}
            await db.execute(insert(Schedule).values(**row, next_due_at=at, due_on=at.date()))


async def schedule_of(walk: Walk, who: str) -> tuple[datetime | None, date | None]:
    (row,) = await walk.rows(Schedule, Schedule.person_id == walk.people[who])
    return row.next_due_at, row.due_on
