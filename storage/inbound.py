"""Recognizes what a platform sends twice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from storage import direct
from storage.database import Connection
from storage.models import InboundKey


async def first_time(db: Connection, organization_id: UUID, key: str, now: datetime) -> bool:
    """Whether the key is new. It stays known from this transaction's commit on, and not if it is rolled back.

    A hopeful unit of work takes it to be new, and sees when it ends.
    """
    row = {"organization_id": organization_id, "key": key, "received_at": now}
    return direct.hold(db, InboundKey, row) or await direct.insert_if_new(db, InboundKey, row)


async def forget(db: Connection, organization_id: UUID, key: str) -> None:
    """Frees a key in the transaction that took it: what it came with changed nothing, and may come again."""
    await db.execute(delete(InboundKey).where(InboundKey.organization_id == organization_id, InboundKey.key == key))


async def forget_before(db: Connection, moment: datetime) -> int:
    """Drops keys older than any platform retries; returns how many."""
    result = await db.execute(delete(InboundKey).where(InboundKey.received_at < moment))
    return result.rowcount
