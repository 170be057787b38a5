"""Charts as Slack's `data_visualization` block, which only messages may hold."""

from __future__ import annotations

from collections.abc import Sequence

from messages import charts
from messages.blocks import Chart, ChartKind
from messages.limits import distinct, shorten
from messages.payload import Json
from messages.plain import is_blank, one_line
from messages.slack.texts import BLANK

MOST_CHARTS = 2
_SERIES, _CATEGORIES, _LABEL, _TITLE = 12, 20, 20, 50
_KINDS = {ChartKind.LINE: "line", ChartKind.BAR: "bar"}


def can_draw(chart: Chart) -> bool:
    """A chart that Slack would have to be given in part is told in numbers alone: half a chart lies."""
    return len(chart.series) <= _SERIES and len(chart.categories) <= _CATEGORIES


def draw(chart: Chart) -> Json:
    categories = _labels(chart.categories)
    series = [
        {
            "name": name,
            "data": [
                {"label": label, "value": _whole(value)} for label, value in zip(categories, one.values, strict=True)
            ],
        }
        for name, one in zip(_labels([one.name for one in chart.series]), chart.series, strict=True)
    ]
    axis: Json = {"categories": categories}
    if not is_blank(chart.unit):
        axis["y_label"] = shorten(one_line(chart.unit), _TITLE)
    title = BLANK if is_blank(chart.title) else charts.title(chart)
    return {
        "type": "data_visualization",
        "title": shorten(title, _TITLE),
        "chart": {"type": _KINDS[chart.kind], "series": series, "axis_config": axis},
    }


def _labels(labels: Sequence[str]) -> list[str]:
    return distinct([BLANK if is_blank(label) else one_line(label) for label in labels], _LABEL)


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value
