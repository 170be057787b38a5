"""Numbers of several groups as inline SVG: a bar for each that is told, beside its name, with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.dashboard import figures, trends
from indicators.values import Unit
from messages.limits import shorten

MOST = 24
"""More bars than that are no picture any more."""
_WIDTH, _LEFT, _RIGHT = 720, 210, 52
_TOP, _ROW, _BAR, _FOOT = 8, 30, 18, 26
_NAME = 28
_TICKS = 4
_NEWLINE = Markup("\n")


@dataclass(frozen=True, slots=True)
class Bar:
    """A group by its name."""

    name: str
    amount: float
    low: float | None = None
    high: float | None = None


def draw(title: str, unit: Unit, bars: Sequence[Bar]) -> Markup:
    """All of them on one scale, in their order; there has to be one."""
    step = trends.round_step(max(_end(one) for one in bars) / _TICKS or 1 / _TICKS, whole=unit is Unit.PEOPLE)
    top = step * max(1, math.ceil(max(_end(one) for one in bars) / step))
    scale = _Scale(min(top, 100.0) if unit is Unit.PERCENT else top, step)
    height = _TOP + _ROW * len(bars) + _FOOT
    parts = [*_grid(scale, unit, height - _FOOT)]
    for at, one in enumerate(bars):
        parts += _row(scale, unit, one, _TOP + at * _ROW)
    said = "; ".join(f"{one.name} {figures.number(one.amount, unit)}" for one in bars)
    return Markup('<svg class="bars" role="img" viewBox="0 0 {} {}" aria-label="{}">\n{}\n</svg>').format(
        _WIDTH, height, f"{title}. {said}.", _NEWLINE.join(parts)
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From nought to the right edge."""

    high: float
    step: float

    def x(self, value: float) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * min(value, self.high) / self.high, 1)


def _end(bar: Bar) -> float:
    return bar.amount if bar.high is None else max(bar.high, bar.amount)


def _grid(scale: _Scale, unit: Unit, foot: int) -> Iterator[Markup]:
    value = 0.0
    while value <= scale.high + scale.step / 1000:
        x = scale.x(value)
        yield Markup('<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(x, _TOP, x, foot)
        yield _label("tick", x, foot + 18, "middle", trends.tick(value, unit))
        value += scale.step


def _row(scale: _Scale, unit: Unit, bar: Bar, y: int) -> Iterator[Markup]:
    middle = y + _ROW / 2
    yield _label("name", _LEFT - 10, middle + 4, "end", shorten(bar.name, _NAME))
    yield Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"/>').format(
        _LEFT, middle - _BAR / 2, round(scale.x(bar.amount) - _LEFT, 1), _BAR
    )
    if bar.low is not None and bar.high is not None:
        yield Markup('<line class="interval" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
            scale.x(bar.low), middle, scale.x(bar.high), middle
        )
    yield _label("amount", scale.x(_end(bar)) + 7, middle + 4, "start", figures.number(bar.amount, unit))


def _label(look: str, x: float, y: float, anchor: str, text: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(look, x, y, anchor, text)
