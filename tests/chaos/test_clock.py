"""The clock jumps, forward as when a laptop wakes up and back as when it is set right, while messages are on their way.

The worker runs in this process, with a clock that can be set; the ticks, the sockets and the databases are real.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from time import monotonic

import pytest

from bot.delivery import Courier
from bot.settings import load
from bot.upstander import Upstander, sending
from bot.wiring import add_senders, build
from bot.worker import Every, Worker, ticks
from nudges.preferences import Window
from storage.database import Database
from storage.words import DeliveryState
from tests.chaos import ending, seeding
from tests.chaos.workers import CIPHER, KEY
from tests.fakes.slack_crowd import CALM, Crowd, Mood, running_crowd

pytestmark = pytest.mark.chaos

PLACE = seeding.Place("UTC", "DE", date(2026, 3, 4), Window(time(6), time(22)))
OFTEN = Every(plan=timedelta(seconds=0.2), deliver=timedelta(seconds=0.2), sweep=timedelta(seconds=0.2))
PEOPLE = 60
SLOW = Mood(delay=1.0)


class JumpingClock:
    """It goes as clocks go, and jumps when it is set."""

    def __init__(self, now: datetime) -> None:
        self.set(now)

    def set(self, now: datetime) -> None:
        self._was, self._set_at = now, monotonic()

    def __call__(self) -> datetime:
        return self._was + timedelta(seconds=monotonic() - self._set_at)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 4, hour, minute, tzinfo=UTC)


@asynccontextmanager
async def working(app: Upstander) -> AsyncIterator[None]:
    add_senders(app)
    courier = Courier(app)
    worker = Worker(app, ticks(courier, OFTEN), courier)
    async with sending(app):
        worker.start()
        yield
        worker.stop()
        await app.background.drain(20)


def program(address: str, slack: Crowd, clock: JumpingClock) -> Upstander:
    settings = load(
        database_url=address,
        secret_keys=(KEY,),
        slack_api_url=slack.api_url,
        slack_client_id="1.2",
        slack_client_secret="chaos",
        slack_signing_secret="chaos",
        public_url="https://upstander.example.com",
    )
    return build(settings, clock)


async def due(database: Database, team: str, since: datetime, until: datetime) -> set[str]:
    """A customer whose people are due in that time; their channels."""
    people = list(islice(seeding.people_due(PLACE, since, until), PEOPLE))
    return await seeding.fill_workspace(database, CIPHER, team, people, PLACE, at(6))


def ended(count: int, *, also_open: int = 0) -> ending.Check:
    def look(found: ending.States) -> bool:
        still = sum(number for (state, _reason), number in found.items() if state in ending.OPEN)
        return found.total() >= count + also_open and still <= also_open

    return look


async def test_it_jumps_forward(database_url: str) -> None:
    clock, database = JumpingClock(at(12)), Database(database_url)
    before = await due(database, "T1", at(9), at(12))
    meanwhile = await due(database, "T2", at(12, 1), at(15))
    later = await due(database, "T3", at(19), at(21))
    with running_crowd(SLOW) as slack:
        app = program(database_url, slack, clock)
        async with working(app):
            await on_their_way(slack)
            clock.set(at(16, 30))  # it slept for hours, with messages on their way
            await ending.until(ended(2 * PEOPLE), database)
            slack.change(CALM)
            clock.set(at(21, 5))
            found = await ending.until(ended(3 * PEOPLE), database)
        counts = await ending.check(database, slack, before | meanwhile | later)
        posted = slack.told().posted
        await app.database.close()
    await database.close()
    assert {reason for (state, reason) in found if state == DeliveryState.SKIPPED} <= {"too_late"}
    assert counts[DeliveryState.SENT] >= PEOPLE
    assert later <= set(posted), "what was not due yet comes in its time"
    assert meanwhile & set(posted), "what was due while it slept, and not long ago, comes when it wakes up"
    assert counts[DeliveryState.SKIPPED], "what was due long ago does not"


async def test_it_jumps_back(database_url: str) -> None:
    clock, database = JumpingClock(at(12)), Database(database_url)
    people = await due(database, "T1", at(9), at(12))
    others = await due(database, "T2", at(9), at(12))
    with running_crowd(SLOW) as slack:
        app = program(database_url, slack, clock)
        async with working(app):
            await on_their_way(slack)
            clock.set(at(10))
            slack.change(Mood(limits=0.5))
            await asyncio.sleep(3)  # whatever it does now must not be done again
            slack.change(CALM)
            clock.set(at(12, 5))
            await ending.until(ended(2 * PEOPLE), database)
            clock.set(at(7))
            await asyncio.sleep(2)  # nothing is due anew
            clock.set(at(12, 10))
            await ending.until(ended(2 * PEOPLE), database)
        counts = await ending.check(database, slack, people | others)
        await app.database.close()
    await database.close()
    assert set(counts) <= {DeliveryState.SENT, DeliveryState.UNKNOWN}, counts
    assert counts[DeliveryState.SENT] >= PEOPLE


async def test_it_jumps_to_and_fro_while_slack_limits(database_url: str) -> None:
    clock, database = JumpingClock(at(12)), Database(database_url)
    people = await due(database, "T1", at(9), at(12))
    with running_crowd(Mood(limits=1.0)) as slack:
        app = program(database_url, slack, clock)
        async with working(app):
            async with asyncio.timeout(60):
                while not slack.told().calls["conversations.open limits"]:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.05)
            for hour in (9, 13, 8, 12):
                clock.set(at(hour, 30))
                await asyncio.sleep(1)
            slack.change(CALM)
            clock.set(at(13, 35))  # and goes right from here on
            found = await ending.until(ended(PEOPLE), database)
        counts = await ending.check(database, slack, people)
        await app.database.close()
    await database.close()
    assert set(counts) <= {DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.UNKNOWN}, found
    assert counts[DeliveryState.SENT], found


async def on_their_way(slack: Crowd) -> None:
    async with asyncio.timeout(60):
        while slack.told().calls["chat.postMessage well"] < 3:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
