"""What the API tells of indicators and teams: what was told of closed periods, by the same reading as the dashboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from bot.api.answers import (
    BreakdownOut,
    BrokenDownOut,
    GroupOut,
    IndicatorOut,
    IntervalOut,
    NumberOut,
    PartOut,
    PeriodOut,
    TeamIndicatorOut,
    TeamWeekOut,
    ValuesOut,
)
from indicators import breakdowns
from indicators import overview as told
from indicators.breakdowns import Breakdown, Part
from indicators.definitions import REGISTRY
from indicators.overview import Figure, figures_of
from indicators.periods import Length, Period, length_of, period_of
from indicators.registry import Indicator
from indicators.told import KEYS
from indicators.values import Interval
from storage import indicator_values
from storage.database import Connection

OF_TEAMS = tuple(dict.fromkeys(indicator for indicator, _part in KEYS))
"""The indicators that are told of teams."""
_DIGITS = 4
Figures = Mapping[tuple[str, str, date], Figure]
Closed = Sequence[tuple[date, int]]
"""The first days of closed periods, oldest first, with the smallest group that was told of in each."""


async def values(
    db: Connection, organization_id: UUID, indicator: Indicator, length: Length, closed: Closed
) -> list[ValuesOut]:
    """An indicator of the whole organization in these closed periods."""
    figures = await _figures(db, organization_id, organization_id, (indicator.id,), length, closed)
    return [
        ValuesOut(
            period=as_period(period := period_of(length, first)),
            smallest_group=k,
            numbers=_numbers(figures, indicator.id, period),
        )
        for first, k in closed
    ]


async def broken_down(
    db: Connection, organization_id: UUID, indicator: Indicator, closed: Closed
) -> list[BrokenDownOut]:
    """An indicator in these closed weeks by department, location and level."""
    found = []
    for first, k in closed:
        week = told.Closed(period_of(Length.WEEK, first), k)
        numbers = await breakdowns.read(db, organization_id, week, indicator.id, [one.id for one in indicator.parts])
        found.append(
            BrokenDownOut(
                period=as_period(week.period),
                smallest_group=k,
                numbers=[_breakdown(indicator, part, one) for part, some in numbers.items() for one in some],
            )
        )
    return found


async def team_weeks(db: Connection, organization_id: UUID, team_id: UUID, closed: Closed) -> list[TeamWeekOut]:
    """What is told of a team in these closed weeks."""
    figures = await _figures(db, organization_id, team_id, OF_TEAMS, Length.WEEK, closed)
    return [
        TeamWeekOut(
            period=as_period(period := period_of(Length.WEEK, first)),
            smallest_group=k,
            indicators=[TeamIndicatorOut(indicator=one, numbers=_numbers(figures, one, period)) for one in OF_TEAMS],
        )
        for first, k in closed
    ]


def definition(indicator: Indicator) -> IndicatorOut:
    """What an indicator means."""
    return IndicatorOut(
        id=indicator.id,
        name=indicator.name,
        criteria=list(indicator.criteria),
        formula=indicator.formula,
        unit=indicator.unit,
        population=indicator.population,
        parts=[PartOut(part=one.id, unit=one.unit, formula=one.formula) for one in indicator.parts],
        splits=list(indicator.splits),
        minimum_contributors=indicator.minimum_contributors,
        method_version=indicator.method_version,
        source=indicator.source,
        note=indicator.note,
        caution=indicator.caution,
    )


def as_period(period: Period) -> PeriodOut:
    return PeriodOut(name=period.name, length=length_of(period), first=period.first, last=period.last)


async def _figures(
    db: Connection, organization_id: UUID, team_id: UUID, indicators: Sequence[str], length: Length, closed: Closed
) -> Figures:
    if not closed:
        return {}
    end = period_of(length, closed[-1][0]).end
    stored = await indicator_values.read_all(
        db, organization_id, [team_id], length.value, closed[0][0], end, indicators=indicators
    )
    return figures_of(stored)


def _numbers(figures: Figures, indicator: str, period: Period) -> list[NumberOut]:
    """Every number that there is, told or not: that one is missing would tell that it is nought."""
    return [
        _number(one.id, figures.get((indicator, one.id, period.first), Figure(one.unit)))
        for one in REGISTRY[indicator].parts
    ]


def _number(part: str, figure: Figure) -> NumberOut:
    amount, interval = figure.amount, figure.interval
    has_number = amount is not None
    return NumberOut(
        part=part,
        unit=figure.unit,
        verdict=figure.ruling.verdict,
        people=figure.ruling.people if has_number else None,
        count=figure.ruling.count if has_number else None,
        value=round(amount, _DIGITS) if amount is not None else None,
        interval=_interval(interval) if interval is not None else None,
        revision=len(figure.moved_from),
        reason=figure.change,
    )


def _breakdown(indicator: Indicator, part: str, one: Breakdown) -> BreakdownOut:
    return BreakdownOut(
        part=part,
        unit=indicator.part(part).unit,
        by=one.by,
        groups=[_group(it) for it in one.parts],
        has_smaller=one.has_smaller,
    )


def _group(one: Part) -> GroupOut:
    amount, interval = one.amount, one.interval
    is_told = amount is not None
    return GroupOut(
        name=one.name,
        people=one.people if is_told else None,
        covered=one.covered if is_told else None,
        count=one.count,
        value=round(amount, _DIGITS) if amount is not None else None,
        interval=_interval(interval) if interval is not None else None,
        why_not=one.why,
    )


def _interval(interval: Interval) -> IntervalOut:
    return IntervalOut(low=round(interval.low, _DIGITS), high=round(interval.high, _DIGITS))
