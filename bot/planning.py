"""The ticks that plan nudges and tidy up behind deliveries; what they do is in `nudges/`."""

from __future__ import annotations

import asyncio

import structlog

from bot.upstander import Upstander
from nudges import check_ins, digest_planner, outbox_results, planner
from nudges.planner import Planned
from storage import digests, digests_due, pace, questions, schedules
from storage.words import DeliveryState

log = structlog.get_logger("upstander.planning")

LOOKED_AT = 10_000
LANES = 5
"""So many batches are planned side by side: while the database writes one, we think about the other."""
AT_ONCE = 10
"""So many batches a lane in one tick; what is left comes with the next."""
SMALLER = 10
"""On SQLite, so many batches take the place of one: it has one writer, and who logs something waits for a batch."""


async def plan(app: Upstander) -> int:
    """Puts in line what is due and plans what is next, batch by batch; how many people were looked at."""
    lanes = 1 if app.database.is_sqlite else LANES
    people = 0
    for found in await asyncio.gather(*(_plan(app) for _lane in range(lanes)), return_exceptions=True):
        if isinstance(found, BaseException):
            raise found
        people += found
    return people


async def _plan(app: Upstander) -> int:
    people, parts = 0, SMALLER if app.database.is_sqlite else 1
    for _batch in range(AT_ONCE * parts):
        async with app.database.begin() as db:
            planned = await planner.tick(db, app.clock(), planner.BATCH // parts)
        people += _told(app, planned)
        if not planned.is_full:
            break
    return people


async def plan_digests(app: Upstander) -> int:
    """The same for the weekly digests. Managers are few: one batch after the other will do."""
    people = 0
    for _batch in range(AT_ONCE):
        async with app.database.begin() as db:
            planned = await digest_planner.tick(db, app.clock())
        people += _told(app, planned)
        if not planned.is_full:
            break
    return people


def _told(app: Upstander, planned: Planned) -> int:
    app.metrics.planned.inc(planned.put_in_line)
    for one in planned.broken:
        log.error("not_planned", person=str(one.person_id), exc_info=one.error)
    return planned.people


async def welcome_managers(app: Upstander) -> int:
    """Whoever has become a manager gets the weekly digest from now on; how many it were."""
    async with app.database.begin() as db:
        return await digests.welcome(db, app.clock())


async def sweep(app: Upstander) -> int:
    """Gives up deliveries whose sender is gone, and those that nobody took in time."""
    async with app.database.begin() as db:
        ends = await outbox_results.sweep(db, app.clock())
    app.metrics.count_deliveries(ends)
    unknown = sum(count for (state, _reason), count in ends.items() if state is DeliveryState.UNKNOWN)
    if unknown:
        log.warning("deliveries_unknown", count=unknown)
    return ends.total()


async def look_again(app: Upstander) -> int:
    """Has those planned anew whose next nudge or digest is very far ahead: a clock may have been wrong when it was
    planned. And those who get none by themselves, where there is something to ask them.
    """
    now = app.clock()
    async with app.database.begin() as db:
        again = await schedules.look_again(db, now, planner.FAR, LOOKED_AT)
    async with app.database.begin() as db:
        again += await digests_due.look_again(db, now, digest_planner.FAR, LOOKED_AT)
    async with app.database.begin() as db:
        return again + await questions.wake(db, check_ins.earliest(now), now, LOOKED_AT)


async def forget_buckets(app: Upstander) -> int:
    """Drops the tokens of workspaces and conversations that were quiet for a while."""
    async with app.database.begin() as db:
        return await pace.forget_idle(db, app.clock())
