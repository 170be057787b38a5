"""The tree of teams that follows from who is in which team, and whom each person reports to. Pure.

A team's lead is the manager named by most of its members, counted at the team's upper edge: a member whose manager
sits in the team too names that manager's manager in it, up to the highest; and who is named like that by others does
not vote. A tie goes to who is higher in the company, then by e-mail address. The team above is the one in which the
lead sits or, where that is the very team, the first other one on the way up from the lead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from storage.roster.checks import cycles
from storage.roster.problems import Problem, quote


@dataclass(frozen=True, slots=True)
class Member:
    """A person who has not left: their team and, as far as known, manager and address."""

    id: UUID
    email: str
    manager_id: UUID | None
    team_id: UUID | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a team stands."""

    parent_id: UUID | None
    lead_id: UUID | None


class Tree:
    """People by id; a manager who is not among them (has left) is passed over."""

    def __init__(self, members: Mapping[UUID, Member], managers: Mapping[UUID, UUID | None]) -> None:
        """`managers`: everybody's manager, of those who left, too."""
        self._members = members
        self._managers = managers
        self._reported_to = {manager for one in members.values() if (manager := self._manager(one.id)) is not None}

    def places(self) -> dict[UUID, Place]:
        """Every team that has members."""
        by_team: defaultdict[UUID, list[Member]] = defaultdict(list)
        for one in self._members.values():
            if one.team_id is not None:
                by_team[one.team_id].append(one)
        found = {}
        for team_id, members in by_team.items():
            lead_id = self._lead(members)
            found[team_id] = Place(self._parent(team_id, lead_id), lead_id)
        return found

    def _lead(self, members: list[Member]) -> UUID | None:
        inside = {one.id for one in members}
        heads = {manager for one in members if (manager := self._manager(one.id)) in inside}
        votes = Counter(
            named for one in members if one.id not in heads and (named := self._top(one.id, inside)) is not None
        )
        if not votes:  # a team of people without a manager: the head of the company, alone or with advisers
            votes = Counter(one.id for one in members if one.id in self._reported_to)
        if not votes:
            return None
        return min(votes, key=lambda one: (-votes[one], self._depth(one), self._members[one].email, str(one)))

    def _top(self, person_id: UUID, inside: set[UUID]) -> UUID | None:
        named = self._manager(person_id)
        while named in inside and (above := self._manager(named)) in inside:
            named = above
        return named

    def _parent(self, team_id: UUID, lead_id: UUID | None) -> UUID | None:
        if lead_id is None:
            return None
        teams = (self._members[one].team_id for one in (lead_id, *self._above(lead_id)))
        return next((one for one in teams if one is not None and one != team_id), None)

    def _manager(self, person_id: UUID) -> UUID | None:
        """The nearest manager upwards who has not left."""
        return next(self._above(person_id), None)

    def _above(self, person_id: UUID) -> Iterator[UUID]:
        seen = {person_id}
        here = self._managers.get(person_id)
        while here is not None and here not in seen:
            if here in self._members:
                yield here
            seen.add(here)
            here = self._managers.get(here)

    def _depth(self, person_id: UUID) -> int:
        return sum(1 for _ in self._above(person_id))


def loops(parents: Mapping[UUID, UUID | None], names: Mapping[UUID, str]) -> Iterator[Problem]:
    """Teams that would be above each other."""
    above = {str(team): str(parent) if parent is not None else None for team, parent in parents.items()}
    for loop in cycles(above):
        told = [quote(names[UUID(one)]) for one in loop]
        first = told.index(min(told))
        circle = " → ".join((*told[first:], *told[:first], told[first]))
        right = "let the lead of one of them sit in another team, or mend its members' manager_email"
        yield Problem(None, "team", f"these teams would be above each other: {circle}", right)
