"""`team`: what a manager's tree logged, week by week, as far as it may be told. Never a name, never who did not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from rapidfuzz import process

from handlers import errors, team_card
from handlers.command import Command, Services
from handlers.request import Mention, Press, Reply, Request, Words
from handlers.team_card import TeamWeek, Told
from indicators import participation
from indicators.participation import Reading
from indicators.periods import WEEK, Period, today_in, week_named, week_of, weeks_back
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
    tree = await _my_tree(request, services)
    wanted = " ".join(part for part in words.parts if not isinstance(part, Mention)).strip(' .,:;!?"“”')
    if not wanted:
        return await _my_teams(request, services, tree)
    team = _named(wanted, tree.teams)
    if team is None:
        return team_card.not_in_your_tree(wanted)
    return await _one_team(request, services, team)


async def show(request: Request, press: Press, services: Services) -> Reply:
    """My tree; or the team in it whose id the button carries."""
    tree = await _my_tree(request, services)
    if not press.subject:
        return await _my_teams(request, services, tree)
    team = tree.find(press.subject)
    return errors.gone("team") if team is None else await _one_team(request, services, team)


async def weeks(request: Request, press: Press, services: Services) -> Reply:
    """Earlier weeks: the subject is a team of my tree and the last week to show."""
    team_id, _, name = press.subject.partition("/")
    team = (await _my_tree(request, services)).find(team_id)
    last = week_named(name)
    now = _this_week(request)
    if team is None:
        return errors.gone("team")
    if last is None or not now.first - WEEK * FURTHEST <= last.first < now.first:
        return errors.out_of_date()
    told = [await _told(request, services, team, week) for week in weeks_back(last, WEEKS)]
    return team_card.earlier(
        team, told, request.asker.k, _before(told[0].week, now), is_example=request.asker.is_example
    )


class Tree:
    """The teams that a manager may look into: `tops`, and all beneath them."""

    def __init__(self, tops: Collection[UUID], beneath: Sequence[TreeTeam]) -> None:
        self.teams = tuple(beneath)
        ids = {team.id for team in beneath}
        circle = ids.isdisjoint(tops)
        self.tops = tuple(team for team in beneath if team.id in tops and (circle or team.parent_id not in ids))

    def find(self, team_id: str) -> TreeTeam | None:
        return next((team for team in self.teams if str(team.id) == team_id), None)


async def _my_tree(request: Request, services: Services) -> Tree:
    db, asker = services.db, request.asker
    led = await teams.led_by(db, asker.organization_id, asker.person_id)
    tops = led or await _around_my_reports(request, services)
    return Tree(tops, await teams.beneath(db, asker.organization_id, tops) if tops else ())


async def _around_my_reports(request: Request, services: Services) -> list[UUID]:
    """The smallest team that contains all my reports; nothing where no team does."""
    db, asker = services.db, request.asker
    today = today_in(asker.organization_zone, request.now)
    bottoms = await teams.of_reports(db, asker.organization_id, asker.person_id, today)
    if not bottoms:
        return []
    found = {team.id: team for team in await teams.above(db, asker.organization_id, bottoms)}
    first, *others = [_line_up(found, bottom) for bottom in bottoms]
    common = [team.id for team in first if all(team in line for line in others)]
    return common[:1]


def _line_up(found: dict[UUID, TreeTeam], bottom: UUID) -> list[TreeTeam]:
    """The team and those above it, upwards."""
    line: list[TreeTeam] = []
    at: UUID | None = bottom
    while at is not None and at in found and found[at] not in line:
        line.append(found[at])
        at = found[at].parent_id
    return line


async def _my_teams(request: Request, services: Services, tree: Tree) -> Reply:
    match tree.tops:
        case ():
            return team_card.no_team()
        case (only,):
            return await _one_team(request, services, only)
        case several:
            now = _this_week(request)
            told = [
                (team, [await _told(request, services, team, week) for week in weeks_back(now, 2)]) for team in several
            ]
            return team_card.several(told, request.asker.k, is_example=request.asker.is_example)


async def _one_team(request: Request, services: Services, team: TreeTeam) -> Reply:
    now = _this_week(request)
    told = [await _told(request, services, team, week) for week in weeks_back(now, WEEKS + 1)]
    beneath = await teams.beneath(services.db, request.asker.organization_id, [team.id])
    parts = [one for one in beneath if one.parent_id == team.id and one.id != team.id]
    return team_card.current(
        team, told, parts, request.asker.k, _before(told[0].week, now), is_example=request.asker.is_example
    )


async def _told(request: Request, services: Services, team: TreeTeam, week: Period) -> TeamWeek:
    """What may be told of a team in a week; where it is nothing, of the smallest team above it with something to tell.

    What may be told of a team depends on the teams beneath it alone: so only a hidden team needs a look above.
    """
    readings = await _readings(request, services, team, week)
    own = readings.get(team.id, Reading())
    if not own.is_hidden:
        return TeamWeek(week, Told(team, own), readings)
    line = _line_up(
        {one.id: one for one in await teams.above(services.db, request.asker.organization_id, [team.id])}, team.id
    )
    if len(line) > 1:
        around = await _readings(request, services, line[-1], week)
        for one in line[1:]:
            if not around.get(one.id, Reading()).is_hidden:
                return TeamWeek(week, Told(team, own), readings, above=Told(one, around[one.id]))
    return TeamWeek(week, Told(team, own), readings)


async def _readings(request: Request, services: Services, team: TreeTeam, week: Period) -> dict[UUID, Reading]:
    """A reading of the team and of each beneath it."""
    db, asker = services.db, request.asker
    beneath = await teams.beneath(db, asker.organization_id, [team.id])
    found = await counts.by_team(db, asker.organization_id, [team.id], week.first, week.end)
    return participation.read(beneath, found, asker.k)


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
