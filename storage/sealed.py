"""Every place where something is sealed, and whether the keys at hand open what is there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Table, select

from storage.database import Connection
from storage.encryption import Cipher, Purpose
from storage.models import Base, Workspace
from storage.models.base import table_of

SAMPLE = 20
SUFFIX = "_sealed"
"""How the name of a column ends in which something is sealed, and of no other."""
_TOKENS = frozenset({"workspaces.bot_token_sealed"})
"""What is sealed as a token; all else is text."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column in which something is sealed."""

    table: Table
    column: Column[str]

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"

    @property
    def purpose(self) -> Purpose:
        return Purpose.TOKEN if self.name in _TOKENS else Purpose.TEXT

    @property
    def keys(self) -> tuple[Column[object], ...]:
        """The primary key. Ids sort by age."""
        return tuple(self.table.primary_key.columns)


PLACES = tuple(
    Place(table, column)
    for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    for column in table.columns
    if column.name.endswith(SUFFIX)
)
"""Read from the schema, so that a new column can't be forgotten, and lost when an older key is taken away."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Of a sample, how much no key opens, and how much only an older key does."""

    count: int
    closed: int
    older: int


async def tried(db: Connection, cipher: Cipher) -> Tried:
    """Looks at the oldest and the newest of each place; of workspaces, at all."""
    count = closed = older = 0
    for place in PLACES:
        for value in await _sample(db, place):
            count += 1
            if not cipher.is_newest(value, place.purpose):
                is_closed = cipher.open(value, place.purpose) is None
                closed, older = closed + is_closed, older + (not is_closed)
    return Tried(count, closed, older)


async def _sample(db: Connection, place: Place) -> set[str]:
    query = select(place.column).where(place.column.is_not(None))
    if place.table is table_of(Workspace):
        return set(await db.scalars(query))
    by_age = place.keys[-1]
    oldest = await db.scalars(query.order_by(by_age).limit(SAMPLE))
    newest = await db.scalars(query.order_by(by_age.desc()).limit(SAMPLE))
    return {*oldest, *newest}
