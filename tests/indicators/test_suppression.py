"""What may be shown, by hand and under attack."""

from __future__ import annotations

import random
from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.suppression import Cell, Reason, Ruling, Verdict, participation
from tests.indicators.attack import (
    Spot,
    Tree,
    band_of,
    bands_that_are_narrowed,
    beneath,
    cells,
    groups_known_too_well,
    groups_that_subtraction_finds,
    one_by_one,
    shown_exactly,
    team,
)
from tests.seeds import seeds

K = 5


def rule(*tree: Spot, k: int = K) -> list[Ruling]:
    rulings = participation(cells(tree), k)
    return [rulings[team(index)] for index in range(len(tree))]


def verdicts(*tree: Spot, k: int = K) -> list[str]:
    return [ruling.verdict.value for ruling in rule(*tree, k=k)]


# one team


def test_enough_on_both_sides_is_told() -> None:
    assert rule(Spot(None, 23, 8)) == [Ruling(Verdict.WHOLE, 23, 8)]
    assert rule(Spot(None, 10, 5)) == [Ruling(Verdict.WHOLE, 10, 5)]


@pytest.mark.parametrize("contributors", range(5))
def test_zero_is_not_special(contributors: int) -> None:
    assert (
        rule(Spot(None, 23, contributors)) == rule(Spot(None, 23, 0)) == [Ruling(Verdict.HIDDEN, reason=Reason.SMALL)]
    )


@pytest.mark.parametrize("contributors", range(19, 24))
def test_everybody_is_not_special(contributors: int) -> None:
    assert verdicts(Spot(None, 23, contributors)) == ["nearly_all"]


@pytest.mark.parametrize("people", range(6))
def test_k_people_or_fewer_read_the_same_whatever_they_did(people: int) -> None:
    assert {tuple(verdicts(Spot(None, people, did))) for did in range(people + 1)} == {("hidden",)}


def test_a_larger_k_hides_more() -> None:
    assert verdicts(Spot(None, 23, 8), k=8) == ["whole"]
    assert verdicts(Spot(None, 23, 8), k=9) == ["hidden"]


# trees


def test_a_team_beneath_that_is_hidden_does_not_show_through_its_parent() -> None:
    assert verdicts(Spot(None, 0), Spot(0, 20, 9), Spot(0, 4, 2)) == ["part", "whole", "hidden"]


def test_a_part_is_the_sum_of_what_is_shown_beneath() -> None:
    top, *_ = rule(Spot(None, 1, 1), Spot(0, 20, 9), Spot(0, 12, 3), Spot(0, 15, 6))
    assert top == Ruling(Verdict.PART, 35, 15, Reason.SMALL)


def test_small_teams_are_told_together() -> None:
    """Ten teams of four are hidden one by one, and their department is not."""
    small = [Spot(0, 4, 2) for _ in range(10)]
    top, *rest = rule(Spot(None, 1, 1), *small)
    assert top == Ruling(Verdict.WHOLE, 41, 21)
    assert {one.verdict for one in rest} == {Verdict.HIDDEN}


def test_two_small_teams_whose_sum_would_tell_each_are_not_told_together() -> None:
    """Eight from two teams of "fewer than five" are four and four."""
    assert verdicts(Spot(None, 0), Spot(0, 12, 4), Spot(0, 12, 4)) == ["hidden", "hidden", "hidden"]
    assert rule(Spot(None, 0), Spot(0, 12, 4), Spot(0, 12, 4))[0].reason is Reason.WOULD_NARROW
    three = [Spot(0, 12, 2), Spot(0, 12, 2), Spot(0, 12, 2)]
    assert verdicts(Spot(None, 0), *three) == ["whole", "hidden", "hidden", "hidden"]


def test_all_of_it_is_told_where_each_part_is_and_nobody_remains() -> None:
    assert rule(Spot(None, 0), Spot(0, 20, 9), Spot(0, 11, 5))[0] == Ruling(Verdict.WHOLE, 31, 14)


def test_nearly_all_of_many_small_teams_is_told_in_words() -> None:
    tree = [Spot(None, 0), *(Spot(0, 10, 9) for _ in range(3)), Spot(0, 10, 10)]
    assert verdicts(*tree) == ["nearly_all"] * 5


def test_nearly_all_is_not_told_where_it_would_narrow_a_small_team() -> None:
    """37 people, all but three, and a team of seven with four: it would follow that at least three of them did."""
    assert verdicts(Spot(None, 30, 30), Spot(0, 7, 4)) == ["hidden", "hidden"]


