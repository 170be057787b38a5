"""Keeps which prompts and lessons a person was shown last, and which they turned down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import many
from storage.database import Connection
from storage.models import SeenItem
from storage.models.base import table_of


@dataclass(frozen=True, slots=True)
class Met:
    """One item and one person: the last day it was shown, and the day it was turned down, if it was."""

    organization_id: UUID
    person_id: UUID
    item: str
    shown_on: date | None
    not_for_me_on: date | None


async def mark_shown(db: Connection, rows: Collection[tuple[UUID, UUID, str, date]]) -> None:
    """Remembers what was shown: organization, person, item, day. The latest day stays."""
    if rows:
        insert = _insert(db)
        shown, given = SeenItem.shown_on, insert.excluded.shown_on
        upsert = insert.on_conflict_do_update(
            index_elements=_KEY, set_={"shown_on": case((shown > given, shown), else_=given)}
        )
        # In one order everywhere, so that two workers never wait for each other's rows.
        await db.execute(upsert, [dict(zip(_COLUMNS, row, strict=True)) for row in sorted(rows)])


async def turn_down(db: Connection, organization_id: UUID, person_id: UUID, item: str, day: date) -> None:
    """The person does not want this item any more."""
    insert = _insert(db)
    upsert = insert.on_conflict_do_update(index_elements=_KEY, set_={"not_for_me_on": insert.excluded.not_for_me_on})
    row = {"organization_id": organization_id, "person_id": person_id, "item": item, "not_for_me_on": day}
    await db.execute(upsert, [row])


async def take_back(db: Connection, organization_id: UUID, person_id: UUID, item: str) -> None:
    """The person does not mind this item after all."""
    await db.execute(
        update(SeenItem)
        .where(SeenItem.organization_id == organization_id, SeenItem.person_id == person_id, SeenItem.item == item)
        .values(not_for_me_on=None)
    )


async def of_people(db: Connection, people: many.Keys) -> list[Met]:
    """What these people met, in no order."""
    dialect = db.dialect.name
    return [Met(*row) for row in await db.execute(_of_people(dialect), many.keys_of(dialect, people))]


@cache
def _of_people(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(SeenItem.organization_id, SeenItem.person_id, SeenItem.item, SeenItem.shown_on, SeenItem.not_for_me_on)
        .select_from(those)
        .join(SeenItem, and_(SeenItem.organization_id == those.c.organization_id, SeenItem.person_id == those.c.id))
    )


_KEY = ("organization_id", "person_id", "item")
_COLUMNS = (*_KEY, "shown_on")


def _insert(db: Connection) -> Any:
    insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    return insert(table_of(SeenItem))
