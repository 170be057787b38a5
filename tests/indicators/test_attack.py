"""The attacker himself: does he prove all that can be proved, and nothing that cannot?"""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.attack import Recovered, Report, Target, attack, band
from indicators.attack_facts import Where, adds_up, published
from indicators.attack_solver import ContradictionError, Fact, Range, Solver, Terms
from indicators.suppression import Cell, Ruling, Verdict
from storage.words import Gender

A, B, C = "a", "b", "c"
WEEK = Where("2026-W10")


def exactly(number: int) -> Range:
    return Range(number, number)


def target(terms: Terms, keep: Range, count: int = 0) -> Target:
    return Target("it", terms, count, keep)


# ranges and labels


def test_a_range_has_what_it_leaves_possible() -> None:
    assert Range(0, 4) in Range(0, 5)
    assert Range(0, 4) in Range()
    assert Range(0, 4) not in Range(1, 5)
    assert Range(0, None) not in Range(0, 5)
    assert Range(None, 3) not in Range(0, 5)
    assert Range(0, 4) & Range(2) == Range(2, 4)
    assert Range(0, 4) + Range(2) == Range(2)


def test_a_range_reads_like_one() -> None:
    assert [str(one) for one in (Range(3, 3), Range(0, 4), Range(2), Range(None, 4))] == [
        "exactly 3",
        "0..4",
        "2..",
        "..4",
    ]


def test_what_may_be_known_of_a_group() -> None:
    assert band(23, 0, 5) == band(23, 4, 5) == Range(0, 4)
    assert band(23, 5, 5) is band(23, 18, 5) is None
    assert band(23, 19, 5) == band(23, 23, 5) == Range(19, 23)
    assert band(5, 5, 5) == band(5, 0, 5) == Range(0, 5)
    assert band(7, 6, 5) == Range(5, 7)


# what can be proved


def test_a_whole_less_its_parts_is_what_is_left() -> None:
    solver = Solver([Fact({A: 1, B: 1, C: 1}, exactly(9)), Fact({A: 1, B: 1}, exactly(8))])
    assert solver.bounds({C: 1}) == exactly(1)
    assert solver.bounds({A: 1}) == Range(0, 8)


def test_known_sizes_bound_the_others() -> None:
    facts = [Fact({A: 1, B: 1}, exactly(9)), Fact({A: 1}, Range(0, 6)), Fact({B: 1}, Range(0, 7))]
    assert Solver(facts).bounds({A: 1}) == Range(2, 6)
    assert Solver(facts).bounds({B: 1}) == Range(3, 7)


def test_numbers_are_whole() -> None:
    """Of three, no two are one together, and so of all three at most one is; halves would make it more."""
    pairs = [Fact({f"{one}{n}": 1, f"{other}{n}": 1}, Range(0, 1)) for n in "12" for one, other in ("ab", "bc", "ca")]
    assert Solver(pairs).bounds({f"{one}{n}": 1 for n in "12" for one in "abc"}) == Range(0, 2)


def test_what_is_not_bounded_has_no_end() -> None:
    solver = Solver([Fact({A: 1, B: 1}, Range(3)), Fact({A: 1, B: -1}, Range(0, 2))])
    assert solver.bounds({A: 1}) == Range(2)
    assert solver.bounds({A: -1}) == Range(None, -2)
    assert solver.bounds({A: 1, "unheard of": 1}) == Range(2)
    assert solver.bounds({"unheard of": -2}) == Range(None, 0)


@pytest.mark.parametrize(
    "facts",
    [
        [Fact({A: 1}, exactly(3)), Fact({A: 1}, Range(0, 2))],
        [Fact({A: 1, B: 1}, exactly(3)), Fact({B: 1, A: 1}, exactly(4))],
        [Fact({A: 2, B: 2}, exactly(3))],
    ],
    ids=["of one count", "of the same sum", "halves"],
)
def test_what_cannot_be_true_is_no_proof(facts: list[Fact]) -> None:
    with pytest.raises(ContradictionError):
        Solver(facts).bounds({A: 1})


COUNTS = "abcde"
MOST = 4
SUMS = st.dictionaries(st.sampled_from(COUNTS), st.sampled_from([1, 1, 1, 1, -1, 2]), min_size=1)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(*[st.integers(0, MOST)] * len(COUNTS)),
    st.lists(st.tuples(SUMS, st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=6),
    SUMS,
)
def test_he_proves_what_trying_all_numbers_shows(
    truth: tuple[int, ...], sums: list[tuple[dict[Hashable, int], int, int]], asked: dict[Hashable, int]
) -> None:
    def of(world: tuple[int, ...], terms: dict[Hashable, int]) -> int:
        return sum(factor * world[COUNTS.index(str(one))] for one, factor in terms.items())

    known = [(terms, of(truth, terms) - below, of(truth, terms) + above) for terms, below, above in sums]
    worlds = [
        of(world, asked)
        for world in itertools.product(range(MOST + 1), repeat=len(COUNTS))
        if all(low <= of(world, terms) <= high for terms, low, high in known)
    ]
    facts = [Fact({one: 1}, Range(0, MOST)) for one in COUNTS]
    facts += [Fact(terms, Range(low, high)) for terms, low, high in known]
    proved = Range(min(worlds), max(worlds))
    assert Solver(facts).bounds(asked) == proved
    assert attack(facts, [target(asked, proved)]).recovered == ()
    for wider in (Range(min(worlds) - 1, max(worlds)), Range(min(worlds), max(worlds) + 1)):
        assert attack(facts, [target(asked, wider)]).recovered == (Recovered(target(asked, wider), proved),)


