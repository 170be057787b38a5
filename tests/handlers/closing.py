"""Closes weeks for tests of what is read of them."""

from __future__ import annotations

from indicators import closing
from indicators.periods import period_before, today_in, week_of, weeks_back
from storage import organizations
from storage.closings import Due
from tests.walking import Walk


async def close_weeks(walk: Walk, back: int = 9) -> None:
    """The last weeks that are over are closed, as far as they are not yet."""
    async with walk.database.begin() as db:
        own = next(one for one in await organizations.every(db) if one.id == walk.organization_id)
        now = walk.clock()
        last = period_before(week_of(today_in(own.zone, now)))
        for week in weeks_back(last, back):
            await closing.close(db, Due(own.id, own.zone, own.k, None), week, now)
