"""Folds the rows of one period, so that they tell of no group that may not be known, and makes a table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from bot.exporting import counting
from bot.exporting.counting import Column, Rows
from bot.exporting.crowd import Crowd, Flags, Numbers, Place
from bot.exporting.pseudonyms import of_group, pseudonym
from indicators import export_folding
from indicators.export_folding import OTHER, Department, Part

HIDDEN = -1


@dataclass(frozen=True, slots=True)
class Plan:
    """What the table of one export is like. `starts_on` and `values` are the names of columns.

    `secret`: what pseudonyms are keyed by; None where rows have no author. `with_names`: rows whose author lets their
    name stand have it, and no pseudonym.
    """

    what: str
    starts_on: str
    values: Sequence[str]
    secret: bytes | None
    with_names: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """The rows of a period. `is_all`: whether everybody's rows may be in it."""

    table: Any
    is_all: bool


def empty(plan: Plan) -> Any:
    """A table with the columns of the plan, and no rows."""
    nothing = Column(np.zeros(0, dtype=np.int64), [""])
    return _as_table(plan, date(1970, 1, 1), nothing, nothing, [nothing] * len(plan.values), None)


class _Labels:
    """Under which department each person's rows are told: its place, one after the last for "other", or HIDDEN."""

    def __init__(self, cells: Mapping[Part, Mapping[Department, Any]], crowd: Crowd, place: Place, k: int) -> None:
        self.crowd, self.place = crowd, place
        self.many = len(crowd.departments)
        self.departments_of: dict[tuple[Part, int], list[Department]] = {}
        label_of: dict[int, int] = {}
        codes = {name: at for at, name in enumerate(crowd.departments)}
        for part, by_department in cells.items():
            shown = export_folding.departments(by_department, k)
            for name in by_department:
                code = codes[name]
                label = HIDDEN if shown is None else code if name in shown else self.many
                label_of[part * self.many + code] = label
                self.departments_of.setdefault((part, label), []).append(name)
        inside = np.flatnonzero(place.part >= 0)
        self.of = np.full(len(crowd.people), HIDDEN, dtype=np.int64)
        keys, at = np.unique(place.part[inside] * self.many + crowd.department[inside], return_inverse=True)
        by_key = np.array([label_of.get(key, HIDDEN) for key in keys.tolist()], dtype=np.int64)
        self.of[inside] = by_key[at] if len(keys) else HIDDEN

    @property
    def piece(self) -> Numbers:
        """A number for the people of a part with one label; HIDDEN for who has no rows."""
        piece: Numbers = np.where(self.of >= 0, self.place.part * (self.many + 1) + self.of, HIDDEN)
        return piece

    @property
    def words(self) -> list[str]:
        return [*self.crowd.departments, OTHER]


def fold(
    plan: Plan,
    starts_on: date,
    rows: Rows,
    crowd: Crowd,
    place: Place,
    k: int,
    teams_of: Callable[[Part], Sequence[str]],
) -> Folded:
    """The rows of a period as they may be told. `teams_of`: the teams that a part is of, for its pseudonyms."""
    named = counting.named_people(rows, crowd)
    labels = _Labels(counting.cells(rows, crowd, place, named), crowd, place, k)
    told = [_shown(rows, column, labels, named, k) for column in rows.columns]
    openly: Flags = rows.is_named if plan.with_names else np.zeros(len(rows.person), dtype=np.bool_)
    folded = (labels.of[rows.person] >= 0) & ~openly
    is_all = bool((labels.of[place.is_there] >= 0).all())
    pieces = [_table(plan, starts_on, rows.only(folded), labels, told, teams_of)]
    if openly.any():
        pieces.append(_named_table(plan, starts_on, rows.only(openly), crowd))
    return Folded(pieces[0] if len(pieces) == 1 else pa.concat_tables(pieces).unify_dictionaries(), is_all)