# the report


def test_the_report_says_how_many_were_tried_and_what_was_proved() -> None:
    facts = [Fact({A: 1, B: 1}, exactly(9)), Fact({A: 1}, Range(5)), Fact({C: 1}, Range(0, 12))]
    hidden = [target({B: 1}, Range(0, 4), 2), target({C: 1}, Range(0, 4), 2), target({A: 1}, Range(5, 6), 7)]
    assert attack(facts, hidden) == Report(3, ())
    report = attack([*facts, Fact({A: 1}, Range(0, 7))], hidden)
    assert report == Report(3, (Recovered(hidden[0], Range(2, 4)),))
    assert str(report.recovered[0]) == "it: 2..4, where no more than 0..4 may be known"


def test_a_sum_over_what_is_not_tied_together_is_as_free_as_its_parts() -> None:
    facts = [Fact({A: 1, B: 1}, exactly(3)), Fact({C: 1, "d": 1}, exactly(4)), Fact({"e": 1}, exactly(2))]
    assert Solver(facts).bounds({A: 1, C: 1, "e": 1}) == Range(2, 9)
    assert attack(facts, [target({A: 1, C: 1, "e": 1}, Range(1, 9))]).recovered[0].proved == Range(2, 9)


def test_a_count_without_an_end_is_reported_without_one() -> None:
    facts = [Fact({A: 1, B: -1}, Range(0))]
    (found,) = attack([*facts, Fact({B: 1}, Range(2))], [target({A: 1}, Range(0, 4))]).recovered
    assert found.proved == Range(2)
    (found,) = attack(facts, [target({A: -1}, Range(-9, 9))]).recovered
    assert found.proved == Range(None, 0)


# what is published of a tree

TOP, LEFT, RIGHT = (UUID(int=number) for number in (1, 2, 3))
CELLS = [Cell(TOP, None, 3), Cell(LEFT, TOP, 20), Cell(RIGHT, TOP, 12)]


def facts_of(**rulings: Ruling) -> list[tuple[set[UUID], Range]]:
    by_team = {{"top": TOP, "left": LEFT, "right": RIGHT}[name]: ruling for name, ruling in rulings.items()}
    found = published(CELLS, by_team, WEEK, 5)
    return [({team for team in (TOP, LEFT, RIGHT) if WEEK.of(team) in fact.terms}, fact.within) for fact in found]


def test_a_whole_is_about_all_beneath_and_a_part_about_what_is_shown() -> None:
    left = Ruling(Verdict.WHOLE, 20, 8)
    assert facts_of(left=left, top=Ruling(Verdict.WHOLE, 35, 14)) == [
        ({LEFT}, exactly(8)),
        ({TOP, LEFT, RIGHT}, exactly(14)),
    ]
    assert facts_of(left=left, top=Ruling(Verdict.PART, 20, 8))[1] == ({LEFT}, exactly(8))
    assert facts_of(left=left, top=Ruling(Verdict.PART, 23, 9))[1] == ({TOP, LEFT}, exactly(9))


def test_nearly_all_is_a_range_and_hidden_is_nothing() -> None:
    assert facts_of(left=Ruling(Verdict.NEARLY_ALL), right=Ruling(Verdict.HIDDEN)) == [({LEFT}, Range(16, 20))]


def test_a_ruling_about_other_people_is_not_misread() -> None:
    with pytest.raises(ValueError, match="other people"):
        facts_of(top=Ruling(Verdict.WHOLE, 34, 14))


def test_teams_in_a_circle_are_in_nothing() -> None:
    circle = [Cell(LEFT, RIGHT, 20), Cell(RIGHT, LEFT, 12)]
    assert list(published(circle, {LEFT: Ruling(Verdict.WHOLE, 32, 9)}, WEEK, 5)) == []


def test_parts_add_up_to_the_whole() -> None:
    men, women = (Where("2026-W10", gender=one) for one in (Gender.MAN, Gender.WOMAN))
    solver = Solver(
        [
            *adds_up(WEEK, [men, women], [LEFT]),
            Fact(WEEK.sum([LEFT]), exactly(9)),
            Fact(men.sum([LEFT]), exactly(5)),
        ]
    )
    assert solver.bounds(women.sum([LEFT])) == exactly(4)
