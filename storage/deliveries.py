"""Keeps deliveries: puts new ones in line, and tells which a person had. Claims and results have files of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, or_, select

from storage import many
from storage.database import Connection
from storage.models import Delivery, Plan
from storage.models.base import new_id
from storage.words import DeliveryState, LeftOut, Nudge, PlanState

COUNTED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
"""What takes a place in a person's rhythm: it went out, may have, or is about to."""
Key = tuple[UUID, UUID]
"""An organization and a person."""


@dataclass(frozen=True, slots=True)
class Past:
    """A delivery that a person had. `at` is when it was sent, or due."""

    id: UUID
    nudge: Nudge
    day: date
    state: DeliveryState
    reason: str | None
    item: str | None
    plan_id: UUID | None
    is_asked_for: bool
    zone: str
    at: datetime
    answered_at: datetime | None
    snoozed_until: date | None

    @property
    def counts(self) -> bool:
        return self.state in COUNTED


@dataclass(frozen=True, slots=True)
class New:
    """A nudge that is due. Where it goes is decided when it is sent; so is what it says, unless told here."""

    organization_id: UUID
    person_id: UUID
    nudge: Nudge
    day: date
    zone: str
    due_at: datetime
    item: str | None = None
    plan_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An open plan, and the day from which we may ask about it."""

    plan_id: UUID
    since: date


async def put_in_line(db: Connection, new: Sequence[New], now: datetime) -> int:
    """Inserts what is due, and nothing where that person had that nudge on that day; how many were new."""
    return await many.insert_new(
        db,
        Delivery,
        [
            {
                "organization_id": one.organization_id,
                "id": one.id,
                "person_id": one.person_id,
                "nudge": one.nudge,
                "day": one.day,
                "item": one.item,
                "plan_id": one.plan_id,
                "zone": one.zone,
                "due_at": one.due_at,
            }
            for one in new
        ],
        {"state": DeliveryState.PENDING, "ready_at": now, "created_at": now},
    )


async def past(db: Connection, people: Sequence[Key], since: date) -> Mapping[Key, list[Past]]:
    """What these people had since that day, the oldest first. What was skipped is left out, but where nothing was left
    to say.
    """
    found: dict[Key, list[Past]] = defaultdict(list)
    parameters = many.keys_of(db.dialect.name, people) | {"since": since}
    for organization_id, person_id, *rest in await db.execute(_past(db.dialect.name), parameters):
        found[organization_id, person_id].append(Past(*rest))
    return found


async def follow_ups(db: Connection, people: Sequence[Key]) -> Mapping[Key, list[FollowUp]]:
    """The plans of these people that we have not asked about yet, the earliest first."""
    found: dict[Key, list[FollowUp]] = defaultdict(list)
    rows = await db.execute(_follow_ups(db.dialect.name), many.keys_of(db.dialect.name, people))
    for organization_id, person_id, plan_id, since in rows:
        found[organization_id, person_id].append(FollowUp(plan_id, since))
    return found


@cache
def _past(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(
            Delivery.organization_id,
            Delivery.person_id,
            Delivery.id,
            Delivery.nudge,
            Delivery.day,
            Delivery.state,
            Delivery.reason,
            Delivery.item,
            Delivery.plan_id,
            Delivery.is_asked_for,
            Delivery.zone,
            func.coalesce(Delivery.sent_at, Delivery.due_at, type_=Delivery.due_at.type),
            Delivery.answered_at,
            Delivery.snoozed_until,
        )
        .select_from(those)
        .join(
            Delivery,
            and_(Delivery.organization_id == those.c.organization_id, Delivery.person_id == those.c.id),
        )
        .where(
            Delivery.day >= bindparam("since"),
            or_(Delivery.state != DeliveryState.SKIPPED, Delivery.reason.in_(_SAID)),
        )
        .order_by(Delivery.day, Delivery.id)
    )


_SAID = (LeftOut.NOTHING_LEFT.value, LeftOut.OUT_OF_DATE.value)
"""Reasons that tell what to send next."""


@cache
def _follow_ups(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(Plan.organization_id, Plan.person_id, Plan.id, Plan.follow_up_on)
        .select_from(those)
        .join(Plan, and_(Plan.organization_id == those.c.organization_id, Plan.person_id == those.c.id))
        .where(Plan.state == PlanState.OPEN, Plan.asked_at.is_(None), Plan.follow_up_on.is_not(None))
        .order_by(Plan.follow_up_on, Plan.id)
    )
