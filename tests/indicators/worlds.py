"""Small organizations made up from a seed, dense enough that whatever a measure tells apart is in most of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from indicators.periods import Length, period_of
from indicators.rows import (
    ActionRow,
    AdvancementRow,
    ConfirmationRow,
    DeliveryRow,
    LessonRow,
    PersonRow,
    QuizAnswerRow,
    Rows,
    SponsorshipRow,
)
from indicators.scope import Scope
from storage.words import ConfirmationAnswer, ConfirmationPart, Gender, Kind, Nudge, Outcome, Tier

T = TypeVar("T")
IDS = [UUID(int=number) for number in range(1, 9)]
STRANGER = UUID(int=99)
"""Somebody that the rows of people do not have."""
TEAMS = [UUID(int=100 + number) for number in range(3)]
TODAY = date(2025, 3, 5)
"""In the year after a leap day, so that a year from 29 February is met, too."""
EDGES = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1)]
MEN_AND_WOMEN = [Gender.MAN, Gender.MAN, Gender.WOMAN, Gender.WOMAN, *Gender]


def world(seed: int) -> tuple[Rows, Scope]:
    """The same rows and scope for the same seed."""
    return _World(Random(seed)).build()


class _World:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.length = random.choice(list(Length))
        self.scope = Scope(
            period_of(self.length, self.day(20)),
            random.choice([None, None, frozenset(random.sample(TEAMS, random.choice([0, 1, 2, 2, 3])))]),
        )

    def build(self) -> tuple[Rows, Scope]:
        rows = Rows(
            people=tuple(self.person(number) for number in IDS),
            actions=self.some(self.action, 40),
            sponsorships=self.some(self.sponsorship, 30),
            advancements=self.maybe(self.some(self.advancement, 20), 0.9),
            lessons=self.some(self.lesson, 20),
            quiz_answers=self.quiz_answers(),
            deliveries=self.some(self.delivery, 30),
            confirmations=self.some(self.confirmation, 25),
        )
        return rows, self.scope

    def person(self, number: UUID) -> PersonRow:
        hired_on, left_on = self.maybe(self.long_ago(), 0.25), self.maybe(self.day(400), 0.2)
        return PersonRow(number, self.any(MEN_AND_WOMEN), self.team(), hired_on, left_on)

    def action(self) -> ActionRow:
        return ActionRow(
            actor=self.who(),
            kind=self.any([*Kind, Kind.MENTOR, Kind.INTERVENE]),
            occurred_on=self.day(35),
            actor_gender=self.any(MEN_AND_WOMEN),
            beneficiary=self.maybe(self.who(), 0.8),
            outcome=self.maybe(self.any(list(Outcome)), 0.8),
            tier=self.any(list(Tier)),
            is_withdrawn=self.random.random() < 0.1,
        )

    def sponsorship(self) -> SponsorshipRow:
        on = self.any([self.long_ago(), self.long_ago(), self.day(40)])
        return SponsorshipRow(
            sponsor=self.who(),
            nominated_on=on,
            sponsor_gender=self.any([Gender.MAN, *MEN_AND_WOMEN]),
            beneficiary=self.maybe(self.any(IDS[:5]), 0.85),
            concluded_on=self.maybe(on + timedelta(days=self.random.randint(-3, 500)), 0.5),
            advanced_on=self.maybe(self.any([on + timedelta(days=self.random.randint(-3, 500)), *EDGES]), 0.6),
            is_withdrawn=self.random.random() < 0.1,
        )

    def advancement(self) -> AdvancementRow:
        return AdvancementRow(self.who(), self.long_ago())

    def lesson(self) -> LessonRow:
        return LessonRow(self.who(), self.maybe(self.day(20), 0.8), self.maybe(self.day(20), 0.7))

    def quiz_answers(self) -> tuple[QuizAnswerRow, ...]:
        """No two of a person at one moment: which of them came first would not be told."""
        found: dict[tuple[UUID, datetime], QuizAnswerRow] = {}
        for _ in range(40):
            day, who = self.day(15), self.any(IDS[:4])
            at = datetime.combine(day, time(self.random.randint(0, 23)), UTC)
            there = self.any([day, day, day - timedelta(days=1)])  # west of Greenwich it is the day before
            lesson = self.any(["credit", "interrupt"])
            found[who, at] = QuizAnswerRow(who, lesson, at, there, self.random.random() < 0.5)
        return tuple(found.values())

    def delivery(self) -> DeliveryRow:
        return DeliveryRow(self.who(), self.any(list(Nudge)), self.day(20), self.maybe(self.day(20), 0.7))

    def confirmation(self) -> ConfirmationRow:
        return ConfirmationRow(
            actor=self.who(),
            person=self.maybe(self.who(), 0.9),
            part=self.any(list(ConfirmationPart)),
            answer=self.any(list(ConfirmationAnswer)),
            answered_on=self.day(20),
            is_withdrawn=self.random.random() < 0.1,
        )

    def any(self, choices: list[T]) -> T:
        return self.random.choice(choices)

    def maybe(self, one: T, chance: float) -> T | None:
        return one if self.random.random() < chance else None

    def some(self, make: Callable[[], T], most: int) -> tuple[T, ...]:
        return tuple(make() for _ in range(self.random.randint(most // 3, most)))

    def who(self) -> UUID:
        return self.any([*IDS, *IDS, STRANGER])

    def team(self) -> UUID | None:
        return self.any([*TEAMS, *TEAMS, None])

    def day(self, around: int) -> date:
        return TODAY + timedelta(days=self.random.randint(-around, around))

    def long_ago(self) -> date:
        return self.any([self.day(30), TODAY - timedelta(days=self.random.randint(0, 800)), *EDGES[:3]])
