"""A tick among very many people against one among few; and planning against APScheduler with a job for each person.

All databases are on one server; rounds alternate, so that a slow moment of the machine hits all.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import planning, serve
from bot.settings import load
from bot.upstander import Upstander
from bot.wiring import build
from tests.bench import apscheduler_jobs
from tests.bench.masses import SECRET, Mass
from tests.bench.servers import postgresql
from tests.bench.table import Row

ROUNDS = 5
DUE = 10_000
FEW, MANY = 20_000, 1_000_000
JOBS = 2_000
MOST_FOR_MANY = 1.2
LEAST_AGAINST_JOBS = 20.0


def measure() -> Sequence[Row]:
    return serve.run(_measure())


async def _measure() -> Sequence[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with postgresql(Path(folder)) as server:
            few = Mass(server, "few", people=FEW, due=DUE)
            many = Mass(server, "many", people=MANY, due=DUE)
            for mass in (few, many):
                await mass.make()
            async with _worker(few) as of_few, _worker(many) as of_many:
                rounds = [(await of_few(), await of_many(), await _jobs(server)) for _ in range(ROUNDS)]
            idle = await _jobs(server, "nothing")
    ours = [DUE / one for one, _, _ in rounds]
    theirs = [JOBS / one for _, _, one in rounds]
    return (
        Row(f"plan: {DUE:,} due of {FEW:,} people", statistics.median(one for one, _, _ in rounds), "s"),
        Row(f"plan: {DUE:,} due of {MANY:,} people", statistics.median(one for _, one, _ in rounds), "s"),
        Row("plan: many people / few", statistics.median(b / a for a, b, _ in rounds), at_most=MOST_FOR_MANY),
        Row("plan: APScheduler, a cron job each", statistics.median(theirs), "people/s"),
        Row("plan: APScheduler, jobs that do nothing", JOBS / idle, "people/s"),
        Row("plan: ours", statistics.median(ours), "people/s"),
        Row(
            "plan: times APScheduler",
            statistics.median(a / b for a, b in zip(ours, theirs, strict=True)),
            at_least=LEAST_AGAINST_JOBS,
        ),
    )


@asynccontextmanager
async def _worker(mass: Mass) -> AsyncIterator[Callable[[], Awaitable[float]]]:
    """A worker that has planned for a while, as they run for weeks: its connections know the statements."""
    app = build(load(database_url=mass.address, secret_keys=(SECRET,)), lambda: datetime.now(UTC))
    await _seconds(mass, app)
    yield lambda: _seconds(mass, app)
    await app.database.close()


async def _seconds(mass: Mass, app: Upstander) -> float:
    """How long it takes until everybody who is due has a delivery in line, and a next moment: the worker's own tick,
    until it finds nobody.
    """
    await mass.due_again()
    serve.settle()
    started = time.perf_counter()
    while await planning.plan(app):
        pass
    took = time.perf_counter() - started
    put_in_line = await mass.count("SELECT count(*) FROM deliveries")
    if put_in_line != mass.due:
        raise RuntimeError(f"{mass.due} were due, and {put_in_line} were put in line")
    return took


async def _jobs(server: str, job: str = "put_in_line") -> float:
    return await asyncio.to_thread(_jobs_now, server, job)


def _jobs_now(server: str, job: str) -> float:
    with apscheduler_jobs.jobs(server, JOBS, job) as scheduler:
        return apscheduler_jobs.seconds_for_all(scheduler)
