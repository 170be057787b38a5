"""Has results recorded in groups: soon, so that little is lost with the process, and together, so that it costs little.

While the database is away results wait here; meanwhile nothing is claimed, so that they stay few.
"""

from __future__ import annotations

import asyncio

import structlog

from bot.upstander import Upstander
from nudges import outbox_results
from nudges.outbox_results import Result
from nudges.pace import Pace
from storage.database import is_unavailable
from storage.words import DeliveryState

log = structlog.get_logger("upstander.delivery")

GROUP = 50
"""So many are recorded at once."""
SOON_SECONDS = 0.2
"""No result waits longer for company."""
AGAIN_SECONDS = 2.0
"""After so long the database is tried again."""


class Recorder:
    """The results of one process that are not recorded yet."""

    def __init__(self, app: Upstander, pace: Pace) -> None:
        self._app = app
        self._pace = pace
        self._waiting: list[Result] = []
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.is_stuck = False
        """The database did not take the last group."""

    def add(self, result: Result) -> None:
        self._waiting.append(result)
        if self.is_stuck:
            return
        if len(self._waiting) >= GROUP:
            self._start()
        elif self._timer is None:
            self._call_in(SOON_SECONDS)

    async def flush(self) -> None:
        """Records all there is, or finds that the database is away."""
        while self._waiting or self._is_running():
            task = self._start()
            await asyncio.shield(task)
            if self.is_stuck:
                return

    def _start(self) -> asyncio.Task[None]:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._task is None or self._task.done():
            self._task = self._app.background.start(self._record(), "record_deliveries")
        return self._task

    def _is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    def _call_in(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._start)

    async def _record(self) -> None:
        while self._waiting:
            group = self._waiting[: 2 * GROUP]
            try:
                await self._store(group)
            except Exception as error:
                if is_unavailable(error):
                    self._wait(error)
                    return
                log.exception("deliveries_not_recorded", count=len(group))
                if not await self._store_one_by_one(group):
                    return
            else:
                del self._waiting[: len(group)]
            self.is_stuck = False

    def _wait(self, error: Exception) -> None:
        """The database is away: what waits here is tried again in a while."""
        log.warning("deliveries_not_recorded", count=len(self._waiting), exc_info=error)
        self.is_stuck = True
        self._call_in(AGAIN_SECONDS)

    async def _store(self, group: list[Result]) -> None:
        async with self._app.database.begin() as db:
            ends = await outbox_results.record(db, self._pace, group, self._app.clock())
        self._app.metrics.count_deliveries(ends)
        unknown = sum(count for (state, _reason), count in ends.items() if state is DeliveryState.UNKNOWN)
        if unknown:
            log.warning("deliveries_unknown", count=unknown)

    async def _store_one_by_one(self, group: list[Result]) -> bool:
        """One of them can't be stored. It stays as being sent, until its lease is over and it becomes unknown.

        False where the database went away meanwhile; what is left waits.
        """
        for one in group:
            try:
                await self._store([one])
            except Exception as error:
                if is_unavailable(error):
                    self._wait(error)
                    return False
                log.exception("delivery_not_recorded", delivery=str(one.ready.id))
            del self._waiting[0]
        return True
