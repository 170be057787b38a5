"""What the page of an indicator is given of one week by department, location and level: tables and bars, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.dashboard import bars, figures
from bot.dashboard.bars import Bar
from bot.dashboard.lines import Choice
from bot.dashboard.page import Visit
from indicators import breakdowns
from indicators.breakdowns import Breakdown, By, Part, Why
from indicators.overview import Closed, Figure, Overview
from indicators.periods import Length
from indicators.registry import Indicator
from indicators.suppression import Ruling, Verdict
from nudges.figures import in_words

WEEKS = 6
"""So many of the latest weeks are links; the others are found by their address."""
NOT_GIVEN, SMALLER = "Not given", "Smaller groups"
WHY_BELOW = "the reasons are below"
PLURALS: Mapping[By, str] = {By.DEPARTMENT: "departments", By.LOCATION: "locations", By.LEVEL: "levels"}
_GENDERS: Mapping[str, tuple[str, ...]] = {"participation": ("men", "women")}
"""Numbers of everybody that have been told by declared gender all along."""


@dataclass(frozen=True, slots=True)
class Row:
    """A group, in words. `covers`: of whom the number is; or, where there is none, why."""

    name: str
    amount: str
    interval: str
    counted: str
    covers: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The groups by one attribute, with the heads of their table. `is_given`: whether the roster says anything."""

    title: str
    column: str
    number: str
    rows: tuple[Row, ...]
    chart: Markup | None = None
    is_given: bool = True


@dataclass(frozen=True, slots=True)
class Week:
    """One closed week by all attributes, and the way to others."""

    days: str
    choices: Sequence[Choice]
    cards: Sequence[Card]


async def week_of(visit: Visit, told: Overview, indicator: Indicator, part: str) -> Week | None:
    """The week that the address asks for, or the latest; None where no week is closed or this is not told of teams."""
    if told.length is not Length.WEEK or not told.periods or not breakdowns.can_be_told(indicator.id, part):
        return None
    week = _asked(visit.query, told)
    found = await breakdowns.read(visit.db, visit.viewer.organization_id, week, indicator.id, [part])
    cards = [card(one, indicator, figures.part_name(indicator.id, part), week.k) for one in found[part]]
    if part == "all" and indicator.id in _GENDERS:
        cards.insert(0, _by_gender(told, week, indicator))
    return Week(figures.days(week.period), _choices(told, week, indicator.id, part), cards)


def card(breakdown: Breakdown, indicator: Indicator, number: str, k: int) -> Card:
    """One attribute's table, with bars where there are two groups to compare."""
    by = breakdown.by
    rows = [_row(one, by) for one in breakdown.parts]
    if breakdown.has_smaller:
        rows.append(_untold(SMALLER, f"each has fewer than {in_words(k)} people"))
    return Card(
        f"By {by.value}",
        by.value.capitalize(),
        number,
        tuple(rows),
        _drawing(f"{indicator.name}: {number}, by {by.value}", breakdown.parts),
        is_given=breakdown.has_smaller or any(one.name is not None for one in breakdown.parts),
    )


def why_not(why: Why, by: By) -> str:
    """Why a group is not told. It follows from the roster, and from what is told of teams."""
    match why:
        case Why.MIXED:
            return f"too many of its people are in teams with people of other {PLURALS[by]}"
        case Why.HIDDEN:
            return "the numbers of its teams are not shown either"
        case Why.CHANGED:
            return "its teams had other people that week than the roster has now"


def _row(part: Part, by: By) -> Row:
    name = NOT_GIVEN if part.name is None else part.name
    if part.count is None:
        return _untold(name, why_not(part.why or Why.HIDDEN, by))
    figure = Figure(part.unit, Ruling(Verdict.WHOLE, part.covered, part.count))
    is_whole = part.covered == part.people
    return Row(
        name,
        figures.amount(figure),
        figures.interval(figure),
        figures.counted(figure),
        "everybody" if is_whole else f"{part.covered:,} of {part.people:,} people",
        is_shown=True,
    )


def _untold(name: str, why: str) -> Row:
    return Row(name, figures.NOT_SHOWN, figures.NO_NUMBER, figures.NO_NUMBER, why, is_shown=False)


def _by_gender(told: Overview, week: Closed, indicator: Indicator) -> Card:
    return Card("By declared gender", "Gender", indicator.name, tuple(_gender_rows(told, week, indicator.id)))


def _gender_rows(told: Overview, week: Closed, indicator: str) -> Iterator[Row]:
    for part in _GENDERS[indicator]:
        figure = told.figure(indicator, part, week.period)
        yield Row(
            figures.part_name(indicator, part),
            figures.amount(figure),
            figures.interval(figure),
            figures.counted(figure),
            WHY_BELOW if figure.is_hidden else "some groups" if figure.is_part else "everybody",
            is_shown=not figure.is_hidden,
        )


def _drawing(title: str, parts: Sequence[Part]) -> Markup | None:
    """Of the largest groups, where there are many."""
    shown = [one for one in parts if one.count is not None]
    largest = sorted(shown, key=lambda one: -one.covered)[: bars.MOST]
    some = [one for one in shown if one in largest]
    return bars.draw(title, some[0].unit, [_bar(one) for one in some]) if len(some) > 1 else None


def _bar(part: Part) -> Bar:
    found = part.interval
    low, high = (None, None) if found is None else (found.low, found.high)
    return Bar(NOT_GIVEN if part.name is None else part.name, part.amount or 0.0, low, high)


def _asked(query: Mapping[str, str], told: Overview) -> Closed:
    try:
        day = date.fromisoformat(query.get("week", ""))
    except ValueError:
        return told.periods[-1]
    return next((one for one in told.periods if day in one.period), told.periods[-1])


def _choices(told: Overview, here: Closed, indicator: str, part: str) -> list[Choice]:
    return [
        Choice(
            figures.days(one.period),
            f"/dashboard/indicators/{indicator}?period=week&part={part}&week={one.period.first}#broken-down",
            one is here,
        )
        for one in reversed(told.periods[-WEEKS:])
    ]
