"""The handle of one unit of work: a connection that begins its transaction only when a statement needs one.

A hopeful unit may hold rows back, in the hope that their keys are free: it stores them in one go when it ends, which
spares PostgreSQL the words around a transaction, and SQLite all but one way to its thread. Nobody sees a difference:
where the hope fails, nothing is stored, and the edge does the same work again without hope.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Connection as SyncConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.models.base import Base


class Contended(Exception):
    """A row that was held back is not new. Nothing of the unit of work is stored."""


@dataclass(frozen=True, slots=True)
class Held:
    """A row that is to be stored when the unit ends."""

    model: type[Base]
    row: Mapping[str, object]


class Connection(AsyncConnection):
    """What a query takes. Only the edge that opened it commits.

    `held` is None where nothing may be held back. `turn` is the writers' queue of SQLite.
    """

    def __init__(self, engine: AsyncEngine, turn: asyncio.Lock | None) -> None:
        super().__init__(engine)
        self.turn = turn
        self.has_turn = False
        self.begun = False
        self.held: list[Held] | None = None

    @property
    def driver(self) -> Any:
        """The driver's own connection."""
        return self.sync_connection.connection.driver_connection  # type: ignore[union-attr]

    async def take_turn(self) -> None:
        if self.turn is not None:
            await self.turn.acquire()
            self.has_turn = True

    def finish(self) -> None:
        """The unit of work is over, and the connection fit for the next one."""
        self.begun, self.held = False, None
        if self.turn is not None and self.has_turn:
            self.has_turn = False
            self.turn.release()


async def say(db: Connection, sql: str) -> str:
    """Says a word to PostgreSQL past SQLAlchemy's greenlets, and returns the server's word for what it did.

    Raises what `Connection.execute` raises.
    """
    try:
        done: str = await db.driver.execute(sql)
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
