"""The attack on all that is stored as told: what ties numbers together, each by hand, and made-up organizations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from indicators import told
from indicators.attack_published import WRONG, Outcome, by_primary_rules, of_organization, of_teams
from indicators.attack_tellings import ACTS, ALL, KINDS, MEN, OTHERS, WOMEN, Key, Telling, read, tellings
from indicators.periods import Length, length_of
from indicators.suppression import Verdict
from storage.indicator_values import StoredPart, StoredValue
from storage.words import Gender, Kind, Tier
from tests.indicators.published_worlds import (
    MONDAY,
    ORGANIZATION,
    Deed,
    World,
    as_ruled,
    by_chance,
    cells,
    larger_by_chance,
    stored,
    team,
    tell,
)
from tests.seeds import seeds

K = 5
MARCH = date(2026, 3, 1)
AMPLIFY, MENTOR = (("actions_per_100", kind.value) for kind in (Kind.AMPLIFY, Kind.MENTOR))


def telling_of(values: Iterable[StoredValue], world: World, *later: World) -> list[Telling]:
    """`later`: the tree of each revision."""
    listed = list(values)
    k = {(one.length, one.starts_on, one.revision): K for one in listed}
    trees = {(MONDAY, revision): one.parents() for revision, one in enumerate((world, *later))}
    return tellings(listed, ORGANIZATION, k, trees)


def attacked(values: Iterable[StoredValue], world: World, *later: World) -> Outcome:
    """All of it: the whole organization's periods, and the teams' week."""
    return attacked_as(telling_of(values, world, *later))


def attacked_as(periods: list[Telling]) -> Outcome:
    names = {ORGANIZATION: "Marigold"} | {team(index): f"Team {index}" for index in range(9)}
    known, outcome = of_organization([_of_the_top(one) for one in periods], names)
    weeks = {one.period: [other for other in periods if other.period == one.period] for one in periods}
    for period, some in weeks.items():
        if length_of(period) is Length.WEEK:
            outcome += of_teams(some, known, names)
    return outcome


def _of_the_top(one: Telling) -> Telling:
    """As it is read where only the organization's own rows are asked for."""
    rows = {key: row for key, row in one.rows.items() if key[0] == ORGANIZATION}
    return replace(one, rows=rows, own_groups={}, was_read={})


def words(outcome: Outcome) -> list[str]:
    return [leak.words for leak in outcome.leaks]


def people(*teams: tuple[int | None, int], gender: Gender = Gender.WOMAN) -> tuple[tuple[int | None, Gender], ...]:
    return tuple((index, gender) for index, size in teams for _ in range(size))


# by hand: what ties numbers together

TWO = World((None, None), people((0, 20), (1, 20)), tuple(Deed(one) for one in (*range(9), *range(20, 22))))
"""Nine of Team 0's twenty did something, and two of Team 1's."""


def both_told(values: Iterable[StoredValue], key: Key = ALL) -> list[StoredValue]:
    """Of Team 0, and of the whole: less it, Team 1's."""
    return tell(tell(values, team(0), key), ORGANIZATION, key)


def test_nothing_is_found_where_nothing_is_told() -> None:
    outcome = attacked(stored(TWO), TWO)
    assert words(outcome) == []
    assert outcome.tried["participation"] == 1
    assert outcome.tried["actions by kind"] > len(KINDS)


def test_a_whole_less_its_part() -> None:
    found = attacked(both_told(stored(TWO)), TWO)
    assert "Team 1 (participation all, 2026-W10): exactly 2, where no more than 0..4 may be known" in words(found)


def test_a_part_of_a_whole_is_of_the_groups_that_it_can_be_of() -> None:
    values = tell(tell(stored(TWO), team(0), ALL), ORGANIZATION, ALL, Verdict.PART, count=9, people=20)
    (week,) = telling_of(values, TWO)
    assert read(week, ALL).exactly == {frozenset({team(0)}): 9}
    assert words(attacked(values, TWO)) == []


