"""Keeps deliveries: puts new ones in line, and tells which a person had. Claims and results have files of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from storage import many
from storage.database import Connection
from storage.models import Delivery, Plan
from storage.models.base import new_id as fresh_id
from storage.words import DeliveryState, LeftOut, Nudge, PlanState

COUNTED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
"""What takes a place in a person's rhythm: it went out, may have, or is about to."""
_CLOSING = (LeftOut.OUT_OF_DATE.value, LeftOut.ITEM_GONE.value, LeftOut.TURNED_DOWN.value)
"""Why something that was to come is left out for good."""
_SAID = (LeftOut.NOTHING_LEFT.value, *_CLOSING, LeftOut.BROKEN.value)
"""Reasons that tell what to send next."""
Key = tuple[UUID, UUID]
"""An organization and a person."""
new_id = fresh_id
"""For what is put in line: planners know its id before it is stored."""


class Past(NamedTuple):
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
    again_of: UUID | None = None
    sponsorship_id: UUID | None = None

    @property
    def counts(self) -> bool:
        return self.state in COUNTED

    @property
    def was_in_vain(self) -> bool:
        """It surely did not arrive, though it should have."""
        return self.state is DeliveryState.FAILED or self.reason == LeftOut.BROKEN


class New(NamedTuple):
    """A nudge that is due. Where it goes is decided when it is sent; so is what it says, unless told here.

    Its fields are columns of `deliveries`.
    """

    id: UUID
    organization_id: UUID
    person_id: UUID
    nudge: Nudge
    day: date
    zone: str
    due_at: datetime
    item: str | None = None
    plan_id: UUID | None = None
    again_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An open plan, and the day from which we may ask about it. `in_vain`: how often that was tried and failed."""

    plan_id: UUID
    since: date
    in_vain: int = 0


async def put_in_line(db: Connection, new: Sequence[New], now: datetime) -> set[Key]:
    """Inserts what is due, and nothing where that person had that nudge on that day; whose was put in line.

    One that was skipped or failed at an earlier moment of that day gives way: they may have another window by now.
    """
    stored = await many.insert_to(
        db,
        Delivery,
        New._fields,
        new,
        {"state": DeliveryState.PENDING, "ready_at": now, "created_at": now} | _AS_NEW,
        _OVER,
        ("organization_id", "person_id"),
    )
    return {(organization_id, person_id) for organization_id, person_id in stored}


def _gives_way(old: Any, new: Any) -> ColumnElement[bool]:
    """What is left out for good stays, for it says so. Without IN: for many rows SQLAlchemy takes none."""
    is_over = or_(old.state == DeliveryState.SKIPPED, old.state == DeliveryState.FAILED)
    return and_(is_over, *(old.reason != reason for reason in _CLOSING), old.due_at < new.due_at)


_OVER = many.Over(("organization_id", "person_id", "day", "nudge"), _gives_way)
_AS_NEW: dict[str, object] = {
    "is_asked_for": False,
    "reason": None,
    "why": None,
    "confirmation_id": None,
    "sponsorship_id": None,
    "account_id": None,
    "attempts": 0,
    "lease_id": None,
    "lease_until": None,
}
"""What nothing is known of in a nudge that is new."""


async def past(db: Connection, people: Sequence[Key], since: date) -> Mapping[Key, list[Past]]:
    """What these people had since that day, and before it what they put off and did not get yet; the oldest first.

    What was skipped is left out, but where the reason tells what to send next.
    """
    found: dict[Key, list[Past]] = defaultdict(list)
    parameters = many.keys_of(db.dialect.name, people) | {"since": since}
    for organization_id, person_id, *rest in (await db.execute(_past(db.dialect.name), parameters)).all():
        found[organization_id, person_id].append(Past(*rest))
    return found


async def ignored_before(db: Connection, people: Sequence[Key], day: date, most: int) -> Mapping[Key, list[Past]]:
    """The last ones that each of these people got before that day, as far as they answered nothing since; the oldest
    first. However long ago they are, they count as ignored.
    """
    found: dict[Key, list[Past]] = defaultdict(list)
    parameters = many.keys_of(db.dialect.name, people) | {"since": day, "most": most}
    for organization_id, person_id, *rest in (await db.execute(_ignored(db.dialect.name), parameters)).all():
        found[organization_id, person_id].append(Past(*rest))
    return found


async def follow_ups(db: Connection, people: Sequence[Key]) -> Mapping[Key, list[FollowUp]]:
    """The plans of these people that we have not asked about yet, the earliest first."""
    found: dict[Key, list[FollowUp]] = defaultdict(list)
    rows = await db.execute(_follow_ups(db.dialect.name), many.keys_of(db.dialect.name, people))
    for organization_id, person_id, *plan in rows:
        found[organization_id, person_id].append(FollowUp(*plan))
    return found


_DAY_SINCE = bindparam("since", type_=Date())
_FOR_PAST = (
    Delivery.organization_id,
    Delivery.person_id,
    Delivery.id.label("delivery"),
    Delivery.nudge,
    Delivery.day.label("on_day"),
    Delivery.state,
    Delivery.reason,
    Delivery.item,
    Delivery.plan_id,
    Delivery.is_asked_for,
    Delivery.zone,
    func.coalesce(Delivery.sent_at, Delivery.due_at, type_=Delivery.due_at.type).label("at"),
    Delivery.answered_at,
    Delivery.snoozed_until,
    Delivery.again_of,
    Delivery.sponsorship_id,
)
_Later = aliased(Delivery)


def _was_in_vain(one: type[Delivery]) -> ColumnElement[bool]:
    """As `Past.was_in_vain`."""
    return or_(one.state == DeliveryState.FAILED, one.reason == LeftOut.BROKEN.value)


@cache
def _past(dialect: str) -> CompoundSelect[*tuple[Any, ...]]:
    """In two parts, for each has an index of its own."""
    those = many.those(dialect)
    of_them = (
        select(*_FOR_PAST)
        .select_from(those)
        .join(Delivery, and_(Delivery.organization_id == those.c.organization_id, Delivery.person_id == those.c.id))
    )
    recent = of_them.where(
        Delivery.day >= _DAY_SINCE, or_(Delivery.state != DeliveryState.SKIPPED, Delivery.reason.in_(_SAID))
    )
    came = (
        select(_Later.id)
        .where(
            _Later.organization_id == Delivery.organization_id,
            _Later.person_id == Delivery.person_id,
            _Later.day >= Delivery.snoozed_until,
            _Later.again_of == Delivery.id,
            or_(
                _Later.state.in_(COUNTED),
                _Later.reason.in_(_CLOSING),
                and_(_was_in_vain(_Later), _Later.day < _DAY_SINCE),  # too long ago to be tried once more
            ),
        )
        .exists()
    )
    put_off = of_them.where(Delivery.day < _DAY_SINCE, Delivery.snoozed_until.is_not(None), not_(came))
    return union_all(recent, put_off).order_by("on_day", "delivery")


@cache
def _ignored(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    answered_since = (
        select(_Later.id)
        .where(
            _Later.organization_id == Delivery.organization_id,
            _Later.person_id == Delivery.person_id,
            _Later.nudge != Nudge.DIGEST,
            _Later.answered_at >= Delivery.sent_at,
        )
        .exists()
    )
    latest = func.row_number().over(
        partition_by=(Delivery.organization_id, Delivery.person_id), order_by=(Delivery.day.desc(), Delivery.id.desc())
    )
    sent = (
        select(*_FOR_PAST, latest.label("place"))
        .select_from(those)
        .join(Delivery, and_(Delivery.organization_id == those.c.organization_id, Delivery.person_id == those.c.id))
        .where(
            Delivery.day < _DAY_SINCE,
            Delivery.state == DeliveryState.SENT,
            Delivery.nudge != Nudge.DIGEST,
            Delivery.answered_at.is_(None),
            Delivery.snoozed_until.is_(None),
            not_(answered_since),
        )
        .subquery()
    )
    columns = (sent.c[one.name] for one in _FOR_PAST)
    return (
        select(*columns)
        .where(sent.c.place <= bindparam("most", type_=Integer()))
        .order_by(sent.c.on_day, sent.c.delivery)
    )


@cache
def _follow_ups(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    in_vain = (
        select(func.count())
        .where(
            Delivery.organization_id == Plan.organization_id,
            Delivery.person_id == Plan.person_id,
            Delivery.day >= Plan.follow_up_on,
            Delivery.plan_id == Plan.id,
            _was_in_vain(Delivery),
        )
        .correlate(Plan)
        .scalar_subquery()
    )
    return (
        select(Plan.organization_id, Plan.person_id, Plan.id, Plan.follow_up_on, in_vain)
        .select_from(those)
        .join(Plan, and_(Plan.organization_id == those.c.organization_id, Plan.person_id == those.c.id))
        .where(Plan.state == PlanState.OPEN, Plan.asked_at.is_(None), Plan.follow_up_on.is_not(None))
        .order_by(Plan.follow_up_on, Plan.id)
    )
