"""One team: its closed weeks as they were told, by the same reading as in chat. Nobody's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup

from bot.dashboard import figures, trends
from bot.dashboard.page import READERS, Missing, Page, Shown, Visit
from bot.dashboard.trends import Point
from indicators.periods import Length, today_in, week_of
from indicators.readings import Reading
from indicators.suppression import Ruling, Verdict
from indicators.values import Unit
from messages.blocks import Block, Text, strong
from messages.html import messages as html
from nudges import team_weeks, telling
from nudges.manager_tree import line_up
from nudges.team_weeks import Looking, TeamWeek
from storage import closed_periods, teams
from storage.teams import TreeTeam

MOST_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    href: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One week, in words."""

    week: str
    people: str
    actions: str
    rate: str
    above: str


async def show(visit: Visit) -> Shown | Missing:
    """The team that the address names, if the organization has it."""
    db, viewer = visit.db, visit.viewer
    try:
        team_id = UUID(visit.path["team"])
    except ValueError:
        return Missing()
    line = line_up(await teams.above(db, viewer.organization_id, [team_id]), team_id)
    if not line:
        return Missing()
    team, *above = line
    parts = await teams.right_beneath(db, viewer.organization_id, team_id)
    weeks = [
        week_of(monday)
        for monday, _ in await closed_periods.latest(db, viewer.organization_id, Length.WEEK.value, MOST_WEEKS)
    ]
    looking = Looking(viewer.organization_id, viewer.k, today_in(viewer.organization_zone, visit.now))
    told = await team_weeks.read(db, looking, team, weeks, parts) if weeks else []
    people, acts = [one.own.reading.people for one in told], [one.own.reading.actions for one in told]
    return Shown(
        "team.html",
        team.name,
        {
            "above": [_link(one) for one in reversed(above)],
            "week": figures.days(told[-1].week) if told else "",
            "last": html.blocks(_last(told[-1])) if told else "",
            "notes": html.blocks(_notes(told)) if told else "",
            "people": _drawing("People who logged something", Unit.PERCENT, people, told),
            "acts": _drawing("Actions per 100 people", Unit.PER_100_PEOPLE, acts, told),
            "rows": [_row(one) for one in reversed(told)],
            "has_above": any(one.above for one in told),
            "parts": [_link(one, told[-1]) for one in parts] if told else [_link(one) for one in parts],
        },
    )


def _link(team: TreeTeam, week: TeamWeek | None = None) -> Link:
    told = "" if week is None else telling.cell(week.beneath.get(team.id, Reading()).people, week.k)
    return Link(team.name, f"/dashboard/teams/{team.id}", told)


def _last(week: TeamWeek) -> Iterator[Block]:
    """The last closed week in detail; of the smallest team above that may be shown where this one may not."""
    spans = [*telling.people(week.own.reading.people, week.k)]
    if week.own.reading.is_hidden:
        spans += telling.instead(week.above, week.k)
    yield Text(*spans)
    shown = week.above if week.own.reading.is_hidden and week.above else week.own
    if shown is not week.own:
        yield Text("What follows is about ", strong(shown.team.name), ".")
    yield from telling.by_gender(shown.reading)
    yield from telling.acts(shown.reading)
    yield from telling.kinds(shown.reading, "By kind")
    yield from telling.tiers(shown.reading, "By evidence")


def _row(week: TeamWeek) -> Row:
    reading, above = week.own.reading, week.above
    return Row(
        figures.days(week.week),
        telling.cell(reading.people, week.k),
        telling.number(reading.actions),
        telling.rate(reading.actions),
        f"{above.team.name}: {telling.cell(above.reading.people, week.k)}" if above else figures.NO_NUMBER,
    )


def _drawing(title: str, unit: Unit, rulings: Sequence[Ruling], weeks: Sequence[TeamWeek]) -> Markup | None:
    points = [_point(one, ruling, unit) for one, ruling in zip(weeks, rulings, strict=True)]
    return trends.draw(title, unit, points) if any(one.amount is not None for one in points) else None


def _point(week: TeamWeek, ruling: Ruling, unit: Unit) -> Point:
    value = figures.told_value(ruling, unit)
    if value is None:
        return Point(figures.short(week.week), None)
    found = value.interval
    low, high = (None, None) if found is None else (found.low, found.high)
    return Point(figures.short(week.week), value.amount, low, high, ruling.verdict is Verdict.PART)


def _notes(weeks: Sequence[TeamWeek]) -> Iterator[Block]:
    told = [one.own.reading for one in weeks] + list(weeks[-1].beneath.values())
    told += [one.above.reading for one in weeks if one.above]
    acts = [ruling for one in told for ruling in (one.actions, *one.kinds.values(), *one.tiers.values())]
    yield from telling.notes(weeks[-1].k, [one.people for one in told], acts, is_example=False)


PAGE = Page("teams/{team}", READERS, show, under="teams", has_intervals=True)
