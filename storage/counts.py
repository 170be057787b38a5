"""Counts what a person did, for their own record. An action counts until it is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, select

from storage.database import Connection
from storage.models import Action, Confirmation
from storage.words import ConfirmationAnswer, ConfirmationPart, Kind, Tier

Span = tuple[date, date]
"""The first day of a period, and the day after its last."""
HELPED = (ConfirmationAnswer.YES, ConfirmationAnswer.SOMEWHAT)
"""The answers that confirm an action."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many actions of a kind a person did on a day."""

    day: date
    kind: Kind
    actions: int


async def own_by_day(db: Connection, organization_id: UUID, person_id: UUID, first: date, end: date) -> list[DayCount]:
    """What a person did by day and kind, from `first` up to, not including, `end`."""
    query = (
        select(Action.occurred_on, Action.kind, func.count())
        .where(
            Action.organization_id == organization_id,
            Action.actor_id == person_id,
            Action.occurred_on >= first,
            Action.occurred_on < end,
            Action.withdrawn_at.is_(None),
        )
        .group_by(Action.occurred_on, Action.kind)
        .order_by(Action.occurred_on, Action.kind)
    )
    return [DayCount(*row) for row in (await db.execute(query)).all()]


async def own_by_tier(db: Connection, organization_id: UUID, person_id: UUID) -> dict[Tier, int]:
    """All that a person did, each action once, under the best evidence there is for it."""
    tier = case(
        (confirmed_by(ConfirmationPart.WITNESS), Tier.WITNESSED.value),
        (confirmed_by(ConfirmationPart.BENEFICIARY), Tier.CONFIRMED.value),
        else_=Tier.SELF_REPORTED.value,
    )
    tiers = (
        select(tier.label("tier"))
        .where(Action.organization_id == organization_id, Action.actor_id == person_id, Action.withdrawn_at.is_(None))
        .subquery()
    )
    found = (await db.execute(select(tiers.c.tier, func.count()).group_by(tiers.c.tier))).all()
    return dict.fromkeys(Tier, 0) | {Tier(name): count for name, count in found}


def confirmed_by(part: ConfirmationPart) -> ColumnElement[bool]:
    """Whether a colleague with that part in an action said that it helped."""
    return exists().where(
        Confirmation.organization_id == Action.organization_id,
        Confirmation.action_id == Action.id,
        Confirmation.part == part,
        Confirmation.answer.in_(HELPED),
    )
