"""The tree of teams, each with what is told of the last closed week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.dashboard import figures
from bot.dashboard.page import READERS, Page, Shown, Visit
from bot.dashboard.team_tree import Node, tree_of
from indicators import readings
from indicators.periods import Length, Period, week_of
from indicators.readings import Reading
from nudges import telling
from storage import closed_periods, indicator_values, teams
from storage.database import Connection

MOST_TEAMS = 300
"""So many are listed at once, level by level; those beneath are on the pages of their own."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A team in the list. `unlisted`: how many teams beneath it are on its own page alone."""

    href: str
    name: str
    told: str
    is_shown: bool
    parts: tuple[Branch, ...]
    unlisted: int


async def show(visit: Visit) -> Shown:
    """What is told of teams is the same here as in chat, where a manager asks."""
    db, organization_id = visit.db, visit.viewer.organization_id
    tree = tree_of(await teams.every(db, organization_id), MOST_TEAMS)
    closed = await closed_periods.latest(db, organization_id, Length.WEEK.value, 1)
    k = closed[0][1] if closed else visit.viewer.k
    week = week_of(closed[0][0]) if closed else None
    told = {} if week is None else await _told(db, organization_id, week, [one.team.id for one in tree.listed])
    return Shown(
        "teams.html",
        "Teams",
        {
            "week": "" if week is None else figures.days(week),
            "teams": [_branch(one, told, k) for one in tree.tops],
            "count": tree.count,
            "few": telling.fewer_than(k),
        },
    )


async def _told(db: Connection, organization_id: UUID, week: Period, ids: Sequence[UUID]) -> dict[UUID, Reading]:
    values = await indicator_values.read(
        db, organization_id, ids, Length.WEEK.value, week.first, week.end, indicators=[readings.PARTICIPATION]
    )
    return {team: reading for (team, _), reading in readings.of_values(values).items()}


def _branch(node: Node, told: Mapping[UUID, Reading], k: int) -> Branch:
    ruling = told.get(node.team.id, Reading()).people
    return Branch(
        f"/dashboard/teams/{node.team.id}",
        node.team.name,
        telling.cell(ruling, k),
        bool(ruling.people),
        tuple(_branch(part, told, k) for part in node.parts),
        node.unlisted,
    )


PAGE = Page("teams", READERS, show, menu="Teams")
