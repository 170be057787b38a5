"""Tells machines how we are: alive (`/healthz`), ready to work (`/readyz`), and in numbers (`/metrics`)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

import structlog
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from bot.upstander import Edge, Upstander
from storage import migrations
from storage.database import now_there

log = structlog.get_logger("upstander.health")

PATIENCE_SECONDS = 3.0
LARGEST_SKEW = timedelta(seconds=30)
"""More than that between the database's clock and ours, and dates and leases go wrong."""
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before the first release has never been set."""


@runtime_checkable
class Watched(Protocol):
    """An edge that can tell what ails it (a lost socket, for example)."""

    def problem(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to work. `problem` is None when it does."""

    name: str
    problem: str | None


async def checks(app: Upstander, edges: Sequence[Edge] = ()) -> list[Check]:
    """Whether we can work: the database, its migrations, the clocks, and the platforms."""
    platforms = [
        Check(type(edge).__name__.removesuffix("Edge").lower(), edge.problem())
        for edge in edges
        if isinstance(edge, Watched)
    ]
    return [*await _database_checks(app), *platforms]


async def _database_checks(app: Upstander) -> list[Check]:
    ours = app.clock()
    clock = "this machine's clock has not been set" if ours < EARLIEST else None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), app.database.begin() as db:
            missing = await migrations.pending(db)
            theirs = await now_there(db)
    except Exception as error:
        log.warning("database_not_ready", exc_info=error)
        return [Check("database", f"does not answer ({type(error).__name__})"), Check("clock", clock)]
    if clock is None and theirs is not None and abs(theirs - ours) > LARGEST_SKEW:
        seconds = round(abs((theirs - ours).total_seconds()))
        clock = f"the database's clock and ours are {seconds} seconds apart"
    return [
        Check("database", None),
        Check("migrations", "run `upstander migrate`" if missing else None),
        Check("clock", clock),
    ]


def router(app: Upstander, edges: Sequence[Edge]) -> APIRouter:
    routes = APIRouter()

    @routes.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @routes.get("/readyz")
    async def ready() -> JSONResponse:
        found = await checks(app, edges)
        is_ready = all(check.problem is None for check in found)
        body = {
            "status": "ready" if is_ready else "not ready",
            "checks": {one.name: one.problem or "ok" for one in found},
        }
        return JSONResponse(body, 200 if is_ready else 503)

    @routes.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(app.metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return routes
