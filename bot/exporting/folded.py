"""Folds the rows of one period, so that they tell of no group that may not be known, and makes a table of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from bot.exporting import arrow, columns, counting
from bot.exporting.counting import Column, Rows
from bot.exporting.crowd import Crowd, Flags, Numbers, Place
from bot.exporting.pseudonyms import Remembered, of_group
from indicators import export_folding, export_groups
from indicators.export_folding import OTHER, Cell, Department, Part
from indicators.export_groups import Group
from indicators.export_parts import PartOfWeek

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
    """The rows of a period. `is_all`: whether everybody's rows may be in it. `labels`: what each part's departments are
    told as.
    """

    table: Any
    is_all: bool
    labels: Mapping[tuple[Part, Department], str] = field(default_factory=dict)


def empty(plan: Plan) -> Any:
    """A table with the columns of the plan, and no rows."""
    nothing = Column(np.zeros(0, dtype=np.int64), [""])
    return _as_table(plan, date(1970, 1, 1), nothing, nothing, [nothing] * len(plan.values), None)


class _Labels:
    """Under which department each person's rows are told: its place, one after the last for "other", or HIDDEN."""

    def __init__(
        self,
        cells: Mapping[Part, Mapping[Department, Cell]],
        groups_of: Callable[[Part], tuple[Sequence[Group], int]],
        crowd: Crowd,
        place: Place,
        k: int,
    ) -> None:
        self.crowd, self.place = crowd, place
        self.many = len(crowd.departments)
        self.departments_of: dict[tuple[Part, int], list[Department]] = {}
        label_of: dict[int, int] = {}
        codes = {name: at for at, name in enumerate(crowd.departments)}
        for part, by_department in cells.items():
            shown = export_folding.departments(by_department, k, *groups_of(part))
            for name in by_department:
                code = codes[name]
                label = HIDDEN if shown is None else code if name in shown else self.many
                label_of[part * self.many + code] = label
                self.departments_of.setdefault((part, label), []).append(name)
        inside = np.flatnonzero(place.part >= 0)
        self.of = np.full(len(crowd.people), HIDDEN, dtype=np.int64)
        keys, at = np.unique(place.part[inside] * self.many + place.department[inside], return_inverse=True)
        by_key = np.array([label_of.get(key, HIDDEN) for key in keys.tolist()], dtype=np.int64)
        self.of[inside] = by_key[at] if len(keys) else HIDDEN
        self.words = [*crowd.departments, OTHER]

    def by_department(self) -> dict[tuple[Part, Department], str]:
        """What each part's departments are told as, where they have rows."""
        return {
            (part, name): self.words[label]
            for (part, label), names in self.departments_of.items()
            for name in names
            if label != HIDDEN
        }

    def pieces(self, told: Mapping[Part, Collection[str]] | None) -> tuple[Numbers, dict[int, Collection[str]] | None]:
        """A number for the people with one label in parts that have the same labels; HIDDEN for who has no rows.

        Which values may be shown depends on what parts with the same labels have together. Of these there are fewer.
        With it, what is `told` of all parts of a number.
        """
        labels_of: dict[Part, list[int]] = {}
        for part, label in sorted(self.departments_of):
            labels_of.setdefault(part, []).append(label)
        like: dict[tuple[int, ...], int] = {}
        alike = np.full(max(labels_of, default=0) + 1, HIDDEN, dtype=np.int64)
        for part, labels in labels_of.items():
            alike[part] = like.setdefault(tuple(labels), len(like))
        pieces: Numbers = np.where(self.of >= 0, alike[self.place.part] * (self.many + 1) + self.of, HIDDEN)
        if told is None:
            return pieces, None
        of_all: dict[int, Collection[str]] = {}
        for part in labels_of:
            one = int(alike[part])
            of_all[one] = frozenset(told[part]).intersection(of_all.get(one, told[part]))
        return pieces, of_all


