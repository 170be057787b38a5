"""What suppression lets through, under the attacker who reckons, and what it would if it took less care."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import pytest

from indicators import attack_facts, told
from indicators.attack import Recovered, Report, Target, attack
from indicators.attack_facts import What, Where
from indicators.attack_solver import Fact, Range
from indicators.suppression import Cell, Ruling, Verdict, participation
from tests.indicators.attack import Rule, Spot, cells, one_by_one, team
from tests.indicators.attack_worlds import K, acts_too, own_weeks, published, secrets, weeks
from tests.seeds import seeds

WEEK, AGAIN = Where("2026-W10"), Where("2026-W10", revision=1)
ACTIONS = Where("2026-W10", What.ACTIONS)


def facts_of(of: Sequence[Cell], where: Where, rule: Rule = participation) -> list[Fact]:
    """How many there are, and what is published of how many contributed."""
    return [*attack_facts.sizes(of, where), *attack_facts.published(of, rule(of, K), where, K)]


def hidden(of: Sequence[Cell], *wheres: Where) -> list[Target]:
    return [one for where in wheres for one in attack_facts.hidden_groups(of, where, K)]


def proved(report: Report) -> dict[str, Range]:
    return {one.target.name: one.proved for one in report.recovered}


def words(recovered: Iterable[Recovered]) -> list[str]:
    return [str(one) for one in recovered]


# week after week, while people move


def of_all_weeks(seed: int, rule: Rule = participation, *, given_bands: bool = False) -> Report:
    facts: list[Fact] = []
    targets: list[Target] = []
    for number, week in enumerate(weeks(seed)):
        facts += published(week, f"week {number}", rule, given_bands=given_bands)
        targets += secrets(week, f"week {number}", given_bands=given_bands)
    return attack(facts, targets)


@pytest.mark.parametrize("seed", seeds(range(12)))
def test_nothing_is_found_in_how_many_contributed(seed: int) -> None:
    report = of_all_weeks(seed)
    assert report.tried > 0
    assert words(report.recovered) == []


@pytest.mark.parametrize("seed", seeds(range(12, 20)))
def test_nor_by_one_who_is_given_the_label_of_every_group(seed: int) -> None:
    assert words(of_all_weeks(seed, given_bands=True).recovered) == []


@pytest.mark.parametrize("seed", seeds(range(20, 44)))
def test_nothing_is_found_in_participation_and_acts(seed: int) -> None:
    facts: list[Fact] = []
    targets: list[Target] = []
    for number, week in enumerate(weeks(seed)):
        facts += acts_too(week.cells(), f"week {number}")
        targets += secrets(week, f"week {number}", acts=True)
    report = attack(facts, targets)
    assert report.tried > 0
    assert words(report.recovered) == []


def test_where_each_team_is_ruled_by_itself_much_is_found() -> None:
    reports = [of_all_weeks(seed, one_by_one) for seed in range(12)]
    assert sum(bool(one.recovered) for one in reports) >= 6
    exact = [one for report in reports for one in report.recovered if one.proved.low == one.proved.high]
    assert exact
    for report in reports:
        for one in report.recovered:
            assert Range(one.target.count, one.target.count) in one.proved, "what is proved is true"


def test_by_hand_a_parent_less_its_child() -> None:
    tree = cells([Spot(None, 0), Spot(0, 20, 8), Spot(0, 12, 1)])
    naive = attack(facts_of(tree, WEEK, one_by_one), hidden(tree, WEEK))
    assert proved(naive) == {f"{team(2)} itself ({WEEK})": Range(1, 1)}
    assert attack(facts_of(tree, WEEK), hidden(tree, WEEK)).recovered == ()


# actions beside participation

SAID_BY_ACTIONS = {
    # 18 of 49 contributed, and those of the three small teams did five acts: so all thirteen of the other did.
    "everybody": [
        Spot(None, 0),
        Spot(0, 13, 13, (2,) * 13),
        Spot(0, 12, 2, (1, 1)),
        Spot(0, 12, 2, (1, 1)),
        Spot(0, 12, 1, (1,)),
    ],
    # Seven of 38 contributed, at least five not in the team of two, and there were seven acts: so these two did at
    # most two.
    "at most two": [Spot(None, 0), Spot(0, 2, 1, (1,)), *(Spot(0, 12, 2, (1, 1)) for _ in range(3))],
}


@pytest.mark.parametrize("tree", SAID_BY_ACTIONS.values(), ids=SAID_BY_ACTIONS)
def test_actions_beside_participation(tree: Sequence[Spot]) -> None:
    of = cells(tree)
    targets = [*hidden(of, WEEK), *attack_facts.hidden_acts(of, ACTIONS, K)]
    assert words(attack(acts_too(of, WEEK.period), targets).recovered) == []


def test_they_would_say_so_if_they_were_told_of_other_groups_than_participation() -> None:
    of = cells(SAID_BY_ACTIONS["everybody"])
    facts = list(acts_too(of, WEEK.period))
    for index, (people, acts) in enumerate([(49, 31), (13, 26)]):
        facts += attack_facts.published(of, {team(index): whole(people, acts)}, ACTIONS, K)
    assert attack(facts, hidden(of, WEEK)).recovered


# a revision: the same week told again, when one more act was logged


def test_a_revision_of_one_act_that_changes_a_label_does_not_tell_both_numbers() -> None:
    """Fewer than five, and then five: there were four."""
    before, after = cells([Spot(None, 23, 4)]), cells([Spot(None, 23, 5)])
    anew = [*facts_of(before, WEEK), *facts_of(after, AGAIN)]
    by_one = attack_facts.each_at_least(AGAIN, WEEK, [team(0)], most=1)
    assert proved(attack([*anew, *by_one], hidden(before, WEEK))) == {f"{team(0)} itself ({WEEK})": Range(4, 5)}
    assert again(before, after)[team(0)][told.EVERYBODY].verdict is Verdict.HIDDEN


def test_a_revision_does_not_tell_of_other_groups_than_at_first() -> None:
    """First the four teams together are told, then one by itself and the other three: it had four at least."""
    small = [Spot(0, 12, 2), Spot(0, 12, 2), Spot(0, 12, 1)]
    before, after = cells([Spot(None, 0), Spot(0, 12, 4), *small]), cells([Spot(None, 0), Spot(0, 12, 5), *small])
    anew = [*facts_of(before, WEEK), *facts_of(after, AGAIN)]
    anew += attack_facts.each_at_least(AGAIN, WEEK, [one.team for one in before])
    assert proved(attack(anew, hidden(before, WEEK))) == {f"{team(1)} itself ({WEEK})": Range(4, 5)}
    assert again(before, after) == told.of_week(own_weeks(before), K)


def again(before: Sequence[Cell], after: Sequence[Cell]) -> Mapping[UUID, Mapping[told.Key, Ruling]]:
    first = own_weeks(before)
    return told.again(told.of_week(first, K), first, own_weeks(after), K)


def whole(people: int, count: int) -> Ruling:
    return Ruling(Verdict.WHOLE, people, count)
