"""Everybody of an organization as columns of numbers: who is where in a period is found for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from indicators.export_folding import UNKNOWN
from storage.export_facts import Earlier, Member, Somebody
from storage.words import Gender

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
EVER, NEVER = np.iinfo(np.int64).min, np.iinfo(np.int64).max
"""Days before the first and after the last."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who was employed in a period, and of these everybody's part: its number, or -1 in none.

    `team`: the place of everybody's team among the crowd's; -1 for who is in none. `department`: that of everybody's
    department, as the period began.
    """

    is_there: Flags
    part: Numbers
    team: Numbers
    department: Numbers


class Crowd:
    """People have their places in `people`; so have teams and departments in their own lists."""

    def __init__(
        self, people: Sequence[Somebody], memberships: Sequence[Member], earlier: Sequence[Earlier] = ()
    ) -> None:
        """`earlier`: in the order of their ends."""
        self.people = people
        place_of = {one.id: at for at, one in enumerate(people)}
        before = [one for one in earlier if one.person_id in place_of]
        names = {one.department or UNKNOWN for one in people} | {one.department or UNKNOWN for one in before}
        self.departments = [UNKNOWN, *sorted(names - {UNKNOWN})]
        codes = {name: at for at, name in enumerate(self.departments)}
        self._department = np.array([codes[one.department or UNKNOWN] for one in people], dtype=np.int64)
        self._moved = np.array([place_of[one.person_id] for one in before], dtype=np.int64)
        self._was = np.array([codes[one.department or UNKNOWN] for one in before], dtype=np.int64)
        self._was_until = _days((one.ends_on for one in before), NEVER)
        self.is_erased = np.array([one.is_erased for one in people], dtype=np.bool_)
        self.genders = list(Gender)
        self.gender = np.array([self.genders.index(one.gender) for one in people], dtype=np.int64)
        self._hired, self._left = (
            _days((one.hired_on for one in people), EVER),
            _days((one.left_on for one in people), NEVER),
        )
        known = [one for one in memberships if one.person_id in place_of]
        self.teams = sorted({one.team_id for one in known})
        team_codes = {team: at for at, team in enumerate(self.teams)}
        self._member = np.array([place_of[one.person_id] for one in known], dtype=np.int64)
        self._team = np.array([team_codes[one.team_id] for one in known], dtype=np.int64)
        self._starts = _days((one.starts_on for one in known), EVER)
        self._ends = _days((one.ends_on for one in known), NEVER)

    def in_parts(self, organization_id: UUID, parts: Sequence[frozenset[UUID]], first: date, until: date) -> Place:
        """Everybody in the team of their first membership in the period, as `storage/homes.py` has it."""
        part_of = {team: at for at, teams in enumerate(parts) for team in teams}
        there = self._employed(first, until)
        begin, end = first.toordinal(), until.toordinal()
        hired, left = self._hired[self._member], self._left[self._member]
        holds = (self._starts < end) & (self._ends > begin) & (self._starts < left) & (self._ends > hired)
        members, at = np.unique(self._member[holds], return_index=True)  # by person and day: the first one counts
        by_team = np.array([part_of.get(team, -1) for team in self.teams] or [-1], dtype=np.int64)
        part = np.full(len(self.people), part_of.get(organization_id, -1), dtype=np.int64)
        part[members] = by_team[self._team[holds][at]]
        part[~there] = -1
        team = np.full(len(self.people), -1, dtype=np.int64)
        team[members] = self._team[holds][at]
        return Place(there, part, team, self._departments(first))

    def together(self, first: date, until: date) -> Place:
        """Everybody in one part."""
        there = self._employed(first, until)
        no_team = np.full(len(self.people), -1, dtype=np.int64)
        return Place(there, np.where(there, 0, -1), no_team, self._departments(first))

    def _departments(self, day: date) -> Numbers:
        """Where everybody was on that day."""
        found: Numbers = self._department.copy()
        held = self._was_until > day.toordinal()
        moved, at = np.unique(self._moved[held], return_index=True)  # of several, the one that ended first
        found[moved] = self._was[held][at]
        return found

    def _employed(self, first: date, until: date) -> Flags:
        is_there: Flags = (
            (self._hired < until.toordinal()) & (self._left > first.toordinal()) & (self._hired < self._left)
        )
        return is_there


def _days(days: Iterable[date | None], missing: int) -> Numbers:
    return np.array([missing if day is None else day.toordinal() for day in days], dtype=np.int64)
