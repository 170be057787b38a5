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
from storage.words import ExportWhat

ANSWERED: Mapping[str, frozenset[str]] = {
    ExportWhat.TRAINING: frozenset({"right", "not_right"}),
    ExportWhat.NUDGES: frozenset({"answered"}),
}
"""What of the last column says that a lesson, or a nudge, was answered. It is told of all of them."""


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


def without_rests(
    rows: Rows, folded: Sequence[Column], label: Numbers, named: Flags, k: int, what: str
) -> list[Column]:
    """The same columns, where rows that do not say whether they were answered do not say it by what is told, either.

    It is told how many lessons, or nudges of a kind, were answered, of the whole organization. Where a few rows do not
    say it that are beside others in all else, the others tell which they are: so all of them do not. Less those in the
    rows that say so, what is told is how many of these were answered: at least k people have to have answered of them,
    and k not. Else no row says so, of any lesson, or of this kind. `label`: of each person, negative without rows.
    """
    if what not in ANSWERED or not rows.columns[-1].words:
        return list(folded)
    *before, last = folded
    other = len(last.words) - 1
    words = [word in ANSWERED[what] for word in rows.columns[-1].words]
    is_answered = np.array(words, dtype=np.bool_)[rows.columns[-1].codes]
    group = before[0].codes if what == ExportWhat.NUDGES else np.zeros(len(rows.person), dtype=np.int64)
    codes, cell, here = last.codes.copy(), label[rows.person], label[rows.person] >= 0
    for column in before:
        cell = cell * len(column.words) + column.codes
    codes[np.isin(cell, cell[codes == other])] = other
    for one in np.unique(group[here]).tolist():
        left = here & (group == one) & (codes == other)
        if left.any() and not all(
            _may_be_known(rows.person[left & ~named[rows.person] & side], k) for side in (is_answered, ~is_answered)
        ):
            codes[group == one] = other
    return [*before, Column(codes, last.words)]


def _may_be_known(person: Numbers, k: int) -> bool:
    people, counts = np.unique(person, return_counts=True)
    return len(people) >= k and 2 * int(counts.max()) <= len(person)


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
