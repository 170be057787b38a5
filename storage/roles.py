"""Grants and takes back the roles of program admin and auditor. Each change leaves an audit event."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from storage import api_tokens, audit
from storage.database import Connection
from storage.models import Organization, Person
from storage.words import Role


class UnknownPerson(Exception):
    """Nobody of the organization has this e-mail address, or this id."""


class LastAdmin(Exception):
    """Without this one the organization had no program admin any more."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with a granted role."""

    name: str
    email: str | None
    is_admin: bool
    is_auditor: bool


async def grant(db: Connection, organization_id: UUID, email: str, role: Role, *, actor: str, now: datetime) -> bool:
    """Gives the role to the person with this address; False when they had it. Raises UnknownPerson."""
    return await _set(db, organization_id, email, role, is_held=True, actor=actor, now=now)


async def revoke(db: Connection, organization_id: UUID, email: str, role: Role, *, actor: str, now: datetime) -> bool:
    """Takes the role back; False when they did not have it. Raises UnknownPerson."""
    return await _set(db, organization_id, email, role, is_held=False, actor=actor, now=now)


async def change(
    db: Connection, organization_id: UUID, person_id: UUID, role: Role, *, is_held: bool, actor: str, now: datetime
) -> bool:
    """Gives or takes back a role as an admin may; False when it was like that. Raises UnknownPerson, LastAdmin.

    Whoever is erased is nobody any more; whoever has left may lose a role, but is given none.
    """
    if role is Role.ADMIN and not is_held:
        # Two admins may take it from each other at once: one of them waits here, and then sees that they are alone.
        queue = select(Organization.id).where(Organization.id == organization_id).with_for_update(key_share=True)
        await db.execute(queue)
    today = now.date()
    works = or_(Person.left_on.is_(None), Person.left_on > today)
    one = (Person.organization_id == organization_id, Person.id == person_id, Person.erased_at.is_(None))
    found = select(Person.id).where(*one, *([works] if is_held else []))
    if (await db.execute(found)).one_or_none() is None:
        raise UnknownPerson(str(person_id))
    if role is Role.ADMIN and not is_held:
        others = select(Person.id).where(
            Person.organization_id == organization_id,
            Person.id != person_id,
            Person.is_admin,
            Person.erased_at.is_(None),
            works,
        )
        if (await db.execute(others.limit(1))).first() is None:
            raise LastAdmin
    return await _store(db, organization_id, person_id, role, is_held=is_held, actor=actor, now=now)


async def holders(db: Connection, organization_id: UUID) -> list[Holder]:
    """Everybody with a granted role, by name."""
    query = (
        select(Person.name, Person.email, Person.is_admin, Person.is_auditor)
        .where(Person.organization_id == organization_id, or_(Person.is_admin, Person.is_auditor))
        .order_by(Person.name, Person.id)
    )
    return [Holder(*row) for row in (await db.execute(query)).all()]


async def grant_first_admin(
    db: Connection, organization_id: UUID, person_id: UUID, *, actor: str, now: datetime
) -> bool:
    """Makes the person a program admin if the organization has none; returns whether it did."""
    held = select(Person.id).where(Person.organization_id == organization_id, Person.is_admin.is_(True))
    if (await db.execute(held.limit(1))).first() is not None:
        return False
    await db.execute(
        update(Person).where(Person.organization_id == organization_id, Person.id == person_id).values(is_admin=True)
    )
    details = {"person": person_id, "role": Role.ADMIN.value}
    await audit.record(db, organization_id, actor=actor, event="role.granted", details=details, now=now)
    return True


async def grant_admins(db: Connection, emails: Collection[str], now: datetime) -> int:
    """Makes program admins of those people who are known and were not; returns how many it were.

    For the addresses of the settings at start. Who is not known yet gets the role with their first message.
    """
    query = (
        select(Person.organization_id, Person.email)
        .join(Organization, Organization.id == Person.organization_id)
        .where(Person.email.in_({one.strip().lower() for one in emails}), Person.is_admin.is_(False))
        .order_by(Person.organization_id, Person.email)
    )
    new = [(organization_id, email) for organization_id, email in (await db.execute(query)).all() if email]
    for organization_id, email in new:
        await grant(db, organization_id, email, Role.ADMIN, actor=audit.OPERATOR, now=now)
    return len(new)


async def _set(
    db: Connection, organization_id: UUID, email: str, role: Role, *, is_held: bool, actor: str, now: datetime
) -> bool:
    same = (Person.organization_id == organization_id, Person.email == email.strip().lower())
    person = (await db.execute(select(Person.id).where(*same))).one_or_none()
    if person is None:
        raise UnknownPerson(email)
    return await _store(db, organization_id, person.id, role, is_held=is_held, actor=actor, now=now)


async def _store(
    db: Connection, organization_id: UUID, person_id: UUID, role: Role, *, is_held: bool, actor: str, now: datetime
) -> bool:
    column = {Role.ADMIN: Person.is_admin, Role.AUDITOR: Person.is_auditor}[role]
    same = (Person.organization_id == organization_id, Person.id == person_id)
    changed = await db.execute(update(Person).where(*same, column.is_(not is_held)).values({column: is_held}))
    if changed.rowcount == 0:
        return False
    await audit.record(
        db,
        organization_id,
        actor=actor,
        event="role.granted" if is_held else "role.revoked",
        details={"person": person_id, "role": role.value},
        now=now,
    )
    if role is Role.ADMIN and not is_held:  # what they made reads no more than they may
        await api_tokens.revoke_all_of(db, organization_id, person_id, actor=actor, now=now)
    return True
