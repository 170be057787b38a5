"""Keeps what people answered to the quizzes of lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from storage import many
from storage.database import Connection, insert_if_new
from storage.models import LessonResult
from storage.models.base import new_id


@dataclass(frozen=True, slots=True)
class Result:
    """One answer of one person."""

    organization_id: UUID
    person_id: UUID
    lesson: str
    answered_on: date
    is_right: bool


async def add(
    db: Connection,
    organization_id: UUID,
    person_id: UUID,
    *,
    lesson: str,
    answer: int,
    is_right: bool,
    day: date,
    now: datetime,
    delivery_id: UUID | None = None,
) -> int:
    """Stores an answer, by its number from 0, unless they gave one that day; returns the one that is kept.

    `delivery_id`: the nudge that brought the lesson. Of two answers at once the unique key keeps one.
    """
    await db.execute(
        insert_if_new(db, LessonResult).values(
            organization_id=organization_id,
            id=new_id(),
            person_id=person_id,
            delivery_id=delivery_id,
            lesson=lesson,
            answer=answer,
            is_right=is_right,
            answered_on=day,
            created_at=now,
        )
    )
    kept = select(LessonResult.answer).where(
        LessonResult.organization_id == organization_id,
        LessonResult.person_id == person_id,
        LessonResult.lesson == lesson,
        LessonResult.answered_on == day,
    )
    return (await db.execute(kept)).scalar_one()


async def of_people(db: Connection, people: many.Keys) -> list[Result]:
    """All answers of these people, the oldest first."""
    dialect = db.dialect.name
    return [Result(*row) for row in await db.execute(_of_people(dialect), many.keys_of(dialect, people))]


@cache
def _of_people(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(
            LessonResult.organization_id,
            LessonResult.person_id,
            LessonResult.lesson,
            LessonResult.answered_on,
            LessonResult.is_right,
        )
        .select_from(those)
        .join(
            LessonResult,
            and_(LessonResult.organization_id == those.c.organization_id, LessonResult.person_id == those.c.id),
        )
        .order_by(LessonResult.created_at, LessonResult.id)
    )
