"""Indicators by department, location and level: sums of what is told of teams, so that nothing new is told.

What is told of teams in a week is, number by number, sums over groups that share nobody: the own people of one team or
of several (`told_again.groups_of`). Here they are *regions*. A region is a department's where everybody in it is of
that department. What is told of the department is the sum of its regions, and which these are follows from the roster:
no act, and no count that is not told already, is looked at. So whoever knows all that is told of teams could add it up
himself, and whatever is possible beside that is possible beside this.

A sum is told where its regions have nearly all of the department's people; else it would speak of others than it
says. Where it is not told, `why` follows from the roster and from what is told, too.

Everybody is where they were when the week began, in their team as in all else. Where a team has not as many people of
the week any more as it had when the week was told, because the roster was put right, its region is nobody's.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from uuid import UUID

from indicators import closing_told
from indicators.cells import OwnWeek
from indicators.definitions import REGISTRY
from indicators.overview import Closed
from indicators.periods import DAY, Length
from indicators.suppression import Ruling, Verdict
from indicators.told import EVERYBODY, KEYS, Key, Told
from indicators.told_again import ACTS, groups_of
from indicators.told_keys import INTERVENTIONS, KINDS, MEN, WOMEN
from indicators.told_tree import Forest
from indicators.values import Interval, Unit, Value
from storage import breakdowns, indicator_values, week_cells
from storage.breakdowns import Alike
from storage.database import Connection
from storage.week_cells import StoredCell
from storage.words import Gender, Kind

ENOUGH = 80
"""So many in a hundred of a group's people have to be behind a number of it."""
HIDDEN = Ruling(Verdict.HIDDEN)
SAME_AS: Mapping[Key, Key] = {INTERVENTIONS: KINDS[Kind.INTERVENE]}
"""Numbers that are told of teams under another name."""
_BESIDE = (EVERYBODY, ACTS)
"""What others are told beside."""


class By(StrEnum):
    """By what the people of a breakdown are told apart."""

    DEPARTMENT = "department"
    LOCATION = "location"
    LEVEL = "level"


class Why(StrEnum):
    """Why a group is not told: most of its people are in such teams."""

    MIXED = "mixed"
    """They are told of together with people of other groups."""
    HIDDEN = "hidden"
    """Their own numbers are not told."""
    CHANGED = "changed"
    """They have other people in that week, by the roster as it is now, than when it was told."""


