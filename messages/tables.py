"""What renderers ask of a table: which columns hold numbers, and how it looks in a fixed-width font."""

from __future__ import annotations

import re

from messages.blocks import Table
from messages.limits import ELLIPSIS
from messages.plain import is_blank, one_line, width

BLANK = "–"
_WIDEST_CELL = 40
_NUMBER = re.compile(r"[-−+]?[\d.,\s]*\d\s?%?")


def cell(text: str) -> str:
    """What a cell shows: one line, and something even where there is nothing."""
    return BLANK if is_blank(text) else one_line(text)


def numeric_columns(table: Table) -> tuple[bool, ...]:
    """For each column, whether numbers are all it holds: they stand better on the right."""
    return tuple(
        bool(table.rows) and all(_NUMBER.fullmatch(row[at]) or is_blank(row[at]) for row in table.rows)
        for at in range(len(table.columns))
    )


def fixed_width(table: Table) -> list[str]:
    """The table as lines: headers, a rule, a line for each row; columns aligned by how wide characters show."""
    numeric = numeric_columns(table)
    heads = [_narrow(one_line(text)) for text in table.columns]
    rows = [heads, *([_narrow(cell(text)) for text in row] for row in table.rows)]
    widths = [max(width(row[at]) for row in rows) for at in range(len(table.columns))]
    lines = [
        "  ".join(
            _pad(text, wide, right=right) for text, wide, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in rows
    ]
    rule = "  ".join("─" * wide for wide in widths)
    return [lines[0], rule, *lines[1:]]


def _narrow(text: str) -> str:
    if width(text) <= _WIDEST_CELL:
        return text
    kept = ""
    for one in text:
        if width(kept + one) >= _WIDEST_CELL:
            break
        kept += one
    return kept.rstrip() + ELLIPSIS


def _pad(text: str, wide: int, *, right: bool) -> str:
    space = " " * (wide - width(text))
    return space + text if right else text + space
