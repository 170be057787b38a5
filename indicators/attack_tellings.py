"""Sorts what is stored and told of an organization into tellings: one period as it was told at one time.

A team's stored numbers are of it with all beneath it: what it has by itself is what they leave without those beneath.
Of which groups something was told is found as an attacker finds it: by the numbers of people, which everybody knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from uuid import UUID

from indicators.attack_facts import Tree
from indicators.attack_solver import Range
from indicators.periods import Length, Period, period_of
from indicators.suppression import Cell, Verdict
from storage.indicator_values import StoredPart, StoredValue
from storage.words import Kind, Tier

Key = tuple[str, str]
"""An indicator and one of its parts."""

ALL, MEN, WOMEN = (("participation", part) for part in ("all", "men", "women"))
OTHERS: Key = ("participation", "others")
"""Who declares to be neither. Never told, but whoever knows the three above can subtract."""
ACTS: Key = ("actions_per_100", "all")
KINDS: tuple[Key, ...] = tuple(("actions_per_100", kind.value) for kind in Kind)
TIERS: tuple[Key, ...] = tuple(("actions_per_100", tier.value) for tier in Tier)
GENDERS = (MEN, WOMEN, OTHERS)
OF_PEOPLE = (ALL, *GENDERS)
OF_TEAMS = (*OF_PEOPLE, ACTS, *KINDS, *TIERS)
"""What may be told of teams, and what can be subtracted from it. All else is told of the whole organization alone."""

_NOTHING = StoredPart(numerator=0, denominator=0, contributors=0, largest=0, verdict=None, people=0, count=0, why=None)


@dataclass(frozen=True, slots=True)
class Group:
    """What is true of some people: how many there are, how much is counted, of how many, and the most of any one."""

    people: int
    count: int
    contributors: int
    largest: int

    def less(self, other: Group) -> Group:
        """Without some of them. Of those who are left, one may have done as much as of all, or less."""
        return Group(
            self.people - other.people,
            self.count - other.count,
            self.contributors - other.contributors,
            0 if self.largest == other.largest else self.largest,
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """One period as it was told at one time. `rows`: each team's indicators, with all beneath; what is not is nought.

    `k`: the smallest group at that time. `reasons`: why it was told again. The last two keep what was worked out.
    """

    length: Length
    period: Period
    revision: int
    k: int
    reasons: frozenset[str]
    top: UUID
    tree: Tree
    rows: Mapping[tuple[UUID, str], StoredValue]
    own_groups: dict[tuple[UUID, Key], Group] = field(default_factory=dict, compare=False, repr=False)
    was_read: dict[Key, Read] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        return f"{self.period.name}, revision {self.revision}" if self.revision else self.period.name

    def part(self, team: UUID, key: Key) -> StoredPart:
        row = self.rows.get((team, key[0]))
        return row.parts.get(key[1], _NOTHING) if row else _NOTHING

    def whole(self, team: UUID, key: Key) -> Group:
        """What is true of a team and all beneath it."""
        if key == OTHERS:
            return self.whole(team, ALL).less(self.whole(team, MEN)).less(self.whole(team, WOMEN))
        one = self.part(team, key)
        people = one.denominator if key in OF_PEOPLE else self.part(team, ALL).denominator
        return Group(people, one.numerator, one.contributors, one.largest)

    def own(self, team: UUID, key: Key) -> Group:
        """What is true of a team without those beneath it."""
        if (team, key) not in self.own_groups:
            group = self.whole(team, key)
            for part in self.tree.parts(team):
                group = group.less(self.whole(part, key))
            self.own_groups[team, key] = group
        return self.own_groups[team, key]

    def count(self, teams: Iterable[UUID], key: Key) -> int:
        """How much is counted of these teams, each without those beneath it."""
        return sum(self.own(team, key).count for team in teams)

    def people(self, teams: Iterable[UUID], key: Key) -> int:
        return sum(self.own(team, key).people for team in teams)

    def teams(self) -> tuple[UUID, ...]:
        """From the leaves up."""
        return tuple(cell.team for cell in self.tree.from_the_leaves())


@dataclass(frozen=True, slots=True)
class Read:
    """What an attacker reads of one number: sums of groups that share nobody, and labels; and what cannot be right."""

    exactly: Mapping[frozenset[UUID], int]
    labels: Mapping[UUID, Range] = field(default_factory=dict)
    wrong: tuple[tuple[UUID, str], ...] = ()


def tellings(
    values: Iterable[StoredValue],
    organization_id: UUID,
    k: Mapping[tuple[str, date, int], int],
    parents: Mapping[tuple[date, int], Mapping[UUID, UUID | None]],
) -> list[Telling]:
    """All tellings, by period, each after those before it. A telling has what is new in it, and all else as it was.

    `k`: the smallest group when a period was told. `parents`: which team was beneath which when a week was told.
    """
    by_period: dict[tuple[str, date], list[StoredValue]] = defaultdict(list)
    for value in values:
        by_period[value.length, value.starts_on].append(value)
    found = []
    for (length, starts_on), some in sorted(by_period.items()):
        rows: dict[tuple[UUID, str], StoredValue] = {}
        above: dict[UUID, UUID | None] = {}
        for revision in sorted({one.revision for one in some}):
            new = [one for one in some if one.revision == revision]
            rows |= {(one.team_id, one.indicator): one for one in new}
            above |= parents.get((starts_on, revision), {})
            found.append(
                Telling(
                    length=Length(length),
                    period=period_of(Length(length), starts_on),
                    revision=revision,
                    k=k[length, starts_on, revision],
                    reasons=frozenset(reason for one in new if one.reason for reason in one.reason.split(",")),
                    top=organization_id,
                    tree=_tree({team for team, _ in rows}, above, organization_id),
                    rows=dict(rows),
                )
            )
    return found


def nearly_all(people: int, k: int) -> Range:
    """What that label says."""
    return Range(max(k, people - k + 1), people)


def one_after_another(told: Collection[Telling]) -> list[tuple[Telling, Telling]]:
    """Each telling of a period with the next one of the same."""
    return [(one, other) for one, other in pairwise(told) if one.period == other.period]


def read(telling: Telling, key: Key) -> Read:
    """Of which groups a number is told, and what."""
    if key not in telling.was_read:
        telling.was_read[key] = _read(telling, key)
    return telling.was_read[key]


def _read(telling: Telling, key: Key) -> Read:
    exactly: dict[UUID, dict[frozenset[UUID], int]] = {}
    labels: dict[UUID, Range] = {}
    wrong: list[tuple[UUID, str]] = []
    outer = _told(telling, _OUTER[key]) if key in _OUTER else {}
    for team in telling.teams():
        shown: dict[frozenset[UUID], int] = {}
        for part in telling.tree.parts(team):
            shown |= exactly[part]
        ruled = telling.part(team, key)
        here = telling.tree.beneath(team)
        there = frozenset[UUID]().union(*shown)
        match Verdict(ruled.verdict) if ruled.verdict else Verdict.HIDDEN:
            case Verdict.WHOLE:
                rest = here - there
            case Verdict.PART:
                rest = _rest_of_part(telling, key, team, there, outer.get(team, frozenset()))
                here = there | rest
            case Verdict.NEARLY_ALL:
                people = telling.people(here, key)
                labels[team] = nearly_all(people, telling.k)
                here = there = rest = frozenset()
            case Verdict.HIDDEN:
                here = there = rest = frozenset()
        if ruled.verdict in {Verdict.WHOLE, Verdict.PART}:
            left = ruled.count - sum(shown.values())
            if telling.people(here, key) != ruled.people:
                wrong.append((team, f"told of {ruled.people} people, where there are {telling.people(here, key)}"))
            elif rest:
                shown[rest] = left
            elif left:
                wrong.append((team, f"told as {ruled.count}, where its parts are {sum(shown.values())} together"))
        exactly[team] = shown
    return Read(exactly[telling.top], labels, tuple(wrong))


_OUTER: Mapping[Key, Key] = {
    **dict.fromkeys((*GENDERS, ACTS), ALL),
    **dict.fromkeys((*KINDS, *TIERS), ACTS),
}
"""What a number is told beside: of nobody of whom this is not told."""


def _told(telling: Telling, key: Key) -> dict[UUID, frozenset[UUID]]:
    """The teams whose people are in what is told of each team."""
    outer = _told(telling, _OUTER[key]) if key in _OUTER else {}
    found: dict[UUID, frozenset[UUID]] = {}
    for team in telling.teams():
        there = frozenset[UUID]().union(*(found[part] for part in telling.tree.parts(team)))
        verdict = telling.part(team, key).verdict
        if verdict == Verdict.WHOLE:
            there = telling.tree.beneath(team)
        elif verdict == Verdict.PART:
            there |= _rest_of_part(telling, key, team, there, outer.get(team, frozenset()))
        found[team] = there
    return found


def _rest_of_part(
    telling: Telling, key: Key, team: UUID, there: frozenset[UUID], outer: frozenset[UUID]
) -> frozenset[UUID]:
    """What a part is of, beside what is told beneath it: nothing, the team itself, or all of what it is told beside."""
    people = telling.part(team, key).people
    if telling.people(there, key) == people:
        return frozenset()
    if outer and telling.people(outer, key) == people:
        return outer - there
    return frozenset({team})


def _tree(teams: Iterable[UUID], parents: Mapping[UUID, UUID | None], organization_id: UUID) -> Tree:
    """The teams and all above them; what is above is there even where nothing is stored of it."""
    above: dict[UUID, UUID | None] = {organization_id: None}
    for team in teams:
        one = team
        while one not in above:
            above[one] = parent = parents.get(one) or organization_id
            one = parent
    return Tree(Cell(team, parent) for team, parent in above.items())
