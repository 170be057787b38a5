"""Charts as Teams draws them. Other hosts of Adaptive Cards don't, and drop them: the numbers stand below in words."""

from __future__ import annotations

from messages import charts
from messages.blocks import Chart, ChartKind, Series
from messages.limits import distinct, shorten
from messages.payload import Json
from messages.plain import is_blank, one_line, without_functions

_LABEL, _TITLE = 40, 80


def draw(chart: Chart) -> Json:
    categories = distinct([_label(category) for category in chart.categories], _LABEL)
    element: Json = {
        "type": _kind(chart),
        "fallback": "drop",
        "title": shorten(_label(charts.title(chart)), _TITLE),
        "data": _data(chart, categories),
    }
    if not is_blank(chart.unit):
        element["yAxisTitle"] = shorten(_label(chart.unit), _TITLE)
    return element


def _kind(chart: Chart) -> str:
    match chart.kind:
        case ChartKind.LINE:
            return "Chart.Line"
        case ChartKind.BAR:
            return "Chart.VerticalBar" if len(chart.series) == 1 else "Chart.VerticalBar.Grouped"


def _data(chart: Chart, categories: list[str]) -> list[Json]:
    if chart.kind is ChartKind.BAR and len(chart.series) == 1:
        return _points(categories, chart.series[0])
    names = distinct([_label(one.name) for one in chart.series], _LABEL)
    return [{"legend": name, "values": _points(categories, one)} for name, one in zip(names, chart.series, strict=True)]


def _points(categories: list[str], series: Series) -> list[Json]:
    return [{"x": category, "y": value} for category, value in zip(categories, series.values, strict=True)]


def _label(text: str) -> str:
    return "…" if is_blank(text) else without_functions(one_line(text))
