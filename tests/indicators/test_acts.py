"""What people did, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from indicators.measures.acts import actions_per_100, interventions, participation, substance_mix, sustained
from indicators.periods import month_of
from indicators.rows import ActionRow, PersonRow, Rows
from indicators.scope import Scope
from storage.words import Gender, Kind, Outcome, Tier
from tests.indicators.people import (
    ADAM,
    ANA,
    BEN,
    CARL,
    DORA,
    EVERYBODY,
    GENDERS,
    IN_PAYMENTS,
    MONDAY,
    NEXT,
    NOOR,
    PAYMENTS,
    PEOPLE,
    PLATFORM,
    SUNDAY,
    act,
    numbers,
)


def test_participation_is_of_everybody_and_of_men_and_women_alone() -> None:
    rows = Rows(PEOPLE, (act(ADAM), act(ADAM, Kind.MENTOR, SUNDAY), act(CARL), act(ANA), act(NOOR)))
    values = participation(rows, EVERYBODY)
    assert {part: numbers(one) for part, one in values.items()} == {
        "all": (4, 8, 4),
        "men": (2, 3, 2),
        "women": (1, 4, 1),
    }
    assert (values["all"].amount, values["women"].amount) == (50.0, 25.0)
    assert numbers(participation(rows, IN_PAYMENTS)["all"]) == (2, 4, 2)


def test_only_counted_actions_of_the_period_make_one_take_part() -> None:
    before, after = MONDAY - timedelta(days=1), NEXT
    withdrawn = replace(act(BEN), is_withdrawn=True)
    rows = Rows(PEOPLE, (act(ADAM, on=before), act(CARL, on=after), withdrawn, act(ANA, on=SUNDAY)))
    assert numbers(participation(rows, EVERYBODY)["all"]) == (1, 8, 1)


@pytest.mark.parametrize(
    ("hired_on", "left_on", "counts"),
    [
        (None, None, True),
        (SUNDAY, None, True),
        (NEXT, None, False),
        (None, MONDAY, False),
        (None, MONDAY + timedelta(days=1), True),
        (MONDAY - timedelta(days=9), MONDAY - timedelta(days=2), False),
        (MONDAY + timedelta(days=2), MONDAY + timedelta(days=3), True),
        (SUNDAY, SUNDAY, False),
    ],
)
def test_the_population_is_who_was_employed_on_at_least_one_day(
    hired_on: date | None, left_on: date | None, *, counts: bool
) -> None:
    rows = Rows((PersonRow(ADAM, Gender.MAN, PAYMENTS, hired_on, left_on),), (act(ADAM),))
    assert numbers(participation(rows, EVERYBODY)["men"]) == ((1, 1, 1) if counts else (0, 0, 0))


def test_people_and_what_they_do_count_where_they_are() -> None:
    rows = Rows(PEOPLE, (act(ADAM, Kind.MENTOR),))
    platform = Scope(EVERYBODY.period, frozenset({PLATFORM}))
    assert numbers(participation(rows, IN_PAYMENTS)["all"]) == (1, 4, 1)
    assert numbers(participation(rows, platform)["all"]) == (0, 3, 0)
    assert numbers(actions_per_100(rows, IN_PAYMENTS)["mentor"]) == (1, 4, 1)
    assert numbers(actions_per_100(rows, platform)["mentor"]) == (0, 3, 0)


def test_who_was_not_employed_in_the_period_is_in_none_of_its_numbers() -> None:
    rows = Rows((PersonRow(ADAM, Gender.MAN, PAYMENTS, left_on=MONDAY),), (act(ADAM, on=SUNDAY), act(BEN)))
    for scope in (EVERYBODY, IN_PAYMENTS):
        assert numbers(participation(rows, scope)["all"]) == (0, 0, 0)
        assert numbers(actions_per_100(rows, scope)["all"]) == (0, 0, 0)


def test_who_has_no_team_counts_in_the_organization_alone() -> None:
    rows = Rows(PEOPLE, (act(DORA),))
    teams = Scope(EVERYBODY.period, frozenset({PAYMENTS, PLATFORM}))
    assert numbers(participation(rows, EVERYBODY)["all"]) == (1, 8, 1)
    assert numbers(participation(rows, teams)["all"]) == (0, 7, 0)
    assert numbers(actions_per_100(rows, EVERYBODY)["all"]) == (1, 8, 1)
    assert numbers(actions_per_100(rows, teams)["all"]) == (0, 7, 0)


def test_actions_are_told_by_kind_and_by_evidence() -> None:
    rows = Rows(
        PEOPLE,
        (
            act(ADAM, Kind.MENTOR),
            act(ADAM, Kind.MENTOR, tier=Tier.CONFIRMED),
            act(ADAM, Kind.AMPLIFY, tier=Tier.WITNESSED),
            act(CARL, Kind.MENTOR),
            replace(act(BEN, Kind.MENTOR), is_withdrawn=True),
        ),
    )
    values = actions_per_100(rows, EVERYBODY)
    assert (values["all"].amount, values["all"].contributors, values["all"].largest) == (50.0, 2, 3)
    assert (values["mentor"].amount, values["mentor"].contributors, values["mentor"].largest) == (37.5, 2, 2)
    assert numbers(values["amplify"]) == (1, 8, 1)
    assert numbers(values["sponsor"]) == (0, 8, 0)
    assert [values[tier.value].numerator for tier in Tier] == [2, 1, 1]


def test_interventions_by_what_came_of_them() -> None:
    def stepped_in(outcome: Outcome | None) -> ActionRow:
        return ActionRow(ADAM, Kind.INTERVENE, MONDAY, Gender.MAN, outcome=outcome)

    one_of_each = tuple(stepped_in(outcome) for outcome in (*Outcome, None))
    rows = Rows(PEOPLE, (*one_of_each, replace(stepped_in(Outcome.STOPPED), actor=BEN), act(CARL, Kind.ADVOCATE)))
    values = interventions(rows, EVERYBODY)
    assert (values["per_100"].amount, values["per_100"].contributors) == (87.5, 2)
    assert numbers(values["made_a_difference"]) == (4, 7, 2)
    assert values["made_a_difference"].largest == 3


def test_who_acts_in_three_of_the_last_four_weeks_keeps_at_it() -> None:
    def in_weeks(actor: object, *back: int) -> list[ActionRow]:
        return [
            ActionRow(one.id, Kind.AMPLIFY, MONDAY - timedelta(weeks=each), GENDERS[one.id])
            for one in PEOPLE
            if one.id == actor
            for each in back
        ]

    rows = Rows(
        PEOPLE,
        (
            *in_weeks(ADAM, 0, 1, 2, 3),
            *in_weeks(BEN, 0, 1, 3),
            *in_weeks(CARL, 0, 0, 0),
            *in_weeks(ANA, 2, 3, 4, 5),
            *in_weeks(NOOR, 4),
        ),
    )
    assert numbers(sustained(rows, EVERYBODY)["all"]) == (2, 4, 2)
    assert numbers(sustained(rows, IN_PAYMENTS)["all"]) == (2, 3, 2)


def test_the_last_four_weeks_of_a_month_are_whole_ones_and_end_in_it() -> None:
    """March 2026 ends on a Tuesday: its last whole week ends on the 29th, and the four begin on the 2nd."""
    scope = Scope(month_of(date(2026, 3, 1)))
    acts = [act(ADAM, on=date(2026, 3, day)) for day in (2, 15, 29)]
    assert numbers(sustained(Rows(PEOPLE, tuple(acts)), scope)["all"]) == (1, 1, 1)
    late = [act(ADAM, on=date(2026, 3, day)) for day in (1, 15, 30)]
    assert numbers(sustained(Rows(PEOPLE, tuple(late)), scope)["all"]) == (0, 1, 0)


def test_the_mix_is_of_acts_by_what_they_ask() -> None:
    kinds = (Kind.SPONSOR, Kind.INTERVENE, Kind.ADVOCATE, Kind.MENTOR, Kind.LEARN, Kind.AMPLIFY, Kind.INCLUDE)
    rows = Rows(PEOPLE, (*(act(ADAM, kind) for kind in kinds), act(BEN, Kind.RECOGNIZE), act(CARL, Kind.AMPLIFY)))
    values = substance_mix(rows, EVERYBODY)
    assert {part: numbers(one) for part, one in values.items()} == {
        "high": (3, 9, 1),
        "middle": (2, 9, 1),
        "low": (4, 9, 3),
    }
    assert sum(one.amount or 0 for one in values.values()) == pytest.approx(100)
    assert numbers(substance_mix(rows, IN_PAYMENTS)["low"]) == (3, 8, 2)
