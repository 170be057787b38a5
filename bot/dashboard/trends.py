"""A number over time as inline SVG: a point a period with its interval, and a gap where it is not shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.dashboard import figures
from indicators.values import Unit

_NEWLINE = Markup("\n")
_MOST_LABELS = 9
_TICKS = 4
_FEW = 26
"""So few points may be drawn larger."""


@dataclass(frozen=True, slots=True)
class Point:
    """A period by its short name. `amount` is None where no number is shown; `is_part`: small groups are left out."""

    label: str
    amount: float | None
    low: float | None = None
    high: float | None = None
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class _Size:
    width: int
    height: int
    left: int
    right: int
    top: int
    foot: int


_LARGE = _Size(720, 260, 48, 14, 14, 30)
_SMALL = _Size(300, 64, 5, 5, 6, 6)


@dataclass(frozen=True, slots=True)
class _Scale:
    size: _Size
    low: float
    high: float
    step: float
    count: int

    def y(self, value: float) -> float:
        size = self.size
        plot = size.height - size.top - size.foot
        return round(size.top + plot * (1 - (value - self.low) / (self.high - self.low)), 1)

    def x(self, at: int) -> float:
        size = self.size
        return round(size.left + (size.width - size.left - size.right) * (at + 0.5) / self.count, 1)


def draw(title: str, unit: Unit, points: Sequence[Point]) -> Markup:
    """With an axis and the intervals. There has to be a number to show."""
    scale = _scale(_LARGE, unit, points, with_intervals=True)
    parts = [*_grid(scale, unit), *_names(scale, points), *_intervals(scale, points), *_line(scale, points, all_=True)]
    return _picture(_LARGE, "trend", title, unit, points, parts)


def spark(title: str, unit: Unit, points: Sequence[Point]) -> Markup:
    """The line alone, for a card: numbers stand beside it."""
    scale = _scale(_SMALL, unit, points, with_intervals=False)
    ground = scale.y(max(0.0, scale.low))
    base = Markup('<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        _SMALL.left, ground, _SMALL.width - _SMALL.right, ground
    )
    return _picture(_SMALL, "spark", title, unit, points, [base, *_line(scale, points, all_=False)])


def said(unit: Unit, points: Sequence[Point]) -> str:
    """The drawing in a sentence, for who does not see it."""
    shown = [(one.label, one.amount) for one in points if one.amount is not None]
    if not shown:
        return "No number is shown."
    (first, start), (last, end) = shown[0], shown[-1]
    words = f"{figures.number(end, unit)} in {last}"
    if len(shown) > 1:
        amounts = [value for _, value in shown]
        lowest, highest = figures.number(min(amounts), unit), figures.number(max(amounts), unit)
        words = f"From {figures.number(start, unit)} in {first} to {words}, between {lowest} and {highest}"
    hidden = len(points) - len(shown)
    return f"{words}. Not shown: {hidden} of {len(points)}." if hidden else f"{words}."


def _picture(
    size: _Size, look: str, title: str, unit: Unit, points: Sequence[Point], parts: Sequence[Markup]
) -> Markup:
    return Markup('<svg class="{}" role="img" viewBox="0 0 {} {}" aria-label="{}">\n{}\n</svg>').format(
        look, size.width, size.height, f"{title}. {said(unit, points)}", _NEWLINE.join(parts)
    )


def _scale(size: _Size, unit: Unit, points: Sequence[Point], *, with_intervals: bool) -> _Scale:
    values = [one.amount for one in points if one.amount is not None]
    if with_intervals:
        values += [end for one in points for end in (one.low, one.high) if end is not None]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if high - low <= 0:
        high = low + 1
    step = round_step((high - low) / _TICKS, whole=unit is Unit.PEOPLE)
    top = math.ceil(high / step) * step
    return _Scale(
        size, math.floor(low / step) * step, min(top, 100.0) if unit is Unit.PERCENT else top, step, len(points)
    )


def round_step(rough: float, *, whole: bool) -> float:
    """A round number that is not smaller: the distance of two lines of the grid."""
    power: float = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    return max(1.0, step) if whole else step


def _grid(scale: _Scale, unit: Unit) -> Iterator[Markup]:
    size = scale.size
    value = scale.low
    while value <= scale.high + scale.step / 1000:
        y = scale.y(value)
        yield Markup('<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
            size.left, y, size.width - size.right, y
        )
        yield _label("tick", size.left - 6, y + 4, "end", tick(value, unit))
        value += scale.step


def tick(value: float, unit: Unit) -> str:
    """What a line of the grid stands for."""
    return f"{value:g}%" if unit is Unit.PERCENT else f"{round(value, 6):g}".replace("-", "−")


def _names(scale: _Scale, points: Sequence[Point]) -> Iterator[Markup]:
    """The names of some periods, the last among them."""
    every = math.ceil(len(points) / _MOST_LABELS)
    for at in range(len(points) - 1, -1, -every):
        yield _label("category", scale.x(at), scale.size.height - 8, "middle", points[at].label)


def _intervals(scale: _Scale, points: Sequence[Point]) -> Iterator[Markup]:
    for at, one in enumerate(points):
        if one.low is not None and one.high is not None:
            x = scale.x(at)
            yield Markup('<line class="interval" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
                x, scale.y(one.low), x, scale.y(one.high)
            )


def _line(scale: _Scale, points: Sequence[Point], *, all_: bool) -> Iterator[Markup]:
    """Stretches without a gap, and the points: all of them, or those that nothing else shows."""
    last = max((at for at, one in enumerate(points) if one.amount is not None), default=None)
    for stretch in _stretches(points):
        if len(stretch) > 1:
            path = " ".join(f"{scale.x(at)},{scale.y(value)}" for at, value in stretch)
            yield Markup('<polyline class="line" fill="none" points="{}"/>').format(path)
        for at, value in stretch:
            if all_ or len(stretch) == 1 or at == last:
                look = "point part" if points[at].is_part else "point"
                radius = 3.5 if len(points) <= _FEW else 2.8
                yield Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
                    look, scale.x(at), scale.y(value), radius
                )


def _stretches(points: Sequence[Point]) -> Iterator[list[tuple[int, float]]]:
    stretch: list[tuple[int, float]] = []
    for at, one in enumerate(points):
        if one.amount is not None:
            stretch.append((at, one.amount))
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _label(look: str, x: float, y: float, anchor: str, text: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        look, round(x, 1), round(y, 1), anchor, text
    )
