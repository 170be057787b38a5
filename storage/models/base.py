"""Column types and helpers that every table shares.

Each table but `organizations` has `organization_id` first in its primary key and in every unique key, so that the
schema can be distributed by it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, MetaData, String, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7

Word = TypeVar("Word", bound=StrEnum)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. Naive datetimes are refused going in; what comes out is aware on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class WordType(TypeDecorator[StrEnum]):
    """One of the design's words, stored as its value."""

    impl = String(24)
    cache_ok = True

    def __init__(self, word: type[StrEnum]) -> None:
        super().__init__()
        self.word = word
        self._words = {one.value: one for one in word}

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return (value if isinstance(value, self.word) else self.word(value)).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self._words.get(value) or self.word(value)


def table_of(model: type[DeclarativeBase]) -> Table:
    """The table behind a model, for plain inserts: an ORM insert goes through a unit of work that we do not use."""
    return cast("Table", model.__table__)


def new_id() -> UUID:
    """A fresh UUIDv7: unique, and sorted by the time it was made."""
    return uuid7()


def organization_key() -> Mapped[UUID]:
    """The first column of every key."""
    return mapped_column(primary_key=True)


def own_key() -> Mapped[UUID]:
    """The second column of a primary key."""
    return mapped_column(primary_key=True, default=new_id)


def belongs_to_organization() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organization_id"], ["organizations.id"])


def reference(column: str, table: str) -> ForeignKeyConstraint:
    """A key to another row of the same organization."""
    return ForeignKeyConstraint(["organization_id", column], [f"{table}.organization_id", f"{table}.id"])