def test_a_hidden_parent_hides_no_child() -> None:
    assert verdicts(Spot(None, 3, 3), Spot(0, 2, 0), Spot(1, 12, 6)) == ["part", "part", "whole"]


def test_the_order_of_the_cells_does_not_matter() -> None:
    tree = [Spot(None, 1, 0), Spot(0, 12, 6), Spot(1, 30, 11), Spot(0, 9, 2), Spot(3, 4, 4)]
    listed = cells(tree)
    assert participation(listed, K) == participation(list(reversed(listed)), K)


def test_a_team_whose_parent_is_unknown_is_a_top() -> None:
    found = participation([Cell(team(1), team(99), 23, 8)], K)
    assert found == {team(1): Ruling(Verdict.WHOLE, 23, 8)}


def test_teams_in_a_circle_are_left_out() -> None:
    circle = [Cell(team(0), team(1), 23, 8), Cell(team(1), team(0), 23, 8), Cell(team(2), None, 23, 8)]
    assert set(participation(circle, K)) == {team(2)}


# attacks


def random_tree(seed: int, k: int) -> Tree:
    """A tree small enough to try every world: teams of all sizes around k, some empty."""
    dice = random.Random(seed)
    while True:
        size = dice.randint(2, 6)
        largest = {2: 13, 3: 10, 4: 8, 5: 6, 6: 4}[size]
        people = [dice.choice([0, 1, 1, 2, 3, *range(k, max(k, largest) + 1)]) for _ in range(size)]
        worlds = 1
        for one in people:
            worlds *= one + 1
        if worlds <= 2000:
            return [Spot(dice.randrange(index) if index else None, one) for index, one in enumerate(people)]


@pytest.mark.parametrize("seed", seeds(range(60)))
def test_whoever_knows_the_rule_and_tries_every_world_learns_no_more_than_bands(seed: int) -> None:
    k = 2 + seed % 2
    tree = random_tree(seed, k)
    assert groups_known_too_well(tree, k, participation) == []
    assert bands_that_are_narrowed(tree, k, participation) == []


def test_the_same_attack_succeeds_where_each_team_is_ruled_by_itself() -> None:
    tree = [Spot(None, 1), Spot(0, 8), Spot(0, 2)]
    known = groups_known_too_well(tree, 2, one_by_one)
    assert (frozenset({0, 2}), 0) in known
    assert groups_known_too_well(tree, 2, participation) == []


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Trees of up to seven teams, with everybody's actions."""
    spots: list[Spot] = []
    for index in range(draw(st.integers(1, 7))):
        people = draw(st.one_of(st.integers(0, 4), st.integers(5, 30)))
        deeds = draw(st.lists(st.integers(1, 9), max_size=people))
        above = draw(st.integers(0, index - 1)) if index else None
        spots.append(Spot(above, people, len(deeds), tuple(deeds)))
    return spots


def _counts(tree: Tree, group: frozenset[int]) -> tuple[int, int]:
    return sum(tree[one].people for one in group), sum(tree[one].contributors for one in group)


def _may_be_known(people: int, contributors: int) -> bool:
    return people == 0 or (contributors >= K and people - contributors >= K)


@settings(max_examples=150, deadline=None)
@given(trees())
def test_no_subtraction_of_what_is_shown_finds_a_small_group(tree: Tree) -> None:
    rulings = participation(cells(tree), K)
    groups = shown_exactly(tree, rulings, lambda spot: band_of(spot.people, spot.contributors, K) is None)
    _says_what_it_shows(tree, groups, rulings, [spot.contributors for spot in tree])
    for group in groups_that_subtraction_finds(len(tree), groups):
        assert _may_be_known(*_counts(tree, group)), f"{sorted(group)} of {tree} can be worked out"


def _says_what_it_shows(
    tree: Tree, groups: Sequence[frozenset[int]], rulings: dict[UUID, Ruling], values: Sequence[int]
) -> None:
    """The numbers of a ruling are the sums of the groups that the attacker takes them for."""
    for index, group in enumerate(groups):
        ruling = rulings[team(index)]
        if ruling.verdict in {Verdict.WHOLE, Verdict.PART}:
            assert ruling.people == sum(tree[one].people for one in group)
            assert ruling.count == sum(values[one] for one in group)
            assert (ruling.verdict is Verdict.WHOLE) == (group == beneath(tree, index))
        else:
            assert (ruling.people, ruling.count) == (0, 0)
