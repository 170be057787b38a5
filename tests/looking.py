"""Looks at what is done in a moment, without waiting: whatever is to happen meanwhile happens in the pause."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy import update

from bot import worker
from bot.awaited import Looks
from bot.upstander import Upstander
from storage.models import Person


@dataclass
class Meanwhile:
    """`does` happens in each pause, and is told how many there were before."""

    does: Callable[[int], Awaitable[object]] | None = None
    pauses: list[float] = field(default_factory=list)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if self.does is None:
            await asyncio.sleep(0)
        else:
            await self.does(len(self.pauses) - 1)

    def looks(self, *, soon: int = 2, later: int = 0) -> Looks:
        return Looks((0.5,) * soon, (2.0,) * later, self.pause)

    def makes(self, app: Upstander, *, after: int = 0) -> None:
        """The worker makes what is ordered, in the pause after so many."""

        async def make(number: int) -> None:
            if number >= after:
                await worker.make_exports(app)

        self.does = make


async def everybody_is_admin(app: Upstander) -> None:
    async with app.database.begin() as db:
        await db.execute(update(Person).values(is_admin=True))
