"""Which nudges a person got lately, as the calendar wants to know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from storage.database import Connection
from storage.models import Delivery
from storage.words import DeliveryState

COUNTED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
"""What takes a place in a person's rhythm: what went out, may have, or is about to."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """One nudge: when it went out (or is to), the day it was for, and the zone the person was in."""

    at: datetime
    day: date
    zone: str
    answered_at: datetime | None
    snoozed_until: date | None
    state: DeliveryState


async def sent(db: Connection, organization_id: UUID, person_id: UUID, since: date) -> list[Nudged]:
    """A person's nudges of that day and later, oldest first."""
    query = (
        select(
            func.coalesce(Delivery.sent_at, Delivery.due_at, type_=Delivery.due_at.type),
            Delivery.day,
            Delivery.zone,
            Delivery.answered_at,
            Delivery.snoozed_until,
            Delivery.state,
        )
        .where(
            Delivery.organization_id == organization_id,
            Delivery.person_id == person_id,
            Delivery.day >= since,
            Delivery.state.in_(COUNTED),
        )
        .order_by(Delivery.day, Delivery.id)
    )
    return [Nudged(*row) for row in (await db.execute(query)).all()]
