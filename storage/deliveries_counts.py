"""Counts deliveries by state and reason, for whoever runs the program. Nobody's name is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from storage.database import Connection
from storage.models import Delivery
from storage.words import DeliveryState


@dataclass(frozen=True, slots=True)
class Count:
    """So many deliveries are in that state, for that reason."""

    state: DeliveryState
    reason: str | None
    count: int


async def by_state(db: Connection, organization_id: UUID, since: datetime) -> list[Count]:
    """What was due since then: in the order of a delivery's life, the most frequent reason first."""
    query = (
        select(Delivery.state, Delivery.reason, func.count())
        .where(Delivery.organization_id == organization_id, Delivery.due_at >= since)
        .group_by(Delivery.state, Delivery.reason)
    )
    found = [Count(*row) for row in await db.execute(query)]
    order = list(DeliveryState)
    return sorted(found, key=lambda one: (order.index(one.state), -one.count, one.reason or ""))
