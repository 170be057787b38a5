"""Tokens of the API in the database: what they look like, how long they are kept, and how many there may be."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from bot import worker
from bot.settings import load
from bot.wiring import build
from storage import api_tokens
from storage.api_tokens import KEPT_FOR, State
from storage.models import ApiToken
from storage.words import TokenScope
from tests.conftest import SECRET
from tests.walking import Walk

DAY = timedelta(days=1)


async def make(walk: Walk, who: str = "ada", lifetime: timedelta = 30 * DAY) -> str:
    async with walk.database.begin() as db:
        _id, token = await api_tokens.make(
            db, walk.organization_id, walk.people[who], "Report", [TokenScope.TEAMS], lifetime, walk.clock()
        )
    return token


async def states(walk: Walk) -> list[State]:
    async with walk.database.begin() as db:
        return [one.state for one in await api_tokens.listed(db, walk.organization_id, walk.clock())]


def test_a_token_is_told_from_what_is_none() -> None:
    tokens = {api_tokens.new_token() for _ in range(200)}
    assert len(tokens) == 200
    for token in tokens:
        assert re.fullmatch(r"upst_[0-9A-Za-z]{46}", token)
        assert api_tokens.is_well_formed(token)
        at = 5 + len(token) % 40
        other = "a" if token[at] != "a" else "b"
        assert not api_tokens.is_well_formed(token[:at] + other + token[at + 1 :])
    assert not api_tokens.is_well_formed(token + "\n")


@pytest.mark.parametrize("lifetime", [timedelta(), -DAY, timedelta(days=365, seconds=1)])
async def test_no_token_serves_longer_than_a_year(walk: Walk, lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="a year at most"):
        await make(walk, lifetime=lifetime)
    assert await walk.rows(ApiToken) == []


async def test_only_an_admins_token_opens_anything(walk: Walk) -> None:
    token = await make(walk, "ben")
    async with walk.database.begin() as db:
        assert await api_tokens.find(db, token, walk.clock()) is None
    assert await states(walk) == [State.WITHOUT_ADMIN]


async def test_a_token_that_ended_is_listed_for_a_while_and_then_forgotten(walk: Walk, database_url: str) -> None:
    await make(walk, lifetime=DAY)
    await make(walk, lifetime=365 * DAY)
    walk.clock.move(DAY)
    assert await states(walk) == [State.SERVES, State.EXPIRED]
    app = build(load(database_url=database_url, secret_keys=(SECRET,)), walk.clock)
    walk.clock.move(KEPT_FOR - timedelta(seconds=1))
    await worker.forget_sessions(app)
    assert await states(walk) == [State.SERVES, State.EXPIRED]
    walk.clock.move(timedelta(seconds=1))
    assert await worker.forget_sessions(app) == 1
    assert await states(walk) == [State.SERVES]
    await app.database.close()


async def test_two_who_make_the_last_one_at_once_make_one(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.api_tokens.MOST", 1)
    made = await asyncio.gather(make(walk), make(walk), return_exceptions=True)
    assert sorted(type(one).__name__ for one in made) == ["TooMany", "str"]
    assert len(await walk.rows(ApiToken)) == 1