@dataclass(frozen=True, slots=True)
class Region:
    """The own people of these teams, of whom a number is told: `count` of `people`."""

    teams: frozenset[UUID]
    people: int
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """A group of a breakdown, by its name; None: the roster does not say. It has k people at least.

    `count`: the number of `covered` people, of the `people` there are; None where it is not told.
    """

    name: str | None
    unit: Unit
    people: int
    covered: int = 0
    count: int | None = None
    why: Why | None = None

    @property
    def amount(self) -> float | None:
        """The number in its unit; None where it is not told."""
        return None if self._value is None else self._value.amount

    @property
    def interval(self) -> Interval | None:
        """The 95% Wilson interval of a proportion that is told."""
        return None if self._value is None else self._value.interval

    @property
    def _value(self) -> Value | None:
        return None if self.count is None else Value(self.unit, self.count, self.covered, contributors=0, largest=0)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One number of a week by one attribute: its groups by name. `has_smaller`: whether there are some of fewer than k,
    of which nothing is said.
    """

    by: By
    parts: tuple[Part, ...]
    has_smaller: bool


def can_be_told(indicator: str, part: str) -> bool:
    """Whether it is a number of acts or people of teams. Those of men and of women are not told apart any further."""
    key = (indicator, part)
    return SAME_AS.get(key, key) in KEYS and key not in {MEN, WOMEN}


async def read(
    db: Connection, organization_id: UUID, week: Closed, indicator: str, parts: Collection[str]
) -> Mapping[str, Sequence[Breakdown]]:
    """These parts of an indicator in a closed week, by every attribute; without those that cannot be told."""
    first = week.period.first
    keys = {part: SAME_AS.get((indicator, part), (indicator, part)) for part in parts if can_be_told(indicator, part)}
    if not keys:
        return {}
    # A week is told again of whom it was told at first: so the tree, and how many they are, is that of the first time.
    cells = await week_cells.read(db, organization_id, first, last_revision=0)
    sources = {EVERYBODY[0], *(key[0] for key in keys.values())}
    values = await indicator_values.read(
        db, organization_id, None, Length.WEEK.value, first, first + DAY, indicators=sources
    )
    people = await breakdowns.alike(db, organization_id, first, week.period.end)
    # In an organization of very many teams this takes a while, in which nobody else has to wait.
    found = await asyncio.to_thread(tell, cells, closing_told.read(values), people, set(keys.values()), week.k)
    return {part: found[key] for part, key in keys.items()}


def tell(
    cells: Collection[StoredCell], told: Told, people: Collection[Alike], keys: Collection[Key], k: int
) -> dict[Key, list[Breakdown]]:
    """These numbers of a week by every attribute. `cells`, `told`: its teams, and what is told of them; `people`: who
    is where by the roster.
    """
    found = regions(cells, told, keys)
    places = {by: _Places.of(cells, people, by) for by in By}
    units = {key: REGISTRY[key[0]].part(key[1]).unit for key in keys}
    return {key: [_breakdown(by, places[by], found[key], units[key], k) for by in By] for key in keys}


def regions(cells: Iterable[StoredCell], told: Told, keys: Collection[Key]) -> dict[Key, list[Region]]:
    """What follows of which people from what is told, number by number. Of the cells only the tree and the numbers of
    people are read.
    """
    forest = Forest([_with_people(cell) for cell in cells])
    sizes = {spot.cell.team: sum(spot.cell.people.values()) for spot in forest.spots}
    groups = groups_of(forest, told, [key for key in KEYS if key in keys or key in _BESIDE])
    found: dict[Key, list[Region]] = {}
    for key in keys:
        found[key] = []
        for at, teams in groups[key].items():
            one = _region(forest, told, key, at, teams)
            # Else it is told of others than it seems, and nothing is made of it.
            if one.people == sum(sizes[team] for team in teams) and _is_possible(one, key):
                found[key].append(one)
    return found


_Names = Mapping[str | None, int]
"""How many people there are of each name."""


@dataclass(frozen=True, slots=True)
class _Places:
    """How many people of each name there are, in all and by team; and which teams have other people than they had."""

    sizes: _Names
    names: Mapping[UUID, _Names]
    changed: frozenset[UUID]
    together: dict[frozenset[UUID], _Names] = field(default_factory=dict)

    @classmethod
    def of(cls, cells: Iterable[StoredCell], people: Iterable[Alike], by: By) -> _Places:
        name_of = attrgetter(by.value)
        sizes: dict[str | None, int] = {}
        names: dict[UUID, dict[str | None, int]] = {}
        for one in people:
            name, here = name_of(one), names.setdefault(one.team_id, {})
            here[name] = here.get(name, 0) + one.people
            sizes[name] = sizes.get(name, 0) + one.people
        were = {cell.team: sum(_people(cell).values()) for cell in cells}
        changed = {
            team for team in were.keys() | names.keys() if were.get(team, 0) != sum(names.get(team, {}).values())
        }
        return cls(sizes, names, frozenset(changed))

    def of_region(self, region: Region) -> _Names:
        """Numbers that are told of the same people ask again and again."""
        if region.teams not in self.together:
            found = Counter[str | None]()
            for team in region.teams:
                found.update(self.names.get(team, {}))
            self.together[region.teams] = found
        return self.together[region.teams]


def _breakdown(by: By, places: _Places, told: Sequence[Region], unit: Unit, k: int) -> Breakdown:
    covered, counts = Counter[str | None](), Counter[str | None]()
    left: dict[str | None, Counter[Why]] = defaultdict(Counter)
    for region in told:
        names = places.of_region(region)
        is_changed = not places.changed.isdisjoint(region.teams)
        if len(names) == 1 and not is_changed:
            (name,) = names
            covered[name] += region.people
            counts[name] += region.count
            continue
        for name, people in names.items():
            left[name][Why.CHANGED if is_changed else Why.MIXED] += people
    parts = []
    large = [name for name, size in places.sizes.items() if size >= k]
    for name in sorted(large, key=lambda name: (name is None, name)):
        size = places.sizes[name]
        if 100 * covered[name] >= ENOUGH * size:
            parts.append(Part(name, unit, size, covered[name], counts[name]))
        else:
            left[name][Why.HIDDEN] = size - covered[name] - left[name].total()
            parts.append(Part(name, unit, size, why=max(Why, key=lambda why: left[name][why])))
    return Breakdown(by, tuple(parts), has_smaller=len(large) < len(places.sizes))


def _region(forest: Forest, told: Told, key: Key, at: UUID, teams: frozenset[UUID]) -> Region:
    """What is told at a team, less what is told right beneath it."""
    parts = forest.spots[forest.place[at]].parts
    beneath = [told.get(forest.spots[part].cell.team, {}).get(key, HIDDEN) for part in parts]
    whole = told[at][key]
    return Region(
        teams,
        whole.people - sum(one.people for one in beneath),
        whole.count - sum(one.count for one in beneath),
    )


def _is_possible(region: Region, key: Key) -> bool:
    return region.count >= 0 and (key != EVERYBODY or region.count <= region.people)


def _with_people(cell: StoredCell) -> OwnWeek:
    """The cell without anything that anybody did."""
    return OwnWeek(cell.team, cell.parent, people=_people(cell))


def _people(cell: StoredCell) -> dict[Gender, int]:
    counts = ((gender, cell.numbers.get(f"people_{gender}", 0)) for gender in Gender)
    return {gender: count for gender, count in counts if count}
