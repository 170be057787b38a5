"""The console's view on deliveries: what arrived for somebody, what comes next, and a nudge that was asked for.

Notices are told of beside nudges: whoever looks at the page sees them come the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, not_, or_, select

from storage.database import Connection, insert_if_new
from storage.digests import HOLDS
from storage.encryption import Cipher
from storage.example import WORKSPACE
from storage.models import Account, Delivery, Digest, Notice, Organization, Plan, Preferences, Schedule, Workspace
from storage.models.base import new_id
from storage.words import DeliveryState, Nudge, PlanState, Platform


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody on the console, as far as sending to them goes. `next_at` is when their next nudge is due.

    `gets_digest`: they have been a manager, and did not switch it off.
    """

    organization_id: UUID
    person_id: UUID
    account_id: UUID
    zone: str
    wants: frozenset[Nudge]
    gets_digest: bool
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A nudge that was sent. `plan` is the text that a follow-up asks about; None where it can't be read (any more)."""

    id: UUID
    nudge: Nudge
    day: date
    item: str | None
    plan: str | None
    sent_at: datetime
    is_answered: bool
    is_asked_for: bool
    confirmation_id: UUID | None = None
    sponsorship_id: UUID | None = None


async def receiver(db: Connection, account: str) -> Receiver | None:
    """Who has that account on the console."""
    query = (
        select(
            Account.organization_id,
            Account.person_id,
            Account.id,
            Preferences.zone,
            Preferences.wants_reflections,
            Preferences.wants_lessons,
            Schedule.next_due_at,
            Schedule.due_on,
            and_(Digest.person_id.is_not(None), HOLDS[0]).label("is_on"),
            Digest.next_due_at.label("digest_at"),
            Digest.due_on.label("digest_on"),
            not_(Preferences.nudges_stopped).label("is_going"),
            Preferences.paused_until,
        )
        .join(
            Workspace,
            and_(Workspace.organization_id == Account.organization_id, Workspace.id == Account.workspace_id),
        )
        .join(Organization, Organization.id == Account.organization_id)
        .join(
            Preferences,
            and_(Preferences.organization_id == Account.organization_id, Preferences.person_id == Account.person_id),
        )
        .outerjoin(
            Schedule,
            and_(Schedule.organization_id == Account.organization_id, Schedule.person_id == Account.person_id),
        )
        .outerjoin(
            Digest,
            and_(Digest.organization_id == Account.organization_id, Digest.person_id == Account.person_id),
        )
        .where(
            Workspace.platform == Platform.CONSOLE, Workspace.external_id == WORKSPACE, Account.external_id == account
        )
    )
    row = (await db.execute(query)).one_or_none()
    if row is None:
        return None
    waiting = await db.scalar(
        select(func.min(Delivery.ready_at)).where(
            Delivery.organization_id == row.organization_id,
            Delivery.person_id == row.person_id,
            Delivery.state == DeliveryState.PENDING,
        )
    )
    noticed = await db.scalar(
        select(func.min(Notice.ready_at)).where(
            Notice.organization_id == row.organization_id,
            Notice.person_id == row.person_id,
            Notice.state == DeliveryState.PENDING,
        )
    )
    planned = row.next_due_at if row.due_on is not None else None
    comes = row.digest_on is not None and row.is_going and row.digest_on >= (row.paused_until or row.digest_on)
    digest = row.digest_at if comes else None
    wants = {Nudge.REFLECTION: row.wants_reflections, Nudge.LESSON: row.wants_lessons}
    return Receiver(
        row.organization_id,
        row.person_id,
        row.id,
        row.zone,
        frozenset(nudge for nudge, is_wanted in wants.items() if is_wanted),
        bool(row.is_on),
        min((at for at in (planned, digest, waiting, noticed) if at is not None), default=None),
    )


