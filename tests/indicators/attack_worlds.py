"""Organizations made up from a seed, week after week: people move between teams, and do something or not.

`published` is all that an attacker reads of one telling, `secrets` what he must not find out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from indicators import attack_facts, told
from indicators.attack import Target
from indicators.attack_facts import What, Where
from indicators.attack_solver import Fact, Range
from indicators.cells import OwnWeek, Tally
from indicators.suppression import Cell, participation
from storage.words import Gender
from tests.indicators.attack import Rule, team

K = 5


@dataclass
class Week:
    """Who was in which team, and who did something, once for each time they did."""

    above: tuple[int | None, ...]
    team_of: tuple[int, ...]
    deeds: list[int] = field(default_factory=list)

    def cells(self) -> list[Cell]:
        by_person = Counter(self.deeds)
        found = []
        for index, above in enumerate(self.above):
            people = [person for person, where in enumerate(self.team_of) if where == index]
            did = [by_person[person] for person in people if by_person[person]]
            found.append(
                Cell(
                    team=team(index),
                    parent=None if above is None else team(above),
                    people=len(people),
                    contributors=len(did),
                    actions=sum(did),
                    actors=len(did),
                    largest=max(did, default=0),
                )
            )
        return found


def weeks(seed: int, count: int = 3) -> list[Week]:
    """The weeks of one organization. Teams differ in how many of them do something, so that every label is met."""
    dice = Random(seed)
    size = dice.randint(3, 7)
    above = tuple(dice.randrange(index) if index else None for index in range(size))
    team_of = [index for index in range(size) for _ in range(dice.choice([0, 1, 3, 4, 6, 8, 11, 12, 14, 20]))]
    eager = [dice.choice([0.1, 0.2, 0.4, 0.5, 0.9, 0.97]) for _ in range(size)]
    found = []
    for _ in range(count):
        for person in dice.sample(range(len(team_of)), min(len(team_of), dice.randint(0, 2))):
            team_of[person] = dice.randrange(size)
        week = Week(above, tuple(team_of))
        for person, where in enumerate(team_of):
            if dice.random() < eager[where]:
                week.deeds += [person] * dice.choice([1, 1, 2, 4])
        found.append(week)
    return found


def own_weeks(cells: Iterable[Cell]) -> list[OwnWeek]:
    """The same cells for all that is told of a week; gender, kinds and tiers are not looked at."""
    return [
        OwnWeek(
            team=one.team,
            parent=one.parent,
            people={Gender.UNDISCLOSED: one.people},
            contributors={Gender.UNDISCLOSED: one.contributors},
            all=Tally(one.actions, one.actors, one.largest),
        )
        for one in cells
    ]


def published(week: Week, period: str, rule: Rule = participation, *, given_bands: bool = False) -> Iterator[Fact]:
    """How many contributed."""
    cells = week.cells()
    people, _ = wheres(period)
    yield from attack_facts.sizes(cells, people)
    yield from attack_facts.published(cells, rule(cells, K), people, K)
    if given_bands:
        yield from attack_facts.bands(cells, people, K)


def acts_too(cells: Sequence[Cell], period: str) -> Iterator[Fact]:
    """How many contributed and how much they did; everybody who contributed did an act, and nobody else."""
    people, actions = wheres(period)
    told_of = told.of_week(own_weeks(cells), K)
    yield from attack_facts.sizes(cells, people)
    for where, key in ((people, told.EVERYBODY), (actions, ("actions_per_100", "all"))):
        yield from attack_facts.published(cells, {one: rulings[key] for one, rulings in told_of.items()}, where, K)
    yield from attack_facts.each_at_least(actions, people, [one.team for one in cells])
    for one in cells:
        if not one.people:
            yield Fact(actions.sum([one.team]), Range(0, 0))


def secrets(week: Week, period: str, *, given_bands: bool = False, acts: bool = False) -> Iterator[Target]:
    """What nobody may find out."""
    people, actions = wheres(period)
    yield from attack_facts.hidden_groups(week.cells(), people, K, given_bands=given_bands)
    if acts:
        yield from attack_facts.hidden_acts(week.cells(), actions, K)


def wheres(period: str) -> tuple[Where, Where]:
    """Of contributors, and of actions."""
    return Where(period), Where(period, What.ACTIONS)
