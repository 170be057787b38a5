"""Counts how colleagues back what a person logged, in a period and outside of it. Who shows it decides what to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from storage.counts import confirmed_by
from storage.database import Connection
from storage.models import Action, Confirmation
from storage.words import ConfirmationAnswer, ConfirmationPart

WITHOUT_A_WORD = ConfirmationAnswer.DECLINED
"""Who declines says nothing, neither for nor against: it is no answer."""


@dataclass(frozen=True, slots=True)
class Backing:
    """A person's counted actions by who confirmed them, each in one of the first four numbers; and the answers given.

    `answers_*`: all answers of colleagues with that part, whatever they say.
    """

    by_nobody: int = 0
    by_beneficiary: int = 0
    by_witness: int = 0
    by_both: int = 0
    answers_of_beneficiaries: int = 0
    answers_of_witnesses: int = 0

    @property
    def actions(self) -> int:
        return self.by_nobody + self.by_beneficiary + self.by_witness + self.by_both


@dataclass(frozen=True, slots=True)
class OwnEvidence:
    """The same for the actions of a period, for all others, and for all there are."""

    within: Backing
    outside: Backing
    all: Backing


async def own_evidence(db: Connection, organization_id: UUID, person_id: UUID, first: date, end: date) -> OwnEvidence:
    """What backs a person's actions; the period is from `first` up to, not including, `end`."""
    is_within = and_(Action.occurred_on >= first, Action.occurred_on < end).label("is_within")
    by_beneficiary = confirmed_by(ConfirmationPart.BENEFICIARY).label("by_beneficiary")
    by_witness = confirmed_by(ConfirmationPart.WITNESS).label("by_witness")
    mine = (
        Action.organization_id == organization_id,
        Action.actor_id == person_id,
        Action.withdrawn_at.is_(None),
    )
    acts = select(is_within, by_beneficiary, by_witness).where(*mine).subquery()
    columns = (acts.c.is_within, acts.c.by_beneficiary, acts.c.by_witness)
    actions = (await db.execute(select(*columns, func.count().label("actions")).group_by(*columns))).all()
    given = (
        select(is_within, Confirmation.part)
        .join(Action, and_(Action.organization_id == Confirmation.organization_id, Action.id == Confirmation.action_id))
        .where(*mine, Confirmation.answer.is_not(None), Confirmation.answer != WITHOUT_A_WORD)
        .subquery()
    )
    parts = (given.c.is_within, given.c.part)
    answers = (await db.execute(select(*parts, func.count().label("answers")).group_by(*parts))).all()
    return OwnEvidence(
        within=_backing([one for one in actions if one.is_within], [one for one in answers if one.is_within]),
        outside=_backing([one for one in actions if not one.is_within], [one for one in answers if not one.is_within]),
        all=_backing(actions, answers),
    )


def _backing(actions: Any, answers: Any) -> Backing:
    def backed(beneficiary: bool, witness: bool) -> int:
        return sum(
            one.actions
            for one in actions
            if bool(one.by_beneficiary) is beneficiary and bool(one.by_witness) is witness
        )

    def given(part: ConfirmationPart) -> int:
        return sum(one.answers for one in answers if one.part is part)

    return Backing(
        by_nobody=backed(False, False),
        by_beneficiary=backed(True, False),
        by_witness=backed(False, True),
        by_both=backed(True, True),
        answers_of_beneficiaries=given(ConfirmationPart.BENEFICIARY),
        answers_of_witnesses=given(ConfirmationPart.WITNESS),
    )
