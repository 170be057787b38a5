"""Which teams a manager may look into: those they lead and all beneath, or the smallest team around their reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from storage import teams
from storage.database import Connection
from storage.teams import TreeTeam


class Tree:
    """Some teams and all beneath them. `tops` are those of them that are beneath no other."""

    def __init__(self, roots: Collection[UUID], found: Sequence[TreeTeam]) -> None:
        self.teams = tuple(found)
        self._by_id = {team.id: team for team in found}
        self._parts: dict[UUID, list[TreeTeam]] = defaultdict(list)
        for team in found:
            if team.parent_id is not None:
                self._parts[team.parent_id].append(team)
        self.tops = tuple(
            team for team in found if team.id in roots and not any(one.id in roots for one in self.above(team))
        )

    def find(self, team_id: str) -> TreeTeam | None:
        """The team with that id, if it is one of these."""
        try:
            return self._by_id.get(UUID(team_id))
        except ValueError:
            return None

    def parts(self, team: TreeTeam) -> list[TreeTeam]:
        """The teams right beneath a team."""
        return list(self._parts[team.id])

    def beneath(self, team: TreeTeam) -> list[TreeTeam]:
        """The team and all beneath it. Comes to an end in a circle of teams, too."""
        found = {team.id: team}
        to_visit = [team]
        while to_visit:
            new = [part for part in self._parts[to_visit.pop().id] if part.id not in found]
            found.update((part.id, part) for part in new)
            to_visit += new
        return list(found.values())

    def above(self, team: TreeTeam) -> list[TreeTeam]:
        """The teams above a team, as far as they are among these, from the next one upwards."""
        return line_up(self.teams, team.id)[1:]


async def of_manager(db: Connection, organization_id: UUID, person_id: UUID, today: date) -> Tree:
    """The tree that a person may look into. `today`: the date where the organization is."""
    roots = await teams.led_by(db, organization_id, person_id) or await _around_reports(
        db, organization_id, person_id, today
    )
    return Tree(roots, await teams.beneath(db, organization_id, roots) if roots else ())


def line_up(among: Iterable[TreeTeam], bottom: UUID) -> list[TreeTeam]:
    """The team and those above it, upwards. Comes to an end in a circle of teams, too."""
    known = {team.id: team for team in among}
    line: dict[UUID, TreeTeam] = {}
    at: UUID | None = bottom
    while at is not None and at in known and at not in line:
        line[at] = known[at]
        at = known[at].parent_id
    return list(line.values())


async def _around_reports(db: Connection, organization_id: UUID, person_id: UUID, today: date) -> list[UUID]:
    """The smallest team that contains all their reports; nothing where no team does."""
    bottoms = await teams.of_reports(db, organization_id, person_id, today)
    if not bottoms:
        return []
    found = await teams.above(db, organization_id, bottoms)
    first, *others = [line_up(found, bottom) for bottom in bottoms]
    return [team.id for team in first if all(team in line for line in others)][:1]
