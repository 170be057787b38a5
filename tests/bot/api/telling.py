"""Closed periods with something of every verdict, made up from a seed. What was measured is never what is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from sqlalchemy import insert

from indicators.definitions import REGISTRY
from indicators.periods import Length, period_after, period_of
from indicators.suppression import Reason, Verdict
from storage import indicator_values
from storage.database import Connection
from storage.indicator_values import NewValue, Stored
from storage.models import ClosedPeriod
from tests.clock import FrozenClock

FIRST = date(2025, 9, 1)
MANY = {Length.WEEK: 7, Length.MONTH: 6, Length.QUARTER: 2, Length.YEAR: 2}
MEASURED = 700_000
"""Measured numbers begin here; told ones are far below."""


@dataclass(frozen=True)
class Told:
    """What may be said."""

    verdict: str
    people: int
    count: int


Tellings = dict[tuple[UUID, Length, date, str, str], list[Told]]
"""What is told of a team (or the organization), by period, indicator and part: of each revision in turn."""


async def fill(
    db: Connection, organization_id: UUID, teams: Collection[UUID], clock: FrozenClock, seed: int
) -> Tellings:
    """Stores it; returns what the API may say, number by number. Here and there something is not stored at all."""
    dice, told = Random(seed), Tellings()
    for length in Length:
        period = period_of(length, FIRST)
        for _ in range(MANY[length]):
            for revision in range(dice.choice([1, 1, 2, 3])):
                reason = "late" if revision else None
                await db.execute(
                    insert(ClosedPeriod).values(
                        organization_id=organization_id,
                        length=length.value,
                        starts_on=period.first,
                        revision=revision,
                        reason=reason,
                        k=5 + revision,
                        closed_at=clock(),
                    )
                )
                scopes = [organization_id, *(teams if length is Length.WEEK else ())]
                values = [
                    _value(dice, team, indicator, told, length, period.first)
                    for team in scopes
                    for indicator in REGISTRY
                    if dice.random() < 0.8 and (revision == 0 or dice.random() < 0.5)
                ]
                await indicator_values.write(
                    db, organization_id, length.value, period.first, values, revision=revision, reason=reason
                )
            period = period_after(period)
    return told


def _value(dice: Random, team: UUID, indicator: str, told: Tellings, length: Length, first: date) -> NewValue:
    parts: dict[str, Stored] = {}
    for part in REGISTRY[indicator].parts:
        measured = tuple(MEASURED + dice.randrange(100_000) for _ in range(4))
        verdict = dice.choice([*Verdict, Verdict.WHOLE, Verdict.PART, None])
        people = dice.randrange(5, 4000) if verdict in {Verdict.WHOLE, Verdict.PART} else 0
        count = dice.randrange(people + 1) if people else 0
        ruling = verdict or Verdict.HIDDEN
        one = Told(ruling.value, people, count)
        told.setdefault((team, length, first, indicator, part.id), []).append(one)
        why = Reason.ONE_PERSON.value if ruling is Verdict.HIDDEN else None
        parts[part.id] = measured if verdict is None else (*measured, verdict.value, people, count, why)
    return NewValue(team, indicator, 1, parts)
