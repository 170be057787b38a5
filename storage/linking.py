"""Requests of people whom the roster does not know by their account: which address of it is theirs.

Whoever asks is told the same, whatever address they name: only a program admin learns whether anybody has it. What an
admin agrees to is done in the same unit of work, by `storage/merging.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from storage import audit, holds, linking_checks, merging, notices
from storage.database import Connection, insert_if_new
from storage.export_orders import is_admin
from storage.linking_checks import ToDecide
from storage.linking_words import LinkState, Obstacle
from storage.models import LinkRequest, Person
from storage.models.base import new_id
from storage.notice_words import About

MOST = 3
"""So many requests a person may make in a week, also those that they take back."""
WEEK = timedelta(days=7)
LIFETIME = timedelta(days=30)
"""How long a request waits; and how long it is remembered what became of it."""


class TooMany(Exception):
    """The person asked often enough for now. `again_at`: when they may once more."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as whoever made it may see it."""

    id: UUID
    person_id: UUID
    email: str
    state: LinkState
    asked_at: datetime


async def ask(db: Connection, organization_id: UUID, person_id: UUID, email: str, now: datetime) -> UUID | None:
    """Puts a request where admins see it; None where one of theirs waits already. Raises TooMany."""
    if await waiting(db, organization_id, person_id, now) is not None:
        return None
    mine = _of(organization_id, LinkRequest.person_id == person_id)
    query = select(LinkRequest.asked_at).where(*mine, LinkRequest.asked_at > now - WEEK)
    times = list(await db.scalars(query.order_by(LinkRequest.asked_at.desc()).limit(MOST)))
    if len(times) == MOST:
        raise TooMany(times[-1] + WEEK)
    # One that nobody decided in time makes room.
    await db.execute(delete(LinkRequest).where(*mine, LinkRequest.state == LinkState.WAITING))
    request_id = new_id()
    made = await db.execute(
        insert_if_new(db, LinkRequest).values(
            organization_id=organization_id,
            id=request_id,
            person_id=person_id,
            email=email,
            state=LinkState.WAITING,
            asked_at=now,
        )
    )
    if made.rowcount == 0:  # they asked twice at this very moment
        return None
    details = {"request": request_id}
    await audit.record(db, organization_id, actor=str(person_id), event="link.asked", details=details, now=now)
    admins = await db.scalars(
        select(Person.id).where(
            Person.organization_id == organization_id, Person.id != person_id, *is_admin(now.date())
        )
    )
    await notices.add(db, organization_id, admins, About.LINK_TO_DECIDE, request_id, now)
    return request_id


async def waiting(db: Connection, organization_id: UUID, person_id: UUID, now: datetime) -> Asked | None:
    """The request of the person that waits."""
    return await _one(db, *_waits(organization_id, now), LinkRequest.person_id == person_id)


async def read(db: Connection, organization_id: UUID, request_id: UUID) -> Asked | None:
    """The request, whatever became of it."""
    return await _one(db, *_of(organization_id, LinkRequest.id == request_id))


async def take_back(db: Connection, organization_id: UUID, person_id: UUID, request_id: UUID, now: datetime) -> bool:
    """The person does not want it any more; False where it is not theirs or does not wait."""
    mine = (LinkRequest.id == request_id, LinkRequest.person_id == person_id)
    if not await _end(db, organization_id, LinkState.TAKEN_BACK, None, now, *mine):
        return False
    details = {"request": request_id}
    await audit.record(db, organization_id, actor=str(person_id), event="link.taken_back", details=details, now=now)
    return True


async def to_decide(
    db: Connection, organization_id: UUID, admin_id: UUID, today: date, now: datetime, most: int
) -> list[ToDecide]:
    """Up to so many requests that wait, the oldest first, as this admin may decide them."""
    query = select(LinkRequest.id).where(*_waits(organization_id, now))
    ids = (await db.scalars(query.order_by(LinkRequest.asked_at, LinkRequest.id).limit(most))).all()
    found = [await linking_checks.asking(db, organization_id, one) for one in ids]
    return [await linking_checks.look(db, organization_id, one, admin_id, today) for one in found if one is not None]


