"""Made-up organizations as the cells that are told of, and the attack on what is told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random
from uuid import UUID

from indicators import attack_published
from indicators.attack_published import Outcome
from indicators.attack_tellings import tellings
from indicators.cells import OwnWeek, Tally
from indicators.suppression import Ruling
from indicators.told import Key
from storage.indicator_values import StoredValue
from storage.words import Gender, Kind, Tier
from tests.indicators.published_worlds import MONDAY, ORGANIZATION, Deed, World, stored, team

K = 5
Told = Mapping[UUID, Mapping[Key, Ruling]]


def world(seed: int) -> World:
    """Teams of all sizes and of all habits; men and women differ in theirs; kinds are rare and frequent."""
    dice = Random(seed)
    size = dice.randint(2, 6)
    teams = (None, *range(size))
    above = tuple(dice.choice([None, *range(index)]) for index in range(size))
    neither = dice.choice([0, 0, 0.05, 0.3])
    people: list[tuple[int | None, Gender]] = []
    for index in teams:
        men = dice.choice([0.3, 0.5, 0.7, 0.9])
        for _ in range(dice.choice([0, 1, 3, 6, 10, 12, 14, 18, 25, 35, 50])):
            gender = Gender.MAN if dice.random() < men else Gender.WOMAN
            people.append((index, Gender.UNDISCLOSED if dice.random() < neither else gender))
    eager = {index: dice.choice([0.1, 0.25, 0.35, 0.45, 0.55, 0.7, 0.9]) for index in teams}
    more = {(index, gender): dice.choice([0.4, 1, 1, 1.5]) for index in teams for gender in Gender}
    kinds, tiers = [dice.choice([1, 1, 2, 4, 8]) for _ in Kind], [6, 3, dice.choice([0.3, 2])]
    deeds = [
        Deed(person, dice.choices(list(Kind), kinds)[0], dice.choices(list(Tier), tiers)[0])
        for person, (index, gender) in enumerate(people)
        if dice.random() < eager[index] * more[index, gender]
        for _ in range(dice.choice([1, 1, 2, 3, 4, dice.choice([1, 12])]))
    ]
    return World(above, tuple(people), tuple(deeds))


def late(before: World, count: int, seed: int) -> World:
    """The same organization when some acts more were logged."""
    dice = Random(seed)
    return before.with_deeds(
        *(
            Deed(dice.randrange(len(before.people)), dice.choice([Kind.AMPLIFY, *Kind]), dice.choice(list(Tier)))
            for _ in range(count if before.people else 0)
        )
    )


def withdrawn(before: World, count: int, seed: int) -> World:
    """The same when some acts were withdrawn."""
    gone = set(Random(seed).sample(range(len(before.deeds)), min(count, len(before.deeds))))
    return replace(before, deeds=tuple(deed for at, deed in enumerate(before.deeds) if at not in gone))


def cells(of: World) -> list[OwnWeek]:
    """The organization on top, with those who are in no team."""
    found = []
    for index in (None, *range(len(of.above))):
        mine = [deed for deed in of.deeds if of.people[deed.person][0] == index]
        above = None if index is None else of.above[index]
        found.append(
            OwnWeek(
                team=ORGANIZATION if index is None else team(index),
                parent=None if index is None else ORGANIZATION if above is None else team(above),
                people=Counter(gender for where, gender in of.people if where == index),
                contributors=Counter(of.people[person][1] for person in {deed.person for deed in mine}),
                all=tally(mine),
                kinds={kind: tally(deed for deed in mine if deed.kind is kind) for kind in Kind},
                tiers={tier: tally(deed for deed in mine if deed.tier is tier) for tier in Tier},
            )
        )
    return found


def tally(deeds: Iterable[Deed]) -> Tally:
    behind = Counter(deed.person for deed in deeds)
    return Tally(behind.total(), len(behind), max(behind.values(), default=0))


def as_stored(of: World, told: Told, *, revision: int = 0, reason: str | None = None) -> list[StoredValue]:
    """A week's values with what is told of them."""
    return [
        replace(
            value,
            parts={
                part: replace(numbers, verdict=ruling.verdict.value, people=ruling.people, count=ruling.count)
                if (ruling := told.get(value.team_id, {}).get((value.indicator, part)))
                else numbers
                for part, numbers in value.parts.items()
            },
        )
        for value in stored(of, revision=revision, reason=reason)
    ]


def attacked(*tellings_of_it: tuple[World, Told, str | None]) -> Outcome:
    """What comes of an attack on a week told once, or several times: the world, what is told of it, and why again."""
    values: list[StoredValue] = []
    for revision, (one, told, reason) in enumerate(tellings_of_it):
        values += as_stored(one, told, revision=revision, reason=reason)
    every = range(len(tellings_of_it))
    read = tellings(
        values,
        ORGANIZATION,
        {("week", MONDAY, revision): K for revision in every},
        {(MONDAY, revision): tellings_of_it[0][0].parents() for revision in every},
    )
    return attack_published.of_teams(read, [], names(tellings_of_it[0][0]))


def names(of: World) -> dict[UUID, str]:
    return {ORGANIZATION: "Everybody"} | {team(index): f"Team {index}" for index in range(len(of.above))}


def words(outcome: Outcome) -> Sequence[str]:
    return [leak.words for leak in outcome.leaks]
