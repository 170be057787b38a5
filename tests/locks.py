"""Looks at the locks of PostgreSQL: that somebody waits, and what nobody holds."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import select, text

from storage.database import Database


async def somebody_waits(database: Database) -> None:
    """Until a transaction waits for the lock of another one; TimeoutError where none ever does."""
    waiting = 0
    async with asyncio.timeout(20):
        while not waiting:
            async with database.begin() as db:
                waiting = (await db.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))).scalar_one()


async def free(database: Database, column: Any) -> set[Any]:
    """The values of this column in the rows that nobody holds to change them."""
    async with database.begin() as db:
        return set((await db.execute(select(column).with_for_update(skip_locked=True))).scalars())
