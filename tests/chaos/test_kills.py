"""Workers are killed every few seconds while Slack limits, fails, hangs and drops: nobody is written to twice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database
from storage.words import DeliveryState
from tests.chaos import ending, seeding
from tests.chaos.conftest import OwnServer
from tests.chaos.workers import CIPHER, Workers, environment, working
from tests.fakes.slack_crowd import CALM, Mood, running_crowd

pytestmark = pytest.mark.chaos

MOOD = Mood(limits=0.08, fails=0.02, fails_after=0.01, hangs=0.01, drops_before=0.02, drops_after=0.02, away=0.1)


@asynccontextmanager
async def killing(workers: Workers, seconds: float) -> AsyncIterator[None]:
    """One of them every so many seconds."""
    task = asyncio.create_task(workers.killing(seconds))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def survive(address: str, folder: Path, *, workers: int, customers: int, people: int, every: float) -> None:
    """People are due, workers die, Slack misbehaves; and at the end all is accounted for."""
    database = Database(address)
    due = await seeding.fill(database, CIPHER, datetime.now(UTC), customers=customers, people=people)
    with running_crowd(MOOD) as slack:
        async with working(workers, folder, environment(address, slack)) as them:
            async with killing(them, every):
                await ending.until(
                    lambda found: found.total() >= len(due) and _waiting(found) < len(due) / 50, database
                )
            slack.change(CALM)  # the last few have been refused again and again, and wait long before they try again
            await ending.until(ending.nothing_is_open(len(due)), database)
        counts = await ending.check(database, slack, due)
        told = slack.told()
    await database.close()
    print(f"\n{them.killed} killed; {dict(counts)}; {dict(told.calls)}")  # noqa: T201 - shown by `make chaos`
    assert them.killed >= 2
    assert counts[DeliveryState.SENT] > len(due) / 2, "most of it must get through all the same"


def _waiting(found: ending.States) -> int:
    return sum(count for (state, _reason), count in found.items() if state == DeliveryState.PENDING)


async def test_three_workers_and_five_thousand_people(own_server: OwnServer, tmp_path: Path) -> None:
    await survive(own_server.address, tmp_path, workers=3, customers=100, people=50, every=3.0)


async def test_one_process_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    # Alone it has to live long enough to start and to plan.
    await survive(sqlite_url, tmp_path, workers=1, customers=20, people=30, every=8.0)
