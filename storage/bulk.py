"""Inserts very many new rows at once, in one statement; their keys are free, or it fails as a whole.

PostgreSQL takes each column as one array; SQLite takes rows one after the other in one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import JSON, Column, Insert, Table, Text, bindparam, cast, column, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from storage.database import Connection
from storage.many import Row
from storage.models.base import Base, table_of


async def add(db: Connection, model: type[Base], rows: Sequence[Row], same: Row) -> None:
    """Inserts the rows, which all have the same columns; `same` are the columns that are so in all of them."""
    if not rows:
        return
    table, own = table_of(model), tuple(rows[0])
    if db.dialect.name == "sqlite":
        await db.execute(insert(table), [{**same, **row} for row in rows])
        return
    arrays = {f"new_{name}": _as_sent(table.c[name], [row[name] for row in rows]) for name in own}
    await db.execute(_insert_arrays(table, own, tuple(same)), dict(same) | arrays)


@cache
def _insert_arrays(table: Table, own: tuple[str, ...], same: tuple[str, ...]) -> Insert:
    sent: dict[str, TypeEngine[Any]] = {name: Text() if _is_json(table.c[name]) else table.c[name].type for name in own}
    arrays = (bindparam(f"new_{name}", type_=ARRAY(kind)) for name, kind in sent.items())
    new = func.unnest(*arrays).table_valued(*(column(*one) for one in sent.items())).render_derived(name="new")
    values = select(
        *(cast(new.c[name], table.c[name].type) if _is_json(table.c[name]) else new.c[name] for name in own),
        *(bindparam(name, type_=table.c[name].type) for name in same),
    )
    return insert(table).from_select([*own, *same], values, include_defaults=False)


def _is_json(one: Column[Any]) -> bool:
    return isinstance(one.type, JSON)


def _as_sent(one: Column[Any], values: list[Any]) -> list[Any]:
    """An array of JSON is sent as texts."""
    if not _is_json(one):
        return values
    return [orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode() for value in values]