def test_what_all_did_says_how_many_did_it() -> None:
    """Two acts by all of Team 1: no more than two people did them."""
    found = attacked(both_told(stored(TWO), ACTS), TWO)
    assert "Team 1 (participation all, 2026-W10): 0..2, where no more than 0..4 may be known" in words(found)
    assert "Team 1 (actions_per_100 all, 2026-W10): exactly 2, where no more than 0..4 may be known" in words(found)


def test_all_kinds_less_one_kind() -> None:
    deeds = (*(Deed(one) for one in range(9)), Deed(9, Kind.MENTOR))
    world = World((None,), people((0, 20)), deeds)
    values = tell(tell(tell(stored(world), team(0), ALL), team(0), ACTS), team(0), AMPLIFY)
    found = attacked(values, world)
    assert "Team 0 (actions_per_100 mentor, 2026-W10): 0..1, where no more than 0..4 may be known" in words(found)


def test_all_tiers_less_one_tier() -> None:
    deeds = (*(Deed(one) for one in range(9)), Deed(9, tier=Tier.WITNESSED))
    world = World((None,), people((0, 20)), deeds)
    told_ = tell(tell(stored(world), team(0), ALL), team(0), ACTS)
    found = attacked(tell(told_, team(0), ("actions_per_100", "self_reported")), world)
    assert "Team 0 (actions_per_100 witnessed, 2026-W10): 0..1, where no more than 0..4 may be known" in words(found)


def test_everybody_less_men_and_women_is_everybody_else() -> None:
    others = people((0, 12), gender=Gender.MAN) + people((0, 12)) + people((0, 2), gender=Gender.UNDISCLOSED)
    world = World((None,), others, tuple(Deed(one) for one in (*range(6), *range(12, 18), 24)))
    values = stored(world)
    for key in (ALL, MEN, WOMEN):
        values = tell(values, team(0), key)
    found = attacked(values, world)
    assert "Team 0 (participation others, 2026-W10): exactly 1, where no more than 0..2 may be known" in words(found)
    assert OTHERS not in {(one.indicator, part) for one in values for part in one.parts}


def test_what_everybodys_number_says_of_a_gender_by_itself_may_be_known() -> None:
    """Fifteen of twenty did something, of whom four are women: at most four of the five who did not can be women."""
    world = World((None,), people((0, 16), gender=Gender.MAN) + people((0, 4)), tuple(Deed(one) for one in range(15)))
    assert words(attacked(tell(stored(world), team(0), ALL), world)) == []


def test_a_label_is_no_leak_and_a_wrong_one_is_wrong() -> None:
    world = World((None,), people((0, 20)), tuple(Deed(one) for one in range(19)))
    values = tell(stored(world), team(0), ALL, Verdict.NEARLY_ALL, count=0, people=0)
    assert words(attacked(values, world)) == []
    (found,) = attacked(tell(stored(TWO), team(0), ALL, Verdict.NEARLY_ALL, count=0, people=0), TWO).leaks
    assert (found.topic, found.words) == (
        WRONG,
        "Team 0 (participation all, 2026-W10): told as 16..20, where 9 were counted",
    )


@pytest.mark.parametrize(
    ("count", "size", "why"),
    [
        (10, 20, "told as 10 of 1 teams together, where 9 were counted"),
        (9, 19, "told of 19 people, where there are 20"),
    ],
)
def test_what_cannot_be_right_is_named(count: int, size: int, why: str) -> None:
    found = attacked(tell(stored(TWO), team(0), ALL, count=count, people=size), TWO)
    assert words(found) == [f"Team 0 (participation all, 2026-W10): {why}"]


# revisions


def again(world: World, reason: str = "late") -> list[StoredValue]:
    return stored(world, revision=1, reason=reason)


