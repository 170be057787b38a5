"""The clock ticks, keeps house, and a tick that fails harms no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from bot.delivery import Courier
from bot.settings import load
from bot.upstander import Upstander
from bot.wiring import build
from bot.worker import KEYS_ARE_KEPT, Tick, Worker, forget_exports, forget_inbound_keys, ticks
from storage import exports, inbound
from storage.models import Export, InboundKey
from tests.clock import FrozenClock
from tests.conftest import SECRET
from tests.walking import Walk


@pytest.fixture
async def app(database_url: str, clock: FrozenClock) -> AsyncIterator[Upstander]:
    app = build(load(database_url=database_url, secret_keys=(SECRET,)), clock)
    yield app
    await app.database.close()


async def test_keys_are_forgotten_when_no_platform_sends_them_again(app: Upstander, walk: Walk) -> None:
    for key in ("old", "fresh"):
        async with app.database.begin() as db:
            await inbound.first_time(db, walk.organization_id, key, walk.clock())
        walk.clock.move(timedelta(minutes=1))
    assert await forget_inbound_keys(app) == 0
    walk.clock.move(KEYS_ARE_KEPT - timedelta(minutes=1, seconds=30))
    assert await forget_inbound_keys(app) == 1
    async with app.database.begin() as db:
        assert (await db.scalars(select(InboundKey.key))).all() == ["fresh"]


async def test_downloads_are_forgotten_when_their_time_is_over(app: Upstander, walk: Walk) -> None:
    async with app.database.begin() as db:
        await exports.offer(db, walk.organization_id, walk.people["ana"], exports.OWN_RECORD, walk.clock())
    walk.clock.move(exports.LIFETIME - timedelta(seconds=1))
    assert await forget_exports(app) == 0
    walk.clock.move(timedelta(seconds=1))
    assert await forget_exports(app) == 1
    assert await walk.rows(Export) == []


def counted(app: Upstander, tick: str, outcome: str) -> float:
    return app.metrics.registry.get_sample_value("upstander_ticks_total", {"tick": tick, "outcome": outcome}) or 0.0


async def test_a_tick_is_counted_and_logged_when_it_did_something(app: Upstander, logged: StringIO) -> None:
    found = [3, 0]

    async def work(_app: Upstander) -> int:
        return found.pop(0)

    worker = Worker(app)
    tick = Tick("tidy", timedelta(hours=1), work)
    await worker.run(tick)
    await worker.run(tick)
    assert counted(app, "tidy", "done") == 2
    assert logged.getvalue().count("tick_done") == 1


async def test_a_tick_that_fails_is_counted_and_the_next_comes_round(app: Upstander, logged: StringIO) -> None:
    outcomes: list[Exception | int] = [ConnectionRefusedError(111, "Connection refused"), 1]

    async def work(_app: Upstander) -> int:
        match outcomes.pop(0):
            case Exception() as error:
                raise error
            case count:
                return count

    worker = Worker(app)
    tick = Tick("tidy", timedelta(hours=1), work)
    await worker.run(tick)
    await worker.run(tick)
    assert (counted(app, "tidy", "failed"), counted(app, "tidy", "done")) == (1, 1)
    assert "Connection refused" in logged.getvalue()


async def test_stopping_the_clock_does_not_cut_a_tick_short(app: Upstander) -> None:
    began, release, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work(_app: Upstander) -> int:
        began.set()
        await release.wait()
        done.set()
        return 1

    worker = Worker(app, (Tick("slow", timedelta(milliseconds=10), work),))
    worker.start()
    await began.wait()
    worker.stop()
    assert not worker.is_running
    release.set()
    await app.background.drain(5)
    assert done.is_set()
    assert counted(app, "slow", "done") == 1


async def test_a_tick_does_not_run_beside_itself(app: Upstander) -> None:
    began: list[int] = []
    release = asyncio.Event()
    second = asyncio.Event()

    async def slow(_app: Upstander) -> int:
        began.append(1)
        await release.wait()
        return 1

    async def quick(_app: Upstander) -> int:
        if len(began) and began.count(0) < 5:
            began.append(0)
            return 0
        second.set()
        return 0

    ticks = (Tick("slow", timedelta(milliseconds=10), slow), Tick("quick", timedelta(milliseconds=10), quick))
    worker = Worker(app, ticks)
    worker.start()
    await second.wait()  # the quick one came round many times meanwhile
    assert began.count(1) <= 1
    release.set()
    worker.stop()
    await app.background.drain(5)


async def test_stopping_twice_or_before_the_start_is_no_fault(app: Upstander) -> None:
    worker = Worker(app)
    worker.stop()
    worker.start()
    worker.stop()
    worker.stop()


def test_every_tick_has_a_name_of_its_own(app: Upstander) -> None:
    every = ticks(Courier(app))
    assert len({tick.name for tick in every}) == len(every)
