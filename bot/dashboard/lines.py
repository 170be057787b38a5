"""What templates are given of an indicator: its numbers in words, row by row, and the drawing of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.dashboard import figures, trends
from bot.dashboard.trends import Point
from indicators.overview import Closed, Figure, Overview
from indicators.periods import Length
from indicators.registry import Indicator


@dataclass(frozen=True, slots=True)
class Row:
    """One number in one period, in words."""

    period: str
    amount: str
    interval: str
    counted: str
    is_part: bool
    is_shown: bool
    revised: str


@dataclass(frozen=True, slots=True)
class Line:
    """One number of an indicator through the periods. `rows`: the latest first. `latest`: the latest that is told.

    `is_behind`: whether there is a later period, of which it is not told.
    """

    indicator: Indicator
    part: str
    name: str
    unit: str
    rows: tuple[Row, ...]
    latest: Row | None
    is_behind: bool
    spark: Markup | None
    chart: Markup | None


def line(told: Overview, indicator: Indicator, part: str) -> Line:
    """One number, with its drawing where there is anything to draw."""
    values = told.line(indicator.id, part)
    rows = tuple(row(one, figure) for one, figure in reversed(values))
    latest = next((one for one in rows if one.is_shown), None)
    unit, name = indicator.part(part).unit, figures.part_name(indicator.id, part)
    points = [_point(one, figure) for one, figure in values]
    title = f"{indicator.name}: {name}"
    has_numbers = any(one.amount is not None for one in points)
    return Line(
        indicator,
        part,
        name,
        figures.OF_UNIT[unit],
        rows,
        latest,
        latest is not None and not rows[0].is_shown,
        trends.spark(title, unit, points) if has_numbers else None,
        trends.draw(title, unit, points) if has_numbers else None,
    )


def row(closed: Closed, figure: Figure) -> Row:
    """One number in one period."""
    return Row(
        figures.days(closed.period),
        figures.amount(figure),
        figures.interval(figure),
        figures.counted(figure),
        figure.is_part,
        not figure.is_hidden,
        figures.revised(figure),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A link among several, one of which is where one is."""

    label: str
    href: str
    is_here: bool


def length_asked(query: Mapping[str, str]) -> Length:
    """The length of period that the address asks for; weeks where it does not."""
    try:
        return Length(query.get("period", Length.WEEK))
    except ValueError:
        return Length.WEEK


def choices_of_length(path: str, length: Length, more: str = "") -> Sequence[Choice]:
    """A link for each length of period."""
    return [
        Choice(words, f"/dashboard/{path}?period={one.value}{more}", one is length)
        for one, words in figures.LENGTHS.items()
    ]


def _point(closed: Closed, figure: Figure) -> Point:
    found = figure.interval
    low, high = (None, None) if found is None else (found.low, found.high)
    return Point(figures.short(closed.period), figure.amount, low, high, figure.is_part)
