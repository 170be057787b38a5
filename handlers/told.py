"""What a notice says, whatever it is about: made at the moment it goes, or to be shown again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from handlers import export_notices, link_notices
from messages.blocks import Message
from storage.database import Connection
from storage.encryption import Cipher
from storage.notice_words import About


async def to_send(
    db: Connection, cipher: Cipher, to: tuple[UUID, UUID], about: About, subject_id: UUID, zone: str, now: datetime
) -> Message | None:
    """The message to this person (of an organization); None where there is nothing to tell them any more."""
    if about in link_notices.ABOUT:
        return await link_notices.to_send(db, to, about, subject_id, now)
    return await export_notices.to_send(db, cipher, to, about, subject_id, zone, now)


async def as_sent(
    db: Connection, cipher: Cipher, organization_id: UUID, about: About, subject_id: UUID, zone: str, now: datetime
) -> Message | None:
    """The same, to be shown again as far as it still holds; None where what it is about is gone."""
    if about in link_notices.ABOUT:
        return await link_notices.as_sent(db, organization_id, about, subject_id)
    return await export_notices.as_sent(db, cipher, organization_id, about, subject_id, zone, now)
