"""How long each kind of data is kept: what an organization settled, and whose night's work it is to let older data go.

Any number of workers may ask: who claims an organization moves its next moment ahead, as with `closings`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select, update

from storage import audit
from storage.database import Connection, insert_if_new
from storage.models import Organization, Retention


@dataclass(frozen=True, slots=True)
class Kept:
    """Months. `notes`: reflections, plans and the words beside an action, too. `deliveries`: lessons, too."""

    notes: int = 12
    actions: int = 36
    deliveries: int = 12
    audit: int = 84


LEAST = Kept(notes=1, actions=24, deliveries=12, audit=12)
"""Less would be gone before the year that it counts in is measured: what came of a nomination is, two years after."""
MOST = 240
"""Twenty years."""


class NotKept(ValueError):
    """So many months can't be settled: its words say which, and what can."""


@dataclass(frozen=True, slots=True)
class Before:
    """What is older goes. `today`: by the organization's calendar."""

    today: date
    notes: datetime
    actions: date
    deliveries: date
    audit: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """An organization whose turn it is."""

    organization_id: UUID
    zone: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class Whole:
    """The first days of which nothing has gone yet, and when the last sponsorship went; None: nothing ever went."""

    actions_from: date | None = None
    deliveries_from: date | None = None
    sponsorships_gone_on: date | None = None


_MONTHS = (Retention.notes, Retention.actions, Retention.deliveries, Retention.audit)


async def of(db: Connection, organization_id: UUID) -> Kept:
    """What the organization settled, or what holds where it settled nothing."""
    row = (await db.execute(select(*_MONTHS).where(Retention.organization_id == organization_id))).one_or_none()
    return Kept(*row) if row is not None else Kept()


async def settle(
    db: Connection, organization_id: UUID, changes: Mapping[str, int], *, actor: str, now: datetime
) -> Kept:
    """Settles how many months the named kinds are kept; returns what holds now. Raises NotKept, and changes nothing."""
    for kind, months in changes.items():
        least: int = getattr(LEAST, kind)
        if not least <= months <= MOST:
            raise NotKept(f"{kind.capitalize()} can be kept for {least} to {MOST} months, not {months}.")
    before = await of(db, organization_id)
    new = {kind: months for kind, months in changes.items() if getattr(before, kind) != months}
    if new:
        await db.execute(insert_if_new(db, Retention).values(organization_id=organization_id, due_at=now, counts={}))
        await db.execute(update(Retention).where(Retention.organization_id == organization_id).values(**new))
        await audit.record(db, organization_id, actor=actor, event="retention.settled", details=new, now=now)
    return await of(db, organization_id)


def before(kept: Kept, zone: str, today: date) -> Before:
    """From when on everything is kept, on that local day."""
    days = {one.name: months_before(today, getattr(kept, one.name)) for one in fields(kept)}
    return Before(
        today=today,
        notes=_midnight(zone, days["notes"]),
        actions=days["actions"],
        deliveries=days["deliveries"],
        audit=_midnight(zone, days["audit"]),
    )


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


async def claim(db: Connection, now: datetime, lease: timedelta) -> Due | None:
    """Takes an organization whose moment has come; None where there is none. Until the lease is over nobody else
    takes it.
    """
    is_known = exists().where(Retention.organization_id == Organization.id)
    for new in (await db.execute(select(Organization.id).where(~is_known))).scalars().all():
        await db.execute(insert_if_new(db, Retention).values(organization_id=new, due_at=now, counts={}))
    query = (
        select(Retention.organization_id, Retention.due_at, Organization.zone, *_MONTHS)
        .join(Organization, Organization.id == Retention.organization_id)
        .where(Retention.due_at <= now)
        .order_by(Retention.due_at, Retention.organization_id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Retention)
    )
    found = (await db.execute(query)).one_or_none()
    if found is None:
        return None
    claimed = await db.execute(
        update(Retention)
        .where(Retention.organization_id == found.organization_id, Retention.due_at == found.due_at)
        .values(due_at=now + lease)
    )
    kept = Kept(found.notes, found.actions, found.deliveries, found.audit)
    return Due(found.organization_id, found.zone, kept) if claimed.rowcount else None


async def come_back(db: Connection, organization_id: UUID, due_at: datetime) -> None:
    """When the organization's turn is next. Also the first word of each unit of work that deletes something: on SQLite
    nobody else writes from here on.
    """
    await db.execute(update(Retention).where(Retention.organization_id == organization_id).values(due_at=due_at))


async def begin(db: Connection, organization_id: UUID, older: Before) -> None:
    """Notes, before anything goes, of which days something may be gone from now on. It never becomes less."""
    whole = await kept_whole(db, organization_id)
    await db.execute(
        update(Retention)
        .where(Retention.organization_id == organization_id)
        .values(
            actions_from=max(whole.actions_from or date.min, older.actions),
            deliveries_from=max(whole.deliveries_from or date.min, older.deliveries),
        )
    )


async def kept_whole(db: Connection, organization_id: UUID) -> Whole:
    """Of which days everything is still there."""
    query = select(Retention.actions_from, Retention.deliveries_from, Retention.sponsorships_gone_on)
    row = (await db.execute(query.where(Retention.organization_id == organization_id))).one_or_none()
    return Whole(*row) if row is not None else Whole()


async def add(db: Connection, organization_id: UUID, kind: str, count: int) -> None:
    """Adds to what went in this night, so that what is cut short is told as a whole in the end."""
    mine = Retention.organization_id == organization_id
    counts = await db.scalar(select(Retention.counts).where(mine)) or {}
    await db.execute(update(Retention).where(mine).values(counts={**counts, kind: counts.get(kind, 0) + count}))


async def sponsorships_went(db: Connection, organization_id: UUID, today: date) -> None:
    """Notes that one did: what came of nominations is not measured again for periods that were over before."""
    await db.execute(
        update(Retention).where(Retention.organization_id == organization_id).values(sponsorships_gone_on=today)
    )


async def finish(db: Connection, organization_id: UUID, due_at: datetime, *, is_held: bool, now: datetime) -> None:
    """Ends a night's work: its counts go to the audit trail, where anything went."""
    mine = Retention.organization_id == organization_id
    counts = await db.scalar(select(Retention.counts).where(mine)) or {}
    await db.execute(update(Retention).where(mine).values(due_at=due_at, counts={}))
    if counts:
        details = {**counts, "some_are_held": is_held}
        await audit.record(db, organization_id, actor=audit.OPERATOR, event="retention.done", details=details, now=now)


def _midnight(zone: str, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
