"""Participation (people with at least one counted action) and actions per 100 people, as far as they may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from indicators import suppression
from indicators.suppression import Cell, Ruling, Verdict
from storage.counts import TeamCount
from storage.teams import TreeTeam

HIDDEN = Ruling(Verdict.HIDDEN)


@dataclass(frozen=True, slots=True)
class Reading:
    """What may be shown of one team and one period."""

    people: Ruling = HIDDEN
    actions: Ruling = HIDDEN

    @property
    def is_hidden(self) -> bool:
        """Whether nothing at all may be said."""
        return self.people.verdict is Verdict.HIDDEN

    @property
    def share(self) -> float | None:
        """Percent of the people who did something; None where there is no number to show."""
        return _per_100(self.people)

    @property
    def actions_per_100(self) -> float | None:
        """Actions per 100 people; None where there is no number to show."""
        return _per_100(self.actions)


def read(teams: Iterable[TreeTeam], counts: Mapping[UUID, TeamCount], k: int) -> dict[UUID, Reading]:
    """A reading of each team. `teams` must hold everything beneath each of them: what is shown depends on it."""
    cells = [_cell(team, counts.get(team.id, TeamCount())) for team in teams]
    shares = suppression.participation(cells, k)
    actions = suppression.actions(cells, k, shares)
    return {team: Reading(shares[team], actions[team]) for team in shares}


def _cell(team: TreeTeam, count: TeamCount) -> Cell:
    return Cell(
        team=team.id,
        parent=team.parent_id,
        people=count.people,
        contributors=count.contributors,
        actions=count.actions,
        actors=count.actors,
        largest=count.largest,
    )


def _per_100(ruling: Ruling) -> float | None:
    return 100 * ruling.count / ruling.people if ruling.people else None
