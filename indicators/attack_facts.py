"""What everybody may know, as facts about hidden counts: the sizes of teams, what is published of them, what follows.

A hidden count is of the people of one team itself, without the teams beneath: nobody is in two. A team's number is the
sum of those of its tree; a gender group's, or a kind's, is a count of its own, and adds up to the team's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from indicators.attack import Target, band
from indicators.attack_solver import Fact, Range, Terms
from indicators.suppression import Cell, Ruling, Verdict
from storage.words import Gender, Kind


class What(StrEnum):
    """What is counted."""

    CONTRIBUTORS = "contributors"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class Count:
    """One hidden number. `revision`: what it was told as at first (0), and then as corrected."""

    team: UUID
    period: str
    what: What = What.CONTRIBUTORS
    gender: Gender | None = None
    kind: Kind | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Where:
    """Which counts a tree of teams is about: all but the team."""

    period: str
    what: What = What.CONTRIBUTORS
    gender: Gender | None = None
    kind: Kind | None = None
    revision: int = 0

    def of(self, team: UUID) -> Count:
        return Count(team, self.period, self.what, self.gender, self.kind, self.revision)

    def sum(self, teams: Iterable[UUID]) -> Terms:
        return {self.of(team): 1 for team in teams}

    def __str__(self) -> str:
        words = (self.what, self.gender, self.kind, self.period, f"revision {self.revision}" if self.revision else None)
        return ", ".join(word for word in words if word)


def sizes(cells: Iterable[Cell], where: Where) -> Iterator[Fact]:
    """Of a team's people no more contributed than there are."""
    for cell in cells:
        yield Fact(where.sum([cell.team]), Range(0, cell.people))


def published(cells: Collection[Cell], rulings: Mapping[UUID, Ruling], where: Where, k: int) -> Iterator[Fact]:
    """What the rulings say of each team. Of the cells only the tree and the numbers of people are read.

    Which groups a part is the sum of is not told in words, but whoever knows how many people each team has can see it.
    """
    tree = Tree(cells)
    shown: dict[UUID, frozenset[UUID]] = {}
    for cell in tree.from_the_leaves():
        ruling = rulings.get(cell.team, Ruling(Verdict.HIDDEN))
        all_of_it = tree.beneath(cell.team)
        beneath = frozenset[UUID]().union(*(shown[part] for part in tree.parts(cell.team)))
        match ruling.verdict:
            case Verdict.WHOLE:
                shown[cell.team] = all_of_it
            case Verdict.PART:
                is_own_shown = tree.people(beneath) < ruling.people
                shown[cell.team] = beneath | {cell.team} if is_own_shown else beneath
            case Verdict.NEARLY_ALL | Verdict.HIDDEN:
                shown[cell.team] = beneath
        if ruling.verdict in {Verdict.WHOLE, Verdict.PART}:
            if tree.people(shown[cell.team]) != ruling.people:
                raise ValueError(f"{ruling} of {cell.team} is about other people than the tree has there")
            yield Fact(where.sum(shown[cell.team]), Range(ruling.count, ruling.count))
        elif ruling.verdict is Verdict.NEARLY_ALL:
            people = tree.people(all_of_it)
            yield Fact(where.sum(all_of_it), Range(max(k, people - k + 1), people))


def bands(cells: Iterable[Cell], where: Where, k: int) -> Iterator[Fact]:
    """Makes the attacker a gift: the label of every team's own people, whether it was published or not."""
    for cell in cells:
        known = band(cell.people, cell.contributors, k)
        if known is not None:
            yield Fact(where.sum([cell.team]), known)


def adds_up(whole: Where, parts: Sequence[Where], teams: Iterable[UUID]) -> Iterator[Fact]:
    """Each team's number is the sum of those of its parts: of gender groups, kinds, or months of a quarter."""
    for team in teams:
        yield Fact({whole.of(team): -1, **{part.of(team): 1 for part in parts}}, Range(0, 0))


