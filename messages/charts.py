"""The numbers of a chart in words, for those who do not see it and where it cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from messages.blocks import Chart, Table
from messages.plain import is_blank, one_line

PERCENT = "%"


def number(value: float, unit: str = "", *, digits: int = 1) -> str:
    """The value as people write it: `1,234`, `2.5`, `40%`."""
    written = f"{value:,.{digits}f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return f"{'0' if written == '-0' else written}{PERCENT if unit == PERCENT else ''}"


def title(chart: Chart) -> str:
    """The chart's title with what its numbers count, where it doesn't say so itself."""
    name, unit = one_line(chart.title), one_line(chart.unit)
    is_said = is_blank(unit) or unit == PERCENT or unit.casefold() in name.casefold()
    return name if is_said else f"{name} ({unit})"


def as_table(chart: Chart) -> Table:
    """The numbers in a table: a row for each category, a column for each series."""
    rows = tuple(
        (category, *(number(one.values[at], chart.unit) for one in chart.series))
        for at, category in enumerate(chart.categories)
    )
    return Table(title(chart), ("", *(one.name for one in chart.series)), rows)


def lines(chart: Chart) -> Iterator[tuple[str, str]]:
    """The numbers a line for each category: `("2 Mar", "Amplify 3, Sponsor 1")`, or only `3` for a single series."""
    for at, category in enumerate(chart.categories):
        values = [(one.name, number(one.values[at], chart.unit)) for one in chart.series]
        alone = len(values) == 1
        yield one_line(category), ", ".join(value if alone else f"{one_line(name)} {value}" for name, value in values)
