"""What a person does with a nudge that reached them: that they answered, and that they put it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update

from storage.database import Connection
from storage.models import Delivery
from storage.words import DeliveryState, Nudge


@dataclass(frozen=True, slots=True)
class OwnDelivery:
    """A nudge, for the person who got it.

    `item` and `why` are empty until it is sent, and in one that asks about a plan.
    """

    id: UUID
    nudge: Nudge
    day: date
    item: str | None
    why: str | None
    plan_id: UUID | None
    answered_at: datetime | None
    snoozed_until: date | None


async def find(db: Connection, organization_id: UUID, person_id: UUID, delivery_id: UUID) -> OwnDelivery | None:
    """The nudge, if it was this person's."""
    query = select(
        Delivery.id,
        Delivery.nudge,
        Delivery.day,
        Delivery.item,
        Delivery.why,
        Delivery.plan_id,
        Delivery.answered_at,
        Delivery.snoozed_until,
    ).where(Delivery.organization_id == organization_id, Delivery.person_id == person_id, Delivery.id == delivery_id)
    row = (await db.execute(query)).one_or_none()
    return None if row is None else OwnDelivery(*row)


async def answered(db: Connection, organization_id: UUID, person_id: UUID, delivery_id: UUID, now: datetime) -> bool:
    """The person reacted to the nudge. The first time counts; whether it was that."""
    changed = await db.execute(
        update(Delivery)
        .where(
            Delivery.organization_id == organization_id,
            Delivery.person_id == person_id,
            Delivery.id == delivery_id,
            Delivery.answered_at.is_(None),
        )
        .values(answered_at=now)
    )
    return changed.rowcount == 1


async def answered_about(
    db: Connection, organization_id: UUID, person_id: UUID, subject_id: UUID, now: datetime
) -> bool:
    """The same of whatever asked this person about that confirmation or sponsorship; whether any was unanswered."""
    changed = await db.execute(
        update(Delivery)
        .where(
            Delivery.organization_id == organization_id,
            Delivery.person_id == person_id,
            or_(Delivery.confirmation_id == subject_id, Delivery.sponsorship_id == subject_id),
            Delivery.answered_at.is_(None),
        )
        .values(answered_at=now)
    )
    return changed.rowcount > 0


async def answered_digest(db: Connection, organization_id: UUID, person_id: UUID, now: datetime) -> bool:
    """The person reacted to the last digest that was sent to them; whether for the first time."""
    theirs = (
        Delivery.organization_id == organization_id,
        Delivery.person_id == person_id,
        Delivery.nudge == Nudge.DIGEST,
        Delivery.state.in_((DeliveryState.SENT, DeliveryState.UNKNOWN)),
    )
    last = select(func.max(Delivery.day)).where(*theirs).scalar_subquery()
    changed = await db.execute(
        update(Delivery).where(*theirs, Delivery.day == last, Delivery.answered_at.is_(None)).values(answered_at=now)
    )
    return changed.rowcount == 1


async def snooze(db: Connection, organization_id: UUID, person_id: UUID, delivery_id: UUID, until: date | None) -> None:
    """The nudge is to come again, on that day or soon after it; with None, it is not, after all."""
    await db.execute(
        update(Delivery)
        .where(
            Delivery.organization_id == organization_id,
            Delivery.person_id == person_id,
            Delivery.id == delivery_id,
        )
        .values(snoozed_until=until)
    )
