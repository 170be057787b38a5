"""Which organizations are to close periods, which periods are closed, and what was logged, withdrawn or confirmed late.

Any number of workers may ask: who claims an organization moves its next moment ahead, and of two who close the same
period at once the unique key lets one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, func, select, update

from storage.database import Connection, insert_if_new
from storage.models import Action, ClosedPeriod, Closing, Confirmation, Organization

Key = tuple[str, date]
"""How long a period is, and its first day."""

IN_FLIGHT = timedelta(minutes=10)
"""What was stored by somebody who began so much earlier may not have been seen yet."""


@dataclass(frozen=True, slots=True)
class Due:
    """An organization whose turn it is. `looked_at`: up to when it is known what came late; None before the first."""

    organization_id: UUID
    zone: str
    k: int
    looked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed period: its latest revision, and the smallest group that was told of when it was first closed."""

    revision: int
    k: int


async def claim(db: Connection, now: datetime, lease: timedelta) -> Due | None:
    """Takes an organization whose moment has come; None where there is none. Until the lease is over nobody else
    takes it.
    """
    is_known = exists().where(Closing.organization_id == Organization.id)
    for new in (await db.execute(select(Organization.id).where(~is_known))).scalars().all():
        await db.execute(insert_if_new(db, Closing).values(organization_id=new, due_at=now))
    query = (
        select(Closing.organization_id, Organization.zone, Organization.k, Closing.looked_at, Closing.due_at)
        .join(Organization, Organization.id == Closing.organization_id)
        .where(Closing.due_at <= now)
        .order_by(Closing.due_at, Closing.organization_id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Closing)
    )
    found = (await db.execute(query)).one_or_none()
    if found is None:
        return None
    claimed = await db.execute(
        update(Closing)
        .where(Closing.organization_id == found.organization_id, Closing.due_at == found.due_at)
        .values(due_at=now + lease)
    )
    return Due(found.organization_id, found.zone, found.k, found.looked_at) if claimed.rowcount else None


async def come_back(db: Connection, organization_id: UUID, due_at: datetime, looked_at: datetime | None = None) -> None:
    """When the organization is looked at next; and, where it is given, up to when it is known what came late."""
    known = {} if looked_at is None else {"looked_at": looked_at}
    await db.execute(update(Closing).where(Closing.organization_id == organization_id).values(due_at=due_at, **known))


async def closed(db: Connection, organization_id: UUID) -> dict[Key, Closed]:
    """All closed periods of an organization."""
    query = (
        select(ClosedPeriod.length, ClosedPeriod.starts_on, func.max(ClosedPeriod.revision), func.min(ClosedPeriod.k))
        .where(ClosedPeriod.organization_id == organization_id)
        .group_by(ClosedPeriod.length, ClosedPeriod.starts_on)
    )
    return {(length, first): Closed(revision, k) for length, first, revision, k in await db.execute(query)}


async def close(
    db: Connection, organization_id: UUID, key: Key, revision: int, k: int, reason: str | None, now: datetime
) -> bool:
    """Notes that a period is closed in this unit of work; False where somebody else has done so."""
    length, first = key
    noted = await db.execute(
        insert_if_new(db, ClosedPeriod).values(
            organization_id=organization_id,
            length=length,
            starts_on=first,
            revision=revision,
            k=k,
            reason=reason,
            closed_at=now,
        )
    )
    return bool(noted.rowcount)


async def first_day(db: Connection, organization_id: UUID) -> date | None:
    """The day of the first action that counts; None where there is none."""
    query = select(func.min(Action.occurred_on)).where(
        Action.organization_id == organization_id, Action.withdrawn_at.is_(None)
    )
    return (await db.execute(query)).scalar_one()


async def late(db: Connection, organization_id: UUID, since: datetime, before: date) -> dict[date, set[str]]:
    """The days before that one on which something changed since that moment, and what: `late` actions, `withdrawn`
    ones, and `confirmed`.
    """
    since -= IN_FLIGHT
    action = (Action.organization_id == organization_id, Action.occurred_on < before)
    queries = {
        "late": select(Action.occurred_on).where(*action, Action.created_at >= since, Action.withdrawn_at.is_(None)),
        "withdrawn": select(Action.occurred_on).where(
            *action, Action.withdrawn_at >= since, Action.created_at < Action.withdrawn_at
        ),
        "confirmed": select(Action.occurred_on)
        .join(
            Confirmation,
            and_(Confirmation.organization_id == Action.organization_id, Confirmation.action_id == Action.id),
        )
        .where(*action, Confirmation.answered_at >= since),
    }
    found: dict[date, set[str]] = {}
    for what, query in queries.items():
        for day in (await db.execute(query.distinct())).scalars():
            found.setdefault(day, set()).add(what)
    return found
