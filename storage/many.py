"""Reads, changes and inserts many rows at once: one statement for a whole batch, whatever its size.

PostgreSQL takes each column as one array; SQLite takes rows one after the other in one call, and lists as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, ColumnElement, FromClause, Table, Uuid, bindparam, column, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.dml import ReturningInsert, Update

from storage.database import Connection
from storage.models.base import Base, table_of

Row = Mapping[str, Any]
_Columns = ReadOnlyColumnCollection[str, Column[Any]]
Keys = Collection[tuple[UUID, UUID]]
"""An organization's id, and an id of something in it."""


async def hold(db: Connection) -> None:
    """On SQLite: takes the one write lock before the first look, so that what was read still holds when it is changed.

    PostgreSQL locks row by row.
    """
    if db.dialect.name == "sqlite":
        await db.execute(text("UPDATE schedules SET due_on = due_on WHERE 0"))


@cache
def those(dialect: str) -> FromClause:
    """What to join with where a query is about some rows: columns `organization_id` and `id`, from `keys_of`."""
    if dialect == "sqlite":
        each = func.json_each(bindparam("keys")).table_valued(column("value"), name="each_key")
        pair = (func.json_extract(each.c.value, path) for path in ("$[0]", "$[1]"))
        names = ("organization_id", "id")
        return select(*(part.label(name) for part, name in zip(pair, names, strict=True))).subquery("those")
    arrays = (bindparam(name, type_=ARRAY(Uuid())) for name in ("key_organizations", "key_ids"))
    return (
        func.unnest(*arrays)
        .table_valued(column("organization_id", Uuid()), column("id", Uuid()))
        .render_derived(name="those")
    )


def keys_of(dialect: str, keys: Keys) -> dict[str, object]:
    """The parameters of `those`."""
    if dialect == "sqlite":
        return {"keys": json.dumps([[organization.hex, one.hex] for organization, one in keys])}
    return {
        "key_organizations": [organization for organization, _one in keys],
        "key_ids": [one for _organization, one in keys],
    }


async def change(db: Connection, model: type[Base], keys: Sequence[str], rows: Sequence[Row]) -> None:
    """Sets columns of many rows, each to its own values; `keys` are the columns that say which row is meant.

    All rows have the same columns. To wait for each other in the same order, callers sort them by key.
    """
    if rows:
        columns = tuple(rows[0])
        await change_to(db, model, keys, columns, _values(columns, rows))


async def change_to(
    db: Connection, model: type[Base], keys: Sequence[str], columns: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> None:
    """As `change`, with each row's values in the order of the columns: for a tick, which has very many."""
    if not rows:
        return
    if db.dialect.name == "sqlite":
        names = [f"new_{name}" for name in columns]
        each = [dict(zip(names, row, strict=True)) for row in rows]
        await db.execute(_one_by_one(table_of(model), tuple(keys), columns), each)
    else:
        await db.execute(_all_at_once(table_of(model), tuple(keys), columns), _arrays(columns, rows))


@dataclass(frozen=True, slots=True)
class Over:
    """A row with the same values in the columns of `key` gives way to a new one, if it does by `gives_way`: that takes
    the table's columns and the new row's. It keeps its `id`.
    """

    key: tuple[str, ...]
    gives_way: Callable[[_Columns, _Columns], ColumnElement[bool]]


async def insert(
    db: Connection, model: type[Base], rows: Sequence[Row], same: Row, over: Over, tell: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    """Inserts the rows whose place is free, or is given up; tells those columns of each that was stored.

    `same` are the columns that are so in all rows.
    """
    if not rows:
        return []
    columns = tuple(rows[0])
    return await insert_to(db, model, columns, _values(columns, rows), same, over, tell)


async def insert_to(
    db: Connection,
    model: type[Base],
    columns: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
    same: Row,
    over: Over,
    tell: tuple[str, ...],
) -> list[tuple[Any, ...]]:
    """As `insert`, with each row's values in the order of the columns: for a tick, which has very many."""
    if not rows:
        return []
    table = table_of(model)
    if db.dialect.name == "sqlite":
        each = [dict(zip(columns, row, strict=True), **same) for row in rows]
        found = await db.execute(_insert_rows(table, (*columns, *same), over, tell), each)
    else:
        values = _arrays(columns, rows) | {f"same_{name}": value for name, value in same.items()}
        found = await db.execute(_insert_arrays(table, columns, tuple(same), over, tell), values)
    return list(found.all())


def _values(columns: Sequence[str], rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in columns) for row in rows]


def _arrays(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any] | None]:
    """A column without any value is sent as none at all: beside the others, `unnest` fills it up."""
    arrays = map(list, zip(*rows, strict=True))
    return {
        f"new_{name}": None if all(one is None for one in array) else array
        for name, array in zip(columns, arrays, strict=True)
    }


@cache
def _one_by_one(table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Update:
    return (
        update(table)
        .where(*(table.c[name] == bindparam(f"new_{name}") for name in keys))
        .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns if name not in keys})
    )


@cache
def _all_at_once(table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Update:
    new = _unnested(table, columns)
    return (
        update(table)
        .where(*(table.c[name] == new.c[name] for name in keys))
        .values({name: new.c[name] for name in columns if name not in keys})
    )


@cache
def _insert_rows(
    table: Table, columns: tuple[str, ...], over: Over, tell: tuple[str, ...]
) -> ReturningInsert[*tuple[Any, ...]]:
    return _over(sqlite.insert(table), table, columns, over, tell)


@cache
def _insert_arrays(
    table: Table, columns: tuple[str, ...], same: tuple[str, ...], over: Over, tell: tuple[str, ...]
) -> ReturningInsert[*tuple[Any, ...]]:
    new = _unnested(table, columns)
    constants = (bindparam(f"same_{name}", type_=table.c[name].type) for name in same)
    values = select(*(new.c[name] for name in columns), *constants)
    insert = postgresql.insert(table).from_select([*columns, *same], values, include_defaults=False)
    return _over(insert, table, (*columns, *same), over, tell)


def _over(
    insert: Any, table: Table, columns: tuple[str, ...], over: Over, tell: tuple[str, ...]
) -> ReturningInsert[*tuple[Any, ...]]:
    changed = {name: insert.excluded[name] for name in columns if name not in (*over.key, "id")}
    upsert = insert.on_conflict_do_update(
        index_elements=over.key, set_=changed, where=over.gives_way(table.c, insert.excluded)
    )
    return cast("ReturningInsert[*tuple[Any, ...]]", upsert.returning(*(table.c[name] for name in tell)))


def _unnested(table: Table, columns: tuple[str, ...]) -> FromClause:
    arrays = (bindparam(f"new_{name}", type_=ARRAY(table.c[name].type)) for name in columns)
    typed = (column(name, table.c[name].type) for name in columns)
    return func.unnest(*arrays).table_valued(*typed).render_derived(name="new")
