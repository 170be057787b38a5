"""Sessions of the dashboard: who is signed in, and which roles they have at this moment."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from storage.database import Connection
from storage.encryption import token_hash
from storage.models import DashboardSession, Organization, Person
from storage.models.base import new_id
from storage.words import Role

UNUSED = timedelta(hours=1)
"""A session nobody uses for so long is over."""
LONGEST = timedelta(hours=12)
"""However much it is used."""
TOKEN_BYTES = 32
_NOTED_EVERY = timedelta(minutes=1)
"""That a session is used is written down no more often: a page should not cost a write."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that holds, the person behind it, and the roles they have now (none: they may see nothing)."""

    id: UUID
    organization_id: UUID
    organization_name: str
    organization_zone: str
    k: int
    person_id: UUID
    name: str
    roles: frozenset[Role]
    used_at: datetime


async def begin(db: Connection, organization_id: UUID, person_id: UUID, now: datetime) -> tuple[UUID, str]:
    """Makes a session; returns its id and its token, for the browser alone."""
    session_id, token = new_id(), secrets.token_urlsafe(TOKEN_BYTES)
    await db.execute(
        insert(DashboardSession).values(
            organization_id=organization_id,
            id=session_id,
            person_id=person_id,
            token_hash=token_hash(token),
            created_at=now,
            used_at=now,
        )
    )
    return session_id, token


async def find(db: Connection, token: str, now: datetime) -> SignedIn | None:
    """The session behind a token, if it still holds. Whoever left has no roles any more."""
    query = (
        select(
            DashboardSession.id,
            DashboardSession.organization_id,
            Organization.name.label("organization_name"),
            Organization.zone,
            Organization.k,
            Person.id.label("person_id"),
            Person.name,
            Person.is_admin,
            Person.is_auditor,
            Person.left_on,
            DashboardSession.used_at,
        )
        .join(Organization, Organization.id == DashboardSession.organization_id)
        .join(
            Person,
            and_(Person.organization_id == DashboardSession.organization_id, Person.id == DashboardSession.person_id),
        )
        .where(
            DashboardSession.token_hash == token_hash(token),
            DashboardSession.used_at > now - UNUSED,
            DashboardSession.created_at > now - LONGEST,
            Person.erased_at.is_(None),
        )
    )
    row = (await db.execute(query)).one_or_none()
    if row is None:
        return None
    works_here = row.left_on is None or row.left_on > now.date()
    roles = {Role.ADMIN: row.is_admin, Role.AUDITOR: row.is_auditor}
    return SignedIn(
        row.id,
        row.organization_id,
        row.organization_name,
        row.zone,
        row.k,
        row.person_id,
        row.name,
        frozenset(role for role, is_held in roles.items() if is_held and works_here),
        row.used_at,
    )


async def note_use(db: Connection, session: SignedIn, now: datetime) -> None:
    """Puts off the end of a session that is used."""
    if now - session.used_at >= _NOTED_EVERY:
        await db.execute(update(DashboardSession).where(*_one(session)).values(used_at=now))


async def end(db: Connection, session: SignedIn) -> bool:
    """Ends a session; False where it was over already."""
    return (await db.execute(delete(DashboardSession).where(*_one(session)))).rowcount == 1


async def forget_over(db: Connection, now: datetime) -> int:
    """Drops sessions whose time is over; returns how many."""
    over = or_(DashboardSession.used_at <= now - UNUSED, DashboardSession.created_at <= now - LONGEST)
    return (await db.execute(delete(DashboardSession).where(over))).rowcount


def _one(session: SignedIn) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return DashboardSession.organization_id == session.organization_id, DashboardSession.id == session.id
