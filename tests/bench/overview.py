"""The dashboard's overview of 52 weeks, as an admin's browser asks for it: over 10 million actions and 10 thousand.

The whole way is measured, over HTTP: session, role, stored values, drawings, template. Each organization has a database
and a server of its own; rounds alternate, so that a slow moment of the machine hits both.
"""

from __future__ import annotations

import asyncio
import math
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
from sqlalchemy import select, update

from bot import serve
from bot.clock import utc_now
from storage import login_links, roles
from storage.database import Database
from storage.models import Person
from storage.words import Role
from tests.bench import overview_year
from tests.bench.active import Active
from tests.bench.masses import SECRET
from tests.bench.overview_year import WEEKS
from tests.bench.servers import free_port, postgresql, running
from tests.bench.table import Row

FEW, MANY = 10_000, 10_000_000
ROUNDS, REQUESTS = 20, 20
"""Short rounds and many: so the 95th of a hundred is of all of the time, and not of a bad second."""
MOST_TIMES = 1.5
LEAST_CARDS = 10
"""So that neither page is quick because it is empty. Of many actions more may be told: then it has more to do."""
EMAIL = "admin@example.com"


def measure() -> Sequence[Row]:
    return serve.run(_measure())


async def _measure() -> Sequence[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with postgresql(Path(folder)) as server:
            few, many = [await overview_year.make(server, f"overview_{count}", count) for count in (FEW, MANY)]
            return await compare(few, many)


async def compare(few: Active, many: Active) -> Sequence[Row]:
    """The page over few actions and over many, in turns."""
    of_few: list[float] = []
    of_many: list[float] = []
    async with _browser(few) as over_few, _browser(many) as over_many:
        for _ in range(ROUNDS):
            of_few += await _asked(over_few)
            of_many += await _asked(over_many)
    return (
        Row(f"overview: of {WEEKS} weeks, {FEW:,} actions: median", statistics.median(of_few), "ms"),
        Row(f"overview: of {WEEKS} weeks, {MANY:,} actions: median", statistics.median(of_many), "ms"),
        Row(f"overview: of {WEEKS} weeks, {FEW:,} actions: p95", _p95(of_few), "ms"),
        Row(f"overview: of {WEEKS} weeks, {MANY:,} actions: p95", _p95(of_many), "ms"),
        Row("overview: p95, many actions / few", _p95(of_many) / _p95(of_few), at_most=MOST_TIMES),
        Row(f"overview: indicators on the page, {FEW:,} actions", over_few.cards, at_least=LEAST_CARDS),
        Row(f"overview: indicators on the page, {MANY:,} actions", over_many.cards, at_least=LEAST_CARDS),
    )


@dataclass(frozen=True, slots=True)
class _Browser:
    """With an admin signed in; `cards` are the indicators that the page shows."""

    client: httpx.AsyncClient
    cards: int


@asynccontextmanager
async def _browser(made: Active) -> AsyncIterator[_Browser]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        "UPSTANDER_DATABASE_URL": made.address,
        "UPSTANDER_SECRET_KEYS": SECRET,
        "UPSTANDER_PUBLIC_URL": address,
        "UPSTANDER_LOG_LEVEL": "warning",
    }
    server = running(("-m", "tests.bench.overview_server", str(port)), environment, port, "/healthz")
    await asyncio.to_thread(server.__enter__)
    try:
        async with httpx.AsyncClient(base_url=address) as client:
            yield _Browser(client, await _sign_in(made, address, client))
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


async def _sign_in(made: Active, address: str, client: httpx.AsyncClient) -> int:
    """How many indicators are on the page that a new admin sees first."""
    token = await _link(made.address, made.organization_id)
    await client.post(f"/dashboard/open/{token}", headers={"origin": address, "sec-fetch-site": "same-origin"})
    page = await client.get("/dashboard/overview")  # and what loads with the first page
    cards = len(re.findall('<svg class="spark"', page.text))
    if page.status_code != httpx.codes.OK or not cards:
        raise RuntimeError(f"the overview answered {page.status_code}:\n{page.text[:2000]}")
    return cards


async def _link(address: str, organization_id: UUID) -> str:
    """Single-use, as the bot makes it."""
    database, now = Database(address), utc_now()
    try:
        async with database.begin() as db:
            person = (await db.execute(select(Person.id).order_by(Person.id).limit(1))).scalar_one()
            await db.execute(update(Person).where(Person.id == person).values(email=EMAIL))
            await roles.grant(db, organization_id, EMAIL, Role.ADMIN, actor="bench", now=now)
            _, token = await login_links.make(db, organization_id, person, now)
    finally:
        await database.close()
    return token


async def _asked(browser: _Browser) -> list[float]:
    """Milliseconds of each request."""
    taken = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        page = await browser.client.get("/dashboard/overview", params={"period": "week"})
        taken.append(1000 * (time.perf_counter() - started))
        if page.status_code != httpx.codes.OK:
            raise RuntimeError(f"the overview answered {page.status_code}")
    return taken


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]
