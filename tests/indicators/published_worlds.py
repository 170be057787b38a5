"""Made-up organizations as they are stored when a period closes: people, what they did, and what was told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from uuid import UUID

from indicators import told
from indicators.cells import OwnWeek, Tally
from indicators.suppression import Verdict
from storage.indicator_values import StoredPart, StoredValue
from storage.words import Gender, Kind, Tier

ORGANIZATION = UUID(int=1)
MONDAY = date(2026, 3, 2)


def team(index: int) -> UUID:
    return UUID(int=index + 2)


@dataclass(frozen=True)
class Deed:
    person: int
    kind: Kind = Kind.AMPLIFY
    tier: Tier = Tier.SELF_REPORTED


@dataclass(frozen=True)
class World:
    """`above`: of each team the one it is beneath, an earlier one. `people`: team and gender of each."""

    above: tuple[int | None, ...]
    people: tuple[tuple[int | None, Gender], ...]
    deeds: tuple[Deed, ...] = ()

    def parents(self) -> dict[UUID, UUID | None]:
        return {team(index): None if up is None else team(up) for index, up in enumerate(self.above)}

    def with_deeds(self, *more: Deed) -> World:
        return replace(self, deeds=(*self.deeds, *more))

    def trees(self) -> Iterator[tuple[UUID, set[int]]]:
        """The organization and each team, with the people of it and of all beneath."""
        yield ORGANIZATION, set(range(len(self.people)))
        for index in range(len(self.above)):
            yield team(index), {one for one, (where, _) in enumerate(self.people) if self._is_beneath(where, index)}

    def _is_beneath(self, where: int | None, top: int) -> bool:
        while where is not None and where != top:
            where = self.above[where]
        return where == top


def stored(
    world: World, length: str = "week", starts_on: date = MONDAY, *, revision: int = 0, reason: str | None = None
) -> list[StoredValue]:
    """What is stored of a period, nothing of it told."""
    found = []
    for top, people in world.trees():
        deeds = [one for one in world.deeds if one.person in people]
        genders = {"men": Gender.MAN, "women": Gender.WOMAN}
        groups = {"all": people} | {
            part: {one for one in people if world.people[one][1] is gender} for part, gender in genders.items()
        }
        did = {one.person for one in deeds}
        shares = {part: _part(Counter(some & did), len(some)) for part, some in groups.items()}
        rates = {"all": _acts(deeds, people)}
        rates |= {kind.value: _acts([one for one in deeds if one.kind is kind], people) for kind in Kind}
        rates |= {tier.value: _acts([one for one in deeds if one.tier is tier], people) for tier in Tier}
        for indicator, parts in (("participation", shares), ("actions_per_100", rates)):
            found.append(StoredValue(top, length, starts_on, indicator, revision, 1, reason, parts))
    return found


def tell(
    values: Iterable[StoredValue],
    where: UUID,
    key: tuple[str, str],
    verdict: Verdict = Verdict.WHOLE,
    *,
    count: int | None = None,
    people: int | None = None,
) -> list[StoredValue]:
    """The same with one number told: as it is, or as another."""

    def told(part: StoredPart) -> StoredPart:
        return replace(
            part,
            verdict=verdict.value,
            people=part.denominator if people is None else people,
            count=part.numerator if count is None else count,
        )

    return [
        replace(one, parts={**one.parts, key[1]: told(one.parts[key[1]])})
        if (one.team_id, one.indicator) == (where, key[0])
        else one
        for one in values
    ]


def as_ruled(values: Iterable[StoredValue], rulings: told.Told) -> list[StoredValue]:
    """The same as it is told by these rulings."""
    found = list(values)
    for where, by_key in rulings.items():
        for key, ruling in by_key.items():
            found = tell(found, where, key, ruling.verdict, count=ruling.count, people=ruling.people)
    return found


def cells(world: World) -> list[OwnWeek]:
    """Each team's own people and what they did, the organization's on top."""
    own = {None: ORGANIZATION} | {index: team(index) for index in range(len(world.above))}
    found = []
    for index, top in own.items():
        up = None if index is None else world.above[index]
        people = {one for one, (where, _) in enumerate(world.people) if where == index}
        deeds = [one for one in world.deeds if one.person in people]
        found.append(
            OwnWeek(
                team=top,
                parent=None if index is None else own[up],
                people=Counter(world.people[one][1] for one in people),
                contributors=Counter(world.people[one][1] for one in {deed.person for deed in deeds}),
                all=_tally(deeds),
                kinds={kind: _tally([one for one in deeds if one.kind is kind]) for kind in Kind},
                tiers={tier: _tally([one for one in deeds if one.tier is tier]) for tier in Tier},
            )
        )
    return found


def _tally(deeds: Iterable[Deed]) -> Tally:
    counts = Counter(one.person for one in deeds)
    return Tally(counts.total(), len(counts), max(counts.values(), default=0))


def by_chance(seed: int) -> World:
    """Teams differ in how many of them do something, so that every label is met."""
    dice = Random(seed)
    size = dice.randint(2, 6)
    above = tuple(dice.choice([None, *range(index)]) for index in range(size))
    where = [index for index in range(size) for _ in range(dice.choice([0, 1, 3, 4, 6, 8, 11, 12, 14, 20]))]
    people = tuple((index, dice.choice([*2 * [Gender.MAN, Gender.WOMAN], *Gender])) for index in [*where, None, None])
    eager = [dice.choice([0.1, 0.2, 0.4, 0.5, 0.9, 0.97]) for _ in (*above, None)]
    deeds = [
        Deed(one, dice.choice([Kind.AMPLIFY, *Kind]), dice.choice([Tier.SELF_REPORTED, *Tier]))
        for one, (index, _) in enumerate(people)
        if dice.random() < eager[-1 if index is None else index]
        for _ in range(dice.choice([1, 1, 2, 4]))
    ]
    return World(above, people, tuple(deeds))


def larger_by_chance(seed: int) -> World:
    """The same with larger teams, of which each keeps to some kinds and some people do much."""
    dice = Random(seed)
    size = dice.randint(3, 9)
    above = tuple(dice.choice([None, *range(index)]) for index in range(size))
    where = [index for index in range(size) for _ in range(dice.choice([0, 2, 5, 8, 13, 21, 34, 50]))]
    people = tuple((index, dice.choice([*3 * [Gender.MAN, Gender.WOMAN], *Gender])) for index in where)
    eager = [dice.choice([0.05, 0.2, 0.4, 0.6, 0.9, 0.97]) for _ in above]
    kinds = [dice.sample(list(Kind), dice.randint(1, 8)) for _ in above]
    deeds = [
        Deed(one, dice.choice(kinds[index]), dice.choice([*2 * [Tier.SELF_REPORTED], *Tier]))
        for one, index in enumerate(where)
        if dice.random() < eager[index]
        for _ in range(dice.choice([1, 1, 2, 3, 5, 9]))
    ]
    return World(above, people, tuple(deeds))


def _acts(deeds: Iterable[Deed], people: set[int]) -> StoredPart:
    return _part(Counter(one.person for one in deeds), len(people))


def _part(behind: Mapping[int, int], out_of: int) -> StoredPart:
    return StoredPart(
        numerator=sum(behind.values()),
        denominator=out_of,
        contributors=len(behind),
        largest=max(behind.values(), default=0),
        verdict=None,
        people=0,
        count=0,
        why=None,
    )