async def arrived(
    db: Connection, cipher: Cipher, who: Receiver, *, since: datetime | None, most: int
) -> Sequence[Arrived]:
    """What was sent to them from that moment on, or the last of all; the oldest first, and at most so many."""
    query = (
        select(Delivery, Plan.text_sealed)
        .outerjoin(Plan, and_(Plan.organization_id == Delivery.organization_id, Plan.id == Delivery.plan_id))
        .where(
            Delivery.organization_id == who.organization_id,
            Delivery.person_id == who.person_id,
            Delivery.state == DeliveryState.SENT,
        )
        .order_by(Delivery.sent_at.desc(), Delivery.id.desc())
        .limit(most)
    )
    if since is not None:
        query = query.where(Delivery.sent_at >= since)
    rows = (await db.execute(query)).all()
    return [
        Arrived(
            row.id,
            row.nudge,
            row.day,
            row.item,
            cipher.open(row.text_sealed) if row.text_sealed is not None else None,
            row.sent_at,
            row.answered_at is not None,
            row.is_asked_for,
            row.confirmation_id,
            row.sponsorship_id,
        )
        for row in reversed(rows)
    ]


async def ask_for(db: Connection, who: Receiver, day: date, now: datetime) -> Nudge | None:
    """Puts a nudge in line for them, due at once: a reflection; a lesson where the day had that; then a follow-up; and
    then the digest of who has led somebody.

    None where the day had all of these, and where nothing is left that they want.
    """
    plan_id = await db.scalar(
        select(Plan.id)
        .where(
            Plan.organization_id == who.organization_id,
            Plan.person_id == who.person_id,
            Plan.state == PlanState.OPEN,
            Plan.asked_at.is_(None),
            Plan.follow_up_on <= day,
        )
        .order_by(Plan.follow_up_on, Plan.id)
        .limit(1)
    )
    wanted = [one for one in (Nudge.REFLECTION, Nudge.LESSON) if one in who.wants]
    more = [(Nudge.FOLLOW_UP, plan_id is not None), (Nudge.DIGEST, who.gets_digest)]
    for nudge in (*wanted, *(one for one, is_there in more if is_there)):
        row = insert_if_new(db, Delivery).values(
            organization_id=who.organization_id,
            id=new_id(),
            person_id=who.person_id,
            account_id=who.account_id,
            nudge=nudge,
            day=day,
            state=DeliveryState.PENDING,
            is_asked_for=True,
            plan_id=plan_id if nudge is Nudge.FOLLOW_UP else None,
            zone=who.zone,
            due_at=now,
            ready_at=now,
            created_at=now,
        )
        if (await db.execute(row)).rowcount == 1:
            return nudge
    return None


async def next_moment(db: Connection, after: datetime) -> datetime | None:
    """The first moment after that at which anybody's nudge or notice is to be planned, sent or tried again."""
    moments = (
        select(func.min(Schedule.next_due_at)).where(Schedule.next_due_at > after),
        select(func.min(Digest.next_due_at)).where(Digest.next_due_at > after),
        select(func.min(Delivery.ready_at)).where(Delivery.state == DeliveryState.PENDING, Delivery.ready_at > after),
        select(func.min(Notice.ready_at)).where(Notice.state == DeliveryState.PENDING, Notice.ready_at > after),
    )
    found = [await db.scalar(one) for one in moments]
    return min((at for at in found if at is not None), default=None)


async def is_any_due(db: Connection, now: datetime) -> bool:
    """Whether anybody's nudge or notice is to be planned, sent or tried again at this moment."""
    to_plan = select(Schedule.person_id).where(Schedule.next_due_at <= now)
    digests = select(Digest.person_id).where(Digest.next_due_at <= now)
    to_send = select(Delivery.id).where(Delivery.state == DeliveryState.PENDING, Delivery.ready_at <= now)
    to_tell = select(Notice.id).where(Notice.state == DeliveryState.PENDING, Notice.ready_at <= now)
    is_any = or_(to_plan.exists(), digests.exists(), to_send.exists(), to_tell.exists())
    return (await db.execute(select(is_any))).scalar_one()


async def sent_since(db: Connection, who: Receiver, since: datetime) -> tuple[int, int]:
    """How many nudges and notices went out after that moment: to anybody of the organization, and to this person."""
    all_of_them = theirs = 0
    for sent in (Delivery, Notice):
        query = select(func.count(), func.count().filter(sent.person_id == who.person_id)).where(
            sent.organization_id == who.organization_id,
            sent.state == DeliveryState.SENT,
            sent.sent_at > since,
        )
        some, of_them = (await db.execute(query)).one()
        all_of_them, theirs = all_of_them + some, theirs + of_them
    return all_of_them, theirs
