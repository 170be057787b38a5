"""Keeps words that a person wrote for themselves alone. They are sealed, never counted, and nobody else reads them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert

from storage.database import Connection
from storage.encryption import Cipher
from storage.models import Reflection
from storage.models.base import new_id


async def keep(
    db: Connection,
    cipher: Cipher,
    organization_id: UUID,
    person_id: UUID,
    text: str,
    now: datetime,
    *,
    prompt: str | None = None,
) -> UUID:
    """Stores the words and returns their id. `prompt`: the question that they answer."""
    reflection_id = new_id()
    await db.execute(
        insert(Reflection).values(
            organization_id=organization_id,
            id=reflection_id,
            person_id=person_id,
            text_sealed=cipher.seal(text),
            prompt=prompt,
            created_at=now,
        )
    )
    return reflection_id


async def forget(db: Connection, organization_id: UUID, person_id: UUID, reflection_id: UUID) -> bool:
    """Deletes this person's words for good; False when there are none under that id."""
    result = await db.execute(
        delete(Reflection).where(
            Reflection.organization_id == organization_id,
            Reflection.id == reflection_id,
            Reflection.person_id == person_id,
        )
    )
    return result.rowcount == 1
