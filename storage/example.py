"""What the example organization of `upstander demo` is made of. `example_fill` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storage.actions import Intervention, Nomination
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    DeliveryState,
    Gender,
    Kind,
    Nudge,
    Setting,
    SkipReason,
    SponsorshipOutcome,
    SponsorshipState,
    Visibility,
)

ORIGIN = "example"
WORKSPACE = "example"
"""The console's only workspace, by the id that its requests carry."""


@dataclass(frozen=True, slots=True)
class ExampleTeam:
    """`lead` and the people below are named by their handle, the console's account id."""

    name: str
    lead: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ExamplePerson:
    handle: str
    name: str
    gender: Gender
    team: str
    department: str
    location: str
    level: str
    manager: str | None
    zone: str
    hired_on: date
    is_admin: bool = False
    log_me: bool = True

    @property
    def email(self) -> str:
        return f"{self.handle}@marigold.example"


@dataclass(frozen=True, slots=True)
class ExampleAnswer:
    """What a colleague was asked about an action; `answer` is empty where they have not answered."""

    person: str
    part: ConfirmationPart
    answer: ConfirmationAnswer | None
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExampleDelivery:
    """What was to be sent to somebody, and what came of it. `answer`: the number of the one to a lesson's question."""

    person: str
    nudge: Nudge
    day: date
    at: datetime
    state: DeliveryState
    reason: SkipReason | None = None
    item: str | None = None
    answered_at: datetime | None = None
    answer: int | None = None
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class ExampleAction:
    """Something that somebody did. Of a sponsorship, `check_in` is the question how it goes, and `check_in_due` when it
    comes next.
    """

    actor: str
    kind: Kind
    occurred_on: date
    logged_at: datetime
    visibility: Visibility
    beneficiary: str | None = None
    setting: Setting | None = None
    note: str = ""
    nomination: Nomination | None = None
    state: SponsorshipState = SponsorshipState.NOMINATED
    concluded_on: date | None = None
    outcome: SponsorshipOutcome | None = None
    check_in: ExampleDelivery | None = None
    check_in_due: date | None = None
    intervention: Intervention | None = None
    withdrawn_at: datetime | None = None
    answers: tuple[ExampleAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A whole organization. Leads stand before the people they lead, parents before their teams."""

    name: str
    zone: str
    reporting_url: str
    teams: tuple[ExampleTeam, ...]
    people: tuple[ExamplePerson, ...]
    actions: tuple[ExampleAction, ...]
    deliveries: tuple[ExampleDelivery, ...] = ()
