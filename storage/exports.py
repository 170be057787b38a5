"""Downloads that serve one person for a while. The token is in their hands alone; we keep its hash."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from storage.database import Connection
from storage.encryption import token_hash
from storage.models import Export
from storage.models.base import new_id

LIFETIME = timedelta(minutes=15)
TOKEN_BYTES = 32
OWN_RECORD = "own_record"
"""What an export holds: everything kept about its person."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A download that still serves its person."""

    organization_id: UUID
    id: UUID
    person_id: UUID
    what: str


async def offer(db: Connection, organization_id: UUID, person_id: UUID, what: str, now: datetime) -> tuple[UUID, str]:
    """Makes a download; returns its id and its token, which nobody can be told a second time."""
    export_id, token = new_id(), secrets.token_urlsafe(TOKEN_BYTES)
    await db.execute(
        insert(Export).values(
            organization_id=organization_id,
            id=export_id,
            person_id=person_id,
            what=what,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return export_id, token


async def open_with(db: Connection, token: str, now: datetime) -> Offered | None:
    """The download behind a token, noted as fetched; None where there is none (any more). Serves until it expires."""
    query = select(Export.organization_id, Export.id, Export.person_id, Export.what).where(
        Export.token_hash == token_hash(token), Export.expires_at > now
    )
    row = (await db.execute(query)).one_or_none()
    if row is None:
        return None
    offered = Offered(*row)
    await db.execute(
        update(Export)
        .where(Export.organization_id == offered.organization_id, Export.id == offered.id)
        .values(downloaded_at=func.coalesce(Export.downloaded_at, now))
    )
    return offered


async def forget_expired(db: Connection, now: datetime) -> int:
    """Drops downloads whose time is over; returns how many. The audit trail has who made and fetched them."""
    result = await db.execute(delete(Export).where(Export.expires_at <= now))
    return result.rowcount
