"""A chart as inline SVG, coloured by classes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from messages import charts
from messages.blocks import Chart, ChartKind
from messages.html import texts
from messages.limits import shorten
from messages.plain import one_line

COLOURS = 8
_WIDTH, _TOP, _PLOT, _LEFT, _RIGHT = 640, 12, 200, 56, 12
_FOOT, _LEGEND_LINE, _LEGEND_COLUMNS = 28, 20, 3
_MOST_LABELS, _LABEL, _NAME = 12, 10, 24
_TICKS, _SMALLEST = 4, 1e-9
_NEWLINE = Markup("\n")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a value or a category stands in the picture."""

    low: float
    high: float
    step: float
    categories: int

    def y(self, value: float) -> float:
        return round(_TOP + _PLOT * (1 - (value - self.low) / (self.high - self.low)), 1)

    def x(self, at: float) -> float:
        """The middle of the category `at`; a fraction leans to the next."""
        return round(_LEFT + self.slot * (at + 0.5), 1)

    @property
    def slot(self) -> float:
        return (_WIDTH - _LEFT - _RIGHT) / self.categories


def draw(chart: Chart) -> Markup:
    """Axis, lines or bars, and a legend where there is more than one series."""
    scale = _scale(chart)
    match chart.kind:
        case ChartKind.LINE:
            marks = _lines(chart, scale)
        case ChartKind.BAR:
            marks = _bars(chart, scale)
    legend = list(_legend(chart))
    named = len(chart.series) if legend else 0
    height = _TOP + _PLOT + _FOOT + math.ceil(named / _LEGEND_COLUMNS) * _LEGEND_LINE
    parts = [*_grid(scale, chart.unit), *marks, *_categories(chart.categories, scale), *legend]
    title, said = charts.title(chart), "; ".join(": ".join(filter(None, line)) for line in charts.lines(chart))
    return Markup('<svg role="img" viewBox="0 0 {} {}"{}>\n<title>{}</title>\n<desc>{}</desc>\n{}\n</svg>').format(
        _WIDTH,
        height,
        texts.attribute("aria-label", f"{title}. {said}"),
        texts.words(title),
        texts.words(said),
        _NEWLINE.join(parts),
    )


def _scale(chart: Chart) -> _Scale:
    """From zero, or below it where there are such values, to a round number above all."""
    values = [value for one in chart.series for value in one.values]
    low, high = min(0.0, *values), max(0.0, *values)
    if high - low < _SMALLEST:
        high = low + 1
    step = _round_step((high - low) / _TICKS)
    return _Scale(math.floor(low / step) * step, math.ceil(high / step) * step, step, len(chart.categories))


def _round_step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)


def _grid(scale: _Scale, unit: str) -> Iterator[Markup]:
    for tick in range(round((scale.high - scale.low) / scale.step) + 1):
        value = scale.low + tick * scale.step
        y = scale.y(value)
        yield Markup('<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(_LEFT, y, _WIDTH - _RIGHT, y)
        yield _label("tick", _LEFT - 6, y + 4, "end", charts.number(value, unit, digits=_digits(scale.step)))


def _digits(step: float) -> int:
    return max(0, -math.floor(math.log10(step)))


def _categories(names: Sequence[str], scale: _Scale) -> Iterator[Markup]:
    every = math.ceil(len(names) / _MOST_LABELS)
    for at in range(0, len(names), every):
        yield _label("category", scale.x(at), _TOP + _PLOT + 18, "middle", shorten(one_line(names[at]), _LABEL))


def _lines(chart: Chart, scale: _Scale) -> Iterator[Markup]:
    for number, one in enumerate(chart.series):
        points = [(scale.x(at), scale.y(value)) for at, value in enumerate(one.values)]
        colour = _colour(number)
        path = " ".join(f"{x},{y}" for x, y in points)
        yield Markup('<polyline class="line {}" fill="none" points="{}"/>').format(colour, path)
        for x, y in points:
            yield Markup('<circle class="point {}" cx="{}" cy="{}" r="3"/>').format(colour, x, y)


def _bars(chart: Chart, scale: _Scale) -> Iterator[Markup]:
    wide = scale.slot * 0.8 / len(chart.series)
    ground = scale.y(0)
    for number, one in enumerate(chart.series):
        for at, value in enumerate(one.values):
            left = scale.x(at) - scale.slot * 0.4 + number * wide
            top = min(scale.y(value), ground)
            yield Markup('<rect class="bar {}" x="{}" y="{}" width="{}" height="{}"/>').format(
                _colour(number), round(left, 1), top, round(wide * 0.94, 1), round(abs(scale.y(value) - ground), 1)
            )


def _legend(chart: Chart) -> Iterator[Markup]:
    if len(chart.series) == 1:
        return
    column = (_WIDTH - _LEFT - _RIGHT) / _LEGEND_COLUMNS
    for number, one in enumerate(chart.series):
        x = round(_LEFT + number % _LEGEND_COLUMNS * column, 1)
        y = _TOP + _PLOT + _FOOT + number // _LEGEND_COLUMNS * _LEGEND_LINE
        yield Markup('<rect class="key {}" x="{}" y="{}" width="12" height="12"/>').format(_colour(number), x, y)
        yield _label("name", x + 18, y + 10, "start", shorten(one_line(one.name), _NAME))


def _label(look: str, x: float, y: float, anchor: str, text: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        look, round(x, 1), round(y, 1), anchor, texts.words(text)
    )


def _colour(number: int) -> str:
    return f"series-{number % COLOURS}"
