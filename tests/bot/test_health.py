"""`/healthz`, `/readyz` and `/metrics` tell machines the truth: alive, ready, and in numbers without people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from bot.clock import utc_now
from bot.settings import load
from bot.upstander import Edge, Upstander
from bot.web import web_app
from bot.wiring import build
from storage import migrations
from storage.database import Database
from tests.conftest import SECRET
from tests.fakes.line import line_to


@asynccontextmanager
async def browsing(
    database_url: str, *edges: Edge, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[tuple[httpx.AsyncClient, Upstander]]:
    app = build(load(database_url=database_url, secret_keys=(SECRET,)), clock)
    transport = httpx.ASGITransport(web_app(app, edges))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client, app
    await app.database.close()


class QuietEdge:
    """A platform that cannot tell how it is."""

    def router(self) -> APIRouter:
        return APIRouter()

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class WatchedEdge(QuietEdge):
    def __init__(self) -> None:
        self.ailment: str | None = None

    def problem(self) -> str | None:
        return self.ailment


async def ready(client: httpx.AsyncClient) -> tuple[int, dict[str, Any]]:
    response = await client.get("/readyz")
    return response.status_code, response.json()["checks"]


async def test_a_sound_installation_is_alive_and_ready(database_url: str) -> None:
    async with browsing(database_url, QuietEdge()) as (client, _):
        assert (await client.get("/healthz")).json() == {"status": "alive"}
        assert await ready(client) == (200, {"database": "ok", "migrations": "ok", "clock": "ok"})


async def test_without_its_migrations_it_is_not_ready_and_says_what_to_run(tmp_path: Path) -> None:
    async with browsing(f"sqlite:///{tmp_path / 'new.db'}") as (client, app):
        status, checks = await ready(client)
        assert status == 503
        assert checks["migrations"] == "run `upstander migrate`"
        await migrations.upgrade(app.database)
        assert (await ready(client))[0] == 200


async def test_a_database_that_is_away_makes_it_unready_but_not_dead(postgresql_url: str, logged: StringIO) -> None:
    async with line_to(postgresql_url) as line, browsing(line.url) as (client, _):
        assert (await ready(client))[0] == 200
        line.down = True
        line.break_all()
        status, checks = await ready(client)
        assert status == 503
        assert checks["database"].startswith("does not answer")
        assert (await client.get("/healthz")).status_code == 200
        assert "database_not_ready" in logged.getvalue()
        line.down = False
        assert (await ready(client))[0] == 200


@pytest.mark.parametrize("apart", [timedelta(minutes=-2), timedelta(minutes=2)])
async def test_a_clock_unlike_the_databases_is_noticed(postgresql_url: str, apart: timedelta) -> None:
    async with browsing(postgresql_url, clock=lambda: utc_now() + apart) as (client, _):
        status, checks = await ready(client)
    assert status == 503
    assert checks["clock"].startswith("the database's clock and ours are 1")


async def test_a_clock_that_was_never_set_is_noticed(database_url: str) -> None:
    async with browsing(database_url, clock=lambda: datetime(1970, 1, 1, tzinfo=UTC)) as (client, _):
        status, checks = await ready(client)
    assert (status, checks["clock"]) == (503, "this machine's clock has not been set")


async def test_a_platform_that_ails_makes_it_unready(sqlite_url: str) -> None:
    edge = WatchedEdge()
    async with browsing(sqlite_url, edge) as (client, _):
        assert (await ready(client))[1]["watched"] == "ok"
        edge.ailment = "the socket is not open; trying again"
        assert await ready(client) == (
            503,
            {"database": "ok", "migrations": "ok", "clock": "ok", "watched": "the socket is not open; trying again"},
        )


async def test_looking_does_not_change_the_database(database: Database, database_url: str) -> None:
    async with browsing(database_url) as (client, _):
        await ready(client)
    async with database.begin() as db:
        assert await migrations.pending(db) == []


async def test_numbers_are_prometheus_text_without_people(database_url: str) -> None:
    async with browsing(database_url) as (client, app):
        await client.get("/healthz")
        await client.get("/exports/a-token-of-somebody")
        await client.get("/nowhere/ana.lima@example.com")
        app.metrics.refused.labels("slack", "signature").inc()
        response = await client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    text = response.text
    assert 'upstander_web_requests_total{route="/healthz",status="200"} 1.0' in text
    assert 'upstander_web_requests_total{route="/exports/{token}",status="404"} 1.0' in text
    assert 'upstander_web_requests_total{route="other",status="404"} 1.0' in text
    assert 'upstander_refused_requests_total{platform="slack",reason="signature"} 1.0' in text
    assert "somebody" not in text
    assert "ana" not in text
