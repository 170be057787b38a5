"""The parts of an organization in a closed week: the smallest groups of people of which the week's digests tell.

Of a part it is told how many did something, and how many acts that were. Where the acts are hidden, or told together
with others' alone, there are no rows: they would give these numbers away. A kind may be named in a part's rows only
where it is told how many acts of it there were in the part; else rows less what is told of others would be what is not.
So it is for kinds of nudges in a month, of which the answered ones are told of the whole organization.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from indicators.cells import OwnWeek
from indicators.suppression import Ruling, Verdict
from indicators.told_tree import Forest, atoms, people, portions
from indicators.told_week import ACTIONS, PARTICIPATION
from storage.export_facts import ToldValue
from storage.indicator_values import StoredPart
from storage.week_cells import StoredCell
from storage.words import Gender, Kind

_HIDDEN = Ruling(Verdict.HIDDEN)
_ALL = "all"


@dataclass(frozen=True, slots=True)
class PartOfWeek:
    """The teams whose own people are told of together and no finer. `count`: how many of them did something.

    `portions`: those of them of which something is hidden: each by itself, and each with those beneath it. `kinds`: of
    which it is told how many acts there were.
    """

    teams: frozenset[UUID]
    count: int = 0
    portions: tuple[frozenset[UUID], ...] = ()
    kinds: frozenset[str] = frozenset()


def parts_of_week(cells: Iterable[StoredCell], values: Iterable[ToldValue]) -> list[PartOfWeek]:
    """As it was told last. Who is in no part is hidden."""
    last = {(one.team_id, one.indicator): one.parts for one in values}
    forest = Forest([_with_people(cell) for cell in cells])
    teams = [spot.cell.team for spot in forest.spots]
    shares = {team: _ruling(last.get((team, PARTICIPATION), {})) for team in teams}
    counts = _less_beneath(forest, [shares[team].count for team in teams])
    told_acts = [last.get((team, ACTIONS), {}) for team in teams]
    acts = _newly_told(forest, told_acts, _ALL)
    kinds = {kind.value: _newly_told(forest, told_acts, kind.value) for kind in Kind}
    found = []
    for at, group in atoms(forest, shares).items():
        size = sum(people(forest.spots[spot].cell) for spot in group)
        if acts[at] == size:
            inner = portions(forest, at, group) if len(group) > 1 else []
            found.append(
                PartOfWeek(
                    frozenset(teams[spot] for spot in group),
                    counts[at],
                    tuple(frozenset(teams[spot] for spot in some) for some, _ in inner),
                    frozenset(kind for kind, of in kinds.items() if of[at] == size),
                )
            )
    return found


def is_told(values: Iterable[ToldValue], organization_id: UUID, indicator: str, part: str) -> bool:
    """Whether this number of the whole organization was told, in the revision that came last."""
    last = [one for one in values if (one.team_id, one.indicator) == (organization_id, indicator) and part in one.parts]
    return bool(last) and last[-1].parts[part].verdict == Verdict.WHOLE


def told_parts(values: Iterable[ToldValue], organization_id: UUID) -> frozenset[str]:
    """Which parts of an indicator of the whole organization were told, in the revision that came last."""
    last = [one.parts for one in values if one.team_id == organization_id]
    return frozenset(part for part, numbers in (last[-1] if last else {}).items() if numbers.verdict == Verdict.WHOLE)


def _ruling(parts: Mapping[str, StoredPart]) -> Ruling:
    part = parts.get(_ALL)
    return Ruling(Verdict(part.verdict), part.people, part.count) if part and part.verdict else _HIDDEN


def _newly_told(forest: Forest, acts: Sequence[Mapping[str, StoredPart]], name: str) -> list[int]:
    """Of how many people acts are told at each spot, besides those of whom they are told beneath it."""
    return _less_beneath(forest, [parts[name].people if name in parts else 0 for parts in acts])


def _less_beneath(forest: Forest, told: Sequence[int]) -> list[int]:
    return [one - sum(told[part] for part in spot.parts) for one, spot in zip(told, forest.spots, strict=True)]


def _with_people(cell: StoredCell) -> OwnWeek:
    counts = ((gender, cell.numbers.get(f"people_{gender}", 0)) for gender in Gender)
    return OwnWeek(cell.team, cell.parent, people={gender: count for gender, count in counts if count})
