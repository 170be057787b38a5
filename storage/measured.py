"""What a period's people learned and answered: rows of numbers a team, as in `storage/cells.py`.

Whoever calls has settled `homes` for the period. `end` is the moment when it ended in the organization's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from storage.cells import Own, by_team
from storage.counts import HELPED, Span
from storage.database import Connection
from storage.homes import HOMES
from storage.models import Action, Confirmation, Delivery, LessonResult
from storage.words import ConfirmationAnswer, ConfirmationPart, DeliveryState, Nudge


@dataclass(frozen=True, slots=True)
class Answers:
    """How often a colleague answered about acts of one person, and how often that it helped."""

    team: UUID
    part: ConfirmationPart
    actor: UUID
    person: UUID | None
    count: int
    helped: int


async def lessons(db: Connection, organization_id: UUID, period: Span) -> Own:
    """`reached`: who finished a lesson. `lessons`: those sent in the period; `finished`: of them, by its last day."""
    first, until = period
    reached = (
        select(LessonResult.person_id, func.max(1).label("reached"))
        .where(
            LessonResult.organization_id == organization_id,
            LessonResult.answered_on >= first,
            LessonResult.answered_on < until,
        )
        .group_by(LessonResult.person_id)
        .subquery()
    )
    is_finished = (
        select(LessonResult.id)
        .where(
            LessonResult.organization_id == Delivery.organization_id,
            LessonResult.delivery_id == Delivery.id,
            LessonResult.answered_on < until,
        )
        .exists()
    )
    sent = (
        select(
            Delivery.person_id,
            func.count().label("lessons"),
            func.sum(case((is_finished, 1), else_=0)).label("finished"),
        )
        .where(*_sent(organization_id, period), Delivery.nudge == Nudge.LESSON)
        .group_by(Delivery.person_id)
        .subquery()
    )
    return merged([await by_team(db, reached, ("reached",)), await by_team(db, sent, ("lessons", "finished"))])


async def quizzes(db: Connection, organization_id: UUID, period: Span, apart: timedelta) -> Own:
    """`asked`: the questions answered a second time in the period, so much later than first; of these the `first_right`
    and the `second_right`.
    """
    first, second = aliased(LessonResult), aliased(LessonResult)
    starts, until = period
    each = (
        select(
            second.person_id,
            func.count().label("asked"),
            func.sum(case((first.is_right, 1), else_=0)).label("first_right"),
            func.sum(case((second.is_right, 1), else_=0)).label("second_right"),
        )
        .join(first, _is_same_question(first, second))
        .where(
            second.organization_id == organization_id,
            second.answered_on >= starts,
            second.answered_on < until,
            second.answered_on >= _later(db, first.answered_on, apart),
            ~_is_answered_before(first),
            ~_is_answered_before(second, lambda other: other.answered_on >= _later(db, first.answered_on, apart)),
        )
        .group_by(second.person_id)
        .subquery()
    )
    return await by_team(db, each, ("asked", "first_right", "second_right"))


async def nudges(db: Connection, organization_id: UUID, period: Span, end: datetime) -> Own:
    """`sent_all` and `answered_all`, and the same of each kind of nudge: `sent_lesson`, `answered_lesson`."""
    counts: list[ColumnElement[int]] = []
    names: list[str] = []
    for name, kinds in {"all": list(Nudge), **{nudge.value: [nudge] for nudge in Nudge}}.items():
        is_kind, is_answered = Delivery.nudge.in_(kinds), Delivery.answered_at < end
        counts.append(func.count().filter(is_kind).label(f"sent_{name}"))
        counts.append(func.count().filter(is_kind, is_answered).label(f"answered_{name}"))
        names += [f"sent_{name}", f"answered_{name}"]
    each = (
        select(Delivery.person_id, *counts)
        .where(*_sent(organization_id, period))
        .group_by(Delivery.person_id)
        .subquery()
    )
    return await by_team(db, each, names)


async def answers(db: Connection, organization_id: UUID, begin: datetime, end: datetime) -> list[Answers]:
    """Answers about acts that count, given between the moments: actor and colleague, by the part they had in it."""
    query = (
        select(
            HOMES.c.team_id,
            Confirmation.part,
            Action.actor_id,
            Confirmation.person_id,
            func.count(),
            func.count().filter(Confirmation.answer.in_(HELPED)),
        )
        .join(
            Action,
            and_(Action.organization_id == Confirmation.organization_id, Action.id == Confirmation.action_id),
        )
        .join(HOMES, HOMES.c.person_id == Action.actor_id)
        .where(
            Confirmation.organization_id == organization_id,
            Confirmation.answered_at >= begin,
            Confirmation.answered_at < end,
            Confirmation.answer != ConfirmationAnswer.DECLINED,
            Action.withdrawn_at.is_(None),
        )
        .group_by(HOMES.c.team_id, Confirmation.part, Action.actor_id, Confirmation.person_id)
    )
    return [Answers(*row) for row in await db.execute(query)]


def merged(several: Sequence[Own]) -> Own:
    """All numbers of each team together."""
    found: Own = {}
    for own in several:
        for team, numbers in own.items():
            found.setdefault(team, {}).update(numbers)
    return found


def _sent(organization_id: UUID, period: Span) -> tuple[ColumnElement[bool], ...]:
    """A nudge is sent on the day that it is for."""
    first, until = period
    return (
        Delivery.organization_id == organization_id,
        Delivery.state == DeliveryState.SENT,
        Delivery.day >= first,
        Delivery.day < until,
    )


def _is_same_question(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(
        one.organization_id == other.organization_id, one.person_id == other.person_id, one.lesson == other.lesson
    )


def _is_answered_before(one: Any, if_so: Callable[[Any], ColumnElement[bool]] | None = None) -> ColumnElement[bool]:
    """Whether the same person answered the same question earlier, in a way that counts."""
    earlier = aliased(LessonResult)
    counts = [] if if_so is None else [if_so(earlier)]
    return exists().where(_is_same_question(earlier, one), earlier.created_at < one.created_at, *counts)


def _later(db: Connection, day: Any, by: timedelta) -> ColumnElement[date]:
    if db.dialect.name == "sqlite":
        return func.date(day, f"+{by.days} days", type_=Date)
    return day + by.days  # type: ignore[no-any-return]
