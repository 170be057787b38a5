"""The unit of work on both databases, and what counts as a database that is away."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage import database as database_module
from storage import inbound, sealed, workspaces
from storage.database import Database, Uncertain, database_url, is_unavailable, now_there
from storage.encryption import Cipher
from storage.models import Action, InboundKey
from storage.sealed import Tried
from tests.clock import FrozenClock
from tests.fakes.line import Cut, line_to
from tests.walking import Walk

SET_KEY = text("INSERT INTO inbound_keys (organization_id, key, received_at) VALUES (:organization, :key, :at)")


async def keys(walk: Walk) -> set[str]:
    return {one.key for one in await walk.rows(InboundKey)}


async def test_what_a_block_does_is_stored_when_it_ends_and_not_when_it_raises(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await inbound.first_time(db, walk.organization_id, "kept", walk.clock())
    with pytest.raises(LookupError):
        await take_and_fail(walk)
    assert await keys(walk) == {"kept"}


async def take_and_fail(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await inbound.first_time(db, walk.organization_id, "lost", walk.clock())
        raise LookupError


async def test_passing_over_a_failed_statement_loses_nothing_in_silence(postgresql_url: str) -> None:
    database = Database(postgresql_url)

    async def pass_over() -> None:
        async with database.begin() as db:
            with suppress(ProgrammingError):
                await db.execute(text("SELECT * FROM no_such_table"))

    with pytest.raises(RuntimeError, match="rolled back instead"):
        await pass_over()
    await database.close()


async def test_a_task_that_is_ended_amid_its_work_leaves_nothing_behind(walk: Walk) -> None:
    taken = asyncio.Event()

    async def take_and_stay() -> None:
        async with walk.database.begin() as db:
            await inbound.first_time(db, walk.organization_id, "lost", walk.clock())
            taken.set()
            await asyncio.Event().wait()

    staying = asyncio.create_task(take_and_stay())
    await taken.wait()
    staying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await staying
    assert await keys(walk) == set()
    async with walk.database.begin() as db:
        assert await inbound.first_time(db, walk.organization_id, "lost", walk.clock())


async def test_many_at_once_all_get_their_turn(walk: Walk) -> None:
    async def take(number: int) -> bool:
        async with walk.database.begin() as db:
            return await inbound.first_time(db, walk.organization_id, f"{number % 20}", walk.clock())

    taken = await asyncio.gather(*(take(number) for number in range(40)))
    assert sum(taken) == 20


async def test_a_wrong_statement_is_no_outage(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        await execute(database, "SELECT * FROM no_such_table")
    assert not is_unavailable(caught.value)
    with pytest.raises(IntegrityError) as refused:
        await execute(database, "INSERT INTO inbound_keys (organization_id, key) VALUES (NULL, 'x')")
    assert not is_unavailable(refused.value)


async def execute(database: Database, statement: str) -> None:
    async with database.begin() as db:
        await db.execute(text(statement))


async def test_statements_do_not_tell_what_they_hold(database: Database) -> None:
    with pytest.raises(ProgrammingError if not database.is_sqlite else OperationalError) as caught:
        async with database.begin() as db:
            await db.execute(text("SELECT :secret FROM no_such_table"), {"secret": "what somebody wrote"})
    assert "what somebody wrote" not in str(caught.value)


async def test_the_servers_clock_is_asked_where_there_is_one(database: Database) -> None:
    async with database.begin() as db:
        there = await now_there(db)
    assert (there is None) == database.is_sqlite
    assert there is None or there.tzinfo is not None


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("postgresql://me@host/db", "postgresql+asyncpg"),
        ("postgres://me@host/db", "postgresql+asyncpg"),
        ("postgresql+psycopg://me@host/db", "postgresql+asyncpg"),
    ],
)
def test_addresses_get_our_drivers(given: str, driver: str) -> None:
    assert database_url(given).drivername == driver


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="mysql is not supported"):
        database_url("mysql://me@host/db")


# SQLite


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "PATIENCE_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient")
async def test_a_sqlite_file_that_another_program_locks_is_an_outage(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError) as caught:
        await execute(database, "DELETE FROM inbound_keys")
    assert is_unavailable(caught.value)
    other.execute("ROLLBACK")
    await execute(database, "DELETE FROM inbound_keys")  # and over it is
    other.close()
    await database.close()


@pytest.mark.parametrize("pragma", ["query_only=ON", "max_page_count=1"])
async def test_a_sqlite_file_that_cannot_be_written_is_an_outage(sqlite_url: str, pragma: str) -> None:
    database = Database(sqlite_url)
    big = "CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 5000) "
    with pytest.raises(OperationalError) as caught:
        await with_pragma(database, pragma, f"{big} SELECT i, hex(randomblob(500)) FROM n")
    assert is_unavailable(caught.value)
    await database.close()


async def with_pragma(database: Database, pragma: str, statement: str) -> None:
    async with database.begin() as db:
        await db.exec_driver_sql(f"PRAGMA {pragma}")
        await db.exec_driver_sql("BEGIN IMMEDIATE")
        await db.exec_driver_sql(statement)


async def test_a_sqlite_file_in_no_folder_is_an_outage(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'gone' / 'upstander.db'}")
    with pytest.raises(OperationalError) as caught:
        await execute(database, "SELECT 1")
    assert is_unavailable(caught.value)
    await database.close()
    await asyncio.to_thread(drivers_threads_end)


def drivers_threads_end() -> None:
    """The driver ends the thread of a connection that never was by itself, and wants to tell the loop: let it."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            thread.join(10)


async def test_sqlite_checks_references(sqlite_url: str, clock: FrozenClock) -> None:
    database = Database(sqlite_url)
    with pytest.raises(IntegrityError):
        async with database.begin() as db:
            await db.execute(SET_KEY, {"organization": "0" * 32, "key": "k", "at": "2026-03-04 10:00:00"})
    await database.close()


