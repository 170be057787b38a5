"""The stored values of closed periods: writes them once, and reads them. What may be told of them was decided then."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import aliased

from storage import bulk
from storage.database import Connection
from storage.models import IndicatorValue


@dataclass(frozen=True, slots=True)
class StoredPart:
    """One number: as it was measured and, where there is a `verdict`, what of it may be told: `count` of `people`.

    `why`: why not the whole is told; for developers, not for people.
    """

    numerator: int
    denominator: int
    contributors: int
    largest: int
    verdict: str | None = None
    people: int = 0
    count: int = 0
    why: str | None = None


@dataclass(frozen=True, slots=True)
class StoredValue:
    """An indicator of a team with all beneath it in a closed period; of the organization under its own id.

    `reason` says why there is this revision; the first has none.
    """

    team_id: UUID
    length: str
    starts_on: date
    indicator: str
    revision: int
    method_version: int
    reason: str | None
    parts: Mapping[str, StoredPart]


Stored = tuple[object, ...]
"""A part as it is kept: its four numbers and, where there is a verdict, what of it may be told."""


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value that is to be stored, with its parts as they are kept: there may be very many."""

    team_id: UUID
    indicator: str
    method_version: int
    parts: Mapping[str, Stored]


async def write(
    db: Connection,
    organization_id: UUID,
    length: str,
    starts_on: date,
    values: Sequence[NewValue],
    *,
    revision: int = 0,
    reason: str | None = None,
) -> None:
    """Stores values of one period, all of one revision."""
    same = {
        "organization_id": organization_id,
        "length": length,
        "starts_on": starts_on,
        "revision": revision,
        "reason": reason,
    }
    rows = [
        {
            "team_id": one.team_id,
            "indicator": one.indicator,
            "method_version": one.method_version,
            "parts": one.parts,
        }
        for one in values
    ]
    await bulk.add(db, IndicatorValue, rows, same)


def as_stored(one: StoredPart) -> Stored:
    """A part as it is kept."""
    measured = (one.numerator, one.denominator, one.contributors, one.largest)
    return measured if one.verdict is None else (*measured, one.verdict, one.people, one.count, one.why)


async def read(
    db: Connection,
    organization_id: UUID,
    team_ids: Collection[UUID] | None,
    length: str,
    first: date,
    end: date,
    *,
    indicators: Collection[str] | None = None,
) -> list[StoredValue]:
    """The latest revision of every value of these teams (None: of all, and of the organization), of periods that begin
    from `first` up to, not including, `end`; by the day they begin. `indicators`: of these alone.
    """
    later = aliased(IndicatorValue)
    latest = (
        select(func.max(later.revision))
        .where(
            later.organization_id == IndicatorValue.organization_id,
            later.team_id == IndicatorValue.team_id,
            later.length == IndicatorValue.length,
            later.starts_on == IndicatorValue.starts_on,
            later.indicator == IndicatorValue.indicator,
        )
        .scalar_subquery()
    )
    of_these = _of(organization_id, team_ids, length, first, end, indicators)
    return await _read(db, *of_these, IndicatorValue.revision == latest)


async def read_all(
    db: Connection,
    organization_id: UUID,
    team_ids: Collection[UUID] | None,
    length: str,
    first: date,
    end: date,
    *,
    indicators: Collection[str] | None = None,
) -> list[StoredValue]:
    """The same with every revision, in order."""
    return await _read(db, *_of(organization_id, team_ids, length, first, end, indicators))


def _of(
    organization_id: UUID,
    team_ids: Collection[UUID] | None,
    length: str,
    first: date,
    end: date,
    indicators: Collection[str] | None,
) -> list[ColumnElement[bool]]:
    these = [] if team_ids is None else [IndicatorValue.team_id.in_(team_ids)]
    if indicators is not None:
        these.append(IndicatorValue.indicator.in_(indicators))
    return [
        IndicatorValue.organization_id == organization_id,
        IndicatorValue.length == length,
        IndicatorValue.starts_on >= first,
        IndicatorValue.starts_on < end,
        *these,
    ]


async def _read(db: Connection, *where: ColumnElement[bool]) -> list[StoredValue]:
    value = IndicatorValue
    query = (
        select(
            value.team_id,
            value.length,
            value.starts_on,
            value.indicator,
            value.revision,
            value.method_version,
            value.reason,
            value.parts,
        )
        .where(*where)
        .order_by(value.starts_on, value.team_id, value.indicator, value.revision)
    )
    return [_stored(row) for row in (await db.execute(query)).all()]


def _stored(row: Row[Any]) -> StoredValue:
    parts = {part: StoredPart(*numbers) for part, numbers in row.parts.items()}
    return StoredValue(
        row.team_id, row.length, row.starts_on, row.indicator, row.revision, row.method_version, row.reason, parts
    )
