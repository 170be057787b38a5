"""Closing a week of very many people against one GROUP BY of the same rows; and reading a year of one team's values.

Rounds alternate, so that a slow moment of the machine hits both. What may be told is worked out within the closing;
what that takes is told beside it.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

import asyncpg
from sqlalchemy import text

from bot import serve
from indicators import closing, closing_told
from indicators.periods import Length, week_of
from storage import indicator_values
from storage.closings import Due
from storage.database import Database
from tests.bench import active
from tests.bench.active import MONDAY, NOW, Active
from tests.bench.servers import postgresql
from tests.bench.table import Row

PEOPLE, TEAMS, ACTIONS = 100_000, 5_000, 1_000_000
ROUNDS = 5
READS = 50
FEW, MANY = 10_000, 10_000_000
MOST_TIMES = 4.0
MOST_MIB = 400.0
MOST_FOR_MANY = 1.2
YEAR = date(2025, 1, 1)

_GROUP_BY = text("""
SELECT team_id, kind, count(*) FROM actions
WHERE organization_id = :organization AND occurred_on >= :first AND occurred_on < :until AND withdrawn_at IS NULL
GROUP BY team_id, kind
""")
_CLOSED = "closed_periods, indicator_values, week_cells, closings"


def measure() -> Sequence[Row]:
    return serve.run(_measure())


async def _measure() -> Sequence[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with postgresql(Path(folder)) as server:
            large = await active.make(server, "large", people=PEOPLE, teams=TEAMS, actions=ACTIONS)
            memory = await asyncio.to_thread(_memory_mib, large)
            gc.freeze()  # as the server does when it has started
            rounds = [await _round(large) for _ in range(ROUNDS)]
            few, many = [await _logged(server, f"actions_{count}", count) for count in (FEW, MANY)]
            reads = [(await _reading(few), await _reading(many)) for _ in range(ROUNDS)]
    what = f"close: {PEOPLE:,} people, {TEAMS:,} teams, {ACTIONS:,} acts"
    return (
        Row("close: GROUP BY team and kind of the same rows", statistics.median(one for one, _, _ in rounds), "s"),
        Row(what, statistics.median(one for _, one, _ in rounds), "s"),
        Row("close: of that, what may be told", statistics.median(one for _, _, one in rounds), "s"),
        Row(
            "close: times GROUP BY, without what may be told",
            statistics.median((one - told) / base for base, one, told in rounds),
            at_most=MOST_TIMES,
        ),
        Row(
            "close: times GROUP BY, all of it",
            statistics.median(one / base for base, one, _ in rounds),
            at_most=MOST_TIMES,
        ),
        Row("close: memory at most", memory, "MiB", at_most=MOST_MIB),
        Row(f"read: a year of a team, {FEW:,} actions", 1000 * statistics.median(one for one, _ in reads), "ms"),
        Row(f"read: a year of a team, {MANY:,} actions", 1000 * statistics.median(one for _, one in reads), "ms"),
        Row("read: many actions / few", statistics.median(b / a for a, b in reads), at_most=MOST_FOR_MANY),
    )


async def _round(large: Active) -> tuple[float, float, float]:
    """Seconds of the GROUP BY, of the closing, and of what in it works out what may be told."""
    database, of_week, told = Database(large.address), closing_told.of_week, 0.0

    def timed(*cells: object) -> object:
        nonlocal told
        started = time.perf_counter()
        found = of_week(*cells)  # type: ignore[arg-type]
        told += time.perf_counter() - started
        return found

    try:
        async with database.begin() as db:
            await db.execute(text(f"TRUNCATE {_CLOSED}"))
        week = {"organization": large.organization_id, "first": MONDAY, "until": MONDAY + timedelta(days=7)}
        async with database.begin(patient=True) as db:
            started = time.perf_counter()
            (await db.execute(_GROUP_BY, week)).all()
            grouping = time.perf_counter() - started
        with mock.patch.object(closing_told, "of_week", timed):
            started = time.perf_counter()
            await close_week(database, large)
            took = time.perf_counter() - started
    finally:
        await database.close()
    return grouping, took, told


async def close_week(database: Database, large: Active) -> None:
    """As the worker's tick closes it."""
    async with database.begin(patient=True) as db:
        if not await closing.close(db, Due(large.organization_id, "UTC", 5, None), week_of(MONDAY), NOW):
            raise RuntimeError("the week was closed already")


def _memory_mib(large: Active) -> float:
    """The most that a process of its own held while it closed the week."""
    arguments = [sys.executable, "-m", "tests.bench.close_once", large.address, str(large.organization_id)]
    return float(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)


async def _logged(server: str, name: str, actions: int) -> Active:
    """A small organization with so many actions, whose weeks, months, quarters and years of a year are closed."""
    small = await active.make(server, name, people=100, teams=20, actions=1000)
    connection = await asyncpg.connect(small.address)
    try:
        await connection.execute("SET session_replication_role = replica")
        for index in await connection.fetch(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'actions' AND indexname LIKE 'ix%'"
        ):
            await connection.execute(f"DROP INDEX {index['indexname']}")  # filling them takes most of the time
        await connection.execute(_MORE.format(actions=actions), small.organization_id, YEAR)
        for length, starts in _STARTS.items():
            await connection.execute(_VALUES.format(starts=starts), small.organization_id, length)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return small


_MORE = """
INSERT INTO actions (organization_id, id, actor_id, actor_gender, team_id, kind, occurred_on, visibility, platform,
                     created_at)
SELECT $1::uuid, uuidv7(), person.id, 'undisclosed', team.id, 'amplify', $2::date + act % 365, 'program', 'slack', now()
FROM generate_series(1, {actions}) AS act
JOIN person_ids AS person ON person.number = 1 + act % 100
JOIN team_ids AS team ON team.number = 1 + act % 20
"""
_STARTS = {
    Length.WEEK.value: "generate_series('2024-12-30'::date, '2025-12-29', interval '7 days')",
    Length.MONTH.value: "generate_series('2025-01-01'::date, '2025-12-01', interval '1 month')",
    Length.QUARTER.value: "generate_series('2025-01-01'::date, '2025-10-01', interval '3 months')",
    Length.YEAR.value: "generate_series('2025-01-01'::date, '2025-01-01', interval '1 year')",
}
_VALUES = """
INSERT INTO indicator_values (organization_id, team_id, length, starts_on, indicator, revision, method_version, parts)
SELECT $1::uuid, team.id, $2::varchar, starts::date, 'indicator_' || indicator.number, 0, 1,
       '{{"all": [6, 12, 6, 1, "whole", 12, 6, null], "men": [2, 5, 2, 1, "hidden", 0, 0, "small"]}}'
FROM {starts} AS starts, team_ids AS team, generate_series(1, 14) AS indicator (number)
"""


async def _reading(small: Active) -> float:
    """Seconds to read every indicator of a team, of all periods of a year."""
    database = Database(small.address)
    try:
        async with database.begin() as db:
            [team] = (await db.execute(text("SELECT id FROM team_ids WHERE number = 7"))).scalars()
            seconds = []
            for _ in range(READS):
                started = time.perf_counter()
                for length in Length:
                    values = await indicator_values.read(
                        db, small.organization_id, [team], length.value, YEAR, YEAR + timedelta(days=365)
                    )
                    if not values:
                        raise RuntimeError(f"there is nothing to read of a {length.value}")
                seconds.append(time.perf_counter() - started)
    finally:
        await database.close()
    return statistics.median(seconds)
