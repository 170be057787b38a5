"""The rows of exports, period by period: as they come from the driver, with nothing in them that anybody wrote.

Of each row: who is behind it; whether their name may be told; who is on its other side; and its values. It is what was
there when its period was told first: neither what was logged after that, nor without what was taken back after that.
For whoever has an export from before and one from after would know what one person did. What counts without being shown
is in none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy import Date as DateType
from sqlalchemy import Uuid as UuidType

from storage.models import Action, Delivery, LessonResult, Sponsorship
from storage.models.base import Instant
from storage.snapshot import Raw, Snapshot
from storage.words import DeliveryState, ExportWhat, Nudge, Visibility

ORGANIZATION = bindparam("organization", type_=UuidType)
FIRST, UNTIL = bindparam("first", type_=DateType), bindparam("until", type_=DateType)
BEFORE = bindparam("before", type_=Instant)


@dataclass(frozen=True, slots=True)
class Told:
    """A period that was told: its days from `first` up to, not including, `until`; told first at `before`."""

    first: date
    until: date
    before: datetime


async def rows(snapshot: Snapshot, what: ExportWhat, organization_id: UUID, told: Told) -> Raw:
    """All rows of a period, in no order that means anything."""
    values = {"organization": organization_id, "first": told.first, "until": told.until, "before": told.before}
    return await snapshot.raw(_QUERIES[what], values)


def _plain(column: Any) -> ColumnElement[str]:
    """A word as it is stored; nothing where there is none."""
    return func.coalesce(type_coerce(column, String), literal("", String))


def _id(column: Any) -> ColumnElement[str]:
    return func.coalesce(cast(column, String), literal("", String))


_IS_NAMED = case((Action.visibility == Visibility.NAMED, 1), else_=0)
_NOBODY, _UNNAMED = literal("", String), literal(0)
_SHOWN = (
    Action.visibility != Visibility.PRIVATE,
    Action.created_at < BEFORE,
    or_(Action.withdrawn_at.is_(None), and_(Action.withdrawn_at >= BEFORE, Action.visibility == Visibility.PROGRAM)),
)
"""As it was when the period was told first. An action is corrected by another that replaces it: that is later, too.

Nobody's name stands by what they took back.
"""


def _activity() -> Select[*tuple[Any, ...]]:
    return select(Action.actor_id, _IS_NAMED, _NOBODY, Action.kind, _plain(Action.setting)).where(
        Action.organization_id == ORGANIZATION, Action.occurred_on >= FIRST, Action.occurred_on < UNTIL, *_SHOWN
    )


def _quarter(day: Any) -> ColumnElement[str]:
    """Such as 2026-Q1; nothing where there is no day."""
    month = cast(extract("month", day), Integer)
    name = cast(cast(extract("year", day), Integer), String) + "-Q" + cast((month + 2) // 3, String)
    return func.coalesce(name, literal("", String))


def _sponsorships() -> Select[*tuple[Any, ...]]:
    """How far each has come; and in which quarters that was, as their sponsor told us. What the beneficiary did is
    theirs.
    """
    one = Sponsorship
    checked_in = (
        select(func.max(Delivery.day))
        .where(
            Delivery.organization_id == one.organization_id,
            Delivery.sponsorship_id == one.id,
            Delivery.person_id == one.sponsor_id,
            Delivery.answered_at.is_not(None),
        )
        .scalar_subquery()
    )
    return (
        select(
            one.sponsor_id,
            _IS_NAMED,
            _id(one.beneficiary_id),
            one.opportunity,
            one.state,
            _plain(one.outcome),
            _quarter(one.concluded_on),
            _quarter(checked_in),
        )
        .join(Action, and_(Action.organization_id == one.organization_id, Action.id == one.action_id))
        .where(one.organization_id == ORGANIZATION, one.nominated_on >= FIRST, one.nominated_on < UNTIL, *_SHOWN)
    )


def _training() -> Any:
    """Lessons that were sent, with what came of them; and those that somebody opened by themselves."""
    right = case((LessonResult.is_right, "right"), else_="not_right")
    sent = (
        select(
            Delivery.person_id,
            _UNNAMED,
            _NOBODY,
            _plain(Delivery.item),
            case((LessonResult.id.is_(None), "not_answered"), else_=right),
        )
        .outerjoin(
            LessonResult,
            and_(
                LessonResult.organization_id == Delivery.organization_id,
                LessonResult.delivery_id == Delivery.id,
                LessonResult.created_at < BEFORE,
            ),
        )
        .where(
            *_sent_in_period(),
            Delivery.nudge == Nudge.LESSON,
            Delivery.state == DeliveryState.SENT,
        )
    )
    opened = select(LessonResult.person_id, _UNNAMED, _NOBODY, _plain(LessonResult.lesson), right).where(
        LessonResult.organization_id == ORGANIZATION,
        LessonResult.delivery_id.is_(None),
        LessonResult.answered_on >= FIRST,
        LessonResult.answered_on < UNTIL,
        LessonResult.created_at < BEFORE,
    )
    return sent.union_all(opened)


def _nudges() -> Select[*tuple[Any, ...]]:
    """Those that were sent. What was not is counted by week on the dashboard, and is not to be subtracted from this."""
    state = case((Delivery.answered_at < BEFORE, "answered"), else_=type_coerce(Delivery.state, String))
    return select(Delivery.person_id, _UNNAMED, _NOBODY, Delivery.nudge, state).where(
        *_sent_in_period(), Delivery.state == DeliveryState.SENT
    )


def _sent_in_period() -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.organization_id == ORGANIZATION,
        Delivery.day >= FIRST,
        Delivery.day < UNTIL,
        Delivery.created_at < BEFORE,
    )


_QUERIES: dict[ExportWhat, Any] = {
    ExportWhat.ACTIVITY: _activity(),
    ExportWhat.SPONSORSHIPS: _sponsorships(),
    ExportWhat.TRAINING: _training(),
    ExportWhat.NUDGES: _nudges(),
}
