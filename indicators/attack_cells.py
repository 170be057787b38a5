"""Looks at each cell of an export by itself: is it what was counted, and are enough people behind it?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from indicators.attack_exports import Exported, Values, with_rows

CELLS = "cells of exports"


def wrong(exported: Exported) -> Iterator[str]:
    """Cells that have other rows than there are."""
    true = Counter[Values]()
    for one, label_ in with_rows(exported):
        for rows in (one.rows, one.named):
            for values, count in rows.items():
                true[exported.told_as(label_, values)] += count
    for cell in {**true, **exported.cells}:
        if true[cell] != exported.cells.get(cell, 0):
            words = ", ".join(cell)
            yield f"{words} ({exported.name}): {exported.cells.get(cell, 0)} rows, where {true[cell]} were counted"


def small(exported: Exported) -> Iterator[tuple[Values, str | None]]:
    """Every cell, and what is wrong where fewer than k people are behind it, or one for more than half.

    Whoever is on the other side of rows is as much behind them: somebody was sponsored, too.
    """
    behind: dict[Values, Counter[int]] = defaultdict(Counter)
    beside: dict[Values, Counter[UUID]] = defaultdict(Counter)
    for at, (one, label_) in enumerate(with_rows(exported)):
        if not one.named:  # who is known by name is nobody's secret, and protects nobody either
            for values, count in one.rows.items():
                cell = exported.told_as(label_, values)
                for length in range(1, len(cell) + 1):
                    behind[cell[:length]][at] += count
                    beside[cell[:length]].update(one.beside.get(values, {}))
    for cell, counts in behind.items():
        rows, name = counts.total(), f"{', '.join(cell)} ({exported.name})"
        sides: list[Counter[Any]] = [counts, beside[cell]] if exported.is_between_people else [counts]
        yield cell, next((f"{name}: {why}" for side in sides if (why := _few(side, rows, exported.k))), None)


def _few(side: Counter[Any], rows: int, k: int) -> str | None:
    if len(side) < k:
        return f"rows of {len(side)} people, where no fewer than {k} may be told of"
    return f"{rows} rows, of which one person has more than half" if 2 * max(side.values()) > rows else None
