"""The Teams edge against a strict stand-in of Microsoft, on the road through the whole product."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Row, select

from bot import wiring
from bot.awaited import Looks
from bot.settings import Settings
from bot.teams.edge import TeamsEdge
from bot.upstander import Upstander
from storage import conversations
from storage.models import Action, Person
from storage.words import Platform
from tests.clients.teams import TeamsClient
from tests.clock import FrozenClock
from tests.conftest import SECRET
from tests.fakes.teams import APP_ID, PASSWORD, FakeTeams
from tests.fakes.teams_world import TENANT, FakePerson

SETTLING_SECONDS = 30


@dataclass
class World:
    """A running edge, the stand-in it talks to, and what it waited for."""

    app: Upstander
    edge: TeamsEdge
    http: httpx.AsyncClient
    teams: FakeTeams
    pauses: list[float] = field(default_factory=list)

    def client(self, person: FakePerson) -> TeamsClient:
        return TeamsClient(self.http, self.teams, person)

    def newcomer(self, name: str = "Ana Lima", **details: Any) -> TeamsClient:
        """Somebody new in the tenant, and their Teams."""
        return self.client(self.teams.person(name, **details))

    async def settled(self) -> None:
        """All that was begun is done."""
        await self.app.background.drain(SETTLING_SECONDS)

    async def rows(self, model: Any) -> list[Any]:
        async with self.app.database.begin() as db:
            return list((await db.execute(select(*model.__table__.columns))).all())

    async def actions(self) -> list[Row[Any]]:
        """What was logged, oldest first."""
        async with self.app.database.begin() as db:
            return list((await db.execute(select(Action).order_by(Action.id))).all())

    async def people(self) -> dict[str, Row[Any]]:
        """Who is known, by name."""
        async with self.app.database.begin() as db:
            return {one.name: one for one in await db.execute(select(Person))}

    async def conversation(self, person: FakePerson) -> dict[str, object] | None:
        """What is kept to reach somebody."""
        async with self.app.database.begin() as db:
            return await conversations.of(db, Platform.TEAMS, person.tenant, person.account)

    def refused(self, reason: str) -> float:
        """How many requests were refused for that reason."""
        return float(self.app.metrics.refused.labels("teams", reason)._value.get())

    def failed(self, kind: str) -> float:
        """How many calls to Teams failed in that way."""
        return float(self.app.metrics.platform_errors.labels("teams", kind)._value.get())


StartWorld = Callable[..., Awaitable[World]]


@asynccontextmanager
async def running(
    url: str,
    clock: FrozenClock,
    teams: FakeTeams,
    *,
    patience: float = 30.0,
    looks: Looks | None = None,
    peer: str = "127.0.0.1",
    **settings: Any,
) -> AsyncIterator[World]:
    """A world on a migrated database."""
    given: dict[str, Any] = {"teams_app_id": APP_ID, "teams_app_password": PASSWORD, "teams_tenant_ids": (TENANT,)}
    if teams.anonymous:
        given = {"teams_allow_anonymous": True}
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    app = wiring.build(Settings(database_url=url, secret_keys=(SECRET,), **(given | settings)), clock)
    edge = TeamsEdge(app, cloud=teams.cloud, pause=pause, patience=patience, looks=looks)
    web = FastAPI()
    web.include_router(edge.router())
    await edge.start()
    transport = httpx.ASGITransport(web, client=(peer, 50000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        yield World(app, edge, http, teams, pauses)
    await edge.stop()
    await app.database.close()


@asynccontextmanager
async def microsoft(**details: Any) -> AsyncIterator[FakeTeams]:
    """The stand-in, running; it did not see the bot break a rule of Teams."""
    teams = FakeTeams(**details)
    await teams.start()
    yield teams
    await teams.stop()
    assert not teams.broken


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with microsoft() as running_teams:
        yield running_teams


@pytest.fixture
async def world(teams: FakeTeams, sqlite_url: str, clock: FrozenClock) -> AsyncIterator[World]:
    """On SQLite: what has little to do with storing."""
    async with running(sqlite_url, clock, teams) as world:
        yield world


@pytest.fixture
async def stored_world(teams: FakeTeams, database_url: str, clock: FrozenClock) -> AsyncIterator[World]:
    """On SQLite, and again on PostgreSQL."""
    async with running(database_url, clock, teams) as world:
        yield world


@pytest.fixture
async def start_world(sqlite_url: str, clock: FrozenClock) -> AsyncIterator[StartWorld]:
    """Starts a world of special settings; `microsoft` says of which kind the stand-in is."""
    async with AsyncExitStack() as stack:

        async def start(*, stand_in: dict[str, Any] | None = None, **details: Any) -> World:
            teams = await stack.enter_async_context(microsoft(**(stand_in or {})))
            return await stack.enter_async_context(running(sqlite_url, clock, teams, **details))

        yield start
