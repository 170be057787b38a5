"""The example organization by department, location and level: something is told, and something is not."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from bot import closing
from bot.console import demo
from bot.settings import load
from bot.wiring import build
from indicators import breakdowns, overview
from indicators.breakdowns import By, Why
from indicators.periods import Length
from storage.models import Organization
from tests.clock import FrozenClock
from tests.conftest import SECRET


async def test_many_weeks_tell_of_departments_and_places_and_none_of_levels(
    sqlite_url: str, clock: FrozenClock
) -> None:
    app = build(load(database_url=sqlite_url, secret_keys=(SECRET,)), clock)
    await demo.prepare(app)
    await closing.close(app)
    told: dict[By, int] = defaultdict(int)
    why: dict[By, set[Why]] = defaultdict(set)
    async with app.database.begin() as db:
        organization_id = await db.scalar(select(Organization.id))
        assert organization_id is not None
        weeks = (await overview.read(db, organization_id, Length.WEEK, indicators=["participation"])).periods
        for week in weeks:
            found = await breakdowns.read(db, organization_id, week, "participation", ["all"])
            for one in found["all"]:
                assert one.has_smaller, one.by
                told[one.by] += any(part.count is not None for part in one.parts)
                why[one.by] |= {part.why for part in one.parts if part.why}
    await app.database.close()
    assert len(weeks) == 12
    assert told[By.DEPARTMENT] >= 4
    assert told[By.LOCATION] >= 8
    assert told[By.LEVEL] == 0
    assert Why.HIDDEN in why[By.LOCATION]
    assert why[By.LEVEL] >= {Why.MIXED}
