"""What of the values of a closed period may be told: of teams only a week's participation and acts, by one engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from indicators import told
from indicators.cells import OwnWeek, Tally
from indicators.suppression import Reason, Ruling, Verdict
from indicators.tree import Tree
from storage.cells import Numbers, Own
from storage.indicator_values import StoredPart, StoredValue
from storage.week_cells import StoredCell
from storage.words import Gender, Kind, Tier

Told = Mapping[UUID, Mapping[told.Key, Ruling]]
"""What is told of each team; what is missing is hidden."""

_OF_ACTS = ("all", *Kind, *Tier)
_KEPT = frozenset(
    {f"{name}_{gender}" for gender in Gender for name in ("people", "did")}
    | {f"{thing}{end}" for thing in _OF_ACTS for end in ("", "_by", "_most")}
)
"""The columns that cells are made of."""


def cells_of(own: Own, tree: Tree) -> list[StoredCell]:
    """Every team of the tree as a cell, to be kept with the week."""
    return [
        StoredCell(team, parent, {name: count for name, count in own.get(team, {}).items() if count and name in _KEPT})
        for team, parent in tree.parents.items()
    ]


def of_week(cells: Sequence[StoredCell], k: int) -> Told:
    """What is told of a week when it closes."""
    return told.of_week([_week(one) for one in cells], k)


def again(
    last: Told, at_first: Sequence[StoredCell], before: Sequence[StoredCell], now: Sequence[StoredCell], k: int
) -> Told:
    """What is told of it after a change. Cells: that it was first told of, as they were told last, and as they are."""
    first, late, new = ([_week(one) for one in cells] for cells in (at_first, before, now))
    return told.again(last, first, new, k, last=late)


def read(values: Sequence[StoredValue]) -> Told:
    """What was told, as it is stored."""
    found: dict[UUID, dict[told.Key, Ruling]] = {}
    for one in values:
        for part, numbers in one.parts.items():
            if numbers.verdict is not None:
                found.setdefault(one.team_id, {})[one.indicator, part] = _ruling(numbers, numbers.verdict)
    return found


def _week(cell: StoredCell) -> OwnWeek:
    numbers = cell.numbers
    return OwnWeek(
        team=cell.team,
        parent=cell.parent,
        people={gender: numbers[f"people_{gender}"] for gender in Gender if f"people_{gender}" in numbers},
        contributors={gender: numbers[f"did_{gender}"] for gender in Gender if f"did_{gender}" in numbers},
        all=_tally(numbers, "all"),
        kinds={kind: _tally(numbers, kind) for kind in Kind if kind in numbers},
        tiers={tier: _tally(numbers, tier) for tier in Tier if tier in numbers},
    )


def _tally(numbers: Numbers, thing: str) -> Tally:
    return Tally(numbers.get(thing, 0), numbers.get(f"{thing}_by", 0), numbers.get(f"{thing}_most", 0))


def _ruling(one: StoredPart, verdict: str) -> Ruling:
    return Ruling(Verdict(verdict), one.people, one.count, None if one.why is None else Reason(one.why))
