"""Counts people by prompt and lesson: who got it, answered it, turned it down, and was right when first asked.

Program-level numbers as they are. What of them may be told, `indicators.told_deliveries` says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, distinct, func, select

from storage.database import Connection
from storage.models import Delivery, LessonResult, SeenItem
from storage.words import DeliveryState


@dataclass(slots=True)
class Used:
    """So many people, from an item's first day on. `first_right`: of those who answered its quiz."""

    sent: int = 0
    answered: int = 0
    not_for_me: int = 0
    quizzed: int = 0
    first_right: int = 0


async def used(db: Connection, organization_id: UUID, until: date, moment: datetime) -> dict[str, Used]:
    """By item, before that day. `moment`: when it begins, where the organization is."""
    found: dict[str, Used] = defaultdict(Used)
    answered = case((Delivery.answered_at < moment, Delivery.person_id), else_=None)
    deliveries = (
        select(Delivery.item, func.count(distinct(Delivery.person_id)), func.count(distinct(answered)))
        .where(
            Delivery.organization_id == organization_id,
            Delivery.item.is_not(None),
            Delivery.state == DeliveryState.SENT,
            Delivery.day < until,
        )
        .group_by(Delivery.item)
    )
    for item, sent, some in await db.execute(deliveries):
        found[str(item)].sent, found[str(item)].answered = sent, some
    turned_down = (
        select(SeenItem.item, func.count())
        .where(SeenItem.organization_id == organization_id, SeenItem.not_for_me_on < until)
        .group_by(SeenItem.item)
    )
    for item, people in await db.execute(turned_down):
        found[item].not_for_me = people
    for item, people, right in await db.execute(_first_answers(organization_id, until)):
        found[item].quizzed, found[item].first_right = people, int(right)
    return dict(found)


def _first_answers(organization_id: UUID, until: date) -> Select[*tuple[Any, ...]]:
    order = (LessonResult.answered_on, LessonResult.id)
    first = (
        select(
            LessonResult.lesson,
            LessonResult.is_right,
            func.row_number()
            .over(partition_by=(LessonResult.lesson, LessonResult.person_id), order_by=order)
            .label("asking"),
        )
        .where(LessonResult.organization_id == organization_id, LessonResult.answered_on < until)
        .subquery()
    )
    return (
        select(first.c.lesson, func.count(), func.sum(case((first.c.is_right, 1), else_=0)))
        .where(first.c.asking == 1)
        .group_by(first.c.lesson)
    )
