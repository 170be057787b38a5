"""The teams of an organization as one tree with the organization on top, and numbers summed up along it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from storage.cells import Numbers, Own

MOST = "_most"
"""How the names of columns end that say the most of anyone: of several teams the greatest counts, not the sum."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What is right above each team, in an order in which every team comes before what is above it.

    The organization stands under its own id and has nothing above it.
    """

    parents: Mapping[UUID, UUID | None]

    def above(self, team: UUID) -> Iterator[UUID]:
        """The team, and all that is above it."""
        at: UUID | None = team
        while at is not None:
            yield at
            at = self.parents[at]


def of(organization_id: UUID, teams: Mapping[UUID, UUID | None]) -> Tree:
    """`teams`: what is above each. One that leads to no top (a circle, say) stands right beneath the organization."""
    beneath: dict[UUID, list[UUID]] = {}
    for team, parent in teams.items():
        beneath.setdefault(parent if parent is not None and parent in teams else organization_id, []).append(team)
    parents: dict[UUID, UUID | None] = {organization_id: None}
    _descend(organization_id, beneath, parents)
    for team in teams:
        if team not in parents:
            parents[team] = organization_id
            _descend(team, beneath, parents)
    return Tree(dict(reversed(parents.items())))


def with_all_beneath(own: Own, tree: Tree) -> Own:
    """The numbers of each team with all beneath it; a team with nothing is left out."""
    found: Own = {team: dict(numbers) for team, numbers in own.items()}
    for team, parent in tree.parents.items():
        numbers = found.get(team)
        if numbers and parent is not None:
            _add(found.setdefault(parent, {}), numbers)
    return found


def _descend(top: UUID, beneath: Mapping[UUID, Iterable[UUID]], parents: dict[UUID, UUID | None]) -> None:
    open_ = [top]
    while open_:
        team = open_.pop()
        for one in beneath.get(team, ()):
            if one not in parents:
                parents[one] = team
                open_.append(one)


def _add(total: Numbers, numbers: Numbers) -> None:
    for name, count in numbers.items():
        if name.endswith(MOST):
            if count > total.get(name, 0):
                total[name] = count
        else:
            total[name] = total.get(name, 0) + count
