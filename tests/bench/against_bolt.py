"""`/ally amplify …` over HTTP, signature checked and durably committed, against a bare Bolt app that answers "ok".

Both run as processes of their own on the same kind of server; rounds alternate, so that a slow moment of the machine
hits both. Every answer is read, and at the end the database holds exactly as many actions as were answered.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from storage import accounts, migrations, workspaces
from storage.accounts import NewPerson
from storage.database import Database
from storage.encryption import Cipher
from storage.models import Action
from storage.words import Platform
from storage.workspaces import OWN, Installation
from tests.bench import commands, load
from tests.bench.servers import Server, free_port, postgresql, running
from tests.bench.table import Row
from tests.fakes.slack import FakeSlack

ROUNDS = 5
REQUESTS = 1500
WARM_UP = 300
SECRET = "a-bench-secret-of-more-than-thirty-two-characters"
LEAST_SHARE = {"PostgreSQL": 0.25, "SQLite": 0.15}
LONGEST_TAIL = 5.0


def measure() -> Sequence[Row]:
    return asyncio.run(_measure())


async def _measure() -> Sequence[Row]:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        async with postgresql(Path(folder)) as server, _slack() as slack:
            for name, address in (("PostgreSQL", server), ("SQLite", f"sqlite:///{folder}/bench.db")):
                rows += await _against_bare(name, address, slack)
    return rows


async def _against_bare(name: str, address: str, slack: FakeSlack) -> Sequence[Row]:
    await _prepare(address)
    bare_port, port = free_port(), free_port()
    bare_environment = {"BARE_SIGNING_SECRET": commands.SIGNING_SECRET, "BARE_PORT": str(bare_port)}
    environment = {
        "UPSTANDER_DATABASE_URL": address,
        "UPSTANDER_SECRET_KEYS": SECRET,
        "UPSTANDER_SLACK_BOT_TOKEN": "xoxb-1",
        "UPSTANDER_SLACK_SIGNING_SECRET": commands.SIGNING_SECRET,
        "UPSTANDER_SLACK_API_URL": slack.api_url,
        "UPSTANDER_LOG_LEVEL": "warning",
    }
    serve = ("-c", "from bot.cli import main; main()", "serve", "--port", str(port))
    started = asyncio.to_thread
    bare_running = running(("-m", "tests.bench.bare"), bare_environment, bare_port, "/")
    ours_running = running(serve, environment, port, "/readyz")
    bare = await started(bare_running.__enter__)
    ours = await started(ours_running.__enter__)
    try:
        return await _rounds(name, address, bare, ours)
    finally:
        await started(ours_running.__exit__, None, None, None)
        await started(bare_running.__exit__, None, None, None)


async def _rounds(name: str, address: str, bare: Server, ours: Server) -> Sequence[Row]:
    await load.send(bare.port, commands.requests(WARM_UP, bare.port), b"ok")
    await load.send(ours.port, commands.requests(WARM_UP, ours.port), b"Logged")
    yardstick, measured = [], []
    for _ in range(ROUNDS):
        yardstick.append(await load.send(bare.port, commands.requests(REQUESTS, bare.port), b"ok"))
        measured.append(await load.send(ours.port, commands.requests(REQUESTS, ours.port), b"Logged"))
    logged, answered = await _logged(address), WARM_UP + ROUNDS * REQUESTS
    if logged != answered:
        raise load.WrongAnswerError(f"{answered} were answered as logged, and {logged} are in the database")
    shares = [one.per_second / other.per_second for one, other in zip(measured, yardstick, strict=True)]
    tails = [one.percentile(99) / one.percentile(50) for one in measured]
    return (
        Row(f"{name}: bare Bolt", statistics.median(one.per_second for one in yardstick), "requests/s"),
        Row(f"{name}: /ally amplify", statistics.median(one.per_second for one in measured), "requests/s"),
        Row(f"{name}: share of bare Bolt", statistics.median(shares), at_least=LEAST_SHARE[name]),
        Row(f"{name}: p50", 1000 * statistics.median(one.percentile(50) for one in measured), "ms"),
        Row(f"{name}: p99 / p50", statistics.median(tails), at_most=LONGEST_TAIL),
        Row(f"{name}: memory after {answered:,} requests", ours.memory_mib, "MiB"),
    )


async def _prepare(address: str) -> None:
    """The schema, the workspace, and everybody who will write or be mentioned."""
    database, cipher, now = Database(address), Cipher([SECRET]), datetime.now(UTC)
    await migrations.upgrade(database)
    async with database.begin() as db:
        organization_id = await workspaces.found(db, OWN, "Bench", now)
        await workspaces.install(db, cipher, organization_id, Installation(Platform.SLACK, "T1", "Bench"), now)
        found = await accounts.resolve(db, Platform.SLACK, "T1", {"nobody"}, now.date())
        assert found is not None
        for number in range(commands.PEOPLE):
            new = NewPerson(f"U{number:05d}", f"Person {number}", f"person{number}@example.com", "UTC", "en")
            await accounts.welcome(db, found[0], new, now)
        if not database.is_sqlite:
            # As a living database has it: PostgreSQL does this by itself, within a minute of such growth.
            await db.exec_driver_sql("ANALYZE")
    await database.close()


async def _logged(address: str) -> int:
    database = Database(address)
    async with database.begin() as db:
        count: int = (await db.execute(select(func.count()).where(Action.withdrawn_at.is_(None)))).scalar_one()
    await database.close()
    return count


@asynccontextmanager
async def _slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        slack.world.add_workspace("T1")
        yield slack
