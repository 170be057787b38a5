"""The database crashes and comes back, and connections break, while nudges are planned and sent."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from storage.database import Database
from storage.words import DeliveryState
from tests.chaos import ending, seeding
from tests.chaos.conftest import OwnServer
from tests.chaos.workers import CIPHER, environment, working
from tests.fakes.slack_crowd import Mood, running_crowd

pytestmark = pytest.mark.chaos

CRASHES = 4
BETWEEN_SECONDS = 1.5


async def crash(server: OwnServer) -> None:
    """Connections are cut all the time, and now and then the whole server goes down."""
    for _ in range(CRASHES):
        for _ in range(5):
            await asyncio.sleep(BETWEEN_SECONDS / 5)
            await cut_all_connections(server.address)
        await asyncio.to_thread(server.crash_and_restart)


async def cut_all_connections(address: str) -> None:
    # Our own watching connection may be cut as well, and the server may just be starting.
    with contextlib.suppress(asyncpg.PostgresError, OSError):
        connection = await asyncpg.connect(address)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        await connection.close()


async def test_the_database_restarts_in_mid_tick(own_server: OwnServer, tmp_path: Path) -> None:
    database = Database(own_server.address)
    due = await seeding.fill(database, CIPHER, datetime.now(UTC), customers=40, people=40)
    with running_crowd(Mood(delay=0.02)) as slack:
        async with working(3, tmp_path, environment(own_server.address, slack)) as workers:
            await ending.until(lambda found: found.total() > 0, database)
            await crash(own_server)
            await ending.until(ending.nothing_is_open(len(due)), database)
            assert workers.are_alive, "no worker may die of it"
        counts = await ending.check(database, slack, due)
    await database.close()
    print(f"\n{CRASHES} crashes; {dict(counts)}")  # noqa: T201 - shown by `make chaos`
    assert counts[DeliveryState.SENT] > len(due) / 2, "most of it must get through all the same"
