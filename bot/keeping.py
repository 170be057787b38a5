"""The nightly work: what each organization keeps no longer goes, a batch at a time, and so does who waited for it.

Each batch is a unit of work of its own, so that nobody waits long, and what is cut short goes on where it was. Nothing
goes before what ended that day is measured. What fails in one organization is logged with a code to look up, holds up
no other, and is tried again when the claim on it is over.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from bot.upstander import Upstander
from indicators.periods import today_in
from storage import audit, closed_weeks, erasure, forgetting, holds, organizations, retention
from storage.models.base import new_id
from storage.retention import Before, Due

log = structlog.get_logger("upstander.keeping")

LEASE = timedelta(minutes=15)
"""For so long one worker has an organization to itself; each batch gives it as much again."""
WAIT_FOR_CLOSING = timedelta(minutes=15)
NIGHT = time(2)
"""When it is done, by the organization's clock."""


async def keep(app: Upstander) -> int:
    """Does what is due, organization by organization; how many rows, people and entries went."""
    gone = await _who_waited(app)
    while True:
        async with app.database.begin() as db:
            due = await retention.claim(db, app.clock(), LEASE)
        if due is None:
            return gone
        try:
            gone += await _keep(app, due)
        except Exception:
            code = new_id().hex[-8:].upper()
            log.exception("not_kept", organization=str(due.organization_id), code=code)


async def _who_waited(app: Upstander) -> int:
    """Erases who asked for it while a legal hold was on, once it is over."""
    async with app.database.begin() as db:
        waiting = await erasure.waiting(db)
        zones = {one.id: one.zone for one in await organizations.every(db)} if waiting else {}
    erased = 0
    for organization_id, person_id in waiting:
        now = app.clock()
        try:
            async with app.database.begin(patient=True) as db:
                today = today_in(zones[organization_id], now)
                erased += await erasure.erase(db, organization_id, person_id, today=today, now=now)
        except Exception:
            code = new_id().hex[-8:].upper()
            log.exception("not_erased", organization=str(organization_id), code=code)
    return erased


async def _keep(app: Upstander, due: Due) -> int:
    organization_id, now = due.organization_id, app.clock()
    today = today_in(due.zone, now)
    async with app.database.begin() as db:
        looked_at = (await closed_weeks.looked_at(db, [organization_id])).get(organization_id)
        if looked_at is None or today_in(due.zone, looked_at) < today:
            await retention.come_back(db, organization_id, now + WAIT_FOR_CLOSING)
            return 0
        older = retention.before(due.kept, due.zone, today)
        await retention.begin(db, organization_id, older)
    gone = 0
    for kind in forgetting.KINDS:
        gone += await _all_of(app, organization_id, older, kind)
    gone += await _who_left(app, due, older.actions, today)
    gone += await _entries(app, organization_id, older)
    async with app.database.begin() as db:
        is_held = await holds.anybody_is_held(db, organization_id)
        await retention.finish(db, organization_id, _next_night(due.zone, today), is_held=is_held, now=now)
    return gone


async def _all_of(app: Upstander, organization_id: UUID, older: Before, kind: str) -> int:
    """All of a kind that is too old, batch by batch."""
    gone = 0
    while True:
        async with app.database.begin(patient=True) as db:
            await retention.come_back(db, organization_id, app.clock() + LEASE)
            count = await forgetting.KINDS[kind](db, organization_id, older)
            if count:
                await retention.add(db, organization_id, kind, count)
        gone += count
        if count < forgetting.BATCH:
            return gone


async def _who_left(app: Upstander, due: Due, before: date, today: date) -> int:
    """Erases who left so long ago that nothing of what they did is kept."""
    gone = 0
    while True:
        async with app.database.begin(patient=True) as db:
            await retention.come_back(db, due.organization_id, app.clock() + LEASE)
            person_id = await erasure.who_left(db, due.organization_id, before)
            if person_id is None:
                return gone
            is_erased = await erasure.erase(
                db, due.organization_id, person_id, today=today, now=app.clock(), actor=audit.OPERATOR
            )
            if is_erased:
                await retention.add(db, due.organization_id, "people_who_left", 1)
        gone += is_erased


async def _entries(app: Upstander, organization_id: UUID, older: Before) -> int:
    """The oldest entries of the audit trail. A chain has no holes: while anybody is held, none goes."""
    async with app.database.begin(patient=True) as db:
        await retention.come_back(db, organization_id, app.clock() + LEASE)
        await holds.hold_still(db, organization_id)
        if not await holds.anybody_is_held(db, organization_id):
            await audit.cut(db, organization_id, older.audit, app.clock())
    gone = 0
    while True:
        async with app.database.begin(patient=True) as db:
            await retention.come_back(db, organization_id, app.clock() + LEASE)
            await holds.hold_still(db, organization_id)
            if await holds.anybody_is_held(db, organization_id):
                return gone
            count = await audit.drop_cut(db, organization_id, forgetting.BATCH)
            if count:
                await retention.add(db, organization_id, "audit", count)
        gone += count
        if count < forgetting.BATCH:
            return gone


def _next_night(zone: str, today: date) -> datetime:
    return datetime.combine(today + timedelta(days=1), NIGHT, ZoneInfo(zone)).astimezone(UTC)