def test_a_number_that_moves_by_one_says_who_was_late() -> None:
    later = TWO.with_deeds(Deed(12))
    values = [*tell(stored(TWO), team(0), ALL), *tell(again(later), team(0), ALL)]
    found = attacked(values, TWO, TWO)
    for what in ("participation all", "participation women", "actions_per_100 all"):
        leak = f"Team 0 ({what}, 2026-W10, revision 1), change: exactly 1, where no more than 0..1 may be known"
        assert leak in words(found)


def test_a_number_that_stays_although_somebody_was_late_says_nothing() -> None:
    later = TWO.with_deeds(Deed(12))
    values = [*tell(stored(TWO), team(0), ALL), *tell(again(later), team(0), ALL, count=9)]
    assert words(attacked(values, TWO, TWO)) == []


def test_a_number_that_stays_although_many_were_late_says_nothing_either() -> None:
    later = TWO.with_deeds(*(Deed(one) for one in range(9, 15)))
    moved = [*tell(stored(TWO), team(0), ALL), *tell(again(later), team(0), ALL)]
    assert words(attacked(moved, TWO, TWO)) == [], "six at once may be told"


def test_what_is_withdrawn_is_known_to_make_no_number_larger() -> None:
    fewer = World(TWO.above, TWO.people, TWO.deeds[1:])
    values = [*tell(stored(TWO), team(0), ALL), *tell(again(fewer, "withdrawn"), team(0), ALL)]
    found = words(attacked(values, TWO, TWO))
    assert "Team 0 (participation all, 2026-W10, revision 1), change: exactly -1, where no more than -1..0" in found[0]


def test_a_team_that_moved_since_is_looked_at_where_it_was() -> None:
    """Team 1 is beneath Team 0 when it is told again: then Team 0's number is of both."""
    moved = World((None, 0), TWO.people, TWO.deeds)
    values = [*tell(stored(TWO), team(0), ALL), *tell(again(moved), team(0), ALL)]
    (found, *_) = words(attacked(values, TWO, moved))
    assert "Team 1 (participation all, 2026-W10): exactly 2, where no more than 0..4 may be known" in found


# the whole organization


def of_the_top(length: str, starts_on: date, indicator: str, parts: Mapping[str, StoredPart]) -> StoredValue:
    return StoredValue(ORGANIZATION, length, starts_on, indicator, 0, 1, None, parts)


def part(count: int, out_of: int, by: int | None = None, *, is_told: bool = True) -> StoredPart:
    verdict = Verdict.WHOLE.value if is_told else None
    told_ = (out_of, count) if is_told else (0, 0)
    return StoredPart(count, out_of, count if by is None else by, 1, verdict, *told_)


def test_a_month_leaves_little_for_a_week_of_it() -> None:
    """Ten acts in the month and seven of them in one of its weeks: in the other no more than three."""
    rates = ((MONDAY, part(7, 40, by=6)), (date(2026, 3, 9), part(2, 40, by=2, is_told=False)))
    weeks = [of_the_top("week", monday, "actions_per_100", {"all": one}) for monday, one in rates]
    month = of_the_top("month", MARCH, "actions_per_100", {"all": part(10, 40, by=7)})
    found = attacked_as(_weeks_and(month, weeks))
    assert "Marigold (actions_per_100 all, 2026-W11): 0..3, where no more than 0..4 may be known" in words(found)
    other = of_the_top("month", MARCH, "actions_per_100", {"all": part(11, 40, by=7)})
    assert words(attacked_as(_weeks_and(other, weeks))) == []


def _weeks_and(month: StoredValue, weeks: list[StoredValue]) -> list[Telling]:
    shares = [replace(one, indicator="participation", parts={"all": part(6, 40, is_told=False)}) for one in weeks]
    return telling_of([month, *weeks, *shares], World((), ()))


