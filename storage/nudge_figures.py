"""Counts nudges that did not go out, by week and reason: how often, for how many people, and how often for one of them.

Program-level numbers as they are. What of them may be told, `indicators.told_deliveries` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Label, case, distinct, func, select

from storage.database import Connection
from storage.models import Delivery
from storage.words import DeliveryState

_NOT_SENT = (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.SKIPPED)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NotSent:
    """What came of so many nudges of a week, and why."""

    monday: date
    state: DeliveryState
    reason: str
    count: int
    people: int
    largest: int


async def not_sent(db: Connection, organization_id: UUID, mondays: Sequence[date]) -> list[NotSent]:
    """Of the weeks that begin on these days."""
    if not mondays:
        return []
    week = _week(mondays)
    by_person = (
        select(week, Delivery.state, func.coalesce(Delivery.reason, "").label("reason"), func.count().label("times"))
        .where(*_in(organization_id, mondays), Delivery.state.in_(_NOT_SENT))
        .group_by(week, Delivery.state, Delivery.reason, Delivery.person_id)
        .subquery()
    )
    query = select(
        by_person.c.week,
        by_person.c.state,
        by_person.c.reason,
        func.sum(by_person.c.times),
        func.count(),
        func.max(by_person.c.times),
    ).group_by(by_person.c.week, by_person.c.state, by_person.c.reason)
    return [
        NotSent(mondays[week], state, reason, int(count), people, largest)
        for week, state, reason, count, people, largest in await db.execute(query)
        if week is not None
    ]


async def people(db: Connection, organization_id: UUID, mondays: Sequence[date]) -> Mapping[date, int]:
    """For how many people there was any nudge at all, by week."""
    if not mondays:
        return {}
    week = _week(mondays)
    query = select(week, func.count(distinct(Delivery.person_id))).where(*_in(organization_id, mondays)).group_by(week)
    return {mondays[week]: count for week, count in await db.execute(query) if week is not None}


def _week(mondays: Sequence[date]) -> Label[int | None]:
    """Which of the weeks a delivery is of, by its place among them."""
    return case(
        *((Delivery.day.between(monday, monday + _WEEK - timedelta(days=1)), at) for at, monday in enumerate(mondays)),
        else_=None,
    ).label("week")


def _in(organization_id: UUID, mondays: Sequence[date]) -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.organization_id == organization_id,
        Delivery.day >= min(mondays),
        Delivery.day < max(mondays) + _WEEK,
    )