def _shown(rows: Rows, column: Column, labels: _Labels, named: Flags, k: int) -> Flags:
    """By label and value, whether it may be shown."""
    piece, many = labels.piece, labels.many + 1
    counts = counting.values(rows, column, piece, named)
    everyone = np.unique(piece[piece >= 0]).tolist()
    by_piece = {(one // many, str(one % many)): counts.get(one, {}) for one in everyone}
    shown = np.zeros((many, len(column.words)), dtype=np.bool_)
    for label, found in export_folding.values(by_piece, k).items():
        shown[int(label), list(found)] = True
    return shown


def _table(
    plan: Plan,
    starts_on: date,
    rows: Rows,
    labels: _Labels,
    told: Sequence[Flags],
    teams_of: Callable[[Part], Sequence[str]],
) -> Any:
    label = labels.of[rows.person]
    columns = [_folded(column, label, shown) for column, shown in zip(rows.columns, told, strict=True)]
    authors, words = _authors(plan, rows, labels, teams_of)
    order = np.lexsort((*(one.codes for one in reversed(columns)), authors, label))
    sorted_columns = [Column(one.codes[order], one.words) for one in columns]
    author = Column(authors[order], words)
    return _as_table(plan, starts_on, Column(label[order], labels.words), author, sorted_columns, None)


def _named_table(plan: Plan, starts_on: date, rows: Rows, crowd: Crowd) -> Any:
    """What people let stand with their names: there is nothing to fold."""
    people, names = np.unique(rows.person, return_inverse=True)
    words = [crowd.people[at].name for at in people.tolist()]
    nobody = Column(np.zeros(len(rows.person), dtype=np.int64), [""])
    department = Column(crowd.department[rows.person], crowd.departments)
    order = np.lexsort((*(one.codes for one in reversed(rows.columns)), names))
    columns = [Column(one.codes[order], one.words) for one in rows.columns]
    return _as_table(
        plan, starts_on, Column(department.codes[order], department.words), nobody, columns, Column(names[order], words)
    )


def _folded(column: Column, label: Numbers, shown: Flags) -> Column:
    if not column.words:
        return Column(column.codes, [OTHER])
    codes = np.where(shown[label, column.codes], column.codes, len(column.words))
    return Column(codes, [*column.words, OTHER])


def _authors(
    plan: Plan, rows: Rows, labels: _Labels, teams_of: Callable[[Part], Sequence[str]]
) -> tuple[Numbers, list[str]]:
    """A pseudonym for each row, in the order of the pseudonyms, which says nothing of who is behind them."""
    if plan.secret is None or not len(rows.person):
        return np.zeros(len(rows.person), dtype=np.int64), [""]
    keys, at = np.unique(rows.person * 2 + rows.is_named, return_inverse=True)
    groups: dict[tuple[int, int], bytes] = {}
    found = []
    for key in keys.tolist():
        person, is_named = divmod(key, 2)
        group = int(labels.place.part[person]), int(labels.of[person])
        if group not in groups:
            groups[group] = of_group(plan.what, teams_of(group[0]), labels.departments_of[group])
        found.append(pseudonym(plan.secret, groups[group], labels.crowd.people[person].id.hex, is_named=bool(is_named)))
    words = sorted(set(found))
    rank = {word: number for number, word in enumerate(words)}
    ranks = np.array([rank[word] for word in found], dtype=np.int64)
    return ranks[at], words


def _as_table(
    plan: Plan, starts_on: date, department: Column, author: Column, columns: Sequence[Column], name: Column | None
) -> Any:
    many = len(department.codes)
    made: dict[str, Any] = {plan.starts_on: pa.array(np.full(many, np.datetime64(starts_on, "D")), pa.date32())}
    if plan.secret is not None:
        made["author"] = _text(author)
    if plan.with_names:
        made["name"] = _text(name or Column(np.zeros(many, dtype=np.int64), [""]))
    made["department"] = _text(department)
    made |= {header: _text(column) for header, column in zip(plan.values, columns, strict=True)}
    return pa.table(made)


def _text(column: Column) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(column.codes, pa.int32()), pa.array(column.words, pa.string()))
