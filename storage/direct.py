"""Runs the few statements of every request straight on the driver.

SQLAlchemy composes the statement once and knows the types; running it through its asynchronous layer costs four times
what the driver needs (`make bench` shows it). Errors come out as SQLAlchemy's own, and a lost connection is told to
it. What is not in every request has no business here: `Connection.execute` does it as well.

The members with an underscore are SQLAlchemy's: the tests of outages and of the road hold what we rely on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Insert, Select, bindparam, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

from storage.models.base import Base, table_of
from storage.unit import Connection, Contended, Held, raise_as_sqlalchemy_would, say

Process = Callable[[Any], Any] | None
_Statement = Select[*tuple[Any, ...]] | Insert
_TAKEN = "23505"
_TAKEN_SQLITE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)


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
    reads = isinstance(statement, Select)
    if not reads:
        await begin_now(db)
    driver = db.driver
    try:
        if db.dialect.name != "sqlite":
            found = await driver.fetch(prepared.sql, *arguments)
        elif reads or driver.in_transaction:
            # Where the loop runs, since it cannot wait: that is shorter than the way to the driver's thread. What may,
            # for the lock or the disk, is done there: the first write, and the commit.
            found = driver._conn.execute(prepared.sql, arguments).fetchall()  # noqa: SLF001 - what it drives
        else:
            found = await driver.execute_fetchall(prepared.sql, arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, it goes on as SQLAlchemy would raise it
        await db.run_sync(raise_as_sqlalchemy_would, error, prepared.sql)
    return [prepared.read(row) for row in found]


def as_driver_takes(
    db: Connection, statement: Select[*tuple[Any, ...]], values: Mapping[str, object]
) -> tuple[str, list[object], Callable[[Sequence[Any]], tuple[Any, ...]]]:
    """The words of a query and its arguments, for the driver itself, and what reads a row of what it then returns."""
    prepared, constants = _prepare_with_constants(statement, db.dialect)
    return prepared.sql, prepared.arguments({**constants, **values}), prepared.read


async def insert_if_new(db: Connection, model: type[Base], row: Mapping[str, object]) -> bool:
    """Inserts the row unless a unique key is taken; whether it did."""
    return bool(await rows(db, _insert_if_new(db.dialect.name, model), row))


def hold(db: Connection, model: type[Base], row: Mapping[str, object]) -> bool:
    """Holds the row back until the unit ends, in the hope that its keys are free. False where it can't be held back."""
    if db.held is None or db.begun:
        return False
    db.held.append(Held(model, row))
    return True


async def begin_now(db: Connection) -> None:
    """Begins the transaction where it has not begun, and stores first what was held back. Raises Contended."""
    if db.begun:
        return
    db.begun = True
    if db.turn is not None:
        await db.take_turn()  # SQLite's driver begins by itself, with the first write
    else:
        await say(db, "BEGIN;")
    for one in db.held or ():
        if not await insert_if_new(db, one.model, one.row):
            raise Contended


def held_back(db: Connection) -> list[tuple[str, list[object]]]:
    """What stores all that is held back, as the driver takes it: for PostgreSQL one statement, so that it is atomic."""
    held = db.held or []
    if db.dialect.name == "sqlite":
        each = [(_prepare(_plain(one.model), db.dialect, tuple(one.row)), one.row) for one in held]
        return [(prepared.sql, prepared.arguments(row)) for prepared, row in each]
    together = _prepare_together(tuple(one.model for one in held), db.dialect)
    values = {_name(one.model, name): value for one in held for name, value in one.row.items()}
    return [(together.sql, together.arguments(values))]


def is_taken(error: Exception) -> bool:
    """Whether a driver says that a unique key is taken."""
    return getattr(error, "sqlstate", None) == _TAKEN or getattr(error, "sqlite_errorcode", 0) in _TAKEN_SQLITE


def new_rows_only(dialect: str, model: type[DeclarativeBase]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that does nothing where a unique key is taken."""
    statement = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return statement(table_of(model)).on_conflict_do_nothing()


@cache
def _insert_if_new(dialect: str, model: type[Base]) -> Insert:
    return new_rows_only(dialect, model).returning(table_of(model).c.organization_id)


@cache
def _plain(model: type[Base]) -> Insert:
    return insert(table_of(model))


@lru_cache(maxsize=64)
def _prepare(statement: _Statement, dialect: Dialect, names: tuple[str, ...]) -> _Prepared:
    compiled: Any = statement.compile(
        dialect=dialect, column_keys=list(names) if isinstance(statement, Insert) else None
    )
    if unknown := set(compiled.positiontup) - set(names):
        raise ValueError(f"no value for {', '.join(sorted(unknown))}")
    columns = statement.selected_columns if isinstance(statement, Select) else statement.exported_columns
    return _prepared(compiled, dialect, tuple(_out(column.type, dialect) for column in columns))


@lru_cache(maxsize=64)
def _prepare_with_constants(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> tuple[_Prepared, dict[str, Any]]:
    """The query, and the values that are written into it."""
    compiled: Any = statement.compile(dialect=dialect)
    constants = {name: bound.value for name, bound in compiled.binds.items() if not bound.required}
    results = tuple(_out(column.type, dialect) for column in statement.selected_columns)
    return _prepared(compiled, dialect, results), constants


@lru_cache(maxsize=16)
def _prepare_together(models: tuple[type[Base], ...], dialect: Dialect) -> _Prepared:
    """One statement that inserts a row into each table, or fails and inserts none."""
    *others, last = (
        _plain(model).values({column.name: bindparam(_name(model, column.name)) for column in table_of(model).columns})
        for model in models
    )
    for number, one in enumerate(others):
        last = last.add_cte(one.cte(f"held_{number}"))
    return _prepared(last.compile(dialect=dialect), dialect, ())


def _prepared(compiled: Any, dialect: Dialect, results: tuple[Process, ...]) -> _Prepared:
    parameters = tuple((name, _in(compiled.binds[name].type, dialect)) for name in compiled.positiontup)
    return _Prepared(compiled.string, parameters, results)


def _name(model: type[Base], column: str) -> str:
    return f"{model.__tablename__}_{column}"


def _in(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
