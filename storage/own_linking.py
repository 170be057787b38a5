"""A person's own record: what they asked to be linked to, what they decided, and who they were before."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Text, cast, select

from storage.database import Connection
from storage.models import AuditEvent, LinkRequest
from storage.own_sections import Entry, many


async def requests(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    mine = select(LinkRequest.email, LinkRequest.state, LinkRequest.asked_at, LinkRequest.decided_at).where(
        LinkRequest.organization_id == organization_id, LinkRequest.person_id == person_id
    )
    return await many(db, mine.order_by(LinkRequest.id))


async def decided(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    """Who asked, and for which address, is the colleague's."""
    mine = select(LinkRequest.state, LinkRequest.decided_at).where(
        LinkRequest.organization_id == organization_id, LinkRequest.decided_by == person_id
    )
    return await many(db, mine.order_by(LinkRequest.id))


async def all_ids(db: Connection, organization_id: UUID, person_id: UUID) -> set[UUID]:
    """Their id, and those that they had before they were linked: the audit trail has them still."""
    found, new = {person_id}, {person_id}
    while new:
        one = new.pop()
        query = select(AuditEvent.details).where(
            AuditEvent.organization_id == organization_id,
            AuditEvent.event == "person.linked",
            cast(AuditEvent.details, Text).contains(str(one)),
        )
        earlier = {UUID(str(each["from"])) for each in await db.scalars(query) if each["person"] == str(one)}
        new |= earlier - found
        found |= earlier
    return found
