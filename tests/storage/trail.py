"""An audit trail for tests: entries in it, and what is found of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from storage import audit, workspaces
from storage.database import Database
from tests.clock import FrozenClock


@pytest.fixture
async def organization(database: Database, clock: FrozenClock) -> UUID:
    async with database.begin() as db:
        return await workspaces.found(db, workspaces.OWN, "Example", clock())


async def write(database: Database, organization: UUID, clock: FrozenClock, count: int = 5) -> None:
    for number in range(count):
        clock.move(timedelta(microseconds=1))
        async with database.begin() as db:
            await audit.record(
                db,
                organization,
                actor="operator",
                event="tested",
                details={"number": number, "ü": [1.5, None]},
                now=clock(),
            )


async def verdict(database: Database, organization: UUID, known: tuple[int, str] | None = None) -> audit.Verdict:
    async with database.begin() as db:
        return await audit.verify(db, organization, known=known)


async def change(database: Database, statement: str) -> None:
    async with database.begin() as db:
        await db.execute(text(statement))
