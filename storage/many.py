"""Reads, changes and inserts many rows at once: one statement for a whole batch, whatever its size.

PostgreSQL takes each column as one array; SQLite takes rows one after the other in one call, and lists as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import FromClause, Table, Uuid, bindparam, column, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_into_postgresql
from sqlalchemy.sql.dml import Insert, Update

from storage.database import Connection, insert_if_new
from storage.models.base import Base, table_of

Row = Mapping[str, Any]
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
    if not rows:
        return
    columns = tuple(rows[0])
    if db.dialect.name == "sqlite":
        await db.execute(
            _one_by_one(table_of(model), tuple(keys), columns),
            [{f"new_{k}": v for k, v in row.items()} for row in rows],
        )
    else:
        await db.execute(_all_at_once(table_of(model), tuple(keys), columns), _arrays(columns, rows))


async def insert_new(db: Connection, model: type[Base], rows: Sequence[Row], same: Row) -> int:
    """Inserts the rows whose unique keys are free; how many there were. `same` are the columns that are so in all."""
    if not rows:
        return 0
    columns = tuple(rows[0])
    if db.dialect.name == "sqlite":
        return max((await db.execute(insert_if_new(db, model), [{**row, **same} for row in rows])).rowcount, 0)
    values = _arrays(columns, rows) | {f"same_{name}": value for name, value in same.items()}
    return (await db.execute(_insert(table_of(model), columns, tuple(same)), values)).rowcount


def _arrays(columns: Sequence[str], rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {f"new_{name}": [row[name] for row in rows] for name in columns}


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
def _insert(table: Table, columns: tuple[str, ...], same: tuple[str, ...]) -> Insert:
    new = _unnested(table, columns)
    constants = (bindparam(f"same_{name}", type_=table.c[name].type) for name in same)
    return cast(
        "Insert",
        insert_into_postgresql(table)
        .from_select([*columns, *same], select(*(new.c[name] for name in columns), *constants), include_defaults=False)
        .on_conflict_do_nothing(),
    )


def _unnested(table: Table, columns: tuple[str, ...]) -> FromClause:
    arrays = (bindparam(f"new_{name}", type_=ARRAY(table.c[name].type)) for name in columns)
    typed = (column(name, table.c[name].type) for name in columns)
    return func.unnest(*arrays).table_valued(*typed).render_derived(name="new")