def test_a_quarters_people_are_in_its_months() -> None:
    shares = [
        of_the_top("month", date(2026, at, 1), "participation", {"all": part(count, 40, is_told=count >= K)})
        for at, count in ((1, 6), (2, 8), (3, 4))
    ]
    quarter = of_the_top("quarter", date(2026, 1, 1), "participation", {"all": part(17, 40)})
    found = words(attacked_as(telling_of([*shares, quarter], World((), ()))))
    assert found == ["Marigold (participation all, 2026-03): 3..17, where no more than 0..4 may be known"]
    assert words(attacked_as(telling_of(shares, World((), ())))) == []


def test_a_quarter_is_the_sum_of_its_months() -> None:
    months = [
        of_the_top("month", date(2026, at, 1), "actions_per_100", {"all": part(count, 40, by=by, is_told=by >= K)})
        for at, count, by in ((1, 10, 6), (2, 12, 7), (3, 3, 2))
    ]
    quarter = of_the_top("quarter", date(2026, 1, 1), "actions_per_100", {"all": part(25, 40, by=9)})
    world = World((), people((None, 40)))
    found = words(attacked_as(telling_of([*months, quarter], world)))
    assert found == ["Marigold (actions_per_100 all, 2026-03): exactly 3, where no more than 0..4 may be known"]


@pytest.mark.parametrize(
    ("indicator", "parts", "what"),
    [
        ("sponsors", {"all": part(7, 40), "men_sponsoring_women": part(6, 40)}, "sponsors all but not men_sponsoring"),
        (
            "interventions",
            {"per_100": part(9, 40, by=6), "made_a_difference": part(8, 9, by=5)},
            "interventions per_100 but not made_a_difference",
        ),
        (
            "nudge_response",
            {"all": part(14, 40, by=9), "lesson": part(12, 30, by=8), "digest": part(2, 10, by=2, is_told=False)},
            "nudge_response digest",
        ),
    ],
)
def test_a_part_of_an_indicator_and_its_whole(indicator: str, parts: Mapping[str, StoredPart], what: str) -> None:
    found = words(attacked_as(telling_of([of_the_top("month", MARCH, indicator, parts)], World((), ()))))
    assert [one for one in found if what in one], found


def test_an_effort_is_the_sum_of_its_kinds() -> None:
    kinds = {kind.value: part(0, 40, is_told=False) for kind in Kind}
    kinds |= {"all": part(16, 40, by=9), "mentor": part(9, 40, by=6), "learn": part(1, 40, by=1, is_told=False)}
    kinds |= {"amplify": part(6, 40, by=6)}
    rows = [
        of_the_top("month", MARCH, "actions_per_100", kinds),
        of_the_top("month", MARCH, "substance_mix", {"middle": part(10, 16, by=6)}),
    ]
    found = words(attacked_as(telling_of(rows, World((), ()))))
    assert "Marigold (actions_per_100 learn, 2026-03): exactly 1, where no more than 0..4 may be known" in found


# made-up organizations


@pytest.mark.parametrize("seed", seeds(range(12)))
def test_nothing_is_found_in_what_is_told(seed: int) -> None:
    world = by_chance(seed)
    outcome = attacked(as_ruled(stored(world), told.of_week(cells(world), K)), world)
    assert outcome.tried.total() > 0
    assert words(outcome) == []


@pytest.mark.parametrize("seed", seeds([*range(12), 262, 313, 381, 498, 854]))
def test_nothing_is_found_in_what_is_told_of_larger_teams(seed: int) -> None:
    """In the last five a gender of few is in a part of a group that is told, and in what is told beneath it, too."""
    world = larger_by_chance(seed)
    assert words(attacked(as_ruled(stored(world), told.of_week(cells(world), K)), world)) == []


@pytest.mark.no_cover
def test_where_each_number_is_looked_at_by_itself_much_is_found_of_every_kind() -> None:
    found: Counter[str] = Counter()
    for seed in range(12):
        world = by_chance(seed)
        outcome = attacked_as([by_primary_rules(one) for one in telling_of(stored(world), world)])
        found.update({leak.topic for leak in outcome.leaks})
        if min(found[about] for about in outcome.tried) == 4:
            return
    pytest.fail(f"only {found}")
