"""The line to PostgreSQL breaks while an act is stored with its key in one go: it is logged once, and so it is said."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from messages.blocks import Message
from storage.models import Action, InboundKey
from tests.bot.test_road_hopes import KEY, learn
from tests.fakes import line as line_module
from tests.fakes.line import Cut, Line, line_to
from tests.walking import Walk


@pytest.fixture
async def line(postgresql_url: str) -> AsyncIterator[Line]:
    async with line_to(postgresql_url) as line:
        yield line


@pytest.fixture
def database_url(line: Line) -> str:
    return line.url


@pytest.mark.parametrize(("cut", "says"), [(Cut.AFTER_COMMIT, "is stored"), (Cut.BEFORE_COMMIT, "Logged")])
async def test_it_is_logged_once(walk: Walk, line: Line, monkeypatch: pytest.MonkeyPatch, cut: Cut, says: str) -> None:
    monkeypatch.setattr(line_module, "_COMMIT", KEY.encode())
    line.cut, line.cuts = cut, 1
    reply = await walk.road.walk(learn())
    assert isinstance(reply, Message)
    assert says in reply.fallback
    assert (len(await walk.rows(Action)), len(await walk.rows(InboundKey))) == (1, 1)
    assert await walk.road.walk(learn()) is None


async def test_connections_that_are_all_broken_are_not_noticed(walk: Walk, line: Line) -> None:
    await walk.road.walk(learn("warm", "an older book"))
    line.break_all()
    assert isinstance(await walk.road.walk(learn()), Message)
    assert len(await walk.rows(Action)) == 2
