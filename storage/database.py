"""Opens the database and hands out units of work. SQLite (WAL) through aiosqlite, PostgreSQL through asyncpg."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any, NoReturn

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import NullPool, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from storage.connections import Connections
from storage.models.base import table_of

Connection = AsyncConnection
"""The handle of one unit of work: a query takes it, and only the edge that opened it commits."""

POSTGRESQL_CONNECTIONS = 20
PATIENCE_SECONDS = 10.0
OLDEST_SQLITE = (3, 35)
"""From March 2021: the first that tells what an INSERT inserted."""
MIGRATION_LOCK = 7_358_209_154_027_683
"""A number of our own for PostgreSQL's advisory lock: one process migrates, the others wait and find it done."""


class Uncertain(Exception):
    """The connection was lost while the database was to commit: the work is stored as a whole, or not at all."""


def database_url(text_url: str) -> URL:
    """The address with our asynchronous driver. Raises ValueError for a database that we do not run on."""
    url = make_url(text_url)
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+asyncpg")
        case other:
            raise ValueError(f"{other} is not supported: use sqlite:///… or postgresql://…")


class Database:
    """One engine a process. `begin` is the unit of work of one request, tick or delivery."""

    def __init__(self, address: str) -> None:
        self._url = database_url(address)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(self._url) if self.is_sqlite else _postgresql_engine(self._url)
        self._connections = Connections(
            self._engine, most=1 if self.is_sqlite else POSTGRESQL_CONNECTIONS, patience_seconds=PATIENCE_SECONDS
        )
        # SQLite has one writer at a time. Its own waiting is by polling with growing sleeps, which is unfair and
        # makes long tails; a queue in the process lets the first come first.
        self._writers = asyncio.Lock() if self.is_sqlite else None

    @property
    def engine(self) -> AsyncEngine:
        return self._engine

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        """A transaction: committed when the block ends, rolled back when it raises.

        Raises Uncertain when the connection broke while committing, and what the driver raises otherwise.
        """
        async with self._turn():
            db = await self._connections.take()
            try:
                await self._begin(db)
                yield db
                await self._commit(db)
            except BaseException as error:
                await self._give_up(db, error)
                raise
            self._connections.give_back(db)

    @asynccontextmanager
    async def begin_migration(self) -> AsyncIterator[Connection]:
        """A transaction that changes the schema: alone, for as long as it takes, and with references checked last."""
        engine = (
            _sqlite_engine(self._url, enforce=False) if self.is_sqlite else _postgresql_engine(self._url, patient=True)
        )
        async with self._turn(), AsyncExitStack() as stack:
            stack.push_async_callback(engine.dispose)
            async with engine.begin() as db:
                # SQLite's driver begins by itself with rows only, not with tables.
                await db.exec_driver_sql(
                    "BEGIN IMMEDIATE" if self.is_sqlite else f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"
                )
                yield db
                if self.is_sqlite and (broken := (await db.exec_driver_sql("PRAGMA foreign_key_check")).first()):
                    raise RuntimeError(f"the migration left rows of {broken[0]} that refer to nothing")

    def _turn(self) -> AbstractAsyncContextManager[object]:
        return nullcontext() if self._writers is None else self._writers

    async def _begin(self, db: Connection) -> None:
        if not self.is_sqlite:
            await say(db, "BEGIN;")
        elif db.sync_connection is not None:
            db.sync_connection.begin()  # without a word to the driver, which begins by itself with the first write

    async def _commit(self, db: Connection) -> None:
        try:
            done = await (db.commit() if self.is_sqlite else say(db, "COMMIT;"))
        except Exception as error:
            # SQLite answers from the next room: a refusal is one. Over a network the answer may be lost on the way.
            if is_unavailable(error) and not self.is_sqlite:
                raise Uncertain from error
            raise
        if done == "ROLLBACK":
            raise RuntimeError("a failed statement was passed over, and the server rolled back instead of committing")

    async def _give_up(self, db: Connection, error: BaseException) -> None:
        """Rolls back. After an outage or a task's end it is not known what the connection still does: it is dropped."""
        if isinstance(error, Exception) and not is_unavailable(error) and not db.invalidated:
            try:
                await (db.rollback() if self.is_sqlite else say(db, "ROLLBACK;"))
            except Exception:
                await self._connections.drop(db)
                raise
            self._connections.give_back(db)
        else:
            await self._connections.drop(db)

    async def close(self) -> None:
        await self._connections.close()
        await self._engine.dispose()


