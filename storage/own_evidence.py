"""What a person may be told of how colleagues back what they logged: totals that no single answer can be read from.

Colleagues answer in private. Their confirmations go into a total together or not at all: when there are new ones of at
least k different colleagues, none of whom gave more than half of them, all of them go in at once (`told_at`). So
nobody can tell from two looks what one colleague said between them. Beneficiaries and witnesses have a total each, of
all that was ever logged: with an overlap or a part of the time beside them, the two would tell of single actions.

What is in a total stays there, also when its action is taken back or its colleague erased: a total that moved at that
moment would tell the answer. What a colleague took back leaves it together with the next that go in. Answers other
than a confirmation move nothing; they are counted in groups alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, distinct, func, select, update

from storage.counts import HELPED
from storage.database import Connection
from storage.models import Action, Confirmation
from storage.words import ConfirmationPart


@dataclass(frozen=True, slots=True)
class OwnEvidence:
    """How many actions count, and of how many beneficiaries and witnesses have confirmed them; None: not told yet."""

    actions: int
    confirmed: int | None
    witnessed: int | None


async def tell(db: Connection, organization_id: UUID, person_id: UUID, k: int, now: datetime) -> OwnEvidence:
    """What the person is told from now on, with what has come together since they were told last."""
    for part, colleagues in (await _new(db, organization_id, person_id)).items():
        if len(colleagues) >= k and 2 * max(colleagues.values()) <= colleagues.total():
            await _put_in(db, organization_id, person_id, part, now)
    actions = await db.scalar(
        select(func.count()).where(
            Action.organization_id == organization_id, Action.actor_id == person_id, Action.withdrawn_at.is_(None)
        )
    )
    told = await _told(db, organization_id, person_id)
    return OwnEvidence(actions or 0, told.get(ConfirmationPart.BENEFICIARY), told.get(ConfirmationPart.WITNESS))


async def _new(db: Connection, organization_id: UUID, person_id: UUID) -> dict[ConfirmationPart, Counter[UUID]]:
    """Confirmations that are in no total yet, by part and colleague. Erased ones can't be told apart any more."""
    query = (
        select(Confirmation.part, Confirmation.person_id, func.count())
        .join(Action, _ITS_ACTION)
        .where(*_of(organization_id, person_id), *_UNTOLD)
        .group_by(Confirmation.part, Confirmation.person_id)
    )
    found: dict[ConfirmationPart, Counter[UUID]] = defaultdict(Counter)
    for part, colleague, answers in (await db.execute(query)).all():
        if colleague is not None:
            found[part][colleague] = answers
    return found


async def _put_in(
    db: Connection, organization_id: UUID, person_id: UUID, part: ConfirmationPart, now: datetime
) -> None:
    mine = select(Action.id).where(*_of(organization_id, person_id))
    theirs = (
        Confirmation.organization_id == organization_id,
        Confirmation.part == part,
        Confirmation.action_id.in_(mine),
    )
    taken_back = (Confirmation.told_at.is_not(None), Confirmation.answer.not_in(HELPED))
    await db.execute(update(Confirmation).where(*theirs, *_UNTOLD).values(told_at=now))
    await db.execute(update(Confirmation).where(*theirs, *taken_back).values(told_at=None))


async def _told(db: Connection, organization_id: UUID, person_id: UUID) -> dict[ConfirmationPart, int]:
    """How many actions are in each total; a part that never had enough is not there."""
    query = (
        select(Confirmation.part, func.count(distinct(Confirmation.action_id)).label("actions"))
        .join(Action, _ITS_ACTION)
        .where(*_of(organization_id, person_id), Confirmation.told_at.is_not(None))
        .group_by(Confirmation.part)
    )
    return {row.part: row.actions for row in await db.execute(query)}


_ITS_ACTION = and_(Action.organization_id == Confirmation.organization_id, Action.id == Confirmation.action_id)
_UNTOLD = (Confirmation.told_at.is_(None), Confirmation.answer.in_(HELPED), Confirmation.person_id.is_not(None))


def _of(organization_id: UUID, person_id: UUID) -> tuple[Any, ...]:
    return Action.organization_id == organization_id, Action.actor_id == person_id
