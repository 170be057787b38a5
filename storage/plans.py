"""Keeps people's if-then plans. Their words are sealed, and only their author reads them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, or_, select, update

from storage.database import Connection
from storage.encryption import Cipher
from storage.models import Plan
from storage.models.base import new_id, table_of
from storage.words import PlanState

LIVE = (PlanState.OPEN, PlanState.NOT_YET)
"""The moment may still come. `not_yet` is one that we have asked about and do not ask about again by ourselves."""


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """A plan, for its author. `text` is None where no key of ours opens it. `lesson`: where it came from."""

    id: UUID
    lesson: str | None
    text: str | None
    follow_up_on: date | None
    state: PlanState
    created_at: datetime
    asked_at: datetime | None
    closed_at: datetime | None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


async def add(
    db: Connection,
    cipher: Cipher,
    organization_id: UUID,
    person_id: UUID,
    text: str,
    *,
    follow_up_on: date | None,
    now: datetime,
    lesson: str | None = None,
) -> UUID:
    """Stores a plan and returns its id. Without a day, nothing is asked."""
    plan_id = new_id()
    await db.execute(
        insert(table_of(Plan)).values(
            organization_id=organization_id,
            id=plan_id,
            person_id=person_id,
            lesson=lesson,
            text_sealed=cipher.seal(text),
            follow_up_on=follow_up_on,
            state=PlanState.OPEN,
            created_at=now,
        )
    )
    return plan_id


async def of_person(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[OwnPlan]:
    """All of a person's plans, the newest first."""
    query = _plans(organization_id, person_id).order_by(Plan.created_at.desc(), Plan.id.desc())
    return [_read(cipher, row) for row in (await db.execute(query)).all()]


async def one_of_mine(
    db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID, plan_id: UUID
) -> OwnPlan | None:
    """The plan, if it is this person's."""
    row = (await db.execute(_plans(organization_id, person_id).where(Plan.id == plan_id))).one_or_none()
    return None if row is None else _read(cipher, row)


async def close(
    db: Connection, organization_id: UUID, person_id: UUID, plan_id: UUID, state: PlanState, now: datetime
) -> bool:
    """Done, dropped, or not yet come to its moment: nothing is asked about it. False if the plan is not there."""
    closed_at = None if state in LIVE else now
    return await _change(db, organization_id, person_id, plan_id, state=state, closed_at=closed_at, follow_up_on=None)


async def ask_on(db: Connection, organization_id: UUID, person_id: UUID, plan_id: UUID, day: date) -> bool:
    """The person wants to be asked once more, on that day or after it. False if the plan is not there."""
    return await _change(
        db,
        organization_id,
        person_id,
        plan_id,
        state=PlanState.OPEN,
        follow_up_on=day,
        asked_at=None,
        closed_at=None,
    )


async def mark_asked(db: Connection, organization_id: UUID, plans: Collection[UUID], day: date, now: datetime) -> None:
    """On that day we asked whether the moment of these plans came; by ourselves we don't ask again.

    Not so where the person chose a later day meanwhile.
    """
    if plans:
        await db.execute(
            update(Plan)
            .where(
                Plan.organization_id == organization_id,
                Plan.id.in_(plans),
                or_(Plan.follow_up_on.is_(None), Plan.follow_up_on <= day),
            )
            .values(asked_at=now)
        )


async def texts(
    db: Connection, cipher: Cipher, organization_id: UUID, plans: Collection[UUID]
) -> dict[UUID, str | None]:
    """The words of these plans, where the plans are open; None for words that no key opens."""
    query = select(Plan.id, Plan.text_sealed).where(
        Plan.organization_id == organization_id, Plan.id.in_(plans), Plan.state == PlanState.OPEN
    )
    return {row.id: cipher.open(row.text_sealed) for row in (await db.execute(query)).all()}


def _plans(organization_id: UUID, person_id: UUID) -> Select[*tuple[Any, ...]]:
    return select(
        Plan.id,
        Plan.lesson,
        Plan.text_sealed,
        Plan.follow_up_on,
        Plan.state,
        Plan.created_at,
        Plan.asked_at,
        Plan.closed_at,
    ).where(Plan.organization_id == organization_id, Plan.person_id == person_id)


def _read(cipher: Cipher, row: Row[*tuple[Any, ...]]) -> OwnPlan:
    return OwnPlan(
        id=row.id,
        lesson=row.lesson,
        text=cipher.open(row.text_sealed),
        follow_up_on=row.follow_up_on,
        state=row.state,
        created_at=row.created_at,
        asked_at=row.asked_at,
        closed_at=row.closed_at,
    )


async def _change(db: Connection, organization_id: UUID, person_id: UUID, plan_id: UUID, **values: object) -> bool:
    changed = await db.execute(
        update(Plan)
        .where(Plan.organization_id == organization_id, Plan.person_id == person_id, Plan.id == plan_id)
        .values(**values)
    )
    return changed.rowcount == 1
