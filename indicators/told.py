"""Which numbers of a week may be told of each team, so that nobody can be found out from all that is told together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from indicators import told_again, told_week
from indicators.cells import OwnWeek
from indicators.suppression import Ruling
from indicators.told_organization import Closed, Numbers, again_of_organization, of_organization
from indicators.told_week import EVERYBODY, KEYS, Key

__all__ = [
    "EVERYBODY",
    "KEYS",
    "Closed",
    "Key",
    "Numbers",
    "Told",
    "again",
    "again_of_organization",
    "of_organization",
    "of_week",
]

Told = Mapping[UUID, Mapping[Key, Ruling]]
"""What is told of each team. What is missing is hidden."""


def of_week(cells: Sequence[OwnWeek], k: int, *, without_complementary: bool = False) -> dict[UUID, dict[Key, Ruling]]:
    """What may be told of each team for one week. `cells` are all of one organization's, itself on top of them."""
    return told_week.each_by_itself(cells, k) if without_complementary else told_week.rule(cells, k)


def again(
    told: Told,
    before: Sequence[OwnWeek],
    now: Sequence[OwnWeek],
    k: int,
    *,
    last: Sequence[OwnWeek] | None = None,
) -> dict[UUID, dict[Key, Ruling]]:
    """What is told of a week whose numbers changed after it was told.

    `told`: what was told last; `before`: the cells that it was told of at first; `now`: as they are; `last`: as they
    were when it was told last, if it was told again since.
    """
    return told_again.again(told, before, now, k, last)
