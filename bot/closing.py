"""The tick that closes periods: of each organization whose moment has come what ended, and what came late.

Each period is a unit of work of its own. What fails in one organization is logged with a code to look up, holds up no
other, and is tried again when the claim on it is over.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.upstander import Upstander
from indicators import closing, closing_periods
from indicators.periods import today_in
from storage import closings
from storage.closings import Due
from storage.models.base import new_id

log = structlog.get_logger("upstander.closing")

LEASE = timedelta(minutes=15)
"""For so long one worker has an organization to itself; each period that it closes gives it as much again."""


async def close(app: Upstander) -> int:
    """Closes what is to be closed, organization by organization; how many periods were stored."""
    stored = 0
    while True:
        async with app.database.begin() as db:
            due = await closings.claim(db, app.clock(), LEASE)
        if due is None:
            return stored
        try:
            stored += await _close(app, due)
        except Exception:
            code = new_id().hex[-8:].upper()
            log.exception("not_closed", organization=str(due.organization_id), code=code)


async def _close(app: Upstander, due: Due) -> int:
    now, organization_id = app.clock(), due.organization_id
    today = today_in(due.zone, now)
    is_new_day = due.looked_at is None or today_in(due.zone, due.looked_at) < today
    async with app.database.begin() as db:
        closed = await closings.closed(db, organization_id)
        first = await closings.first_day(db, organization_id)
        late = await closings.late(db, organization_id, due.looked_at, today) if due.looked_at and is_new_day else {}
    stored = 0
    for period in closing_periods.to_close(first, today, closed.keys()) if first else ():
        async with app.database.begin(patient=True) as db:
            await closings.come_back(db, organization_id, app.clock() + LEASE)
            stored += await closing.close(db, due, period, now)
    for period, days in closing_periods.with_days(late, closed.keys()).items():
        reasons = set[str]().union(*(late[day] for day in days))
        async with app.database.begin(patient=True) as db:
            await closings.come_back(db, organization_id, app.clock() + LEASE)
            stored += await closing.revise(db, due, period, closed[closing.key_of(period)], reasons, now)
    async with app.database.begin() as db:
        # Once a day it is looked at what came late: a period is not told anew more often.
        looked_at = now if is_new_day else None
        await closings.come_back(db, organization_id, _midnight_after(due.zone, today), looked_at)
    return stored


def _midnight_after(zone: str, day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
