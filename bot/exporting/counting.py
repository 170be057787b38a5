"""Counts who is behind the rows of a period: by part and department, and by the values of a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.exporting.crowd import Crowd, Flags, Numbers, Place
from bot.exporting.pseudonyms import Words
from indicators.export_folding import Behind, Cell, Department, Part
from indicators.export_groups import Some

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a period's rows: a number for each row, and the words they stand for."""

    codes: Numbers
    words: Sequence[str] | Words


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one period. `beside`: who is on the other side, NOBODY where nobody is known; or None."""

    person: Numbers
    is_named: Flags
    beside: Numbers | None
    columns: list[Column]

    def only(self, which: Flags) -> Rows:
        return Rows(
            self.person[which],
            self.is_named[which],
            None if self.beside is None else self.beside[which],
            [Column(one.codes[which], one.words) for one in self.columns],
        )


def named_people(rows: Rows, crowd: Crowd) -> Flags:
    """Who lets their name stand by anything in the period."""
    named = np.zeros(len(crowd.people), dtype=np.bool_)
    named[rows.person[rows.is_named]] = True
    return named


def cells(rows: Rows, crowd: Crowd, place: Place, named: Flags) -> dict[Part, dict[Department, Cell]]:
    """Each part's people by department, and what they did; those who are known by name do not count."""
    many = len(crowd.departments)
    inside = place.part >= 0
    where = place.part * many + place.department
    sizes = _tally(where[inside])
    known = _tally(where[inside & named])
    counted = rows.only(inside[rows.person] & ~named[rows.person])
    did = behind(where[counted.person], counted, len(crowd.people))
    found: dict[Part, dict[Department, Cell]] = defaultdict(dict)
    for code, size in sizes.items():
        part, department = divmod(code, many)
        found[part][crowd.departments[department]] = Cell(size, did.get(code, Behind()), known.get(code, 0))
    return found


def somebodies(rows: Rows, crowd: Crowd, place: Place, named: Flags) -> dict[Part, list[Some]]:
    """Each part's people by department, team and gender; those who are known by name do not count."""
    teams, genders = len(crowd.teams) + 1, len(crowd.genders)
    did = np.zeros(len(crowd.people), dtype=np.bool_)
    did[rows.person] = True
    inside = np.flatnonzero(place.part >= 0)
    where = ((place.part * len(crowd.departments) + place.department) * teams + place.team + 1) * genders + crowd.gender
    keys, at = np.unique(where[inside], return_inverse=True)
    sizes, known, active = (
        np.bincount(at, weights=some[inside], minlength=len(keys)).astype(np.int64).tolist()
        for some in (np.ones(len(did)), named, did & ~named)
    )
    found: dict[Part, list[Some]] = defaultdict(list)
    for key, size, is_known, is_active in zip(keys.tolist(), sizes, known, active, strict=True):
        left, gender = divmod(key, genders)
        left, team = divmod(left, teams)
        part, department = divmod(left, len(crowd.departments))
        home = crowd.teams[team - 1] if team else None
        found[part].append(Some(crowd.departments[department], home, crowd.genders[gender], size, is_active, is_known))
    return found


def _tally(codes: Numbers) -> dict[int, int]:
    keys, counts = np.unique(codes, return_counts=True)
    return dict(zip(keys.tolist(), counts.tolist(), strict=True))


def behind(group: Numbers, rows: Rows, everybody: int) -> dict[int, Behind]:
    """By group how many rows there are, of how many people, and the most of one."""
    keys, people, counts, largest = _people(group, rows.person, everybody)
    if rows.beside is None:
        sides: list[int | None] = [None] * len(keys)
    else:
        known = rows.beside != NOBODY
        others, several, _, most = _people(group[known], rows.beside[known], everybody)
        by_group = dict(zip(others.tolist(), zip(several.tolist(), most.tolist(), strict=True), strict=True))
        sides = [by_group.get(key, (0, 0))[0] for key in keys.tolist()]
        largest = np.maximum(largest, [by_group.get(key, (0, 0))[1] for key in keys.tolist()]).astype(np.int64)
    some = map(Behind, people.tolist(), counts.tolist(), largest.tolist(), sides)
    return dict(zip(keys.tolist(), some, strict=True))


def _people(group: Numbers, person: Numbers, everybody: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """By group: its number, how many people, how many rows, and the most rows of one."""
    if not len(group):
        return group, group, group, group
    both, each = np.unique(group * everybody + person, return_counts=True)
    found, begins, people = np.unique(both // everybody, return_index=True, return_counts=True)
    return found, people, np.add.reduceat(each, begins), np.maximum.reduceat(each, begins)
