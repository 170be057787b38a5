"""SIGTERM while messages are on their way: what is in flight is finished and recorded, and nothing is lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database
from storage.words import DeliveryState
from tests.chaos import ending, seeding
from tests.chaos.workers import CIPHER, environment, working
from tests.fakes.slack_crowd import CALM, Crowd, Mood, running_crowd

pytestmark = pytest.mark.chaos

SLOW = Mood(delay=1.5)
SILENT = Mood(hangs=1.0)


async def some_are_on_their_way(slack: Crowd, least: int) -> None:
    async with asyncio.timeout(20):
        while slack.told().calls["chat.postMessage well"] + slack.told().hanging < least:  # noqa: ASYNC110 - another process: there is nothing to wait for
            await asyncio.sleep(0.02)


async def test_what_is_on_its_way_is_recorded(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    due = await seeding.fill(database, CIPHER, datetime.now(UTC), customers=20, people=10)
    with running_crowd(SLOW) as slack:
        env = environment(database_url, slack)
        async with working(1, tmp_path, env):
            await some_are_on_their_way(slack, 10)
        # It has stopped, with 0: `working` sees to that.
        stopped, posted = await ending.states(database), slack.told().posted
        assert stopped[DeliveryState.SENT, ""] == posted.total(), "what Slack took is recorded"
        assert 0 < posted.total() < len(due), "it was stopped in the middle"
        assert not stopped[DeliveryState.SENDING, ""], "no claim is left behind"
        slack.change(CALM)
        async with working(1, tmp_path, env):
            await ending.until(ending.nothing_is_open(len(due)), database)
        counts = await ending.check(database, slack, due)
    await database.close()
    assert counts == {DeliveryState.SENT: len(due)}, "and the next worker does the rest"


async def test_it_stops_in_time_when_slack_is_silent(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    due = await seeding.fill(database, CIPHER, datetime.now(UTC), customers=20, people=4)
    with running_crowd(SILENT) as slack:
        env = environment(database_url, slack)
        async with working(1, tmp_path, env):
            await some_are_on_their_way(slack, 4)
        slack.change(CALM)
        async with working(1, tmp_path, env):
            await ending.until(ending.nothing_is_open(len(due)), database)
        counts = await ending.check(database, slack, due)
    await database.close()
    assert set(counts) <= {DeliveryState.SENT, DeliveryState.UNKNOWN}
    assert counts[DeliveryState.SENT] > 0