async def count_waiting(db: Connection, organization_id: UUID, now: datetime) -> int:
    query = select(func.count()).select_from(LinkRequest).where(*_waits(organization_id, now))
    return (await db.execute(query)).scalar_one()


async def refuse(db: Connection, organization_id: UUID, request_id: UUID, admin_id: UUID, now: datetime) -> UUID | None:
    """Says no; whose request it was, or None where it does not wait (any more) or is the admin's own."""
    asked = await read(db, organization_id, request_id)
    others = (LinkRequest.id == request_id, LinkRequest.person_id != admin_id)
    if asked is None or not await _end(db, organization_id, LinkState.REFUSED, admin_id, now, *others):
        return None
    details = {"request": request_id, "person": asked.person_id}
    await audit.record(db, organization_id, actor=str(admin_id), event="link.refused", details=details, now=now)
    await notices.add(db, organization_id, [asked.person_id], About.LINK_DECIDED, request_id, now)
    return asked.person_id


async def approve(
    db: Connection,
    organization_id: UUID,
    request_id: UUID,
    target_id: UUID,
    admin_id: UUID,
    *,
    today: date,
    now: datetime,
) -> Obstacle | None:
    """Links the account: all of theirs is the person's of the roster from now on. `target_id`: whom the admin saw.

    Where something is in the way, that is returned, and nothing is changed.
    """
    asked = await read(db, organization_id, request_id)
    one = await linking_checks.asking(db, organization_id, request_id)
    if one is None or asked is None or asked.state is not LinkState.WAITING:
        return Obstacle.GONE
    await merging.hold(db, organization_id, one.person_id, target_id)
    await holds.hold_still(db, organization_id)
    found = await linking_checks.look(db, organization_id, one, admin_id, today)
    if found.obstacle is not None:
        return found.obstacle
    if found.target_id != target_id:  # somebody else has the address since they looked
        return Obstacle.UNKNOWN
    if not await _end(db, organization_id, LinkState.LINKED, admin_id, now, LinkRequest.id == request_id):
        return Obstacle.GONE
    await merging.merge(db, organization_id, one.person_id, target_id, actor=str(admin_id), now=now)
    await notices.add(db, organization_id, [target_id], About.LINK_DECIDED, request_id, now)
    return None


async def forget(db: Connection, now: datetime) -> int:
    """Drops requests that nobody decided in time, and those that were decided long ago; how many it were."""
    too_old = now - LIFETIME
    undecided = and_(LinkRequest.decided_at.is_(None), LinkRequest.asked_at <= too_old)
    return (await db.execute(delete(LinkRequest).where(or_(undecided, LinkRequest.decided_at <= too_old)))).rowcount


def _of(organization_id: UUID, *more: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return LinkRequest.organization_id == organization_id, *more


def _waits(organization_id: UUID, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _of(organization_id, LinkRequest.state == LinkState.WAITING, LinkRequest.asked_at > now - LIFETIME)


async def _one(db: Connection, *where: Any) -> Asked | None:
    query = select(LinkRequest.id, LinkRequest.person_id, LinkRequest.email, LinkRequest.state, LinkRequest.asked_at)
    row = (await db.execute(query.where(*where))).one_or_none()
    return None if row is None else Asked(*row)


async def _end(
    db: Connection, organization_id: UUID, state: LinkState, by: UUID | None, now: datetime, *which: ColumnElement[bool]
) -> bool:
    """Ends a request that waits; False where it does not."""
    values = {"state": state, "decided_by": by, "decided_at": now}
    ended = await db.execute(update(LinkRequest).where(*_waits(organization_id, now), *which).values(**values))
    return bool(ended.rowcount)
