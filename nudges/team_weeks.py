"""What was told of a team in some closed weeks; where that is nothing, of the smallest team above that may be shown.

Only what was stored as told when a week was closed is read here: looking again, or at another moment, tells no more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from indicators import readings
from indicators.periods import Length, Period
from indicators.readings import Reading
from nudges.manager_tree import line_up
from storage import closed_weeks, indicator_values, teams
from storage.database import Connection
from storage.teams import TreeTeam

WHOLE_ORGANIZATION = "the whole organization"


@dataclass(frozen=True, slots=True)
class Told:
    """A team and what may be told of it."""

    team: TreeTeam
    reading: Reading


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """A team in a week; where nothing may be told of it, the smallest team above of which something may.

    `k`: the smallest group that was told of. `is_pending`: the week is just over, and its numbers are not there yet.
    """

    week: Period
    own: Told
    k: int
    beneath: Mapping[UUID, Reading] = field(default_factory=dict)
    above: Told | None = None
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks: at which organization, with which k now, on which day where the organization is."""

    organization_id: UUID
    k: int
    today: date


async def read(
    db: Connection, looking: Looking, team: TreeTeam, weeks: Sequence[Period], parts: Sequence[TreeTeam] = ()
) -> list[TeamWeek]:
    """The team in each of the weeks, in their order. `parts`: teams right beneath, to be told beside it.

    Costs a few queries, however many weeks, and does not depend on how much was logged.
    """
    closed = await closed_weeks.smallest_groups(db, looking.organization_id, *_span(weeks))
    stored = await _stored(db, looking.organization_id, [team.id, *(part.id for part in parts)], weeks)
    hidden = [week for week in weeks if stored.get((team.id, week.first), Reading()).is_hidden]
    above = await _above(db, looking.organization_id, team, hidden) if hidden else {}
    return [
        TeamWeek(
            week,
            Told(team, stored.get((team.id, week.first), Reading())),
            closed.get(week.first, looking.k),
            {part.id: stored.get((part.id, week.first), Reading()) for part in parts},
            above.get(week),
            # A week without numbers that is over for longer reads like any hidden one: that nobody has ever logged
            # anything is nothing to tell, either.
            is_pending=week.first not in closed and looking.today <= week.end,
        )
        for week in weeks
    ]


async def _above(db: Connection, organization_id: UUID, team: TreeTeam, weeks: Sequence[Period]) -> dict[Period, Told]:
    """The smallest team above, for each of the weeks that has one of which something was told."""
    line = line_up(await teams.above(db, organization_id, [team.id]), team.id)[1:]
    line.append(TreeTeam(organization_id, WHOLE_ORGANIZATION, None))
    stored = await _stored(db, organization_id, [one.id for one in line], weeks)
    told: dict[Period, Told] = {}
    for week in weeks:
        for one in line:
            reading = stored.get((one.id, week.first), Reading())
            if not reading.is_hidden:
                told[week] = Told(one, reading)
                break
    return told


async def _stored(
    db: Connection, organization_id: UUID, team_ids: Collection[UUID], weeks: Sequence[Period]
) -> dict[readings.Week, Reading]:
    values = await indicator_values.read(
        db, organization_id, team_ids, Length.WEEK, *_span(weeks), indicators=readings.NEEDED
    )
    return readings.of_values(values)


def _span(weeks: Sequence[Period]) -> tuple[date, date]:
    return min(week.first for week in weeks), max(week.end for week in weeks)
