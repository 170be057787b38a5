"""Fixtures of the tests at Slack's edge."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot import road
from tests.bot.slack import linking
from tests.bot.slack.setup import NEVER, Place, Script, people, running, settings
from tests.clock import FrozenClock
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        people(slack)
        yield slack


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Takes the place of all handlers."""
    script = Script()
    monkeypatch.setattr(road, "answer", script.answer)
    return script


@pytest.fixture
async def place(slack: FakeSlack, sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Place]:
    """Everything is done in time."""
    async with running(slack, settings(slack, sqlite_url), clock) as place:
        yield place


@pytest.fixture
async def slow_place(slack: FakeSlack, sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Place]:
    """Nothing is done in time, while the script is held back."""
    async with running(slack, settings(slack, sqlite_url), clock, NEVER) as place:
        yield place


@pytest.fixture
async def place_on_each(slack: FakeSlack, database_url: str, clock: FrozenClock) -> AsyncIterator[Place]:
    """Everything is done in time, on each database in turn."""
    async with running(slack, settings(slack, database_url), clock) as place:
        yield place


@pytest.fixture
async def link(slack: FakeSlack, database_url: str, clock: FrozenClock) -> AsyncIterator[Place]:
    """Set up for many workspaces, and none is installed yet."""
    slack.world.workspaces["T1"].token = None
    slack.clock.now = clock().timestamp()  # type: ignore[attr-defined]
    async with running(slack, linking.many(slack, database_url), clock) as place:
        yield place
