"""Which numbers of a week may be told of each team, so that nobody can be found out from all that is told together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from indicators import suppression
from indicators.cells import OwnWeek
from indicators.suppression import Cell, Ruling

Key = tuple[str, str]
"""An indicator and its part, by their ids in `indicators/definitions.py`."""

Told = Mapping[UUID, Mapping[Key, Ruling]]
"""What is told of each team. What is missing is hidden."""

EVERYBODY: Key = ("participation", "all")


def of_week(cells: Sequence[OwnWeek], k: int) -> dict[UUID, dict[Key, Ruling]]:
    """What may be told of each team for one week. `cells` are all of one organization's, itself on top of them."""
    shares = suppression.participation(
        [Cell(one.team, one.parent, sum(one.people.values()), sum(one.contributors.values())) for one in cells],
        k,
    )
    return {team: {EVERYBODY: ruling} for team, ruling in shares.items()}


def again(first: Told, before: Sequence[OwnWeek], now: Sequence[OwnWeek], k: int) -> dict[UUID, dict[Key, Ruling]]:
    """What is told of a week whose numbers changed after it was told for the first time.

    `first`: what was told last; `before`: the cells that it was first told of; `now`: the cells as they are.
    """
    return {team: dict(rulings) for team, rulings in first.items()}
