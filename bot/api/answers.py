"""What the API answers, as types. Its description is made from these, and nothing else can get out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from indicators.breakdowns import By, Why
from indicators.overview import Change
from indicators.periods import Length
from indicators.registry import Criterion, Split
from indicators.suppression import Verdict
from indicators.values import Unit
from storage.export_words import ExportState
from storage.words import ExportForm, ExportWhat

VERDICTS = (
    "What may be said. `whole`: the number of everybody. `part`: that of some groups, because others are too small to "
    "be told of, and are in neither `people` nor `count`. `nearly_all`: fewer than `smallest_group` did not do it, "
    "and there is no number. `hidden`: nothing, so that nobody can be found out; it does not mean 0."
)
Next = Annotated[str | None, Field(description="The cursor of what follows; null at the end.")]


class Answer(BaseModel):
    """Nothing is in an answer but what is said here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PeriodOut(Answer):
    """A period in the organization's zone."""

    name: str = Field(description="Stable.", examples=["2026-W10", "2026-03", "2026-Q1", "2026"])
    length: Length
    first: date = Field(description="Its first day.")
    last: date = Field(description="Its last day.")


class ClosedOut(Answer):
    """The closed periods of one length."""

    length: Length
    first: PeriodOut
    latest: PeriodOut


class OrganizationOut(Answer):
    """The organization that the token belongs to."""

    id: UUID
    name: str
    zone: str = Field(description="Its time zone, by its IANA name.", examples=["Europe/Berlin"])
    smallest_group: int = Field(ge=5, description="Groups smaller than that are not told of, from now on.")
    closed: list[ClosedOut] = Field(description="Which periods are closed; nothing is told of one that still runs.")


class PartOut(Answer):
    """One number of an indicator, defined."""

    part: str = Field(examples=["all"])
    unit: Unit
    formula: str = Field(description="The number in words.")


class IndicatorOut(Answer):
    """An indicator's definition."""

    id: str = Field(examples=["participation"])
    name: str
    criteria: list[Criterion] = Field(description="The criteria of Table 1 in Raj (2024) that it serves.")
    formula: str
    unit: Unit = Field(description="That of its first number.")
    population: str
    parts: list[PartOut]
    splits: list[Split] = Field(description="By what it is told apart.")
    minimum_contributors: int
    method_version: int
    source: str
    note: str
    caution: str = Field(description="What is to be said wherever its numbers are shown.")


class IndicatorsOut(Answer):
    items: list[IndicatorOut]
    next: Next


class IntervalOut(Answer):
    """Where the value may well be: the 95% Wilson interval of a proportion, in percent."""

    low: float
    high: float


class NumberOut(Answer):
    """One number of an indicator, as far as it is told."""

    part: str = Field(examples=["all"])
    unit: Unit
    verdict: Verdict = Field(description=VERDICTS)
    people: int | None = Field(description="What the number is out of: people, mostly. Null where no number is told.")
    count: int | None = Field(description="How many it is true of. Null where no number is told.")
    value: float | None = Field(description="The number in its unit. Null where no number is told.")
    interval: IntervalOut | None = Field(description="Of a proportion that is told.")
    revision: int = Field(ge=0, description="How often what is told here changed since the period was closed.")
    reason: Change | None = Field(description="Why it changed at last.")


class ValuesOut(Answer):
    """An indicator in one closed period."""

    period: PeriodOut
    smallest_group: int = Field(ge=5, description="The smallest group that was told of when the period was closed.")
    numbers: list[NumberOut]


class ValuePage(Answer):
    items: list[ValuesOut] = Field(description="Oldest first.")
    next: Next


class GroupOut(Answer):
    """One of the groups that an attribute of people makes."""

    name: str | None = Field(description="As the roster has it; null for everybody of whom it does not say.")
    people: int | None = Field(description="How many people it has. Null where no number is told.")
    covered: int | None = Field(description="How many of these the number is of. Null where no number is told.")
    count: int | None = Field(description="How many it is true of, or how many acts there were. Null where not told.")
    value: float | None = Field(description="The number in its unit. Null where it is not told.")
    interval: IntervalOut | None = Field(description="Of a proportion that is told.")
    why_not: Why | None = Field(
        description="Why no number is told. `mixed`: too many of its people are in teams with people of other groups. "
        "`hidden`: what its teams did is not told. `changed`: its teams had other people then than the roster has now."
    )


class BreakdownOut(Answer):
    """One number by one attribute of people."""

    part: str = Field(examples=["all"])
    unit: Unit
    by: By
    groups: list[GroupOut] = Field(description="By name. Those that are smaller than `smallest_group` are left out.")
    has_smaller: bool = Field(description="Whether there are groups that are left out.")


class BrokenDownOut(Answer):
    """A closed week by department, location and level: sums of what is told of teams, and nothing else."""

    period: PeriodOut
    smallest_group: int = Field(ge=5, description="The smallest group that was told of when the week was closed.")
    numbers: list[BreakdownOut] = Field(description="Empty for an indicator that is not told of teams.")


class BrokenDownPage(Answer):
    items: list[BrokenDownOut] = Field(description="Oldest first.")
    next: Next


class TeamOut(Answer):
    """A team of the reporting tree. How many people it has, and who they are, is not told here."""

    id: UUID
    name: str
    parent_id: UUID | None = Field(description="The team above it.")


class TeamPage(Answer):
    items: list[TeamOut]
    next: Next


class TeamIndicatorOut(Answer):
    """One of the indicators that are told of teams."""

    indicator: str = Field(examples=["participation"])
    numbers: list[NumberOut]


class TeamWeekOut(Answer):
    """A team, with all teams beneath it, in a closed week."""

    period: PeriodOut
    smallest_group: int = Field(ge=5, description="The smallest group that was told of when the week was closed.")
    indicators: list[TeamIndicatorOut]


class TeamWeekPage(Answer):
    items: list[TeamWeekOut] = Field(description="Oldest first.")
    next: Next


class ExportOut(Answer):
    """An export that an admin asked for. The file itself is for them alone."""

    id: UUID
    what: ExportWhat
    form: ExportForm
    first: date = Field(description="The first day that it is of.")
    last: date = Field(description="The last day that it is of.")
    with_names: bool = Field(description="Whether a second admin was asked for names in it.")
    state: ExportState
    asked_at: datetime
    made_at: datetime | None
    rows: int | None = Field(description="How many rows its file has.")
    sha256: str | None = Field(description="The SHA-256 of its file, in hex.")


class ExportPage(Answer):
    items: list[ExportOut] = Field(description="Newest first.")
    next: Next
