"""What a notice says, whatever it is about: made at the moment it goes, or to be shown again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from handlers import export_notices, link_notices
from messages.blocks import Message
from storage import export_orders, linking
from storage.database import Connection
from storage.encryption import Cipher
from storage.notice_words import About

STILL_WAITS = timedelta(hours=1)
"""So long after they asked, whoever waits for somebody's decision may sit there and wait for it."""


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


async def is_awaited(
    db: Connection, cipher: Cipher, organization_id: UUID, about: About, subject_id: UUID, now: datetime
) -> bool:
    """Whether it answers what the person asked for just now, so that no hour is a bad one for it.

    A file is one of these however long it took: it is deleted after a day.
    """
    match about:
        case About.EXPORT_DONE:
            return True
        case About.EXPORT_TO_DECIDE | About.LINK_TO_DECIDE:
            return False
        case About.EXPORT_DECIDED:
            ordered = await export_orders.read(db, cipher, organization_id, subject_id)
            return ordered is not None and now - ordered.asked_at <= STILL_WAITS
        case About.LINK_DECIDED:
            asked = await linking.read(db, organization_id, subject_id)
            return asked is not None and now - asked.asked_at <= STILL_WAITS
        case other:
            assert_never(other)
