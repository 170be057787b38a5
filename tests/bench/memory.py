"""The memory of a worker: after many deliveries against after few, and among many people against among few.

It is the real program with its real pace, on PostgreSQL; what it holds is what the kernel says.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot import serve
from tests.bench.masses import SECRET, Mass
from tests.bench.servers import memory_mib, postgresql
from tests.bench.table import Row
from tests.chaos.workers import environment
from tests.fakes.slack_crowd import Crowd, Mood, running_crowd
from tests.serving import Program

FEW_DELIVERIES, MANY_DELIVERIES = 2_000, 20_000
FEW_PEOPLE, MANY_PEOPLE = 2_000, 500_000
CUSTOMERS = 200
"""So that the pace of their workspaces holds nothing up."""
MOST_GROWTH = 1.1
PATIENCE_SECONDS = 300.0
_SENT = "SELECT count(*) FROM deliveries WHERE state = 'sent'"


def measure() -> Sequence[Row]:
    return serve.run(_measure())


async def _measure() -> Sequence[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with postgresql(Path(folder)) as server:
            with running_crowd(Mood(checks_blocks=False)) as slack:
                few = Mass(server, "few", people=FEW_PEOPLE, due=FEW_DELIVERIES, customers=CUSTOMERS)
                many = Mass(server, "many", people=MANY_PEOPLE, due=MANY_DELIVERIES, customers=CUSTOMERS)
                (among_few,) = await _memory(few, slack, Path(folder), [FEW_DELIVERIES])
                among_many, in_the_end = await _memory(many, slack, Path(folder), [FEW_DELIVERIES, MANY_DELIVERIES])
    return (
        Row(f"memory after {FEW_DELIVERIES:,} deliveries, {FEW_PEOPLE:,} people", among_few, "MiB"),
        Row(f"memory after {FEW_DELIVERIES:,} deliveries, {MANY_PEOPLE:,} people", among_many, "MiB"),
        Row(f"memory after {MANY_DELIVERIES:,} deliveries, {MANY_PEOPLE:,} people", in_the_end, "MiB"),
        Row("memory: many deliveries / few", in_the_end / among_many, at_most=MOST_GROWTH),
        Row("memory: many people / few", among_many / among_few, at_most=MOST_GROWTH),
    )


async def _memory(mass: Mass, slack: Crowd, folder: Path, after: Sequence[int]) -> list[float]:
    """The memory of a worker after so many deliveries each."""
    await mass.make()
    found: list[float] = []
    env = {**environment(mass.address, slack), "UPSTANDER_SECRET_KEYS": SECRET}
    with _worker(folder, env) as program:
        for count in after:
            await _until_sent(mass, count, program)
            found.append(memory_mib(program.process.pid))
    await mass.drop()
    return found


@contextmanager
def _worker(folder: Path, env: dict[str, str]) -> Iterator[Program]:
    program = Program(("worker",), folder, env)
    try:
        yield program
        if (code := program.stop()) != 0:
            raise RuntimeError(f"the worker stopped with {code}:\n{program.said}")
    finally:
        program.process.kill()


async def _until_sent(mass: Mass, count: int, program: Program) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while (sent := await mass.count(_SENT)) < count:
        if time.monotonic() > end or program.process.poll() is not None:
            raise RuntimeError(f"{sent} of {count} were sent, and no more:\n{program.said[-2000:]}")
        await asyncio.sleep(0.2)
