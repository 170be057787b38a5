"""Writes what was sent to the people of the example organization, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from storage.database import Connection
from storage.example import ExampleDelivery
from storage.models import Delivery, LessonResult
from storage.models.base import new_id
from storage.words import DeliveryState


@dataclass(frozen=True, slots=True)
class Received:
    """A delivery to somebody of that id and zone. `sponsorship_id`: what it asks about."""

    person_id: UUID
    zone: str
    delivery: ExampleDelivery
    sponsorship_id: UUID | None = None


async def write(db: Connection, organization_id: UUID, received: Iterable[Received]) -> None:
    """Writes those of days on which nothing was sent to anybody yet: where the demo ran, it has sent its own."""
    newest = await _newest_day(db, organization_id)
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    results = []
    for one in received:
        it = one.delivery
        key = one.person_id, it.day, it.nudge
        if it.day <= newest or key in rows:
            continue
        own_id, is_sent = new_id(), it.state is DeliveryState.SENT
        rows[key] = {
            "organization_id": organization_id,
            "id": own_id,
            "person_id": one.person_id,
            "nudge": it.nudge,
            "day": it.day,
            "state": it.state,
            "reason": it.reason,
            "item": it.item,
            "sponsorship_id": one.sponsorship_id,
            "zone": one.zone,
            "due_at": it.at,
            "ready_at": it.at,
            "attempts": int(is_sent),
            "sent_at": it.at if is_sent else None,
            "answered_at": it.answered_at,
            "created_at": it.at,
        }
        if it.answer is not None:
            results.append(_result(organization_id, one, own_id))
    if rows:
        await db.execute(insert(Delivery), list(rows.values()))
    if results:
        await db.execute(insert(LessonResult), results)


def of(
    people: Mapping[str, UUID], zones: Mapping[str, str], deliveries: Iterable[ExampleDelivery]
) -> Iterable[Received]:
    """By their handles; whoever is not there any more got nothing."""
    return (Received(people[one.person], zones[one.person], one) for one in deliveries if one.person in people)


async def _newest_day(db: Connection, organization_id: UUID) -> date:
    query = select(func.max(Delivery.day)).where(Delivery.organization_id == organization_id)
    newest: date | None = (await db.execute(query)).scalar_one()
    return date.min if newest is None else newest


def _result(organization_id: UUID, one: Received, delivery_id: UUID) -> dict[str, Any]:
    return {
        "organization_id": organization_id,
        "id": new_id(),
        "person_id": one.person_id,
        "delivery_id": delivery_id,
        "lesson": one.delivery.item,
        "answer": one.delivery.answer,
        "is_right": one.delivery.is_right,
        "answered_on": one.delivery.day,
        "created_at": one.delivery.answered_at,
    }
