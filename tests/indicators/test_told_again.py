"""A week told again: what moves, what stays, and what an attacker has of both tellings."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest

from indicators import told
from indicators.cells import OwnWeek, Tally
from indicators.suppression import Ruling, Verdict
from indicators.told import EVERYBODY, Key
from storage.words import Gender, Kind
from tests.indicators.published_worlds import World
from tests.indicators.told_worlds import K, attacked, cells, late, withdrawn, words, world
from tests.seeds import seeds

TOP, LEFT, RIGHT = (UUID(int=number) for number in (1, 2, 3))
ACTS: Key = ("actions_per_100", "all")
MAN, WOMAN = Gender.MAN, Gender.WOMAN


def team(did: int, acts: int, *, at: UUID = LEFT, people: int = 40, largest: int = 2) -> OwnWeek:
    half = {MAN: people // 2, WOMAN: people - people // 2}
    by = {MAN: did // 2, WOMAN: did - did // 2}
    return OwnWeek(at, TOP, half, by, Tally(acts, did, largest), {Kind.AMPLIFY: Tally(acts, did, largest)})


def week(*teams: OwnWeek) -> list[OwnWeek]:
    return [OwnWeek(TOP, None), *teams]


def both(first: list[OwnWeek], now: list[OwnWeek]) -> tuple[dict[Key, Ruling], dict[Key, Ruling]]:
    """What was told of the left team, and what is told of it again."""
    before = told.of_week(first, K)
    return before[LEFT], told.again(before, first, now, K)[LEFT]


OTHERS = team(12, 30, at=RIGHT)
LATER = team(16, 50, at=RIGHT)
"""The other team has much that came late, too, so that nobody can say where it was."""


def test_one_late_act_moves_nothing() -> None:
    was, now = both(week(team(10, 20), OTHERS), week(team(11, 21), OTHERS))
    assert was == now


def test_so_many_late_ones_move_the_number_of_everybody() -> None:
    was, now = both(week(team(10, 20), OTHERS), week(team(17, 40), LATER))
    assert (was[EVERYBODY].count, now[EVERYBODY].count) == (10, 17)
    assert (was[ACTS].count, now[ACTS].count) == (20, 40)
    assert {key for key in was if was[key] != now[key]} == {EVERYBODY, ACTS}, "men, women and kinds stay"


def test_unless_one_person_may_be_behind_most_of_it() -> None:
    was, now = both(week(team(10, 20), OTHERS), week(team(11, 40, largest=18), LATER))
    assert now[ACTS] == was[ACTS]


def test_or_all_of_the_change_would_be_found_there() -> None:
    """The acts that came late are ten; told as ten more here, there would be none anywhere else."""
    was, now = both(week(team(10, 20), OTHERS), week(team(17, 30), OTHERS))
    assert now[ACTS] == was[ACTS]


def test_what_is_in_it_moves_with_it() -> None:
    first, now = week(team(10, 20), OTHERS), week(team(17, 40), LATER)
    before = told.of_week(first, K)
    again = told.again(before, first, now, K)
    assert before[TOP][EVERYBODY] == Ruling(Verdict.WHOLE, 80, 22)
    assert again[TOP][EVERYBODY] == Ruling(Verdict.WHOLE, 80, 29), "the right team's four are not told"


def test_what_was_hidden_stays_hidden() -> None:
    was, now = both(week(team(4, 9), OTHERS), week(team(14, 40), LATER))
    assert was[EVERYBODY].verdict is now[EVERYBODY].verdict is Verdict.HIDDEN


def test_what_was_told_stays_where_it_would_not_be_told_any_more() -> None:
    was, now = both(week(team(6, 20), OTHERS), week(team(1, 2), OTHERS))
    assert now == was
    assert now[EVERYBODY].count == 6


def test_of_other_people_than_at_first_nothing_moves() -> None:
    was, now = both(week(team(10, 20), OTHERS), week(team(17, 40, people=41), LATER))
    assert now == was


def test_a_team_that_is_gone_keeps_what_was_told_of_it() -> None:
    was, now = both(week(team(10, 20), OTHERS), week(LATER))
    assert now == was


def test_what_came_since_it_was_told_last_has_to_be_enough_to_hide_in() -> None:
    """Twenty acts since the first telling, and the last twelve of them all here."""
    first, last, now = week(team(10, 20), OTHERS), week(team(10, 20), LATER), week(team(17, 32), LATER)
    before = told.of_week(first, K)
    assert told.again(before, first, now, K)[LEFT][ACTS].count == 32
    assert told.again(before, first, now, K, last=last)[LEFT][ACTS].count == 20


# under attack


def changed(of: World, seed: int, count: int) -> tuple[World, str]:
    return (withdrawn(of, count, seed), "withdrawn") if seed % 3 == 2 else (late(of, count, seed), "late")


@pytest.mark.parametrize("seed", seeds(range(12)))
def test_a_revision_gives_nothing_away(seed: int) -> None:
    """Also not to those who know how many acts it was about, be it exactly one."""
    of = world(seed)
    now, why = changed(of, seed, (1, 1, 3, 10, 40, 80)[seed % 6])
    first = told.of_week(cells(of), K)
    again = told.again(first, cells(of), cells(now), K)
    assert words(attacked((of, first, None), (now, again, why))) == []


@pytest.mark.parametrize("seed", seeds(range(100, 103)))
def test_nor_do_two(seed: int) -> None:
    of = world(seed)
    second, third = late(of, 30, seed), late(late(of, 30, seed), 30, seed + 1)
    first = told.of_week(cells(of), K)
    again = told.again(first, cells(of), cells(second), K)
    once_more = told.again(again, cells(of), cells(third), K, last=cells(second))
    assert words(attacked((of, first, None), (second, again, "late"), (third, once_more, "late"))) == []


def test_some_numbers_move_in_these_worlds() -> None:
    moved: Counter[Key] = Counter()
    for seed in range(40):
        of = world(seed)
        first = told.of_week(cells(of), K)
        again = told.again(first, cells(of), cells(late(of, 60, seed)), K)
        moved.update(key for team in first for key in first[team] if first[team][key] != again[team][key])
    assert moved[EVERYBODY] > 0
    assert moved[ACTS] > 0


@pytest.mark.no_cover
def test_telling_it_anew_gives_something_away() -> None:
    found = 0
    for seed in range(12):
        of = world(seed)
        now = late(of, 1, seed)
        tellings = (of, told.of_week(cells(of), K), None), (now, told.of_week(cells(now), K), "late")
        found += bool(attacked(*tellings).leaks)
        if found == 2:
            return
    pytest.fail(f"only {found}")
