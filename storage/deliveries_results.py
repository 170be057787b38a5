"""Keeps what came of sending, and gives up what nobody is sending any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, update

from storage import many
from storage.database import Connection
from storage.deliveries import Key
from storage.models import Account, Delivery, Person
from storage.words import DeliveryState, SkipReason, UnknownReason


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that is still being sent under a lease. Its person may be nobody by now, after an erasure."""

    id: UUID
    person_id: UUID
    lease_id: UUID | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How one delivery ended, or when it is tried again."""

    organization_id: UUID
    id: UUID
    state: DeliveryState
    attempts: int
    reason: str | None = None
    sent_at: datetime | None = None
    message: Mapping[str, object] | None = None
    ready_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class About:
    """Whom a delivery was for, and what it says."""

    organization_id: UUID
    person_id: UUID
    is_erased: bool
    item: str | None
    plan_id: UUID | None
    day: date
    confirmation_id: UUID | None = None
    sponsorship_id: UUID | None = None


async def hold(db: Connection, deliveries: Collection[Key]) -> list[Held]:
    """Those of them, by organization and id, that are being sent still; held until the end of the unit of work."""
    await many.hold(db)
    found = await db.execute(_held(db.dialect.name), many.keys_of(db.dialect.name, deliveries))
    return [Held(*row) for row in found]


async def record(db: Connection, ended: Sequence[Ended], now: datetime) -> None:
    """Stores how they ended; they are held."""
    await many.change(
        db,
        Delivery,
        ("organization_id", "id"),
        [
            {
                "organization_id": one.organization_id,
                "id": one.id,
                "state": one.state,
                "reason": one.reason,
                "sent_at": one.sent_at,
                "message": one.message,
                "ready_at": one.ready_at or now,
                "attempts": one.attempts,
                "lease_until": None,
            }
            for one in ended
        ],
    )


async def remember_channels(db: Connection, channels: Mapping[Key, str]) -> None:
    """What Slack calls the direct messages with these accounts, by organization and account."""
    await many.change(
        db,
        Account,
        ("organization_id", "id"),
        [
            {"organization_id": organization_id, "id": account, "direct_channel": channel}
            for (organization_id, account), channel in sorted(channels.items())
        ],
    )


async def release(db: Connection, lease_id: UUID, now: datetime) -> int:
    """Back into the line with all of a lease: nothing of it was sent, and nothing will be."""
    released = await db.execute(
        update(Delivery)
        .where(Delivery.state == DeliveryState.SENDING, Delivery.lease_id == lease_id)
        .values(state=DeliveryState.PENDING, ready_at=now, lease_until=None, attempts=Delivery.attempts - 1)
    )
    return released.rowcount


async def give_up_lost(db: Connection, now: datetime, longest: timedelta, most: int) -> Sequence[About]:
    """Whoever sent these is gone: whether they arrived is not known. Returns them, up to so many.

    A lease that ends later than any can is of a clock that was wrong, and ends now.
    """
    lost = and_(
        Delivery.state == DeliveryState.SENDING,
        or_(Delivery.lease_until <= now, Delivery.lease_until > now + longest),
    )
    return await _give_up(db, lost, most, state=DeliveryState.UNKNOWN, reason=UnknownReason.LEASE_LOST.value)


async def give_up_waiting(
    db: Connection, now: datetime, too_late: timedelta, most: int
) -> Sequence[tuple[UUID, UUID, SkipReason]]:
    """What nobody took out of the line in time, and what is due in another age, as after a clock was set right.

    Returns organization, person and reason of each, up to so many for each reason.
    """
    ages = {
        SkipReason.TOO_LATE: Delivery.due_at < now - too_late,
        SkipReason.TOO_EARLY: Delivery.due_at > now + too_late,
    }
    gone: list[tuple[UUID, UUID, SkipReason]] = []
    for reason, is_so in ages.items():
        which = and_(Delivery.state == DeliveryState.PENDING, is_so)
        found = await _give_up(db, which, most, state=DeliveryState.SKIPPED, reason=reason.value)
        gone += [(one.organization_id, one.person_id, reason) for one in found]
    return gone


async def _give_up(db: Connection, which: ColumnElement[bool], most: int, **values: Any) -> Sequence[About]:
    await many.hold(db)
    these = (
        select(
            Delivery.id,
            Delivery.organization_id,
            Delivery.person_id,
            Person.erased_at.is_not(None),
            Delivery.item,
            Delivery.plan_id,
            Delivery.day,
            Delivery.confirmation_id,
            Delivery.sponsorship_id,
        )
        .join(Person, and_(Person.organization_id == Delivery.organization_id, Person.id == Delivery.person_id))
        .where(which)
        .limit(most)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    rows = [(row[0], About(*row[1:])) for row in await db.execute(these)]
    changed = [{"organization_id": about.organization_id, "id": one, **values} for one, about in rows]
    await many.change(db, Delivery, ("organization_id", "id"), changed)
    return [about for _one, about in rows]


@cache
def _held(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(Delivery.id, Delivery.person_id, Delivery.lease_id)
        .select_from(those)
        .join(Delivery, and_(Delivery.organization_id == those.c.organization_id, Delivery.id == those.c.id))
        .where(Delivery.state == DeliveryState.SENDING)
        .order_by(Delivery.organization_id, Delivery.id)
        .with_for_update(of=Delivery)
    )
