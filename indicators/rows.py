"""The plain rows that measures take: what happened, of one organization. Whoever reads them from a database fills them.

People are rows for one period: `team` is the one team they are counted in for it, with all that they do. All else is
history; an act carries the gender that its actor declared on its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from storage.words import ConfirmationAnswer, ConfirmationPart, Gender, Kind, Nudge, Outcome, Tier


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Employed from `hired_on` up to, not including, `left_on`; where one is empty, without that end."""

    id: UUID
    gender: Gender = Gender.UNDISCLOSED
    team: UUID | None = None
    hired_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A logged act. `tier` is the best evidence there is for it."""

    actor: UUID
    kind: Kind
    occurred_on: date
    actor_gender: Gender = Gender.UNDISCLOSED
    beneficiary: UUID | None = None
    outcome: Outcome | None = None
    tier: Tier = Tier.SELF_REPORTED
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SponsorshipRow:
    """A nomination. `advanced_on`: when its beneficiary got the role that it was for, or another step up."""

    sponsor: UUID
    nominated_on: date
    sponsor_gender: Gender = Gender.UNDISCLOSED
    beneficiary: UUID | None = None
    concluded_on: date | None = None
    advanced_on: date | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class AdvancementRow:
    """A person's step up, as HR records it, whoever did or did not sponsor them."""

    person: UUID
    on: date


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson for a person. `delivered_on` is empty for one they asked for, `completed_on` for one left unfinished."""

    person: UUID
    delivered_on: date | None = None
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class QuizAnswerRow:
    """One answer to a lesson's question. `answered_on` is the person's own day at `answered_at`."""

    person: UUID
    lesson: str
    answered_at: datetime
    answered_on: date
    is_right: bool


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A nudge that was sent. Failed, skipped and unknown ones are no rows."""

    person: UUID
    nudge: Nudge
    sent_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """A colleague's answer about an action. `person` is empty where who answered has been erased."""

    actor: UUID
    person: UUID | None
    part: ConfirmationPart
    answer: ConfirmationAnswer
    answered_on: date
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """All that measures take. Those of actions, answers and lessons go back as far as a measure looks.

    `people`: everybody, those who left included. `advancements` is None where nobody records them: then a rate of them
    is nothing to show, which is another thing than nought.
    """

    people: tuple[PersonRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    sponsorships: tuple[SponsorshipRow, ...] = ()
    advancements: tuple[AdvancementRow, ...] | None = None
    lessons: tuple[LessonRow, ...] = ()
    quiz_answers: tuple[QuizAnswerRow, ...] = ()
    deliveries: tuple[DeliveryRow, ...] = ()
    confirmations: tuple[ConfirmationRow, ...] = ()
