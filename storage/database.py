"""Opens the database and hands out units of work. SQLite (WAL) through aiosqlite, PostgreSQL through asyncpg."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import NullPool, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.util import await_only

from storage import direct
from storage.connections import Connections
from storage.together import Together
from storage.unit import Connection, Contended, raise_as_sqlalchemy_would, say

POSTGRESQL_CONNECTIONS = 20
PATIENT_CONNECTIONS = 2
SQLITE_CONNECTIONS = 16
"""Readers do not wait for the one writer, and those that wait for the disk wait together."""
PATIENCE_SECONDS = 10.0
OLDEST_SQLITE = (3, 35)
"""From March 2021: the first that tells what an INSERT inserted."""
MIGRATION_LOCK = 7_358_209_154_027_683
"""A number of our own for PostgreSQL's advisory lock: one process migrates, the others wait and find it done."""


__all__ = ["Connection", "Contended", "Database", "Uncertain", "database_url", "insert_if_new", "is_unavailable"]


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
        self._patient_engine = self._engine if self.is_sqlite else _postgresql_engine(self._url, patient=True)
        for engine in {self._engine, self._patient_engine}:
            event.listen(engine.sync_engine, "begin", _begin_now)
        # SQLite has one writer at a time. Its own waiting is by polling with growing sleeps, which is unfair and
        # makes long tails; a queue in the process lets the first come first.
        self._writers = asyncio.Lock() if self.is_sqlite else None
        self._together = Together(self._writers) if self._writers is not None else None
        self._connections = Connections(
            lambda: Connection(self._engine, self._writers),
            most=SQLITE_CONNECTIONS if self.is_sqlite else POSTGRESQL_CONNECTIONS,
            patience_seconds=PATIENCE_SECONDS,
        )
        self._patient_connections = self._connections
        if not self.is_sqlite:
            self._patient_connections = Connections(
                lambda: Connection(self._patient_engine, None), PATIENT_CONNECTIONS, PATIENCE_SECONDS
            )

    @property
    def engine(self) -> AsyncEngine:
        return self._engine

    @asynccontextmanager
    async def begin(self, *, hopeful: bool = False, patient: bool = False) -> AsyncIterator[Connection]:
        """A transaction: committed when the block ends, rolled back when it raises.

        Raises Uncertain when the connection broke while committing, and what the driver raises otherwise. A hopeful
        one may raise Contended, within and at its end: then the same work is to be done again, without hope. In a
        patient one a statement may take as long as it needs: nobody waits for what it does.
        """
        connections = self._patient_connections if patient else self._connections
        db = await connections.take()
        db.held = [] if hopeful else None
        try:
            yield db
            await self._commit(db)
        except BaseException as error:
            await self._give_up(db, error, connections)
            raise
        else:
            connections.give_back(db)
        finally:
            db.finish()

    @asynccontextmanager
    async def begin_migration(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that changes the schema: alone, for as long as it takes, and with references checked last."""
        if self.is_sqlite:
            engine = _sqlite_engine(self._url, enforce=False)
        else:
            engine = _postgresql_engine(self._url, patient=True, commits=False)
        async with self._writers or nullcontext(), AsyncExitStack() as stack:
            stack.push_async_callback(engine.dispose)
            async with engine.begin() as db:
                # SQLite's driver begins by itself with rows only, not with tables.
                await db.exec_driver_sql(
                    "BEGIN IMMEDIATE" if self.is_sqlite else f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"
                )
                yield db
                if self.is_sqlite and (broken := (await db.exec_driver_sql("PRAGMA foreign_key_check")).first()):
                    raise RuntimeError(f"the migration left rows of {broken[0]} that refer to nothing")

    async def _commit(self, db: Connection) -> None:
        done = ""
        try:
            if db.begun:
                done = await self._end(db, "COMMIT;")
            elif db.held:
                await self._store_held(db)
        except Exception as error:
            # SQLite answers from the next room: a refusal is one. Over a network the answer may be lost on the way.
            if is_unavailable(error) and not self.is_sqlite:
                raise Uncertain from error
            raise
        if done == "ROLLBACK":
            raise RuntimeError("a failed statement was passed over, and the server rolled back instead of committing")

    async def _store_held(self, db: Connection) -> None:
        """Stores at once, and for good, all that is held back, or nothing of it: then it raises Contended."""
        steps = direct.held_back(db)
        error: Exception | None = None
        if self._together is not None:
            error = await self._together.store(db, steps)
        else:
            [(sql, arguments)] = steps
            try:
                await db.driver.fetch(sql, *arguments)
            except Exception as raised:  # noqa: BLE001 - sorted below
                error = raised
        if error is not None and direct.is_taken(error):
            raise Contended from error
        if error is not None:
            await db.run_sync(raise_as_sqlalchemy_would, error, "what was held back")

    async def _give_up(self, db: Connection, error: BaseException, connections: Connections) -> None:
        """Rolls back. After an outage or a task's end it is not known what the connection still does: it is dropped."""
        is_known = isinstance(error, Exception) and not is_unavailable(error) and not db.invalidated
        if not is_known or (db.begun and isinstance(error, Contended)):  # maybe amid SQLAlchemy's own beginning
            await connections.drop(db)
            return
        try:
            if db.begun:
                await self._end(db, "ROLLBACK;")
        except Exception:  # noqa: BLE001 - the server undoes it by itself when the connection ends; `error` goes on
            await connections.drop(db)
        else:
            connections.give_back(db)

    async def _end(self, db: Connection, word: str) -> str:
        """Ends the transaction, and what SQLAlchemy knows of it."""
        known = db.sync_connection
        assert known is not None  # noqa: S101 - the connection was started
        if self.is_sqlite:
            if not known.in_transaction():
                known.begin()
            await (db.commit() if word == "COMMIT;" else db.rollback())
            return ""
        done = await say(db, word)
        if known.in_transaction():
            known.commit()  # says nothing: to SQLAlchemy, each statement is committed by itself
        return done

    async def close(self) -> None:
        for connections in (self._connections, self._patient_connections):
            await connections.close()
        for engine in (self._engine, self._patient_engine):
            await engine.dispose()


def _begin_now(begun: SyncConnection) -> None:
    """SQLAlchemy has a statement to run: from here on, all of the unit is one transaction."""
    unit: Connection = begun.info["unit"]
    if not unit.begun:
        await_only(direct.begin_now(unit))


async def now_there(db: Connection) -> datetime | None:
    """The database server's clock; None where it is this machine's own."""
    if db.dialect.name == "sqlite":
        return None
    moment: datetime = (await db.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return moment.astimezone(UTC)


def insert_if_new(db: AsyncConnection, model: type[DeclarativeBase]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that does nothing where a unique key is taken; `rowcount` tells which it was."""
    return direct.new_rows_only(db.dialect.name, model)


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
        json_deserializer=orjson.loads,
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


def _postgresql_engine(url: URL, *, patient: bool = False, commits: bool = True) -> AsyncEngine:
    """`patient`: a statement may take as long as it needs. `commits`: each by itself, as SQLAlchemy sees it."""
    return create_async_engine(
        url,
        hide_parameters=True,  # an error's text goes to the log, what people wrote does not
        json_deserializer=orjson.loads,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT" if commits else None,  # `begin` says itself where a transaction begins and ends
        connect_args={"timeout": PATIENCE_SECONDS, "command_timeout": None if patient else PATIENCE_SECONDS},
    )
