"""What a notice about a request to be linked says, made at the moment it goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from handlers import link_card
from messages.blocks import Message
from storage import export_orders, linking, linking_checks
from storage.database import Connection
from storage.linking_words import LinkState
from storage.notice_words import About

ABOUT = frozenset({About.LINK_TO_DECIDE, About.LINK_DECIDED})


async def to_send(
    db: Connection, to: tuple[UUID, UUID], about: About, request_id: UUID, now: datetime
) -> Message | None:
    """The message to this person (of an organization); None where there is nothing to tell them any more."""
    organization_id, person_id = to
    asked = await linking.read(db, organization_id, request_id)
    if asked is None:
        return None
    if about is About.LINK_DECIDED:
        is_theirs = asked.person_id == person_id
        return await as_sent(db, organization_id, about, request_id) if is_theirs else None
    waits = asked.state is LinkState.WAITING and asked.asked_at > now - linking.LIFETIME
    if not waits or not await export_orders.is_still_admin(db, organization_id, person_id, now.date()):
        return None
    return await as_sent(db, organization_id, about, request_id)


async def as_sent(db: Connection, organization_id: UUID, about: About, request_id: UUID) -> Message | None:
    """The same, to be shown again; None where the request is gone."""
    asked = await linking.read(db, organization_id, request_id)
    asking = await linking_checks.asking(db, organization_id, request_id)
    if asked is None or asking is None:
        return None
    if about is About.LINK_DECIDED:
        return link_card.decided(asked, asking.name)
    return link_card.to_decide(asking.name) if asked.state is LinkState.WAITING else link_card.was_decided()
