"""Folds the columns of a period's rows: what too few people of a department are behind is "other".

Each column is looked at within what those before it say: rows of one kind, by where it was. So nobody is in a small
group by several columns together. What is "other" in one column is so in all after it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from bot.exporting import counting
from bot.exporting.counting import Column, Rows
from bot.exporting.crowd import Flags, Numbers
from indicators import export_folding
from indicators.export_folding import OTHER, Behind, Part


def fold(
    rows: Rows, pieces: Numbers, many: int, named: Flags, k: int, told: Mapping[Part, Collection[str]] | None
) -> list[Column]:
    """The columns as they may be told.

    `pieces`: of each person the number of the parts that they are told of in, times `many`, and their label; negative
    for whoever has no rows. `told`: by part the values that the first column may have; None: any.
    """
    piece = pieces[rows.person]
    here = (piece >= 0) & ~named[rows.person]
    counted, label = rows.only(here), np.where(piece >= 0, piece % many, 0)
    everyone = [divmod(one, many) for one in np.unique(pieces[pieces >= 0]).tolist()]
    before = np.zeros(len(piece), dtype=np.int64)
    is_shown: Flags = np.ones(len(piece), dtype=np.bool_)
    shown: Mapping[str, Collection[int]] = {}
    found = []
    for at, column in enumerate(rows.columns):
        size = max(1, len(column.words))
        both = before * size + column.codes
        counts = _counts(counted, piece[here], both[here], everyone, many)
        if at == 0:
            may_be = None if told is None else {part: _codes(words, column) for part, words in told.items()}
            shown = export_folding.values(counts, k, may_be)
        else:
            shown = export_folding.within(counts, shown, size, k)
        is_shown = is_shown & _is_among(shown, label, both)
        found.append(Column(np.where(is_shown, column.codes, len(column.words)), [*column.words, OTHER]))
        before = both
    return found


def _counts(
    rows: Rows, piece: Numbers, values: Numbers, everyone: Sequence[tuple[Part, int]], many: int
) -> dict[tuple[Part, str], dict[int, Behind]]:
    """By part and label what is behind each value; people without rows are there, too."""
    found: dict[tuple[Part, str], dict[int, Behind]] = {(part, str(label)): {} for part, label in everyone}
    size = int(values.max(initial=0)) + 1
    for code, behind in counting.behind(piece * size + values, rows, int(rows.person.max(initial=0)) + 1).items():
        at, value = divmod(code, size)
        part, label = divmod(at, many)
        found[part, str(label)][value] = behind
    return found


def _codes(words: Collection[str], column: Column) -> set[int]:
    return {at for at, word in enumerate(column.words) if word in words}


def _is_among(shown: Mapping[str, Collection[int]], label: Numbers, values: Numbers) -> Flags:
    """Of each row whether its label shows its value."""
    size = int(values.max(initial=0)) + 1
    every = np.array(sorted(int(name) * size + value for name, some in shown.items() for value in some), dtype=np.int64)
    found: Flags = np.isin(label * size + values, every)
    return found
