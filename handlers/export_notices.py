"""What a notice about an export says, made at the moment it goes: all may have changed since it was put in line."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never
from uuid import UUID

from handlers import export_card
from messages.blocks import Message
from storage import export_links, export_orders
from storage.database import Connection
from storage.encryption import Cipher
from storage.export_orders import Ordered
from storage.export_words import ExportState
from storage.notice_words import About


async def to_send(
    db: Connection, cipher: Cipher, to: tuple[UUID, UUID], about: About, order_id: UUID, zone: str, now: datetime
) -> Message | None:
    """The message to this person (of an organization); None where there is nothing to tell them any more."""
    organization_id, person_id = to
    ordered = await export_orders.read(db, cipher, organization_id, order_id)
    if ordered is None or not await export_orders.is_still_admin(db, organization_id, person_id, now.date()):
        return None
    match about:
        case About.EXPORT_DONE:
            is_known = await export_links.is_any(db, organization_id, order_id)
            return None if is_known else _done(ordered, zone, now)
        case About.EXPORT_TO_DECIDE:
            waits = ordered.state is ExportState.WAITING and not ordered.is_over(now)
            return export_card.asks_you(ordered, zone) if waits else None
        case About.EXPORT_DECIDED:
            # What is made meanwhile comes with a message that says so.
            was_told = ordered.state in {ExportState.READY, ExportState.FAILED}
            return None if was_told else export_card.decision(ordered)
        case About.LINK_TO_DECIDE | About.LINK_DECIDED:
            return None
        case other:
            assert_never(other)


async def as_sent(
    db: Connection, cipher: Cipher, organization_id: UUID, about: About, order_id: UUID, zone: str, now: datetime
) -> Message | None:
    """The same, to be shown again as far as it still holds; None where the order is gone."""
    ordered = await export_orders.read(db, cipher, organization_id, order_id)
    if ordered is None:
        return None
    match about:
        case About.EXPORT_DONE:
            return _done(ordered, zone, now)
        case About.EXPORT_TO_DECIDE:
            waits = ordered.state is ExportState.WAITING and not ordered.is_over(now)
            return export_card.asks_you(ordered, zone) if waits else export_card.was_decided(ordered)
        case About.EXPORT_DECIDED:
            return export_card.decision(ordered)
        case About.LINK_TO_DECIDE | About.LINK_DECIDED:
            return None
        case other:
            assert_never(other)


def _done(ordered: Ordered, zone: str, now: datetime) -> Message | None:
    if ordered.state is ExportState.FAILED:
        return export_card.not_made(ordered)
    is_ready = ordered.state is ExportState.READY and not ordered.is_over(now)
    return export_card.is_there(ordered, zone) if is_ready else None
