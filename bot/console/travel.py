"""Moves the demo's clock forward, through every moment on the way at which something is due.

A jump would find each nudge of the way too late, and rightly send none of them. So the clock goes from moment to
moment, and at each one the worker's own ticks do what they always do, until nothing is left to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clock import MovableClock
from bot.upstander import Upstander
from bot.worker import Tick
from storage import demo_deliveries

ROUNDS = 10
"""How often the ticks come round at one moment at most: what is never done must not stop the clock."""


class Traveller:
    """The demo's clock, together with the ticks that plan and send.

    While the clock is moved, the worker's own wait: what is being sent while days go by would be taken for lost.
    """

    def __init__(self, app: Upstander, clock: MovableClock, ticks: Sequence[Tick]) -> None:
        self._app = app
        self._clock = clock
        self._ticks = ticks
        self._turn = asyncio.Lock()

    def ticks(self) -> tuple[Tick, ...]:
        """The same ticks for the worker: each waits while the clock is moved."""
        return tuple(replace(one, work=self._in_turn(one.work)) for one in self._ticks)

    async def settle(self) -> None:
        """Does all there is to do now."""
        async with self._turn:
            await self._settle()

    async def to(self, target: datetime) -> None:
        """Makes it that moment, after everything that is due before."""
        async with self._turn:
            await self._settle()
            while (moment := await self._next_moment()) is not None and moment <= target:
                self._clock.move_to(moment)
                await self._settle()
            self._clock.move_to(target)
            await self._settle()

    async def _next_moment(self) -> datetime | None:
        async with self._app.database.begin() as db:
            return await demo_deliveries.next_moment(db, self._clock())

    async def _settle(self) -> None:
        for _ in range(ROUNDS):
            async with self._app.database.begin() as db:
                if not await demo_deliveries.is_any_due(db, self._clock()):
                    return
            for one in self._ticks:
                await one.work(self._app)

    def _in_turn(self, work: Callable[[Upstander], Awaitable[int]]) -> Callable[[Upstander], Awaitable[int]]:
        async def wait_and_work(app: Upstander) -> int:
            async with self._turn:
                return await work(app)

        return wait_and_work
