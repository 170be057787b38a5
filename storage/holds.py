"""Legal holds: while one is on a person, or on everybody, nothing of theirs is deleted, by age or at their own wish.

Why there is one is sealed. The audit trail has that it was set and released, by whom, and never why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update

from storage import audit
from storage.database import Connection
from storage.encryption import Cipher
from storage.models import Hold, Organization, Person
from storage.models.base import new_id


class UnknownPerson(Exception):
    """Nobody in the organization has the e-mail address."""


@dataclass(frozen=True, slots=True)
class Held:
    """A hold. `person`: who is held; None where everybody is. `reason` is None where its key is lost.

    `set_by` and `released_by`: a person's id, or `operator`.
    """

    id: UUID
    person_id: UUID | None
    person: str | None
    email: str | None
    reason: str | None
    set_by: str
    set_at: datetime
    released_at: datetime | None
    released_by: str | None


async def add(
    db: Connection, cipher: Cipher, organization_id: UUID, email: str | None, reason: str, *, actor: str, now: datetime
) -> UUID:
    """Sets a hold on a person, or on everybody where no address is given. What goes on at that moment is waited for."""
    person_id = None if email is None else await _person(db, organization_id, email)
    hold_id = new_id()
    await db.execute(
        insert(Hold).values(
            organization_id=organization_id,
            id=hold_id,
            person_id=person_id,
            reason_sealed=cipher.seal(reason),
            set_by=actor,
            set_at=now,
        )
    )
    # This waits for the organization's row, which whoever deletes something holds to its end.
    details = {"hold": hold_id, "of": person_id or "everybody"}
    await audit.record(db, organization_id, actor=actor, event="hold.set", details=details, now=now)
    return hold_id


async def release(db: Connection, organization_id: UUID, hold_id: UUID, *, actor: str, now: datetime) -> bool:
    """Ends a hold; False where there is none of that id, or it is over."""
    ended = await db.execute(
        update(Hold)
        .where(Hold.organization_id == organization_id, Hold.id == hold_id, Hold.released_at.is_(None))
        .values(released_at=now, released_by=actor)
    )
    if ended.rowcount:
        details = {"hold": hold_id}
        await audit.record(db, organization_id, actor=actor, event="hold.released", details=details, now=now)
    return bool(ended.rowcount)


async def every(db: Connection, cipher: Cipher, organization_id: UUID, *, over: bool = False) -> list[Held]:
    """The holds that are on, the oldest first; also those that are over, if wanted."""
    query = (
        select(
            Hold.id,
            Hold.person_id,
            Person.name,
            Person.email,
            Hold.reason_sealed,
            Hold.set_by,
            Hold.set_at,
            Hold.released_at,
            Hold.released_by,
        )
        .outerjoin(Person, and_(Person.organization_id == Hold.organization_id, Person.id == Hold.person_id))
        .where(Hold.organization_id == organization_id)
        .order_by(Hold.set_at, Hold.id)
    )
    rows = await db.execute(query if over else query.where(Hold.released_at.is_(None)))
    return [
        Held(
            row.id,
            row.person_id,
            None if row.person_id is None else row.name,
            row.email,
            cipher.open(row.reason_sealed),
            row.set_by,
            row.set_at,
            row.released_at,
            row.released_by,
        )
        for row in rows
    ]


async def anybody_is_held(db: Connection, organization_id: UUID) -> bool:
    return bool(await db.scalar(select(exists().where(*_on(organization_id)))))


async def is_held(db: Connection, organization_id: UUID, person_id: UUID) -> bool:
    """Whether a hold is on this person, or on everybody."""
    of_them = or_(Hold.person_id == person_id, Hold.person_id.is_(None))
    return bool(await db.scalar(select(exists().where(*_on(organization_id), of_them))))


def free(organization_id: UUID, person: Any) -> ColumnElement[bool]:
    """In a query: whether no hold is on everybody, and none on the person of that column, if it names one."""
    everybody = exists().where(*_on(organization_id), Hold.person_id.is_(None))
    held = select(Hold.person_id).where(*_on(organization_id), Hold.person_id.is_not(None))
    return and_(~everybody, or_(person.is_(None), person.not_in(held)))


async def hold_still(db: Connection, organization_id: UUID) -> None:
    """Waits for holds that are being set, and lets none be set until this unit of work ends.

    SQLite has one writer: there the unit must have written before.
    """
    await db.execute(select(Organization.id).where(Organization.id == organization_id).with_for_update(key_share=True))


def _on(organization_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Hold.organization_id == organization_id, Hold.released_at.is_(None)


async def _person(db: Connection, organization_id: UUID, email: str) -> UUID:
    found: UUID | None = await db.scalar(
        select(Person.id).where(
            Person.organization_id == organization_id, func.lower(Person.email) == email.strip().lower()
        )
    )
    if found is None:
        raise UnknownPerson(email)
    return found
