"""A person's own record: the exports they asked for as an admin, and those they decided about."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from storage.database import Connection
from storage.encryption import Cipher
from storage.models import ExportOrder, Notice
from storage.own_sections import Entry, many, opened


async def orders(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[Entry]:
    """With the reasons they gave."""
    order = ExportOrder
    columns = (
        order.what,
        order.form,
        order.first_on,
        order.last_on,
        order.with_names,
        order.reason_sealed,
        order.state,
        order.asked_at,
        order.made_at,
        order.expires_at,
    )
    mine = select(*columns).where(order.organization_id == organization_id, order.person_id == person_id)
    return [opened(cipher, row, "reason_sealed", "reason") for row in await many(db, mine.order_by(order.id))]


async def decided(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    """What a colleague asked for, and why, is the colleague's."""
    order = ExportOrder
    mine = select(order.what, order.state, order.decided_at).where(
        order.organization_id == organization_id, order.decided_by == person_id
    )
    return await many(db, mine.order_by(order.id))


async def told(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    """The messages about exports that they got, or are to get."""
    mine = select(Notice.about, Notice.state, Notice.created_at, Notice.sent_at).where(
        Notice.organization_id == organization_id, Notice.person_id == person_id
    )
    return await many(db, mine.order_by(Notice.id))