class FailsToCommit:
    """What SQLAlchemy hands out, with a commit that fails as SQLite's may: disk full, for example."""

    def __init__(self, code: int) -> None:
        self.error = sqlite3.OperationalError("database or disk is full")
        self.error.sqlite_errorcode = code

    def __call__(self, *_arguments: object) -> None:
        raise self.error


async def test_a_commit_that_sqlite_refuses_is_a_certain_one_and_leaves_nothing_behind(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    await execute(database, "CREATE TABLE counted (x)")
    monkeypatch.setattr(database.engine.dialect, "do_commit", FailsToCommit(sqlite3.SQLITE_FULL))
    with pytest.raises(OperationalError) as caught:
        await execute(database, "INSERT INTO counted VALUES (1)")
    assert is_unavailable(caught.value)
    monkeypatch.undo()
    async with database.begin() as db:
        assert (await db.execute(text("SELECT count(*) FROM counted"))).scalar_one() == 0
        await db.execute(text("INSERT INTO counted VALUES (2)"))  # no lock was left behind
    await database.close()


# PostgreSQL


async def test_a_lost_answer_to_a_commit_is_uncertain(postgresql_url: str) -> None:
    async with line_to(postgresql_url) as line:
        database = Database(line.url)
        line.cut, line.cuts = Cut.AFTER_COMMIT, 1
        with pytest.raises(Uncertain) as caught:
            await execute(database, "CREATE TABLE done (x int)")
        assert is_unavailable(caught.value)
        await execute(database, "SELECT * FROM done")
        await database.close()


async def test_a_fault_is_told_even_where_the_line_breaks_before_the_rollback(postgresql_url: str) -> None:
    async with line_to(postgresql_url) as line:
        database = Database(line.url)

        async def fail() -> None:
            async with database.begin() as db:
                await db.execute(text("CREATE TABLE undone (x int)"))
                line.break_all()
                raise LookupError

        with pytest.raises(LookupError):
            await fail()
        await execute(database, "CREATE TABLE undone (x int)")
        await database.close()


async def test_a_server_that_does_not_answer_is_an_outage(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "PATIENCE_SECONDS", 0.2)
    async with line_to(postgresql_url) as line:
        database = Database(line.url)
        with pytest.raises(TimeoutError) as slow:
            await execute(database, "SELECT pg_sleep(30)")
        assert is_unavailable(slow.value)
        line.down = True
        line.break_all()
        with pytest.raises((OSError, DBAPIError)) as caught:
            await execute(database, "SELECT 1")
        with pytest.raises((OSError, DBAPIError)) as again:
            await execute(database, "SELECT 1")
        assert is_unavailable(caught.value)
        assert is_unavailable(again.value)
        await database.close()


async def test_a_pool_that_is_used_up_is_an_outage(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(database_module, "POSTGRESQL_CONNECTIONS", 5)
    database = Database(postgresql_url)

    async def hold(release: asyncio.Event, held: asyncio.Event) -> None:
        async with database.begin():
            held.set()
            await release.wait()

    release = asyncio.Event()
    holding = []
    for _ in range(5):
        held = asyncio.Event()
        holding.append(asyncio.create_task(hold(release, held)))
        await held.wait()
    with pytest.raises(PoolTimeout) as caught:
        await execute(database, "SELECT 1")
    assert is_unavailable(caught.value)
    release.set()
    await asyncio.gather(*holding)
    await database.close()


class FromServer(Exception):
    def __init__(self, sqlstate: str | None, words: str = "") -> None:
        super().__init__(words)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("original", "is_away"),
    [
        (FromServer("57P01"), True),  # admin shutdown
        (FromServer("57P03"), True),  # cannot connect now
        (FromServer("53300"), True),  # too many connections
        (FromServer("53100"), True),  # disk full
        (FromServer("40P01"), True),  # deadlock
        (FromServer("25006"), True),  # read-only transaction
        (FromServer("08006"), True),
        (FromServer("23505"), False),  # unique violation
        (FromServer("22P02"), False),
        (FromServer("42P01"), False),
        (FromServer("28P01"), False),  # a wrong password: trying again is of no use, and the operator has to know
        (FromServer(None, "the underlying connection is closed"), True),
        (FromServer(None, "cannot perform operation: another operation is in progress"), False),
    ],
)
def test_what_postgresql_says_is_sorted(original: Any, is_away: bool) -> None:
    assert is_unavailable(DBAPIError("SELECT 1", {}, original)) == is_away


def test_faults_of_ours_are_no_outage() -> None:
    assert not is_unavailable(ValueError("x"))
    assert not is_unavailable(LookupError("x"))


# What is sealed


async def test_lost_keys_are_noticed(walk: Walk) -> None:
    async with walk.database.begin() as db:
        assert await sealed.tried(db, walk.cipher) == Tried(1, 0, 0)  # the workspace's token
    await walk.say("learn: a note")
    assert len(await walk.rows(Action)) == 1
    async with walk.database.begin() as db:
        assert await sealed.tried(db, walk.cipher) == Tried(2, 0, 0)
        assert await sealed.tried(db, Cipher(["another key of more than thirty-two characters"])) == Tried(2, 2, 0)
        both = Cipher(["another key of more than thirty-two characters", *walk.cipher._secrets])
        assert await sealed.tried(db, both) == Tried(2, 0, 2)


async def test_an_empty_database_has_nothing_sealed(database: Database, cipher: Cipher, clock: FrozenClock) -> None:
    async with database.begin() as db:
        await workspaces.found(db, workspaces.OWN, "Example", clock())
        assert await sealed.tried(db, cipher) == Tried(0, 0, 0)
