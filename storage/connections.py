"""Keeps open connections at hand between units of work, so that one costs no more than its statements.

SQLAlchemy's own pool hands out a new wrapper each time, through a greenlet: as long as a statement of PostgreSQL takes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.unit import Connection


class Connections:
    """At most so many, of an engine that pools none itself. The last one given back is the first to be taken."""

    def __init__(self, new: Callable[[], Connection], most: int, patience_seconds: float) -> None:
        self._new = new
        self._room = asyncio.Semaphore(most)
        self._patience_seconds = patience_seconds
        self._idle: list[Connection] = []

    async def take(self) -> Connection:
        """An open connection, for the taker alone. Raises SQLAlchemy's TimeoutError where all stay taken."""
        if self._room.locked():
            await self._wait_for_room()
        else:
            await self._room.acquire()  # at once
        if self._idle:
            return self._idle.pop()
        db = self._new()
        try:
            await db.start()
        except BaseException:
            self._room.release()
            raise
        db.info["unit"] = db  # by which SQLAlchemy's events find it
        return db

    def give_back(self, db: Connection) -> None:
        """It has no transaction and nothing is wrong with it."""
        self._idle.append(db)
        self._room.release()

    async def drop(self, db: Connection) -> None:
        """Closes a connection whose state is not known. Where it was lost, so were surely the idle ones."""
        was_lost = db.invalidated
        try:
            if not was_lost:
                await db.invalidate()
            await db.close()
        finally:
            self._room.release()
        if was_lost:
            await self.close()

    async def close(self) -> None:
        """Closes the idle ones."""
        idle, self._idle = self._idle, []
        for db in idle:
            await db.close()

    async def _wait_for_room(self) -> None:
        try:
            async with asyncio.timeout(self._patience_seconds):
                await self._room.acquire()
        except TimeoutError:
            raise PoolTimeout("all connections to the database stayed in use") from None
