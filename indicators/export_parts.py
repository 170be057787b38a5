"""The parts of an organization in a closed week: the smallest groups of people of which the week's digests tell."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from indicators.cells import OwnWeek
from indicators.suppression import Ruling, Verdict
from indicators.told_tree import Forest, atoms
from storage.export_facts import ToldValue
from storage.week_cells import StoredCell
from storage.words import Gender

_HIDDEN = Ruling(Verdict.HIDDEN)
EVERYBODY = "all"


def parts_of_week(cells: Iterable[StoredCell], participation: Iterable[ToldValue]) -> list[frozenset[UUID]]:
    """The teams whose own people are told of together and no finer, as it was told last. Who is in none is hidden."""
    told = {one.team_id: _ruling(one) for one in participation}
    forest = Forest([_with_people(cell) for cell in cells])
    teams = [spot.cell.team for spot in forest.spots]
    groups = atoms(forest, {team: told.get(team, _HIDDEN) for team in teams})
    return [frozenset(teams[spot] for spot in group) for group in groups.values()]


def is_told(values: Iterable[ToldValue], organization_id: UUID, part: str = EVERYBODY) -> bool:
    """Whether this number of the whole organization was told, in the revision that came last."""
    last = [one for one in values if one.team_id == organization_id and part in one.parts]
    return bool(last) and last[-1].parts[part].verdict == Verdict.WHOLE


def _ruling(value: ToldValue) -> Ruling:
    part = value.parts.get(EVERYBODY)
    if part is None or part.verdict is None:
        return _HIDDEN
    return Ruling(Verdict(part.verdict), part.people, part.count)


def _with_people(cell: StoredCell) -> OwnWeek:
    counts = ((gender, cell.numbers.get(f"people_{gender}", 0)) for gender in Gender)
    return OwnWeek(cell.team, cell.parent, people={gender: count for gender, count in counts if count})
