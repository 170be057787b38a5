"""Notices: private messages about what somebody asked for, or may decide. Each goes once; what gets lost stays lost.

Whoever changes the thing adds the notice in the same unit of work. Whoever sends it claims it by a lease first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, delete, select, tuple_, update

from storage import many
from storage.database import Connection, insert_if_new
from storage.models import Account, Notice, Organization, Preferences, Workspace
from storage.models.base import new_id
from storage.notice_words import About
from storage.nudge_preferences import COLUMNS, NudgeChoices
from storage.reachable import IS_REACHABLE, ON_WORKSPACE
from storage.words import DeliveryState, Platform

LEASE = timedelta(seconds=90)
KEPT = timedelta(days=30)
"""How long it is remembered that one was sent; so long an order of an export is listed, too."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that is ready, held until the end of the unit of work, and where its person is written to."""

    organization_id: UUID
    id: UUID
    person_id: UUID
    about: About
    subject_id: UUID
    attempts: int
    account_id: UUID
    account: str
    direct_channel: str | None
    conversation: dict[str, object] | None
    workspace_id: UUID
    workspace: str
    platform: Platform
    choices: NudgeChoices


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice that somebody got."""

    id: UUID
    about: About
    subject_id: UUID
    sent_at: datetime


async def add(
    db: Connection,
    organization_id: UUID,
    people: Iterable[UUID],
    about: About,
    subject_id: UUID,
    now: datetime,
    *,
    ready_at: datetime | None = None,
) -> None:
    """Puts one in line for each of them who has none about this yet."""
    for person_id in sorted(people):
        await db.execute(
            insert_if_new(db, Notice).values(
                organization_id=organization_id,
                id=new_id(),
                person_id=person_id,
                about=about,
                subject_id=subject_id,
                state=DeliveryState.PENDING,
                created_at=now,
                ready_at=ready_at or now,
                attempts=0,
            )
        )


async def ready(db: Connection, platforms: Collection[Platform], now: datetime, most: int) -> list[Waiting]:
    """Up to so many whose time has come, each with the account that its person chose for nudges, else their first one.

    What goes to no account on these platforms waits: for a process that serves another, or until it is forgotten.
    """
    places = (Account.person_id == Notice.person_id, Workspace.platform.in_(sorted(platforms)), IS_REACHABLE)
    of_notice = Account.organization_id == Notice.organization_id
    has_place = select(Account.id).join(Workspace, ON_WORKSPACE).where(of_notice, *places).exists()
    due = (Notice.state == DeliveryState.PENDING, Notice.ready_at <= now)
    if (await db.execute(select(Notice.id).where(*due, has_place).limit(1))).first() is None:
        return []
    await many.hold(db)
    held = (
        select(Notice.organization_id, Notice.id)
        .where(*due, has_place)
        .order_by(Notice.ready_at, Notice.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=Notice)
    )
    keys = [tuple(row) for row in await db.execute(held)]
    if not keys:
        return []
    chosen_first = case((Account.id == Preferences.nudge_account_id, 0), else_=1)
    query = (
        select(
            Notice.organization_id,
            Notice.id,
            Notice.person_id,
            Notice.about,
            Notice.subject_id,
            Notice.attempts,
            Account.id,
            Account.external_id,
            Account.direct_channel,
            Account.conversation,
            Workspace.id,
            Workspace.external_id,
            Workspace.platform,
            *COLUMNS,
        )
        .join(Account, and_(of_notice, Account.person_id == Notice.person_id))
        .join(Workspace, ON_WORKSPACE)
        .join(
            Preferences,
            and_(Preferences.organization_id == Notice.organization_id, Preferences.person_id == Notice.person_id),
        )
        .join(Organization, Organization.id == Notice.organization_id)
        .where(tuple_(Notice.organization_id, Notice.id).in_(keys), *places)
        .order_by(Notice.ready_at, Notice.id, chosen_first, Account.created_at, Account.id)
    )
    rows: Sequence[Any] = (await db.execute(query)).all()
    first: dict[UUID, Waiting] = {}
    for row in rows:
        notice: Sequence[Any] = (*row[: -len(COLUMNS)], NudgeChoices.read(*row[-len(COLUMNS) :]))
        first.setdefault(row[1], Waiting(*notice))
    return list(first.values())


async def lease(db: Connection, taken: Sequence[Waiting], lease_id: UUID, now: datetime) -> None:
    """They are about to be sent by whoever has the lease."""
    for one in taken:
        values = {"state": DeliveryState.SENDING, "lease_id": lease_id, "lease_until": now + LEASE}
        await _change(db, one, None, attempts=one.attempts + 1, **values)


async def put_off(db: Connection, one: Waiting, until: datetime, lease_id: UUID | None = None) -> None:
    """It surely was not sent, and is tried again then."""
    free = {"state": DeliveryState.PENDING, "lease_id": None, "lease_until": None}
    await _change(db, one, lease_id, ready_at=until, **free)


async def end(db: Connection, one: Waiting, state: DeliveryState, now: datetime, lease_id: UUID | None = None) -> None:
    """It is over: sent, refused for good, lost, or of no matter any more."""
    sent_at = now if state in {DeliveryState.SENT, DeliveryState.UNKNOWN} else None
    await _change(db, one, lease_id, state=state, sent_at=sent_at, lease_id=None, lease_until=None)


async def give_up_lost(db: Connection, now: datetime) -> int:
    """Whoever sent these is gone. They may have arrived, so they are not sent again; how many it were."""
    lost = (Notice.state == DeliveryState.SENDING, Notice.lease_until <= now)
    if (await db.execute(select(Notice.id).where(*lost).limit(1))).first() is None:
        return 0
    values = {"state": DeliveryState.UNKNOWN, "sent_at": now, "lease_id": None, "lease_until": None}
    return (await db.execute(update(Notice).where(*lost).values(**values))).rowcount


async def forget(db: Connection, now: datetime) -> int:
    """Drops what is old, sent or not; how many it were."""
    return (await db.execute(delete(Notice).where(Notice.created_at <= now - KEPT))).rowcount


async def arrived(
    db: Connection, organization_id: UUID, person_id: UUID, *, since: datetime | None, most: int
) -> list[Sent]:
    """What the person got from that moment on, or the last of all; the oldest first, and at most so many."""
    query = (
        select(Notice.id, Notice.about, Notice.subject_id, Notice.sent_at)
        .where(
            Notice.organization_id == organization_id,
            Notice.person_id == person_id,
            Notice.state == DeliveryState.SENT,
        )
        .order_by(Notice.sent_at.desc(), Notice.id.desc())
        .limit(most)
    )
    if since is not None:
        query = query.where(Notice.sent_at >= since)
    rows: Sequence[Any] = (await db.execute(query)).all()
    return [Sent(*row) for row in reversed(rows)]


async def _change(db: Connection, one: Waiting, held_by: UUID | None, **values: object) -> None:
    """Whoever lost its lease changes nothing."""
    which = [Notice.organization_id == one.organization_id, Notice.id == one.id]
    if held_by is not None:
        which.append(Notice.lease_id == held_by)
    await db.execute(update(Notice).where(*which).values(**values))
