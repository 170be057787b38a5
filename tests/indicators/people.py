"""A small organization to measure: who is who, and short ways to say what they did."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID

from indicators.periods import week_of
from indicators.rows import ActionRow, PersonRow, QuizAnswerRow
from indicators.scope import Scope
from indicators.values import Value
from storage.words import Gender, Kind, Tier

MEN, WOMEN = Gender.MAN, Gender.WOMAN
PAYMENTS, PLATFORM = UUID(int=901), UUID(int=902)
ADAM, BEN, CARL = UUID(int=1), UUID(int=2), UUID(int=3)
ANA, BEA, CARO, DORA = UUID(int=11), UUID(int=12), UUID(int=13), UUID(int=14)
NOOR = UUID(int=21)
PEOPLE = (
    PersonRow(ADAM, Gender.MAN, PAYMENTS),
    PersonRow(BEN, Gender.MAN, PAYMENTS),
    PersonRow(CARL, Gender.MAN, PLATFORM),
    PersonRow(ANA, Gender.WOMAN, PAYMENTS),
    PersonRow(BEA, Gender.WOMAN, PAYMENTS),
    PersonRow(CARO, Gender.WOMAN, PLATFORM),
    PersonRow(DORA, Gender.WOMAN, None),
    PersonRow(NOOR, Gender.UNDISCLOSED, PLATFORM),
)
"""Eight people, three of them men and four women; four in Payments, three in Platform, one in no team."""
GENDERS = {one.id: one.gender for one in PEOPLE}

WEEK = week_of(date(2026, 3, 4))
"""Monday 2 to Sunday 8 March 2026."""
MONDAY, SUNDAY, NEXT = WEEK.first, WEEK.last, WEEK.end
EVERYBODY = Scope(WEEK)
IN_PAYMENTS = Scope(WEEK, frozenset({PAYMENTS}))


def act(
    actor: UUID,
    kind: Kind = Kind.AMPLIFY,
    on: date = MONDAY,
    *,
    beneficiary: UUID | None = None,
    tier: Tier = Tier.SELF_REPORTED,
) -> ActionRow:
    """What one of them did."""
    return ActionRow(actor, kind, on, actor_gender=GENDERS[actor], beneficiary=beneficiary, tier=tier)


def quiz(person: UUID, on: date, *, is_right: bool, lesson: str = "credit", hour: int = 9) -> QuizAnswerRow:
    return QuizAnswerRow(person, lesson, datetime.combine(on, time(hour), UTC), on, is_right)


def numbers(value: Value) -> tuple[int, int, int]:
    """Numerator, denominator and contributors."""
    return value.numerator, value.denominator, value.contributors
