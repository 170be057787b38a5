"""Reads the audit trail for people: the newest first, by event and day, and who is behind the ids in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from storage.database import Connection
from storage.models import AuditEvent, Person

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, with what its hash covers."""

    sequence: int
    at: datetime
    actor: str
    event: str
    details: dict[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of an event, from a moment up to, not including, another. None: whichever."""

    event: str | None = None
    since: datetime | None = None
    until: datetime | None = None


_COLUMNS = (
    AuditEvent.sequence,
    AuditEvent.at,
    AuditEvent.actor,
    AuditEvent.event,
    AuditEvent.details,
    AuditEvent.previous_hash,
    AuditEvent.hash,
)


async def newest(
    db: Connection, organization_id: UUID, wanted: Wanted, *, before: int | None, most: int
) -> list[Entry]:
    """Up to so many entries, the newest first; `before`: those with a smaller number alone."""
    query = _wanted(organization_id, wanted).order_by(AuditEvent.sequence.desc()).limit(most)
    if before is not None:
        query = query.where(AuditEvent.sequence < before)
    return [Entry(*row) for row in await db.execute(query)]


async def events(db: Connection, organization_id: UUID) -> Sequence[str]:
    """Which events there are, by name."""
    query = select(AuditEvent.event).distinct().where(AuditEvent.organization_id == organization_id)
    return sorted((await db.execute(query)).scalars())


async def last(db: Connection, organization_id: UUID) -> int:
    """The number of the newest entry; 0 where there is none."""
    query = select(func.max(AuditEvent.sequence)).where(AuditEvent.organization_id == organization_id)
    return (await db.execute(query)).scalar_one() or 0


async def names(db: Connection, organization_id: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
    """What those of them who are people are called; whoever was erased is missing."""
    if not ids:
        return {}
    query = select(Person.id, Person.name).where(
        Person.organization_id == organization_id, Person.id.in_(ids), Person.erased_at.is_(None)
    )
    return {row.id: row.name for row in await db.execute(query)}


async def oldest_first(
    db: Connection, organization_id: UUID, wanted: Wanted, *, after: int, through: int
) -> list[Entry]:
    """The next few hundred of those after one number, up to another; fewer than `CHUNK` are the last."""
    query = _wanted(organization_id, wanted).where(AuditEvent.sequence > after, AuditEvent.sequence <= through)
    rows = await db.execute(query.order_by(AuditEvent.sequence).limit(CHUNK))
    return [Entry(*row) for row in rows]


def _wanted(organization_id: UUID, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    query = select(*_COLUMNS).where(AuditEvent.organization_id == organization_id)
    if wanted.event is not None:
        query = query.where(AuditEvent.event == wanted.event)
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEvent.at < wanted.until)
    return query