def fold(
    plan: Plan,
    starts_on: date,
    rows: Rows,
    crowd: Crowd,
    place: Place,
    k: int,
    authors: Remembered | None,
    parts: Sequence[PartOfWeek] | None,
    told: Mapping[Part, Collection[str]] | None,
) -> Folded:
    """The rows of a period as they may be told.

    `authors`: their pseudonyms, where rows have an author. `parts`: of a week; None where everybody is together.
    `told`: by part what alone may be named in the first column; None: anything.
    """
    named = counting.named_people(rows, crowd)
    somebodies = counting.somebodies(rows, crowd, place, named)

    def groups_of(part: Part) -> tuple[Sequence[Group], int]:
        """With how many did something of which there are no rows."""
        some = somebodies[part]
        is_one = len({one.department for one in some}) == 1  # of all of a part, it is told anyway
        groups = [] if is_one else export_groups.groups(some, parts[part].portions if parts else ())
        seen = sum(one.did + one.named for one in some)
        return groups, max(0, parts[part].count - seen) if parts else 0

    def teams_of(part: Part) -> Sequence[str]:
        return [team.hex for team in parts[part].teams] if parts else ["all"]

    labels = _Labels(counting.cells(rows, crowd, place, named), groups_of, crowd, place, k)
    pieces, may_be = labels.pieces(told)
    by_column = columns.fold(rows, pieces, labels.many + 1, named, k, may_be)
    by_column = columns.without_rests(rows, by_column, labels.of, named, k, plan.what)
    shown = replace(rows, columns=by_column)
    openly: Flags = np.zeros(len(rows.person), dtype=np.bool_)
    if plan.with_names:  # of whoever was erased there is no name any more, and their rows are as in other exports
        openly = rows.is_named & ~crowd.is_erased[rows.person]
    folded = (labels.of[rows.person] >= 0) & ~openly
    is_all = bool((labels.of[place.is_there] >= 0).all())
    tables = [_table(plan, starts_on, shown.only(folded), labels, authors, teams_of)]
    if openly.any():
        tables.append(_named_table(plan, starts_on, rows.only(openly), crowd, place))
    table = tables[0] if len(tables) == 1 else pa.concat_tables(tables).unify_dictionaries()
    return Folded(table, is_all, labels.by_department())


def _table(
    plan: Plan,
    starts_on: date,
    rows: Rows,
    labels: _Labels,
    authors: Remembered | None,
    teams_of: Callable[[Part], Sequence[str]],
) -> Any:
    label = labels.of[rows.person]
    department, author = Column(label, labels.words), _authors(plan, rows, labels, authors, teams_of)
    department, author, *values = _in_order([department, author, *rows.columns])
    return _as_table(plan, starts_on, department, author, values, None)


def _named_table(plan: Plan, starts_on: date, rows: Rows, crowd: Crowd, place: Place) -> Any:
    """What people let stand with their names: there is nothing to fold."""
    people, names = np.unique(rows.person, return_inverse=True)
    words = [crowd.people[at].name for at in people.tolist()]
    nobody = Column(np.zeros(len(rows.person), dtype=np.int64), [""])
    department = Column(place.department[rows.person], crowd.departments)
    name, department, *values = _in_order([Column(names, words), department, *rows.columns])
    return _as_table(plan, starts_on, department, nobody, values, name)


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
    plan: Plan, starts_on: date, department: Column, author: Column, values: Sequence[Column], name: Column | None
) -> Any:
    many = len(department.codes)
    made: dict[str, Any] = {plan.starts_on: arrow.same_day(starts_on, many)}
    if plan.has_authors:
        made["author"] = arrow.text(author.codes, author.words)
    if plan.with_names:
        name = name or Column(np.zeros(many, dtype=np.int64), [""])
        made["name"] = arrow.text(name.codes, name.words)
    made["department"] = arrow.text(department.codes, department.words)
    made |= {header: arrow.text(one.codes, one.words) for header, one in zip(plan.values, values, strict=True)}
    return pa.table(made)
