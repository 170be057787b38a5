"""Links that open the dashboard: once, within five minutes, for the person they were made for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, insert, select

from storage.database import Connection
from storage.encryption import token_hash
from storage.models import LoginLink, Person
from storage.models.base import new_id

LIFETIME = timedelta(minutes=5)
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Waiting:
    """A link that opens, and whom it opens for."""

    organization_id: UUID
    id: UUID
    person_id: UUID
    name: str


async def make(db: Connection, organization_id: UUID, person_id: UUID, now: datetime) -> tuple[UUID, str]:
    """Makes a link; returns its id and its token, which nobody can be told a second time."""
    link_id, token = new_id(), secrets.token_urlsafe(TOKEN_BYTES)
    await db.execute(
        insert(LoginLink).values(
            organization_id=organization_id,
            id=link_id,
            person_id=person_id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return link_id, token


async def find(db: Connection, token: str, now: datetime, *, to_use: bool = False) -> Waiting | None:
    """The link behind a token, and whose it is; None where none opens (any more). It is not used up by this.

    `to_use`: the person is held until the unit of work ends. An erasure holds the person first and their links after,
    and whoever used a link would do it the other way round.
    """
    query = (
        select(LoginLink.organization_id, LoginLink.id, LoginLink.person_id, Person.name)
        .join(Person, and_(Person.organization_id == LoginLink.organization_id, Person.id == LoginLink.person_id))
        .where(LoginLink.token_hash == token_hash(token), LoginLink.expires_at > now)
    )
    if to_use:
        query = query.with_for_update(read=True, key_share=True, of=Person)
    row = (await db.execute(query)).one_or_none()
    return Waiting(*row) if row is not None else None


async def use_up(db: Connection, link: Waiting) -> bool:
    """Takes the link away; False where somebody was faster. Whoever gets True, and nobody else, may come in."""
    result = await db.execute(
        delete(LoginLink).where(LoginLink.organization_id == link.organization_id, LoginLink.id == link.id)
    )
    return result.rowcount == 1


async def forget_expired(db: Connection, now: datetime) -> int:
    """Drops links whose time is over; returns how many. The audit trail has who made and used them."""
    return (await db.execute(delete(LoginLink).where(LoginLink.expires_at <= now))).rowcount
