"""Attackers of what suppression lets through, and trees of teams to attack.

A tree is a tuple of `Spot`s: the own numbers of a team, and the index of the team above it (always a smaller one).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from indicators.suppression import Cell, Ruling, Verdict

Rule = Callable[[Iterable[Cell], int], Mapping[UUID, Ruling]]


@dataclass(frozen=True)
class Spot:
    above: int | None
    people: int
    contributors: int = 0
    deeds: tuple[int, ...] = ()
    """How many actions each contributor did, where a test is about actions."""


Tree = Sequence[Spot]


def team(index: int) -> UUID:
    return UUID(int=index + 1)


def cells(tree: Tree) -> list[Cell]:
    return [
        Cell(
            team=team(index),
            parent=None if spot.above is None else team(spot.above),
            people=spot.people,
            contributors=spot.contributors,
            actions=sum(spot.deeds),
            actors=len(spot.deeds),
            largest=max(spot.deeds, default=0),
        )
        for index, spot in enumerate(tree)
    ]


def beneath(tree: Tree, top: int) -> frozenset[int]:
    """The team and all beneath it."""
    found = {top}
    for index, spot in enumerate(tree):
        if spot.above in found:
            found.add(index)
    return frozenset(found)


def one_by_one(of: Iterable[Cell], k: int) -> dict[UUID, Ruling]:
    """What a rule would do that looks at each team by itself and forgets that numbers can be subtracted."""
    listed = list(of)
    tree = [
        Spot(next((i for i, one in enumerate(listed) if one.team == cell.parent), None), cell.people, cell.contributors)
        for cell in listed
    ]
    rulings = {}
    for index, cell in enumerate(listed):
        people = sum(tree[one].people for one in beneath(tree, index))
        count = sum(tree[one].contributors for one in beneath(tree, index))
        is_large = count >= k and people - count >= k
        rulings[cell.team] = Ruling(Verdict.WHOLE, people, count) if is_large else Ruling(Verdict.HIDDEN)
    return rulings


def shown_exactly(
    tree: Tree, rulings: Mapping[UUID, Ruling], own_is_shown: Callable[[Spot], bool]
) -> list[frozenset[int]]:
    """The groups of cells whose sums the attacker reads: of whole teams, and of the parts of others."""
    groups: list[frozenset[int]] = [frozenset()] * len(tree)
    for index in reversed(range(len(tree))):
        if rulings[team(index)].verdict is Verdict.WHOLE:
            groups[index] = beneath(tree, index)
        else:
            own = frozenset({index}) if own_is_shown(tree[index]) else frozenset()
            parts = [groups[one] for one, spot in enumerate(tree) if spot.above == index]
            groups[index] = own.union(*parts)
    return groups


def groups_that_subtraction_finds(cells_in_all: int, known: Iterable[frozenset[int]]) -> Iterator[frozenset[int]]:
    """Every group of cells whose sum follows, by adding and subtracting, from the sums of the known groups."""
    basis = _echelon([[Fraction(one in group) for one in range(cells_in_all)] for group in known])
    for size in range(1, cells_in_all + 1):
        for group in itertools.combinations(range(cells_in_all), size):
            if _follows([Fraction(one in group) for one in range(cells_in_all)], basis):
                yield frozenset(group)


def worlds_by_what_is_shown(tree: Tree, k: int, rule: Rule) -> dict[object, list[tuple[int, ...]]]:
    """Everything that could be, sorted by what would be shown then.

    An attacker who knows the rule and reads what is shown knows that the truth is in one of these lists, and no more.
    """
    worlds: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for world in itertools.product(*(range(spot.people + 1) for spot in tree)):
        spots = [Spot(spot.above, spot.people, count) for spot, count in zip(tree, world, strict=True)]
        rulings = rule(cells(spots), k)
        shown = tuple(
            (ruling.verdict, ruling.people, ruling.count)
            for ruling in (rulings[team(index)] for index in range(len(tree)))
        )
        worlds[shown].append(world)
    return worlds


def groups_known_too_well(tree: Tree, k: int, rule: Rule) -> list[tuple[frozenset[int], int]]:
    """Groups of cells whose contributors the attacker of `worlds_by_what_is_shown` knows exactly and should not."""
    found = []
    for worlds in worlds_by_what_is_shown(tree, k, rule).values():
        for size in range(1, len(tree) + 1):
            for group in itertools.combinations(range(len(tree)), size):
                people = sum(tree[one].people for one in group)
                counts = {sum(world[one] for one in group) for world in worlds}
                if people and len(counts) == 1 and not k <= min(counts) <= people - k:
                    found.append((frozenset(group), min(counts)))
    return found


def bands_that_are_narrowed(tree: Tree, k: int, rule: Rule) -> list[tuple[int, frozenset[int]]]:
    """Teams of whose own members more is known than their band, with what is known."""
    found = []
    for worlds in worlds_by_what_is_shown(tree, k, rule).values():
        for index, spot in enumerate(tree):
            known = {world[index] for world in worlds}
            for count in known:
                band = band_of(spot.people, count, k)
                if band is not None and not band <= known:
                    found.append((index, frozenset(known)))
    return found


def band_of(people: int, contributors: int, k: int) -> set[int] | None:
    """What may be known of a group at most, in numbers of contributors; None where the very number may."""
    if people <= k:
        return set(range(people + 1))
    if contributors < k:
        return set(range(k))
    if people - contributors < k:
        return set(range(max(k, people - k + 1), people + 1))
    return None


def _echelon(rows: list[list[Fraction]]) -> list[tuple[int, list[Fraction]]]:
    basis: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        rest = _reduced(row, basis)
        pivot = next((at for at, value in enumerate(rest) if value), None)
        if pivot is not None:
            basis.append((pivot, [value / rest[pivot] for value in rest]))
    return basis


def _reduced(row: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
    for pivot, one in basis:
        factor = row[pivot]
        if factor:
            row = [value - factor * other for value, other in zip(row, one, strict=True)]
    return row


def _follows(row: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> bool:
    return not any(_reduced(row, basis))
