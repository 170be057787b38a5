"""PostgreSQL goes away and comes back: no acknowledged action is lost, none is logged twice, and people are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot import road as road_module
from bot.road import Trouble
from messages.blocks import Message
from storage.models import Action
from tests.bot.test_road import incoming, log_one
from tests.fakes.line import Cut, Line, line_to
from tests.walking import Walk


@pytest.fixture
async def line(postgresql_url: str) -> AsyncIterator[Line]:
    async with line_to(postgresql_url) as line:
        yield line


@pytest.fixture
def database_url(line: Line) -> str:
    return line.url


@pytest.fixture(autouse=True)
def stores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road_module, "answer", log_one)


async def fill_pool(walk: Walk) -> None:
    """Several pooled connections, so that more than one turns out dead."""
    await asyncio.gather(*(walk.road.walk(incoming(f"fill{number}")) for number in range(5)))


async def count(walk: Walk) -> int:
    return len(await walk.rows(Action))


async def test_a_restart_between_requests_is_not_noticed(walk: Walk, postgresql_url: str) -> None:
    await fill_pool(walk)
    url = make_url(postgresql_url).set(drivername="postgresql")
    admin = await asyncpg.connect(url.render_as_string(hide_password=False))
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await admin.close()
    for number in range(4):
        reply = await walk.road.walk(incoming(f"k{number}"))
        assert reply == Message("Logged.", ())
    assert await count(walk) == 9


@pytest.mark.parametrize("key", ["k1", None])
async def test_broken_connections_are_not_noticed(walk: Walk, line: Line, key: str | None) -> None:
    await fill_pool(walk)
    line.break_all()
    assert await walk.road.walk(incoming(key)) == Message("Logged.", ())
    assert await count(walk) == 6


async def test_a_database_that_is_away_is_said_and_nothing_is_stored(walk: Walk, line: Line) -> None:
    line.down = True
    line.break_all()
    reply = await walk.road.walk(incoming("k1"))
    assert isinstance(reply, Trouble)
    assert "could not store" in reply.fallback

    line.down = False
    assert await count(walk) == 0
    assert await walk.road.walk(incoming("k1")) == Message("Logged.", ())  # the same, asked again, counts once
    assert await count(walk) == 1


@pytest.mark.parametrize("key", ["k1", None])
async def test_a_lost_answer_to_a_commit_logs_once_and_says_that_it_is_stored(
    walk: Walk, line: Line, key: str | None
) -> None:
    line.cut, line.cuts = Cut.AFTER_COMMIT, 1
    reply = await walk.road.walk(incoming(key))
    assert isinstance(reply, Message)
    assert "is stored" in reply.fallback
    assert await count(walk) == 1


@pytest.mark.parametrize("key", ["k1", None])
async def test_a_commit_that_never_arrived_is_done_again(walk: Walk, line: Line, key: str | None) -> None:
    line.cut, line.cuts = Cut.BEFORE_COMMIT, 1
    assert await walk.road.walk(incoming(key)) == Message("Logged.", ())
    assert await count(walk) == 1


@pytest.mark.parametrize(("cut", "stored"), [(Cut.AFTER_COMMIT, 1), (Cut.BEFORE_COMMIT, 0)])
async def test_when_it_cannot_be_known_that_is_what_is_said(
    walk: Walk, line: Line, monkeypatch: pytest.MonkeyPatch, cut: Cut, stored: int
) -> None:
    async def then_go_away(*arguments: object) -> Message:
        line.down = True
        line.cut, line.cuts = cut, 1
        return await log_one(*arguments)  # type: ignore[arg-type,return-value]

    monkeypatch.setattr(road_module, "answer", then_go_away)
    reply = await walk.road.walk(incoming("k1"))
    assert isinstance(reply, Trouble)
    assert "can't tell" in reply.fallback
    line.down = False
    assert await count(walk) == stored

    # The platform sends it again: it counts once.
    monkeypatch.setattr(road_module, "answer", log_one)
    again = await walk.road.walk(incoming("k1"))
    assert (again is None) == bool(stored)
    assert await count(walk) == 1
