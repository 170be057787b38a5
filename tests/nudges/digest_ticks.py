"""Moments at which digests are planned, and what came of it, for tests of the planner."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot import closing, planning
from storage import digests
from storage.models import Digest
from storage.words import Nudge
from tests.handlers.crowds import LAST_WEEK, act
from tests.sending import Worked
from tests.walking import Walk

MONDAY = date(2026, 3, 9)
NINE = datetime(2026, 3, 9, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


async def begun(walk: Walk, address: str) -> Worked:
    """Managers are Eve, Dan and Gil; something was logged last week, and last week is closed."""
    worked = Worked.of(walk, address)
    await act(walk, "payments", [walk.people["ben"]], LAST_WEEK)
    await closing.close(worked.app)
    await planning.welcome_managers(worked.app)
    await planning.plan_digests(worked.app)
    return worked


async def next_digest(walk: Walk, who: str) -> tuple[datetime | None, date | None]:
    (row,) = await walk.rows(Digest, Digest.person_id == walk.people[who])
    return row.next_due_at, row.due_on


async def choose(walk: Walk, who: str, **what: Any) -> digests.DigestChoice:
    async with walk.database.begin() as db:
        return await digests.change(db, walk.organization_id, walk.people[who], walk.clock(), **what)


async def when(worked: Worked, moment: datetime, *, closed: bool = True) -> None:
    """It is that moment, and both clocks tick."""
    worked.walk.clock.set(moment)
    if closed:
        await closing.close(worked.app)
    await planning.plan_digests(worked.app)


async def days(worked: Worked, who: str) -> list[date]:
    found = await worked.deliveries(who)
    assert {one.nudge for one in found} <= {Nudge.DIGEST}
    return [one.day for one in found]
