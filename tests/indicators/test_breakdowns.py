"""Breakdowns add up what is told of teams, and tell nothing that does not follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest

from indicators import breakdowns
from indicators.breakdowns import Breakdown, By, Part, Why
from indicators.suppression import Ruling, Verdict
from indicators.told import EVERYBODY, Key
from indicators.values import Unit
from storage.breakdowns import Alike
from storage.week_cells import StoredCell
from tests.indicators.told_worlds import K

TOP, LEFT, RIGHT, BENEATH = (UUID(int=number) for number in (1, 2, 3, 4))


def cell(team: UUID, people: int, parent: UUID | None = TOP) -> StoredCell:
    return StoredCell(team, parent, {"people_woman": people, "did_woman": 3} if people else {})


def of(team: UUID, people: int, department: str | None = None, location: str | None = None) -> Alike:
    return Alike(team, department, location, None, people)


def whole(count: int, people: int) -> dict[Key, Ruling]:
    return {EVERYBODY: Ruling(Verdict.WHOLE, people, count)}


def part(count: int, people: int) -> dict[Key, Ruling]:
    return {EVERYBODY: Ruling(Verdict.PART, people, count)}


def by_department(
    cells: list[StoredCell], rulings: Mapping[UUID, Mapping[Key, Ruling]], people: list[Alike], k: int = K
) -> Breakdown:
    found = breakdowns.tell(cells, rulings, people, [EVERYBODY], k)[EVERYBODY]
    assert [one.by for one in found] == list(By)
    return found[0]


def share(name: str | None, people: int, covered: int, count: int) -> Part:
    return Part(name, Unit.PERCENT, people, covered, count)


def untold(name: str | None, people: int, why: Why) -> Part:
    return Part(name, Unit.PERCENT, people, why=why)


TWO = [cell(TOP, 0, None), cell(LEFT, 20), cell(RIGHT, 12)]
TOLD = {TOP: whole(17, 32), LEFT: whole(10, 20), RIGHT: whole(7, 12)}


def test_teams_of_one_department_are_its_number() -> None:
    found = by_department(TWO, TOLD, [of(LEFT, 20, "Care"), of(RIGHT, 12, "Care")])
    assert found == Breakdown(By.DEPARTMENT, (share("Care", 32, 32, 17),), has_smaller=False)
    [care] = found.parts
    assert care.amount == 100 * 17 / 32
    assert care.interval is not None
    assert (round(care.interval.low, 1), round(care.interval.high, 1)) == (36.4, 69.1)


def test_each_department_has_its_own_by_name_and_who_has_none_comes_last() -> None:
    found = by_department(TWO, TOLD, [of(LEFT, 20, None), of(RIGHT, 12, "Sales")])
    assert found.parts == (share("Sales", 12, 12, 7), share(None, 20, 20, 10))


def test_of_a_team_that_is_told_whole_what_is_told_beneath_is_taken_off() -> None:
    cells = [cell(TOP, 0, None), cell(LEFT, 15), cell(BENEATH, 20, LEFT)]
    rulings = {TOP: whole(17, 35), LEFT: whole(17, 35), BENEATH: whole(11, 20)}
    found = by_department(cells, rulings, [of(LEFT, 15, "Care"), of(BENEATH, 20, "Sales")])
    assert found.parts == (share("Care", 15, 15, 6), share("Sales", 20, 20, 11))


def test_a_part_is_the_teams_own_people_beside_what_is_told_beneath() -> None:
    cells = [cell(TOP, 0, None), cell(LEFT, 15), cell(BENEATH, 20, LEFT), cell(RIGHT, 4, LEFT)]
    rulings = {TOP: part(17, 35), LEFT: part(17, 35), BENEATH: whole(11, 20)}
    people = [of(LEFT, 15, "Care"), of(BENEATH, 20, "Sales"), of(RIGHT, 4, "Sales")]
    found = by_department(cells, rulings, people)
    assert found.parts == (share("Care", 15, 15, 6), share("Sales", 24, 20, 11)), "20 of 24 are enough"


def test_a_team_of_two_departments_is_nobodys() -> None:
    people = [of(LEFT, 19, "Care"), of(LEFT, 1, "Sales"), of(RIGHT, 12, "Sales")]
    found = by_department(TWO, TOLD, people)
    assert found.parts == (untold("Care", 19, Why.MIXED), share("Sales", 13, 12, 7))


@pytest.mark.parametrize(("alone", "others", "is_told"), [(12, 3, True), (19, 5, False)])
def test_a_department_is_told_by_four_fifths_of_its_people(alone: int, others: int, *, is_told: bool) -> None:
    cells = [cell(TOP, 0, None), cell(LEFT, 20 + others), cell(RIGHT, alone)]
    people = [of(RIGHT, alone, "Sales"), of(LEFT, others, "Sales"), of(LEFT, 20, "Care")]
    found = by_department(cells, {LEFT: whole(10, 20 + others), RIGHT: whole(7, alone)}, people)
    size = alone + others
    sales = share("Sales", size, alone, 7) if is_told else untold("Sales", size, Why.MIXED)
    assert found.parts == (untold("Care", 20, Why.MIXED), sales)


def test_of_a_department_whose_teams_are_hidden_it_is_told_that_they_are() -> None:
    found = by_department(TWO, {RIGHT: whole(7, 12)}, [of(LEFT, 20, "Care"), of(RIGHT, 12, "Sales")])
    assert found.parts == (untold("Care", 20, Why.HIDDEN), share("Sales", 12, 12, 7))


@pytest.mark.parametrize("verdict", [Verdict.HIDDEN, Verdict.NEARLY_ALL])
def test_words_are_no_number(verdict: Verdict) -> None:
    rulings = {LEFT: {EVERYBODY: Ruling(verdict)}, RIGHT: whole(7, 12)}
    found = by_department(TWO, rulings, [of(LEFT, 20, "Care"), of(RIGHT, 12, "Care")])
    assert found.parts == (untold("Care", 32, Why.HIDDEN),)


def test_who_is_in_no_team_is_of_the_organization() -> None:
    cells = [cell(TOP, 11, None), cell(LEFT, 20)]
    found = by_department(
        cells, {TOP: whole(16, 31), LEFT: whole(10, 20)}, [of(TOP, 11, "Board"), of(LEFT, 20, "Care")]
    )
    assert found.parts == (share("Board", 11, 11, 6), share("Care", 20, 20, 10))


def test_small_groups_are_there_and_no_more() -> None:
    people = [of(LEFT, 20, "Care"), of(RIGHT, 8, "Care"), of(RIGHT, 4, "Board")]
    found = by_department(TWO, TOLD, people)
    assert found == Breakdown(By.DEPARTMENT, (untold("Care", 28, Why.MIXED),), has_smaller=True)
    assert by_department(TWO, TOLD, people, k=4).parts[0].name == "Board"


def test_a_team_that_has_other_people_now_is_left_out() -> None:
    people = [of(LEFT, 19, "Care"), of(RIGHT, 12, "Sales")]
    found = by_department(TWO, TOLD, people)
    assert found.parts == (untold("Care", 19, Why.CHANGED), share("Sales", 12, 12, 7))
    newcomers = [of(LEFT, 20, "Care"), of(RIGHT, 12, "Sales"), of(BENEATH, 6, "Sales")]
    found = by_department(TWO, TOLD, newcomers)
    assert found.parts == (share("Care", 20, 20, 10), untold("Sales", 18, Why.HIDDEN)), "a team that was not there"


def test_what_is_told_of_others_than_there_are_is_left_out() -> None:
    """It cannot be: but then nothing is made of it."""
    found = by_department(TWO, {**TOLD, LEFT: whole(10, 21)}, [of(LEFT, 20, "Care"), of(RIGHT, 12, "Sales")])
    assert found.parts == (untold("Care", 20, Why.HIDDEN), share("Sales", 12, 12, 7))
    found = by_department(TWO, {**TOLD, LEFT: whole(21, 20)}, [of(LEFT, 20, "Care"), of(RIGHT, 12, "Sales")])
    assert found.parts[0] == untold("Care", 20, Why.HIDDEN)


def test_which_numbers_are_broken_down() -> None:
    assert [one for one in ("all", "men", "women") if breakdowns.can_be_told("participation", one)] == ["all"]
    assert breakdowns.can_be_told("actions_per_100", "mentor")
    assert breakdowns.can_be_told("interventions", "per_100"), "these are acts of one kind"
    assert not breakdowns.can_be_told("interventions", "made_a_difference")
    assert not breakdowns.can_be_told("training_reach", "all")
