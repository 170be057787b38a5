"""Runs the few statements of every request straight on the driver, inside SQLAlchemy's transaction.

SQLAlchemy composes the statement once and knows the types; running it through its asynchronous layer costs four times
what the driver needs (`make bench` shows it). Errors come out as SQLAlchemy's own, and a lost connection is told to
its pool. What is not in every request has no business here: `Connection.execute` does it as well.

The members with an underscore are SQLAlchemy's: the tests of outages and of the road hold what we rely on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Insert, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from storage.database import Connection, new_rows_only, raise_as_sqlalchemy_would
from storage.models.base import Base, table_of

Process = Callable[[Any], Any] | None
_Statement = Select[*tuple[Any, ...]] | Insert


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as the driver takes it: its words, its parameters in order, and what to do with each value."""

    sql: str
    parameters: tuple[tuple[str, Process], ...]
    results: tuple[Process, ...]

    def arguments(self, values: Mapping[str, object]) -> list[object]:
        return [values[name] if process is None else process(values[name]) for name, process in self.parameters]

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            value if process is None else process(value) for value, process in zip(row, self.results, strict=True)
        )


async def rows(db: Connection, statement: _Statement, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """What the statement returns. It is made once and kept; its `values` always have the same names.

    Raises what `Connection.execute` raises.
    """
    prepared = _prepare(statement, db.dialect, tuple(values))
    arguments = prepared.arguments(values)
    connection = db.sync_connection.connection  # type: ignore[union-attr]
    driver: Any = connection.driver_connection
    try:
        if db.dialect.name == "sqlite":
            found = await _sqlite_rows(driver, statement, prepared.sql, arguments)
        else:
            found = await driver.fetch(prepared.sql, *arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, it goes on as SQLAlchemy would raise it
        await db.run_sync(raise_as_sqlalchemy_would, error, prepared.sql)
    return [prepared.read(row) for row in found]


async def _sqlite_rows(driver: Any, statement: _Statement, sql: str, arguments: Sequence[object]) -> Iterable[Any]:
    """Reads, and writes once the write lock is ours, where the loop runs: shorter than the way to the driver's thread.

    What may wait, for the lock or for the disk, is done on that thread: the first write, and the commit.
    """
    if isinstance(statement, Select) or driver.in_transaction:
        rows: Iterable[Any] = driver._conn.execute(sql, arguments).fetchall()  # noqa: SLF001 - what it drives
        return rows
    fetched: Iterable[Any] = await driver.execute_fetchall(sql, arguments)
    return fetched


async def insert_if_new(db: Connection, model: type[Base], row: Mapping[str, object]) -> bool:
    """Inserts the row unless a unique key is taken; whether it did."""
    return bool(await rows(db, _insert(db.dialect.name, model), row))


@cache
def _insert(dialect: str, model: type[Base]) -> Insert:
    return new_rows_only(dialect, model).returning(table_of(model).c.organization_id)


@lru_cache(maxsize=64)
def _prepare(statement: _Statement, dialect: Dialect, names: tuple[str, ...]) -> _Prepared:
    compiled: Any = statement.compile(
        dialect=dialect, column_keys=list(names) if isinstance(statement, Insert) else None
    )
    order = compiled.positiontup
    if unknown := set(order) - set(names):
        raise ValueError(f"no value for {', '.join(sorted(unknown))}")
    columns = statement.selected_columns if isinstance(statement, Select) else statement.exported_columns
    return _Prepared(
        compiled.string,
        tuple((name, _in(compiled.binds[name].type, dialect)) for name in order),
        tuple(_out(column.type, dialect) for column in columns),
    )


def _in(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
