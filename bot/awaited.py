"""Waits for what is done in a moment, so that the answer holds how it ended; else shows how it comes along.

A unit of work has no time to wait: each look is a walk of its own down the road, and between two nothing is held.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.background import Background
from bot.road import Incoming, NotInstalled, Road, Trouble
from handlers.pending import Pending
from handlers.request import Press, Reply

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Looks:
    """The seconds before each look: while the person waits for the answer, and then beside what they were answered."""

    soon: Sequence[float] = (0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.2)
    """Less than two seconds together, as every platform wants an answer within three."""
    later: Sequence[float] = (2.0,) * 30 + (10.0,) * 24
    """Five minutes; who waits longer gets a private message when it is done."""
    pause: Pause = asyncio.sleep


class Awaited:
    """For one edge. What goes on beside an answer is cut short by `stop`: nothing depends on it."""

    def __init__(self, road: Road, looks: Looks) -> None:
        self._road = road
        self._looks = looks
        self._beside = Background()

    async def soon(self, incoming: Incoming, reply: Reply | None) -> Reply | None:
        """How it ended, if that is soon, or how far it is then; any other reply as it is."""
        for seconds in self._looks.soon:
            if not isinstance(reply, Pending):
                break
            await self._looks.pause(seconds)
            reply = await self._look(incoming, reply.again) or reply
        return reply

    async def later(self, incoming: Incoming, reply: Reply | None) -> AsyncIterator[Reply]:
        """What is different then, each time, until it is done."""
        for seconds in self._looks.later:
            if not isinstance(reply, Pending):
                break
            await self._looks.pause(seconds)
            now = await self._look(incoming, reply.later)
            if now is not None and now != reply:
                reply = now
                yield now

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Goes on while others are answered."""
        self._beside.start(work, "awaited")

    async def stop(self) -> None:
        await self._beside.cancel()

    async def _look(self, incoming: Incoming, press: Press) -> Reply | None:
        """None where it can't be told just now: what was told before still holds."""
        try:
            reply = await self._road.walk(replace(incoming, asked=press, key=None))
        except NotInstalled:
            return None
        return None if isinstance(reply, Trouble) else reply
