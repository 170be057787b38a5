"""What may be told of each team for one week, number by number; `indicators/told.py` says why it is safe together."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from uuid import UUID

from indicators import suppression, told_acts, told_genders, told_tables
from indicators.cells import OwnWeek, Tally
from indicators.suppression import Cell, Reason, Ruling, Verdict
from indicators.told_counts import Count, Rule
from indicators.told_rules import OfActs, OfPeople
from indicators.told_tables import Settled
from indicators.told_tree import Forest, atoms, contributors, people, together
from storage.words import Kind, Tier

Key = tuple[str, str]
"""An indicator and its part, by their ids in `indicators/definitions.py`."""

PARTICIPATION, ACTIONS = "participation", "actions_per_100"
EVERYBODY: Key = (PARTICIPATION, "all")
GENDERS = (told_genders.MEN, told_genders.WOMEN)
KEYS: tuple[Key, ...] = (
    EVERYBODY,
    *((PARTICIPATION, name) for name in GENDERS),
    (ACTIONS, told_acts.ALL),
    *((ACTIONS, name.value) for name in (*Kind, *Tier)),
)
"""All that may be told of a team."""

Rulings = dict[UUID, dict[Key, Ruling]]
_HIDDEN = {reason: Ruling(Verdict.HIDDEN, reason=reason) for reason in Reason}
"""Most of all that there is to say, and always the same."""


def _untold(anybody: bool, men: bool, women: bool) -> dict[Key, Ruling]:
    are_there = dict(zip(KEYS[1:3], (men, women), strict=True))
    whys = {key: Reason.PARTICIPATION if are_there.get(key, anybody) else Reason.NOBODY for key in KEYS[1:]}
    return {key: _HIDDEN[why] for key, why in whys.items()}


_UNTOLD = {are_there: _untold(*are_there) for are_there in itertools.product((False, True), repeat=3)}
"""Where nothing is told or open in a team or beneath it, besides participation: by whether there is anybody, any man,
any woman.
"""


def shares(forest: Forest, k: int) -> dict[UUID, Ruling]:
    """What is told of how many contributed."""
    return suppression.participation(
        [Cell(one.cell.team, one.cell.parent, one.people, contributors(one.cell)) for one in forest.spots], k
    )


def rule(cells: Sequence[OwnWeek], k: int) -> Rulings:
    """All rulings of all teams."""
    forest = Forest(cells)
    told = shares(forest, k)
    groups = atoms(forest, told)
    by_people, by_acts = OfPeople(k), OfActs(k)

    each = [told_genders.Group.of(spot.cell) for spot in forest.spots]
    sizes = forest.totals([spot.people for spot in forest.spots])
    men, women = (forest.totals([one.people(name) for one in each]) for name in GENDERS)
    found = [
        {EVERYBODY: told[spot.cell.team]} | _UNTOLD[sizes[at] > 0, men[at] > 0, women[at] > 0]
        for at, spot in enumerate(forest.spots)
    ]

    settled = told_tables.settle(
        forest, told_genders.rows(forest, groups, each, told, by_people), told_genders.PAIR, by_people
    )
    for name, of_gender in zip(GENDERS, (men, women), strict=True):
        _enter(found, forest, (PARTICIPATION, name), settled, of_gender, by_people)

    acts = told_acts.settle(forest, groups, by_acts)
    _enter(found, forest, (ACTIONS, told_acts.ALL), acts.settled, sizes, by_acts)
    for columns in columns_of_acts(forest):
        rows = told_acts.rows(acts, columns)
        settled = told_tables.settle(forest, rows, told_acts.rarest(columns), by_acts)
        for name in columns:
            _enter(found, forest, (ACTIONS, name), settled, sizes, by_acts)
    return {spot.cell.team: rulings for spot, rulings in zip(forest.spots, found, strict=True)}


def columns_of_acts(forest: Forest) -> tuple[dict[str, list[Tally]], ...]:
    """The acts of each spot's own people by kind, and by evidence tier."""
    cells, nothing = [spot.cell for spot in forest.spots], Tally()
    return (
        {one.value: [cell.kinds.get(one, nothing) for cell in cells] for one in Kind},
        {one.value: [cell.tiers.get(one, nothing) for cell in cells] for one in Tier},
    )


def each_by_itself(cells: Sequence[OwnWeek], k: int) -> Rulings:
    """The rules for one number alone, as if none could be subtracted from another: to show what that gives away."""
    forest = Forest(cells)
    by_people, by_acts = OfPeople(k), OfActs(k)
    beneath: list[list[OwnWeek]] = []
    found: Rulings = {}
    for spot in forest.spots:
        some = [spot.cell, *(cell for part in spot.parts for cell in beneath[part])]
        beneath.append(some)
        size = sum(people(cell) for cell in some)
        group = told_genders.Group.together([told_genders.Group.of(cell) for cell in some])
        counts: dict[Key, tuple[Count, Rule]] = {EVERYBODY: (group.total(*told_genders.COLUMNS), by_people)}
        counts |= {(PARTICIPATION, name): (group.total(name), by_people) for name in GENDERS}
        tallies = {told_acts.ALL: together(cell.all for cell in some)}
        tallies |= {kind.value: together(cell.kinds.get(kind, Tally()) for cell in some) for kind in Kind}
        tallies |= {tier.value: together(cell.tiers.get(tier, Tally()) for cell in some) for tier in Tier}
        counts |= {(ACTIONS, name): (told_acts.count(tally, size), by_acts) for name, tally in tallies.items()}
        found[spot.cell.team] = {
            key: Ruling(Verdict.WHOLE, count.people, count.amount) if its.passes(count) else Ruling(Verdict.HIDDEN)
            for key, (count, its) in counts.items()
        }
    return found


def _enter(
    found: Sequence[dict[Key, Ruling]],
    forest: Forest,
    key: Key,
    settled: Mapping[int, Settled],
    sizes: Sequence[int],
    by: Rule,
) -> None:
    """What is told of a column: of each team all that is told of it beneath."""
    told: dict[int | None, tuple[int, int]] = {}
    for at, one in settled.items():
        size, count = told.get(at, (0, 0))
        if (new := one.told.get(key[1])) is not None:
            size, count = size + new.people, count + new.amount
        above = forest.spots[at].above
        beside = told.get(above, (0, 0))
        told[above] = beside[0] + size, beside[1] + count
        if size and size == sizes[at]:
            found[at][key] = Ruling(Verdict.WHOLE, size, count)
        else:
            why = _why(one.open.get(key[1]), sizes[at], by)
            found[at][key] = Ruling(Verdict.PART, size, count, why) if size else _HIDDEN[why]


def _why(left: Count | None, size: int, by: Rule) -> Reason:
    if not size:
        return Reason.NOBODY
    if left is None:
        return Reason.PARTICIPATION
    return by.why_not(left)
