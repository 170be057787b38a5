"""Sponsors, mentors and what came of it, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from indicators.measures.sponsoring import mentors, sponsors, sponsorship_outcome, women_sponsored
from indicators.periods import quarter_of
from indicators.rows import ActionRow, AdvancementRow, PersonRow, Rows, SponsorshipRow
from indicators.scope import Scope
from storage.words import Gender, Kind
from tests.indicators.people import (
    ADAM,
    ANA,
    BEA,
    BEN,
    CARL,
    CARO,
    DORA,
    EVERYBODY,
    GENDERS,
    IN_PAYMENTS,
    MONDAY,
    NEXT,
    NOOR,
    PEOPLE,
    PLATFORM,
    SUNDAY,
    act,
    numbers,
)

QUARTER = Scope(quarter_of(date(2026, 3, 4)))
"""The first of 2026; the year up to its end began on 1 April 2025."""


def puts_forward(
    sponsor: UUID,
    beneficiary: UUID | None,
    on: date = MONDAY,
    *,
    concluded_on: date | None = None,
    advanced_on: date | None = None,
) -> SponsorshipRow:
    return SponsorshipRow(sponsor, on, GENDERS[sponsor], beneficiary, concluded_on, advanced_on)


def test_men_who_sponsor_women_and_all_sponsors() -> None:
    rows = Rows(
        PEOPLE,
        sponsorships=(
            puts_forward(ADAM, ANA),
            puts_forward(ADAM, BEA),
            puts_forward(BEN, CARL),
            puts_forward(CARL, None),
            puts_forward(CARO, DORA),
            puts_forward(NOOR, ANA),
        ),
    )
    values = sponsors(rows, EVERYBODY)
    assert {part: numbers(one) for part, one in values.items()} == {"men_sponsoring_women": (1, 8, 1), "all": (5, 8, 5)}
    assert (values["men_sponsoring_women"].amount, values["all"].amount) == (1, 5)
    assert numbers(sponsors(rows, IN_PAYMENTS)["all"]) == (2, 4, 2)


@pytest.mark.parametrize(
    ("on", "concluded_on", "counts"),
    [
        (SUNDAY, None, True),
        (NEXT, None, False),
        (date(2024, 1, 1), None, True),
        (date(2024, 1, 1), MONDAY, True),
        (date(2024, 1, 1), MONDAY - timedelta(days=1), False),
        (date(2024, 1, 1), NEXT, True),
        (MONDAY, SUNDAY, True),
    ],
)
def test_a_sponsorship_counts_where_it_was_open_or_concluded_in_the_period(
    on: date, concluded_on: date | None, *, counts: bool
) -> None:
    rows = Rows(PEOPLE, sponsorships=(puts_forward(ADAM, ANA, on, concluded_on=concluded_on),))
    assert sponsors(rows, EVERYBODY)["men_sponsoring_women"].numerator == counts
    assert numbers(women_sponsored(rows, EVERYBODY)["all"]) == (int(counts), 4, int(counts))


def test_a_withdrawn_sponsorship_counts_nowhere() -> None:
    old = puts_forward(ADAM, ANA, date(2025, 1, 1), advanced_on=date(2025, 2, 1))
    rows = Rows(PEOPLE, sponsorships=(replace(old, is_withdrawn=True),), advancements=())
    assert sponsors(rows, EVERYBODY)["all"].numerator == 0
    assert women_sponsored(rows, EVERYBODY)["all"].numerator == 0
    assert sponsorship_outcome(rows, EVERYBODY)["all"].amount is None
    assert sponsorship_outcome(rows, EVERYBODY)["women_not_sponsored"].denominator == 4


def test_a_sponsor_is_a_man_by_what_he_declared_then() -> None:
    then = replace(puts_forward(ADAM, ANA), sponsor_gender=Gender.UNDISCLOSED)
    assert sponsors(Rows(PEOPLE, sponsorships=(then,)), EVERYBODY)["men_sponsoring_women"].numerator == 0
    then = replace(puts_forward(NOOR, ANA), sponsor_gender=Gender.MAN)
    assert sponsors(Rows(PEOPLE, sponsorships=(then,)), EVERYBODY)["men_sponsoring_women"].numerator == 1


def test_a_sponsor_who_left_is_nobody_of_the_period() -> None:
    people = tuple(replace(one, left_on=MONDAY) if one.id == ADAM else one for one in PEOPLE)
    rows = Rows(people, sponsorships=(puts_forward(ADAM, ANA, date(2025, 1, 1)),))
    assert numbers(sponsors(rows, EVERYBODY)["all"]) == (0, 7, 0)
    assert numbers(women_sponsored(rows, EVERYBODY)["all"]) == (1, 4, 1)


def test_women_are_told_once_however_many_sponsor_them() -> None:
    rows = Rows(
        PEOPLE,
        sponsorships=(
            puts_forward(ADAM, ANA),
            puts_forward(BEN, ANA),
            puts_forward(BEA, CARO),
            puts_forward(ANA, BEN),
            puts_forward(ANA, NOOR),
        ),
    )
    value = women_sponsored(rows, EVERYBODY)["all"]
    assert (numbers(value), value.amount) == ((2, 4, 2), 50.0)
    assert numbers(women_sponsored(rows, IN_PAYMENTS)["all"]) == (1, 2, 1)


@pytest.mark.parametrize(
    ("on", "advanced_on", "expected"),
    [
        (date(2025, 4, 1), date(2026, 3, 31), (1, 1)),
        (date(2025, 4, 1), date(2025, 4, 1), (1, 1)),
        (date(2025, 4, 1), None, (0, 1)),
        (date(2025, 4, 2), date(2025, 5, 1), (0, 0)),
        (date(2024, 3, 1), date(2025, 2, 28), (1, 1)),
        (date(2024, 3, 1), date(2025, 3, 1), (0, 1)),
        (date(2024, 2, 29), date(2025, 2, 28), (1, 1)),
        (date(2024, 2, 29), date(2025, 3, 1), (0, 1)),
        (date(2024, 3, 1), date(2024, 2, 28), (0, 1)),
    ],
)
def test_an_outcome_counts_within_a_year_and_only_after_a_year(
    on: date, advanced_on: date | None, expected: tuple[int, int]
) -> None:
    rows = Rows(PEOPLE, sponsorships=(puts_forward(ADAM, ANA, on, advanced_on=advanced_on),))
    value = sponsorship_outcome(rows, QUARTER)["all"]
    assert (value.numerator, value.denominator) == expected


def test_outcomes_are_told_of_all_of_women_and_of_women_whom_men_sponsor() -> None:
    on, soon = date(2025, 1, 10), date(2025, 6, 1)
    rows = Rows(
        PEOPLE,
        sponsorships=(
            puts_forward(ADAM, ANA, on, advanced_on=soon),
            puts_forward(ADAM, BEA, on, advanced_on=soon),
            puts_forward(BEN, CARO, on),
            puts_forward(CARO, DORA, on, advanced_on=soon),
            puts_forward(ANA, CARL, on),
            puts_forward(ANA, None, on, advanced_on=soon),
        ),
    )
    values = sponsorship_outcome(rows, QUARTER)
    assert numbers(values["all"]) == (3, 5, 2)
    assert numbers(values["women"]) == (3, 4, 2)
    assert numbers(values["women_sponsored_by_men"]) == (2, 3, 1)
    assert values["women_sponsored_by_men"].largest == 2
    in_platform = sponsorship_outcome(rows, Scope(QUARTER.period, frozenset({PLATFORM})))
    assert numbers(in_platform["all"]) == (0, 2, 0)


def test_women_not_sponsored_advance_by_what_hr_records() -> None:
    def employed(person: UUID, hired_on: date | None = None, left_on: date | None = None) -> PersonRow:
        return PersonRow(person, Gender.WOMAN, None, hired_on, left_on)

    ever, first, last = UUID(int=31), UUID(int=32), UUID(int=33)
    people = (
        *PEOPLE,
        employed(ever),
        employed(first, date(2025, 4, 1), date(2026, 4, 1)),
        employed(last, date(2025, 4, 2)),
        employed(UUID(int=34), None, date(2026, 3, 31)),
    )
    rows = Rows(
        people,
        sponsorships=(puts_forward(ADAM, ANA, date(2020, 1, 1)), puts_forward(ADAM, BEA, date(2026, 4, 1))),
        advancements=tuple(
            AdvancementRow(person, on)
            for person, on in (
                (ANA, date(2025, 6, 1)),
                (BEA, date(2025, 4, 1)),
                (BEA, date(2025, 9, 1)),
                (CARO, date(2025, 3, 31)),
                (DORA, date(2026, 4, 1)),
                (first, date(2026, 3, 31)),
                (last, date(2025, 9, 1)),
                (ADAM, date(2025, 9, 1)),
            )
        ),
    )
    value = sponsorship_outcome(rows, QUARTER)["women_not_sponsored"]
    assert numbers(value) == (2, 5, 2)


def test_where_nobody_records_advancements_there_is_nothing_to_show_beside() -> None:
    assert sponsorship_outcome(Rows(PEOPLE), QUARTER)["women_not_sponsored"].amount is None
    assert sponsorship_outcome(Rows(PEOPLE, advancements=()), QUARTER)["women_not_sponsored"].amount == 0


def test_mentors_and_their_sessions() -> None:
    rows = Rows(
        PEOPLE,
        (
            act(ADAM, Kind.MENTOR, beneficiary=ANA),
            act(ADAM, Kind.MENTOR, SUNDAY, beneficiary=BEA),
            act(ADAM, Kind.MENTOR, NEXT, beneficiary=BEA),
            act(BEN, Kind.MENTOR, beneficiary=CARL),
            act(BEN, Kind.AMPLIFY, beneficiary=ANA),
            act(CARL, Kind.MENTOR),
            act(ANA, Kind.MENTOR, beneficiary=CARO),
            replace(act(NOOR, Kind.MENTOR, beneficiary=ANA), is_withdrawn=True),
        ),
    )
    values = mentors(rows, EVERYBODY)
    assert numbers(values["men_mentoring_women"]) == (1, 8, 1)
    assert numbers(values["all"]) == (4, 8, 4)
    sessions = values["sessions_per_mentor"]
    assert (sessions.amount, sessions.contributors, sessions.largest) == (1.25, 4, 2)
    assert mentors(rows, IN_PAYMENTS)["sessions_per_mentor"].amount == pytest.approx(4 / 3)


def test_a_mentor_is_a_man_by_what_he_declared_on_the_day() -> None:
    then = ActionRow(NOOR, Kind.MENTOR, MONDAY, Gender.MAN, beneficiary=ANA)
    assert mentors(Rows(PEOPLE, (then,)), EVERYBODY)["men_mentoring_women"].amount == 1
