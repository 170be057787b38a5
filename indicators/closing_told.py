"""What of the values of a closed period may be told, by one engine: of teams a week's participation and acts, and of
the whole organization all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from indicators import told
from indicators.cells import OwnWeek, Tally
from indicators.columns import Counted
from indicators.periods import Length, Period, period_of
from indicators.suppression import Reason, Ruling, Verdict
from indicators.tree import Tree
from storage.cells import Numbers, Own
from storage.indicator_values import StoredPart, StoredValue
from storage.week_cells import StoredCell
from storage.words import Gender, Kind, Tier

Word = TypeVar("Word", bound=StrEnum)
Values = Mapping[told.Key, Counted]
"""All numbers of the organization in a period."""
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


def of_organization(
    period: Period, values: Values, k: int, week: Mapping[told.Key, Ruling] | None, others: Sequence[told.Closed]
) -> Mapping[told.Key, Ruling]:
    """What is told of the whole organization when a period closes; `week`: what is told of it among its teams."""
    return told.of_organization(period, values, k, week=week, others=others)


def of_organization_again(was: Mapping[told.Key, Ruling], values: Values, k: int) -> dict[told.Key, Ruling]:
    """What is told of it after a change. Of a week, what is told of teams, too, is for `again` to say."""
    return told.again_of_organization(was, values, k)


def closed(organization_id: UUID, values: Iterable[StoredValue]) -> list[told.Closed]:
    """Other periods of the whole organization, as the engine looks at them."""
    by_period: dict[tuple[str, date], list[StoredValue]] = {}
    for one in values:
        by_period.setdefault((one.length, one.starts_on), []).append(one)
    return [
        told.Closed(
            period=period_of(Length(length), first),
            values={
                (one.indicator, part): (it.numerator, it.denominator, it.contributors, it.largest)
                for one in some
                for part, it in one.parts.items()
            },
            told=read(some).get(organization_id, {}),
        )
        for (length, first), some in by_period.items()
    ]


def read(values: Iterable[StoredValue]) -> dict[UUID, dict[told.Key, Ruling]]:
    """What was told, as it is stored."""
    found: dict[UUID, dict[told.Key, Ruling]] = {}
    for one in values:
        for part, numbers in one.parts.items():
            if numbers.verdict is not None:
                found.setdefault(one.team_id, {})[one.indicator, part] = _ruling(numbers, numbers.verdict)
    return found


_PEOPLE, _DID = ([(gender, f"{name}_{gender}") for gender in Gender] for name in ("people", "did"))
_KINDS = [(kind, kind.value, f"{kind}_by", f"{kind}_most") for kind in Kind]
_TIERS = [(tier, tier.value, f"{tier}_by", f"{tier}_most") for tier in Tier]
"""Put together once: there are very many cells."""


def _week(cell: StoredCell) -> OwnWeek:
    numbers = cell.numbers
    return OwnWeek(
        team=cell.team,
        parent=cell.parent,
        people={gender: numbers[name] for gender, name in _PEOPLE if name in numbers},
        contributors={gender: numbers[name] for gender, name in _DID if name in numbers},
        all=Tally(numbers.get("all", 0), numbers.get("all_by", 0), numbers.get("all_most", 0)),
        kinds=_tallies(numbers, _KINDS),
        tiers=_tallies(numbers, _TIERS),
    )


def _tallies(numbers: Numbers, things: Iterable[tuple[Word, str, str, str]]) -> dict[Word, Tally]:
    return {
        thing: Tally(numbers[acts], numbers.get(by, 0), numbers.get(most, 0))
        for thing, acts, by, most in things
        if acts in numbers
    }


def _ruling(one: StoredPart, verdict: str) -> Ruling:
    return Ruling(Verdict(verdict), one.people, one.count, None if one.why is None else Reason(one.why))
