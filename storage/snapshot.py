"""Reads very much of the database as it was at one moment, beside everybody who writes, and without a pause for them.

On PostgreSQL that is a transaction of its own kind, on SQLite one that only reads: it takes no turn of the writers.
What a query finds comes as the driver has it, because to make objects of a million rows takes longer than to read them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select, text

from storage import direct
from storage.database import Connection

BETWEEN = "\x1f"
"""Between the values of a line."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows as two long values, which take neither the server nor us a step for each: the ids that rows begin with, 16
    bytes each; and in as many lines what is behind them.
    """

    ids: bytes
    lines: str


Raw = Lines | Sequence[tuple[Any, ...]]
"""What a query found: lines from PostgreSQL, from SQLite rows."""
_Query = Select[*tuple[Any, ...]]


class Snapshot:
    """The database at one moment. Nothing in it changes while it is read."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    async def rows(self, query: _Query, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All that a query finds, as the product's own types. Its `values` always have the same names."""
        sql, arguments, read = direct.as_driver_takes(self._db, query, values)
        driver = self._db.driver
        if self._db.dialect.name == "sqlite":
            found = await driver.execute_fetchall(sql, arguments)
        else:
            found = await driver.fetch(sql, *arguments)
        return [read(row) for row in found]

    async def raw(self, query: _Query, values: Mapping[str, object]) -> Raw:
        """All that a query finds, as it comes: an id, and numbers and words of ours. Nothing may be NULL."""
        is_sqlite = self._db.dialect.name == "sqlite"
        sql, arguments, _ = direct.as_driver_takes(self._db, query if is_sqlite else _as_lines(query), values)
        driver = self._db.driver
        if is_sqlite:
            found: Sequence[tuple[Any, ...]] = await driver.execute_fetchall(sql, arguments)
            return found
        ids, lines = await driver.fetchrow(sql, *arguments)
        return Lines(ids or b"", lines or "")


@cache
def _as_lines(query: _Query) -> _Query:
    """Both take up each row in one step: so they are in the same order, whichever that is."""
    first, second, *others = query.subquery().columns
    line: ColumnElement[str] = cast(second, String)
    for one in others:
        line = line + BETWEEN + cast(one, String)
    return select(func.string_agg(func.uuid_send(first), literal(b"")), func.string_agg(line, "\n"))


@asynccontextmanager
async def snapshot(db: Connection) -> AsyncIterator[Snapshot]:
    """The database as it is now, for as long as the block takes; `db` is a unit of work that did nothing yet."""
    if db.dialect.name != "sqlite":
        await db.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield Snapshot(db)
        return
    # Not through SQLAlchemy, for which every transaction may write, and has to wait for its turn.
    await db.driver.execute("BEGIN")
    try:
        yield Snapshot(db)
    finally:
        await db.driver.execute("ROLLBACK")
