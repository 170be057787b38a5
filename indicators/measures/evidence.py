"""What colleagues said of what was logged. Each kind of evidence stands by itself; there is no sum of the two."""

from __future__ import annotations

from indicators.rows import Rows
from indicators.scope import Scope, population
from indicators.values import Unit, Value, between_people
from storage.counts import HELPED
from storage.words import ConfirmationAnswer, ConfirmationPart, Tier

PARTS = {ConfirmationPart.BENEFICIARY: Tier.CONFIRMED, ConfirmationPart.WITNESS: Tier.WITNESSED}


def confirmed_share(rows: Rows, scope: Scope) -> dict[str, Value]:
    """How many of the answers say that it helped: those of beneficiaries, and those of witnesses.

    Who would rather not answer says nothing, neither for nor against.
    """
    people = population(rows, scope)
    answers = [
        one
        for one in rows.confirmations
        if one.answered_on in scope.period
        and one.actor in people
        and one.answer is not ConfirmationAnswer.DECLINED
        and not one.is_withdrawn
    ]
    return {
        tier.value: between_people(
            Unit.PERCENT,
            [(one.actor, one.person) for one in answers if one.part is part and one.answer in HELPED],
            sum(one.part is part for one in answers),
        )
        for part, tier in PARTS.items()
    }
