"""Organizations made up from a seed, week after week: people move between teams, do something or not, and add it late.

`published` is all that an attacker reads of one telling, `secrets` what he must not find out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from indicators import attack_facts, suppression
from indicators.attack import Target
from indicators.attack_facts import What, Where
from indicators.attack_solver import Fact, Range
from indicators.suppression import Cell, Ruling, participation
from tests.indicators.attack import Rule, team

K = 5


@dataclass
class Week:
    """Who was in which team, how many came from another during the week, and what they did as members of which."""

    above: tuple[int | None, ...]
    team_of: tuple[int, ...]
    deeds: list[tuple[int, int]] = field(default_factory=list)
    """A person, and the team they did it in."""
    came: Counter[int] = field(default_factory=Counter)

    def cells(self) -> list[Cell]:
        by_person = Counter(person for person, _ in self.deeds)
        found = []
        for index, above in enumerate(self.above):
            people = {person for person, where in enumerate(self.team_of) if where == index}
            done = [person for person, where in self.deeds if where == index]
            found.append(
                Cell(
                    team=team(index),
                    parent=None if above is None else team(above),
                    people=len(people),
                    contributors=len(people & by_person.keys()),
                    actions=len(done),
                    actors=len(people & set(done)),
                    largest=max((by_person[one] for one in done), default=0),
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
        before = tuple(team_of)
        for person in dice.sample(range(len(team_of)), min(len(team_of), dice.randint(0, 2))):
            team_of[person] = dice.randrange(size)
        week = Week(above, tuple(team_of))
        for person, (was, now) in enumerate(zip(before, team_of, strict=True)):
            week.came[now] += was != now
            if dice.random() < eager[now]:
                week.deeds += [(person, dice.choice([was, now])) for _ in range(dice.choice([1, 1, 2, 4]))]
        found.append(week)
    return found


def with_one_more(week: Week, seed: int) -> Week:
    """The same week when somebody has logged one more act."""
    person = Random(seed).randrange(len(week.team_of))
    return Week(week.above, week.team_of, [*week.deeds, (person, week.team_of[person])], week.came)


def published(
    week: Week,
    period: str,
    rule: Rule = participation,
    *,
    revision: int = 0,
    given_bands: bool = False,
    acts: bool = True,
) -> Iterator[Fact]:
    """How many contributed and how many actions they did, and what ties the two together.

    Everybody who contributed did an action, as a member of their team or, when they came during the week, of another.
    """
    cells = week.cells()
    people, actions = wheres(period, revision)
    shares = rule(cells, K)
    yield from attack_facts.sizes(cells, people)
    yield from attack_facts.published(cells, shares, people, K)
    if given_bands:
        yield from attack_facts.bands(cells, people, K)
    if acts:
        yield from attack_facts.published(cells, suppression.actions(cells, K, shares), actions, K)
        for index, cell in enumerate(cells):
            yield Fact({actions.of(cell.team): 1, people.of(cell.team): -1}, Range(-week.came[index]))


def secrets(
    week: Week, period: str, *, revision: int = 0, given_bands: bool = False, acts: bool = True
) -> Iterator[Target]:
    """What nobody may find out."""
    people, actions = wheres(period, revision)
    yield from attack_facts.hidden_groups(week.cells(), people, K, given_bands=given_bands)
    if acts:
        yield from attack_facts.hidden_acts(week.cells(), actions, K)


def wheres(period: str, revision: int = 0) -> tuple[Where, Where]:
    """Of contributors, and of actions."""
    return Where(period, revision=revision), Where(period, What.ACTIONS, revision=revision)


def rulings(week: Week) -> Mapping[UUID, Ruling]:
    return participation(week.cells(), K)
