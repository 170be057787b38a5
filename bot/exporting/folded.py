"""Folds the rows of one period, so that they tell of no group that may not be known, and makes a table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from bot.exporting import arrow, counting
from bot.exporting.counting import Column, Rows
from bot.exporting.crowd import Crowd, Flags, Numbers, Place
from bot.exporting.pseudonyms import Remembered, of_group
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

    @property
    def has_authors(self) -> bool:
        return self.secret is not None


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
        self.words = [*crowd.departments, OTHER]

    def pieces(self) -> Numbers:
        """A number for the people with one label in parts that have the same labels; HIDDEN for who has no rows.

        Which values may be shown depends on what parts with the same labels have together. Of these there are fewer.
        """
        labels_of: dict[Part, list[int]] = {}
        for part, label in sorted(self.departments_of):
            labels_of.setdefault(part, []).append(label)
        like: dict[tuple[int, ...], int] = {}
        alike = np.full(max(labels_of, default=0) + 1, HIDDEN, dtype=np.int64)
        for part, labels in labels_of.items():
            alike[part] = like.setdefault(tuple(labels), len(like))
        pieces: Numbers = np.where(self.of >= 0, alike[self.place.part] * (self.many + 1) + self.of, HIDDEN)
        return pieces


def fold(
    plan: Plan,
    starts_on: date,
    rows: Rows,
    crowd: Crowd,
    place: Place,
    k: int,
    authors: Remembered | None,
    teams_of: Callable[[Part], Sequence[str]],
) -> Folded:
    """The rows of a period as they may be told.

    `authors`: their pseudonyms, where rows have an author. `teams_of`: the teams that a part is of, for these.
    """
    named = counting.named_people(rows, crowd)
    labels = _Labels(counting.cells(rows, crowd, place, named), crowd, place, k)
    pieces = labels.pieces()
    told = [_shown(rows, column, labels, pieces, named, k) for column in rows.columns]
    openly: Flags = rows.is_named if plan.with_names else np.zeros(len(rows.person), dtype=np.bool_)
    folded = (labels.of[rows.person] >= 0) & ~openly
    is_all = bool((labels.of[place.is_there] >= 0).all())
    tables = [_table(plan, starts_on, rows.only(folded), labels, told, authors, teams_of)]
    if openly.any():
        tables.append(_named_table(plan, starts_on, rows.only(openly), crowd))
    return Folded(tables[0] if len(tables) == 1 else pa.concat_tables(tables).unify_dictionaries(), is_all)


def _shown(rows: Rows, column: Column, labels: _Labels, pieces: Numbers, named: Flags, k: int) -> Flags:
    """By label and value, whether it may be shown."""
    many = labels.many + 1
    counts = counting.values(rows, column, pieces, named)
    everyone = np.unique(pieces[pieces >= 0]).tolist()
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
    authors: Remembered | None,
    teams_of: Callable[[Part], Sequence[str]],
) -> Any:
    label = labels.of[rows.person]
    columns = [_folded(column, label, shown) for column, shown in zip(rows.columns, told, strict=True)]
    department, author = Column(label, labels.words), _authors(plan, rows, labels, authors, teams_of)
    department, author, *columns = _in_order([department, author, *columns])
    return _as_table(plan, starts_on, department, author, columns, None)


def _named_table(plan: Plan, starts_on: date, rows: Rows, crowd: Crowd) -> Any:
    """What people let stand with their names: there is nothing to fold."""
    people, names = np.unique(rows.person, return_inverse=True)
    words = [crowd.people[at].name for at in people.tolist()]
    nobody = Column(np.zeros(len(rows.person), dtype=np.int64), [""])
    department = Column(crowd.department[rows.person], crowd.departments)
    name, department, *columns = _in_order([Column(names, words), department, *rows.columns])
    return _as_table(plan, starts_on, department, nobody, columns, name)


def _folded(column: Column, label: Numbers, shown: Flags) -> Column:
    if not column.words:
        return Column(column.codes, [OTHER])
    codes = np.where(shown[label, column.codes], column.codes, len(column.words))
    return Column(codes, [*column.words, OTHER])


def _in_order(columns: Sequence[Column]) -> list[Column]:
    """Rows in the order of their codes, column by column. All that a row is goes into one number."""
    together = np.zeros(len(columns[0].codes), dtype=np.int64)
    for column in columns:
        together = together * len(column.words) + column.codes
    together.sort()
    found = []
    for column in reversed(columns):
        together, codes = np.divmod(together, max(1, len(column.words)))
        found.append(Column(codes, column.words))
    return found[::-1]


def _authors(
    plan: Plan, rows: Rows, labels: _Labels, authors: Remembered | None, teams_of: Callable[[Part], Sequence[str]]
) -> Column:
    """A pseudonym for each row, in the order of the pseudonyms, which says nothing of who is behind them."""
    if authors is None:
        return Column(np.zeros(len(rows.person), dtype=np.int64), [""])
    keys, at = np.unique(rows.person * 2 + rows.is_named, return_inverse=True)
    many = labels.many + 1
    groups, group = np.unique(labels.place.part[keys // 2] * many + labels.of[keys // 2], return_inverse=True)
    of = [divmod(one, many) for one in groups.tolist()]
    named = [of_group(plan.what, teams_of(part), labels.departments_of[part, label]) for part, label in of]
    words, rank = np.unique(authors.of(keys, named, group), return_inverse=True)
    return Column(rank[at], words)


def _as_table(
    plan: Plan, starts_on: date, department: Column, author: Column, columns: Sequence[Column], name: Column | None
) -> Any:
    many = len(department.codes)
    made: dict[str, Any] = {plan.starts_on: arrow.same_day(starts_on, many)}
    if plan.has_authors:
        made["author"] = arrow.text(author.codes, author.words)
    if plan.with_names:
        name = name or Column(np.zeros(many, dtype=np.int64), [""])
        made["name"] = arrow.text(name.codes, name.words)
    made["department"] = arrow.text(department.codes, department.words)
    made |= {header: arrow.text(one.codes, one.words) for header, one in zip(plan.values, columns, strict=True)}
    return pa.table(made)
