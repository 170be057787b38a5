"""What a colleague is asked about an action, and what they answer. Only they may see or answer it: `find` is the door.

The beneficiary is asked whether it helped; a witness, whom the author named, whether it happened. The answer is
theirs alone: authors are told totals only (`storage/own_evidence.py`), groups are counted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, update

from storage.database import Connection, insert_if_new
from storage.models import Action, Confirmation, Person, Sponsorship
from storage.models.base import new_id
from storage.words import ConfirmationAnswer, ConfirmationPart, Kind, Setting


@dataclass(frozen=True, slots=True)
class Question:
    """A question to one colleague about one action, with what they may know of it: neither its note nor anybody else.

    `is_author_there`: whoever did it has not been erased. `counts`: it was not taken back. `sponsorship_id`: it
    nominated this very colleague, and `agreed` is what they said to being asked what came of it.
    """

    id: UUID
    part: ConfirmationPart
    author: str
    is_author_there: bool
    kind: Kind
    setting: Setting | None
    occurred_on: date
    counts: bool
    answer: ConfirmationAnswer | None
    answered_at: datetime | None
    sponsorship_id: UUID | None
    agreed: bool | None

    @property
    def is_open(self) -> bool:
        """Whether there is something to answer, and nothing was answered yet."""
        return self.counts and self.is_author_there and self.answer is None


async def find(db: Connection, organization_id: UUID, person_id: UUID, confirmation_id: UUID) -> Question | None:
    """The question, if it was put to this person."""
    query = _questions(organization_id, person_id).where(Confirmation.id == confirmation_id)
    row = (await db.execute(query)).one_or_none()
    return None if row is None else _read(row)


async def unanswered(db: Connection, organization_id: UUID, person_id: UUID, limit: int) -> list[Question]:
    """What waits for this person's answer, the latest act first: questions that were sent, and those still to be."""
    query = (
        _questions(organization_id, person_id)
        .where(Confirmation.answer.is_(None), Action.withdrawn_at.is_(None), Person.erased_at.is_(None))
        .order_by(Action.occurred_on.desc(), Confirmation.id.desc())
        .limit(limit)
    )
    return [_read(row) for row in (await db.execute(query)).all()]


async def mark_shown(
    db: Connection, organization_id: UUID, person_id: UUID, shown: Collection[UUID], now: datetime
) -> None:
    """These came up when the person asked for what waits, so that no nudge asks them as well."""
    await db.execute(
        update(Confirmation)
        .where(
            Confirmation.organization_id == organization_id,
            Confirmation.person_id == person_id,
            Confirmation.id.in_(shown),
            Confirmation.asked_at.is_(None),
        )
        .values(asked_at=now)
    )


async def give(
    db: Connection,
    organization_id: UUID,
    person_id: UUID,
    confirmation_id: UUID,
    answer: ConfirmationAnswer,
    now: datetime,
    *,
    final_before: datetime,
) -> bool:
    """Stores the person's answer; False, and nothing changes, where an older one is final.

    One that says nothing (declined) is never final. The same answer again changes nothing, its moment included.
    """
    changed = await db.execute(
        update(Confirmation)
        .where(
            Confirmation.organization_id == organization_id,
            Confirmation.person_id == person_id,
            Confirmation.id == confirmation_id,
            or_(
                Confirmation.answer.is_(None),
                Confirmation.answer == ConfirmationAnswer.DECLINED,
                Confirmation.answered_at > final_before,
            ),
            Confirmation.answer.is_distinct_from(answer),
        )
        .values(answer=answer, answered_at=now)
    )
    return changed.rowcount == 1


async def ask_witness(db: Connection, organization_id: UUID, action_id: UUID, person_id: UUID) -> bool:
    """Puts a question to a witness in line; False where this colleague is asked about this action already."""
    row = await db.execute(
        insert_if_new(db, Confirmation).values(
            organization_id=organization_id,
            id=new_id(),
            action_id=action_id,
            person_id=person_id,
            part=ConfirmationPart.WITNESS,
            asked_at=None,
        )
    )
    return row.rowcount == 1


async def witnesses(db: Connection, organization_id: UUID, action_id: UUID) -> int:
    """How many witnesses an action's author has named, whatever became of it.

    Waits for whoever names another one just now: together they must not be more than there may be.
    """
    await db.execute(
        select(Action.id).where(Action.organization_id == organization_id, Action.id == action_id).with_for_update()
    )
    found = await db.scalar(
        select(func.count()).where(
            Confirmation.organization_id == organization_id,
            Confirmation.action_id == action_id,
            Confirmation.part == ConfirmationPart.WITNESS,
        )
    )
    return found or 0


def _questions(organization_id: UUID, person_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Confirmation.id,
            Confirmation.part,
            Person.name.label("author"),
            Person.erased_at.is_(None).label("is_author_there"),
            Action.kind,
            Action.setting,
            Action.occurred_on,
            Action.withdrawn_at.is_(None).label("counts"),
            Confirmation.answer,
            Confirmation.answered_at,
            Sponsorship.id.label("sponsorship_id"),
            Sponsorship.beneficiary_agreed.label("agreed"),
        )
        .join(Action, and_(Action.organization_id == Confirmation.organization_id, Action.id == Confirmation.action_id))
        .join(Person, and_(Person.organization_id == Action.organization_id, Person.id == Action.actor_id))
        .outerjoin(
            Sponsorship,
            and_(
                Sponsorship.organization_id == Action.organization_id,
                Sponsorship.action_id == Action.id,
                Sponsorship.beneficiary_id == person_id,
            ),
        )
        .where(Confirmation.organization_id == organization_id, Confirmation.person_id == person_id)
    )


def _read(row: Any) -> Question:
    values = row._asdict()
    return Question(**values | {"is_author_there": bool(row.is_author_there), "counts": bool(row.counts)})
