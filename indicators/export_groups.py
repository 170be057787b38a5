"""The groups of a part's people of which more may be hidden than of the part: teams in it, genders, and departments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from indicators.export_folding import Behind, Cell, Department
from storage.words import Gender


@dataclass(frozen=True, slots=True)
class Some:
    """The people of a part who are of one department, team and gender. `did`: how many of them did something, of whom
    nobody is known by name; `named` are those who are.
    """

    department: Department
    team: UUID | None
    gender: Gender
    size: int
    did: int
    named: int = 0


Group = dict[Department, Cell]


def groups(part: Sequence[Some], portions: Iterable[frozenset[UUID]] = ()) -> list[Group]:
    """Each portion of the part and each department of it: all its people, men, women, and everybody else.

    And each gender of the whole part. A group has its people by department.
    """
    wholes: list[list[Some]] = [list(part)]
    wholes += [[one for one in part if one.team in teams] for teams in portions]
    by_department: dict[Department, list[Some]] = defaultdict(list)
    for one in part:
        by_department[one.department].append(one)
    wholes += by_department.values()
    everybody = sum(one.size for one in part)
    found = []
    for whole in wholes:
        by_gender: dict[Gender | None, list[Some]] = defaultdict(list)
        for one in whole:
            by_gender[one.gender if one.gender in {Gender.MAN, Gender.WOMAN} else None].append(one)
        some = [whole, *by_gender.values()] if len(by_gender) > 1 else [whole]
        found += [_group(one) for one in some if sum(each.size for each in one) < everybody]
    return found


def _group(some: Iterable[Some]) -> Group:
    found: Group = {}
    for one in some:
        before = found.get(one.department, Cell())
        found[one.department] = Cell(
            before.size + one.size, before.behind + Behind(one.did, one.did, min(1, one.did)), before.named + one.named
        )
    return found
