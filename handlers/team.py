"""`team`: what a manager's tree logged, week by week, as far as it may be told. Never a name, never who did not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rapidfuzz import process

from handlers import errors, team_card
from handlers.command import Command, Services
from handlers.request import Mention, Press, Reply, Request, Words
from indicators.periods import WEEK, Period, period_before, today_in, week_named, week_of, weeks_back
from nudges import digest_offers, manager_tree, team_weeks
from nudges.digest_offers import Offer
from nudges.manager_tree import Tree
from nudges.team_weeks import Looking, TeamWeek
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
    told = await team_weeks.read(services.db, _looking(request), team, weeks_back(last, WEEKS))
    offer = await _offer(request, services, told[-1])
    return team_card.earlier(team, told, _before(told[0].week, now), offer, is_example=request.asker.is_example)


async def _my_teams(request: Request, services: Services, tree: Tree) -> Reply:
    match tree.tops:
        case ():
            return team_card.no_team()
        case (only,):
            return await _one_team(request, services, tree, only)
        case several:
            now = _this_week(request)
            last = (period_before(now),)
            told = [
                week for team in several for week in await team_weeks.read(services.db, _looking(request), team, last)
            ]
            return team_card.several(told, now, is_example=request.asker.is_example)


async def _one_team(request: Request, services: Services, tree: Tree, team: TreeTeam) -> Reply:
    now = _this_week(request)
    parts = tree.parts(team)
    told = await team_weeks.read(services.db, _looking(request), team, weeks_back(period_before(now), WEEKS), parts)
    before = _before(told[0].week, now)
    offer = await _offer(request, services, told[-1])
    return team_card.current(team, told, parts, now, before, offer, is_example=request.asker.is_example)


async def _offer(request: Request, services: Services, told: TeamWeek) -> Offer:
    """What the digest of that week would offer; by the numbers that are shown."""
    asker = request.asker
    reading = told.above.reading if told.own.reading.is_hidden and told.above else told.own.reading
    return await digest_offers.of_week(
        services.db, asker.organization_id, asker.person_id, told.week, reading, services.library
    )


async def _tree(request: Request, services: Services) -> Tree:
    asker = request.asker
    return await manager_tree.of_manager(services.db, asker.organization_id, asker.person_id, _today(request))


def _looking(request: Request) -> Looking:
    return Looking(request.asker.organization_id, request.asker.k, _today(request))


def _today(request: Request) -> date:
    return today_in(request.asker.organization_zone, request.now)


def _this_week(request: Request) -> Period:
    return week_of(_today(request))


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
