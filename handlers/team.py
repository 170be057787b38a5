"""`team`: what a manager's tree logged, week by week, as far as it may be told. Never a name, never who did not."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rapidfuzz import process

from handlers import errors, team_card
from handlers.command import Command, Services
from handlers.request import Mention, Press, Reply, Request, Words
from handlers.team_card import TeamWeek, Told
from indicators import participation
from indicators.participation import Reading
from indicators.periods import WEEK, Period, today_in, week_named, week_of, weeks_back
from nudges import manager_tree
from nudges.manager_tree import Tree, line_up
from storage import counts, teams
from storage.teams import TreeTeam
from storage.words import Role

WEEKS = 8
"""How many closed weeks a card shows."""
FURTHEST = 52
"""How many weeks one can step back."""
ALIKE = 80


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """My tree; or the team in it that the words name."""
    tree = await _tree(request, services)
    wanted = " ".join(part for part in words.parts if not isinstance(part, Mention)).strip(' .,:;!?"“”')
    if not wanted:
        return await _my_teams(request, services, tree)
    team = _named(wanted, tree.teams)
    if team is None:
        return team_card.not_in_your_tree(wanted)
    return await _one_team(request, services, tree, team)


async def show(request: Request, press: Press, services: Services) -> Reply:
    """My tree; or the team in it whose id the button carries."""
    tree = await _tree(request, services)
    if not press.subject:
        return await _my_teams(request, services, tree)
    team = tree.find(press.subject)
    return errors.gone("team") if team is None else await _one_team(request, services, tree, team)


async def weeks(request: Request, press: Press, services: Services) -> Reply:
    """Earlier weeks: the subject is a team of my tree and the last week to show."""
    team_id, _, name = press.subject.partition("/")
    tree = await _tree(request, services)
    team = tree.find(team_id)
    last = week_named(name)
    now = _this_week(request)
    if team is None:
        return errors.gone("team")
    if last is None or not now.first - WEEK * FURTHEST <= last.first < now.first:
        return errors.out_of_date()
    told = await _told(request, services, tree, team, weeks_back(last, WEEKS))
    return team_card.earlier(
        team, told, request.asker.k, _before(told[0].week, now), is_example=request.asker.is_example
    )


async def _my_teams(request: Request, services: Services, tree: Tree) -> Reply:
    match tree.tops:
        case ():
            return team_card.no_team()
        case (only,):
            return await _one_team(request, services, tree, only)
        case several:
            weeks = weeks_back(_this_week(request), 2)
            told = [(team, await _told(request, services, tree, team, weeks)) for team in several]
            return team_card.several(told, request.asker.k, is_example=request.asker.is_example)


async def _one_team(request: Request, services: Services, tree: Tree, team: TreeTeam) -> Reply:
    now = _this_week(request)
    told = await _told(request, services, tree, team, weeks_back(now, WEEKS + 1))
    before = _before(told[0].week, now)
    return team_card.current(team, told, tree.parts(team), request.asker.k, before, is_example=request.asker.is_example)


async def _told(
    request: Request, services: Services, tree: Tree, team: TreeTeam, weeks: Sequence[Period]
) -> list[TeamWeek]:
    """What may be told of a team week by week; where it is nothing, of the smallest team above with something to tell.

    What may be told of a team depends on the teams beneath it alone: so only a hidden team needs a look above.
    """
    readings = await _read(request, services, team, tree.beneath(team), weeks)
    own = [found.get(team.id, Reading()) for found in readings]
    hidden = [week for week, reading in zip(weeks, own, strict=True) if reading.is_hidden]
    above = await _above(request, services, team, hidden) if hidden and team.parent_id is not None else {}
    return [
        TeamWeek(week, Told(team, reading), found, above.get(week))
        for week, reading, found in zip(weeks, own, readings, strict=True)
    ]


async def _above(request: Request, services: Services, team: TreeTeam, weeks: Sequence[Period]) -> dict[Period, Told]:
    """The smallest team above, for each of the weeks that has one of which something may be told.

    From the next team upwards, so that a small team's card costs no look at the whole organization where the
    department will do.
    """
    db, organization_id = services.db, request.asker.organization_id
    told: dict[Period, Told] = {}
    for one in line_up(await teams.above(db, organization_id, [team.id]), team.id)[1:]:
        hidden = [week for week in weeks if week not in told]
        if not hidden:
            break
        beneath = await teams.beneath(db, organization_id, [one.id])
        for week, found in zip(hidden, await _read(request, services, one, beneath, hidden), strict=True):
            reading = found.get(one.id, Reading())
            if not reading.is_hidden:
                told[week] = Told(one, reading)
    return told


async def _read(
    request: Request, services: Services, top: TreeTeam, beneath: Sequence[TreeTeam], weeks: Sequence[Period]
) -> list[dict[UUID, Reading]]:
    """A reading of the team and of each beneath it, for each week."""
    asker = request.asker
    spans = [(week.first, week.end) for week in weeks]
    found = await counts.by_team(services.db, asker.organization_id, [top.id], spans)
    return [participation.read(beneath, one, asker.k) for one in found]


async def _tree(request: Request, services: Services) -> Tree:
    asker = request.asker
    today = today_in(asker.organization_zone, request.now)
    return await manager_tree.of_manager(services.db, asker.organization_id, asker.person_id, today)


def _this_week(request: Request) -> Period:
    return week_of(today_in(request.asker.organization_zone, request.now))


def _before(first: Period, now: Period) -> Period | None:
    """The week before those shown, as far as one can step back."""
    before = week_of(first.first - WEEK)
    return before if before.first >= now.first - WEEK * FURTHEST else None


def _named(wanted: str, among: Sequence[TreeTeam]) -> TreeTeam | None:
    names = [team.name.casefold() for team in among]
    found = process.extractOne(wanted.casefold(), names, score_cutoff=ALIKE)
    return among[found[2]] if found else None


COMMAND = Command(
    name="team",
    summary="how many of your team logged something, week by week; never who",
    examples=("team", "team Payments"),
    answer=answer,
    aliases=("teams",),
    needs=frozenset({Role.MANAGER}),
    presses={"team": show, "team.weeks": weeks},
    details="Your team and all teams beneath it, or one of them by its name. Groups that are too small are not shown.",
)
