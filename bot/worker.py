"""The clock: it ticks, and what is due is decided elsewhere. Any number of processes may tick."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import closing, keeping, notices, planning
from bot.delivery import Courier
from bot.exporting import late, maker
from bot.upstander import Upstander
from storage import (
    api_tokens,
    dashboard_sessions,
    export_making,
    exports,
    inbound,
    linking,
    login_links,
    roster_uploads,
)
from storage import notices as stored_notices

log = structlog.get_logger("upstander.worker")

KEYS_ARE_KEPT = timedelta(days=7)
"""Longer than any platform sends a thing again."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Work that comes round, in units of work of its own. It may run in several processes at once."""

    name: str
    every: timedelta
    work: Callable[[Upstander], Awaitable[int]]


async def forget_inbound_keys(app: Upstander) -> int:
    """Drops the keys of deliveries that no platform sends again."""
    async with app.database.begin() as db:
        return await inbound.forget_before(db, app.clock() - KEYS_ARE_KEPT)


async def make_exports(app: Upstander) -> int:
    """Makes the export that waits longest."""
    return await maker.make_next(app, late.make)


async def forget_exports(app: Upstander) -> int:
    """Drops downloads whose time is over, the files of exports, and old notices."""
    async with app.database.begin() as db:
        now = app.clock()
        files = await exports.forget_expired(db, now) + await export_making.forget_over(db, now)
        return files + await stored_notices.forget(db, now)


async def forget_sessions(app: Upstander) -> int:
    """Drops what admins left, and requests to be linked to the roster, once their time is over."""
    async with app.database.begin() as db:
        now = app.clock()
        entries = await login_links.forget_expired(db, now) + await dashboard_sessions.forget_over(db, now)
        entries += await linking.forget(db, now)
        return entries + await roster_uploads.forget_expired(db, now) + await api_tokens.forget_ended(db, now)


@dataclass(frozen=True, slots=True)
class Every:
    """How often what people wait for comes round."""

    close: timedelta = timedelta(minutes=1)
    plan: timedelta = timedelta(seconds=5)
    deliver: timedelta = timedelta(seconds=1)
    sweep: timedelta = timedelta(seconds=15)
    export: timedelta = timedelta(seconds=1)


def ticks(courier: Courier, every: Every = Every()) -> tuple[Tick, ...]:
    """All that the clock does, with this process's courier."""
    return (
        Tick("close", every.close, closing.close),
        Tick("plan", every.plan, planning.plan),
        Tick("plan_digests", every.plan, planning.plan_digests),
        Tick("deliver", every.deliver, courier.deliver),
        Tick("sweep", every.sweep, planning.sweep),
        Tick("make_exports", every.export, make_exports),
        Tick("send_notices", every.deliver, notices.send),
        Tick("welcome_managers", timedelta(minutes=10), planning.welcome_managers),
        Tick("look_again", timedelta(hours=6), planning.look_again),
        Tick("keep", timedelta(minutes=5), keeping.keep),
        Tick("forget_buckets", timedelta(minutes=30), planning.forget_buckets),
        Tick("forget_inbound_keys", timedelta(hours=1), forget_inbound_keys),
        Tick("forget_exports", timedelta(minutes=15), forget_exports),
        Tick("forget_sessions", timedelta(minutes=15), forget_sessions),
    )


class Worker:
    """The ticks of one process. It starts and stops with the edges of `bot.wiring`.

    Whoever brings ticks of their own brings the courier that delivers in them, if there is one.
    """

    def __init__(self, app: Upstander, own: Sequence[Tick] | None = None, courier: Courier | None = None) -> None:
        self._app = app
        self._courier = courier or Courier(app)
        self._ticks = ticks(self._courier) if own is None else tuple(own)
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Begins to tick, each tick first after a moment, so that several processes do not start in step."""
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for tick in self._ticks:
            seconds = tick.every.total_seconds()
            scheduler.add_job(
                self.run, "interval", args=[tick], seconds=seconds, jitter=int(seconds / 10), id=tick.name
            )
        # A tick that lasts longer than its interval is none of an operator's worries; a failed one is logged by us.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """No new ticks and no new claims. A tick in flight is finished by the drain of the background work."""
        self._courier.stop()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    @property
    def is_running(self) -> bool:
        return self._scheduler is not None

    async def run(self, tick: Tick) -> None:
        """One tick, to its end. A failure is counted and logged; the next one comes round all the same."""
        # Shielded: stopping the clock must not cut a tick short; the drain of background work gives it its time.
        await asyncio.shield(self._app.background.start(self._run(tick), tick.name))

    async def _run(self, tick: Tick) -> None:
        try:
            count = await tick.work(self._app)
        except Exception:
            self._app.metrics.ticks.labels(tick.name, "failed").inc()
            log.exception("tick_failed", tick=tick.name)
            return
        self._app.metrics.ticks.labels(tick.name, "done").inc()
        if count:
            log.info("tick_done", tick=tick.name, count=count)