def each_at_least(larger: Where, smaller: Where, teams: Iterable[UUID], most: int | None = None) -> Iterator[Fact]:
    """Each team's one number is not below its other: a revision of late actions, a month that a week is in.

    `most`: by how much they differ at most, over all teams.
    """
    listed = list(teams)
    for team in listed:
        yield Fact({larger.of(team): 1, smaller.of(team): -1}, Range(0))
    if most is not None:
        yield Fact({**larger.sum(listed), **{smaller.of(team): -1 for team in listed}}, Range(0, most))


def hidden_groups(
    cells: Collection[Cell], where: Where, k: int, *, given_bands: bool = False, names: Mapping[UUID, str] | None = None
) -> Iterator[Target]:
    """Every team by itself and with all beneath it, where only a label may be known of how many contributed.

    With `given_bands`, what these say of a team's parts may be known of the team, too.
    """
    for name, teams, some in _groups(cells, where, names):
        count = sum(one.contributors for one in some)
        label = band(sum(one.people for one in some), count, k)
        if label is not None:
            yield Target(name, where.sum(teams), count, _sum_of_bands(some, k) & label if given_bands else label)


def hidden_acts(
    cells: Collection[Cell], where: Where, k: int, *, names: Mapping[UUID, str] | None = None
) -> Iterator[Target]:
    """Every team by itself and with all beneath it, of whose actions nobody may know how many there were.

    Where fewer than k contributed, nothing from 0 to k-1 may be ruled out, or to one by each where they are fewer.
    Where one person made more than half of the actions, or few of the many contributors made them, the number may not
    be known to the last one.
    """
    for name, teams, some in _groups(cells, where, names):
        count = sum(one.actions for one in some)
        people, contributors = sum(one.people for one in some), sum(one.contributors for one in some)
        largest = max((one.largest for one in some), default=0)
        if not people and not count:
            continue  # nobody's secret
        if people <= k or contributors < k:
            yield Target(name, where.sum(teams), count, Range(0, min(k - 1, people)))
        elif 2 * largest > count or sum(one.actors for one in some) < k:
            yield Target(name, where.sum(teams), count, Range(max(0, count - 1), count + 1))


def _groups(
    cells: Collection[Cell], where: Where, names: Mapping[UUID, str] | None
) -> Iterator[tuple[str, frozenset[UUID], Sequence[Cell]]]:
    """Every team by itself and, where there are any beneath it, with these."""
    tree = Tree(cells)
    by_team = {cell.team: cell for cell in cells}
    for cell in tree.from_the_leaves():
        name = (names or {}).get(cell.team, str(cell.team))
        yield f"{name} itself ({where})", frozenset({cell.team}), [cell]
        if len(teams := tree.beneath(cell.team)) > 1:
            yield f"{name} and all beneath ({where})", teams, [by_team[team] for team in teams]


def _sum_of_bands(cells: Iterable[Cell], k: int) -> Range:
    total = Range(0, 0)
    for cell in cells:
        total += band(cell.people, cell.contributors, k) or Range(cell.contributors, cell.contributors)
    return total


class Tree:
    """Teams in teams. Teams in a circle belong to no tree and are left out."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._cells = {cell.team: cell for cell in cells}
        self._parts: dict[UUID, list[UUID]] = {team: [] for team in self._cells}
        tops: list[UUID] = []
        for cell in self._cells.values():
            beneath = self._parts.get(cell.parent, tops) if cell.parent is not None else tops
            beneath.append(cell.team)
        order: list[UUID] = []
        while tops:
            team = tops.pop()
            order.append(team)
            tops.extend(self._parts[team])
        self._order = order[::-1]
        self._beneath: dict[UUID, frozenset[UUID]] = {}
        for team in self._order:
            self._beneath[team] = frozenset({team}).union(*(self._beneath[part] for part in self._parts[team]))

    def from_the_leaves(self) -> Iterator[Cell]:
        """Each team after those beneath it."""
        return (self._cells[team] for team in self._order)

    def parts(self, team: UUID) -> Sequence[UUID]:
        """The teams right beneath it."""
        return self._parts[team]

    def beneath(self, team: UUID) -> frozenset[UUID]:
        """The team and all beneath it."""
        return self._beneath[team]

    def people(self, teams: Iterable[UUID]) -> int:
        return sum(self._cells[team].people for team in teams)
