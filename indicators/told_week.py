"""What may be told of each team for one week, number by number; `indicators/told.py` says why it is safe together."""

from __future__ import annotations

from collections.abc import Sequence
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


def shares(forest: Forest, k: int) -> dict[UUID, Ruling]:
    """What is told of how many contributed."""
    cells = [spot.cell for spot in forest.spots]
    return suppression.participation(
        [Cell(cell.team, cell.parent, people(cell), contributors(cell)) for cell in cells],
        k,
    )


def rule(cells: Sequence[OwnWeek], k: int) -> Rulings:
    """All rulings of all teams."""
    forest = Forest(cells)
    told = shares(forest, k)
    groups = atoms(forest, told)
    found: Rulings = {team: {EVERYBODY: ruling} for team, ruling in told.items()}

    by_people, by_acts = OfPeople(k), OfActs(k)
    settled = told_tables.settle(
        forest, told_genders.rows(forest, groups, told, by_people), told_genders.PAIR, by_people
    )
    for name in GENDERS:
        sizes = forest.totals(told_genders.size_of(name))
        _enter(found, forest, (PARTICIPATION, name), _rulings(forest, settled, name, sizes, by_people))

    acts = told_acts.settle(forest, groups, by_acts)
    sizes = forest.totals(people)
    _enter(found, forest, (ACTIONS, told_acts.ALL), _rulings(forest, acts.settled, told_acts.ALL, sizes, by_acts))
    for columns in columns_of_acts(forest):
        rows = {at: told_acts.row(forest, at, group, columns) for at, group in acts.groups.items()}
        settled = told_tables.settle(forest, rows, told_acts.rarest(columns), by_acts)
        for name in columns:
            _enter(found, forest, (ACTIONS, name), _rulings(forest, settled, name, sizes, by_acts))
    return found


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
        group = told_genders.Group.of(some)
        counts: dict[Key, tuple[Count, Rule]] = {EVERYBODY: (group.count(*told_genders.COLUMNS), by_people)}
        counts |= {(PARTICIPATION, name): (group.count(name), by_people) for name in GENDERS}
        tallies = {told_acts.ALL: together(cell.all for cell in some)}
        tallies |= {kind.value: together(cell.kinds.get(kind, Tally()) for cell in some) for kind in Kind}
        tallies |= {tier.value: together(cell.tiers.get(tier, Tally()) for cell in some) for tier in Tier}
        counts |= {(ACTIONS, name): (told_acts.count(tally, size), by_acts) for name, tally in tallies.items()}
        found[spot.cell.team] = {
            key: Ruling(Verdict.WHOLE, count.people, count.amount) if its.passes(count) else Ruling(Verdict.HIDDEN)
            for key, (count, its) in counts.items()
        }
    return found


def _enter(found: Rulings, forest: Forest, key: Key, rulings: Sequence[Ruling]) -> None:
    for spot, ruling in zip(forest.spots, rulings, strict=True):
        found[spot.cell.team][key] = ruling


def _rulings(forest: Forest, settled: Sequence[Settled], name: str, sizes: Sequence[int], by: Rule) -> list[Ruling]:
    """What is told of a column: of each team all that is told of it beneath."""
    told: list[tuple[int, int]] = []
    found = []
    for at, spot in enumerate(forest.spots):
        new = settled[at].told.get(name)
        size, count = (new.people, new.amount) if new else (0, 0)
        for part in spot.parts:
            size, count = size + told[part][0], count + told[part][1]
        told.append((size, count))
        if size and size == sizes[at]:
            found.append(Ruling(Verdict.WHOLE, size, count))
        else:
            why = _why(settled[at].open.get(name), sizes[at], by)
            found.append(Ruling(Verdict.PART, size, count, why) if size else _HIDDEN[why])
    return found


def _why(left: Count | None, size: int, by: Rule) -> Reason:
    if not size:
        return Reason.NOBODY
    if left is None:
        return Reason.PARTICIPATION
    return by.why_not(left)
