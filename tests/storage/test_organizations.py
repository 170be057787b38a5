"""What an organization settled, as far as more than its own row follows from it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from storage import organizations
from storage.audit import OPERATOR
from storage.models import Schedule
from storage.organizations import Changes
from tests.handlers.schedules import planned, schedule_of
from tests.walking import Walk


async def test_another_country_plans_anew_for_those_who_had_no_day(walk: Walk) -> None:
    later = walk.clock() + timedelta(days=1)
    await planned(walk, later)
    async with walk.database.begin() as db:
        nothing = update(Schedule).values(next_due_at=None, due_on=None)
        await db.execute(nothing.where(Schedule.person_id == walk.people["ana"]))

    async def settle(changes: Changes) -> None:
        async with walk.database.begin() as db:
            await organizations.settle(db, walk.organization_id, changes, actor=OPERATOR, now=walk.clock())

    await settle(Changes(name="Acme"))
    assert await schedule_of(walk, "ana") == (None, None)
    await settle(Changes(country="AE"))
    assert await schedule_of(walk, "ana") == (walk.clock(), None)
    assert await schedule_of(walk, "ben") == (later, later.date())