async def say(db: Connection, sql: str) -> str:
    """Says a word to PostgreSQL past SQLAlchemy's greenlets, and returns the server's word for what it did.

    Raises what `Connection.execute` raises.
    """
    driver: Any = db.sync_connection.connection.driver_connection  # type: ignore[union-attr]
    try:
        done: str = await driver.execute(sql)
    except Exception as error:  # noqa: BLE001 - whatever it is, it goes on as SQLAlchemy would raise it
        await db.run_sync(raise_as_sqlalchemy_would, error, sql)
    return done


def raise_as_sqlalchemy_would(db: SyncConnection, error: Exception, sql: str) -> NoReturn:
    """Raises a driver's error as SQLAlchemy's, which also tells it of a lost connection."""
    adapted: Any = db.connection.dbapi_connection
    translated: Exception = error
    try:
        adapted._handle_exception(error)  # noqa: SLF001
    except Exception as known:  # noqa: BLE001 - the translation is what it raises
        translated = known
    db._handle_dbapi_exception(translated, sql, None, None, None)  # noqa: SLF001


async def now_there(db: Connection) -> datetime | None:
    """The database server's clock; None where it is this machine's own."""
    if db.dialect.name == "sqlite":
        return None
    moment: datetime = (await db.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return moment.astimezone(UTC)


def insert_if_new(db: Connection, model: type[DeclarativeBase]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that does nothing where a unique key is taken; `rowcount` tells which it was."""
    return new_rows_only(db.dialect.name, model)


@cache
def new_rows_only(dialect: str, model: type[DeclarativeBase]) -> sqlite.Insert | postgresql.Insert:
    """The same, by the name of the dialect; made once."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table_of(model)).on_conflict_do_nothing()


def is_unavailable(error: BaseException) -> bool:
    """Whether the database was away or too busy, rather than the statement wrong: worth trying again."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _is_away(error.orig)
    if isinstance(error, SQLAlchemyError):
        return isinstance(error, PoolTimeout)
    return isinstance(error, Uncertain | OSError | TimeoutError)


_AWAY = (
    "08",  # the connection
    "25006",  # read only: a standby answers
    "40",  # the transaction lost against another one
    "53",  # no room: disk, memory, connections
    "55P03",  # a lock was not to be had
    "57",  # stopped by an operator; starting, or shutting down
    "58",  # the system below: input and output
)
"""Beginnings of PostgreSQL's SQLSTATE."""
_AWAY_SQLITE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)


def _is_away(original: BaseException | None) -> bool:
    if isinstance(original, sqlite3.Error):
        return (getattr(original, "sqlite_errorcode", 0) & 0xFF) in _AWAY_SQLITE  # the low byte is the primary code
    state = getattr(original, "sqlstate", None)
    if state is None:  # the driver's own: it noticed that the connection is gone
        return "connection" in str(original).lower()
    return str(state).startswith(_AWAY)


def _sqlite_engine(url: URL, *, enforce: bool = True) -> AsyncEngine:
    """`enforce`: references. Altering a table copies and drops it, so a migration checks them at its end."""
    engine = create_async_engine(
        url,
        hide_parameters=True,
        poolclass=NullPool,
        # The driver begins with the first write and takes the write lock at once, so that a transaction never fails
        # half-way for lack of it. What is read before that is as fresh as can be.
        connect_args={"timeout": PATIENCE_SECONDS, "isolation_level": "IMMEDIATE", "check_same_thread": False},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"foreign_keys={'ON' if enforce else 'OFF'}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _postgresql_engine(url: URL, *, patient: bool = False) -> AsyncEngine:
    """`patient`: a statement may take as long as it needs."""
    return create_async_engine(
        url,
        hide_parameters=True,  # an error's text goes to the log, what people wrote does not
        poolclass=NullPool,
        isolation_level=None if patient else "AUTOCOMMIT",  # `begin` says itself where a transaction begins and ends
        connect_args={"timeout": PATIENCE_SECONDS, "command_timeout": None if patient else PATIENCE_SECONDS},
    )
