"""What an export may say of a period's rows: of which departments, and which values of each column.

Somebody reads the export beside everything that is told of the same period, knows who is in which team and department,
and subtracts. So what is told of the period is taken apart first: a *part* is the smallest group of people of which it
is told how many did something (`told_tree.atoms`). Whoever is in no part has no row.

**Departments.** Each part is looked at by itself. A department is named where of its people in the part at least k did
something, at least k did not, and no one did more than half. The others are "other" together, which is to be as large;
else the smallest named one joins them, and so on; where even all of them together are not, the part has no rows. So
whoever finds out the numbers of each part and department knows of no group that may not be known exactly.

**Values** (of the kind, of the setting) are looked at by department, over all parts: at least k people are behind a
value, and none of them behind more than half. What is not is "other"; "other" is to be as large, else the smallest
joins it. Where it is told how often there was a value in a part, it could be subtracted. So it also has to hold for the
rest of all parts that have the department in them, and for what the department has in parts with others, where it has
parts for itself. This is so of one department at a time; of several at once it is not tried.

**Names.** Who lets their name stand is counted nowhere here, because they are known: as if they were not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

OTHER = "other"
"""What stands for everything that may not be named."""
Part = int
Department = str
UNKNOWN: Department = ""
"""Who is in no department. It is never named."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Rows, how many people are behind them, and the most that one of these is behind.

    `beside`: how many there are on the other side, where each row is between two people; None where there is none.
    """

    people: int = 0
    rows: int = 0
    largest: int = 0
    beside: int | None = None

    def __add__(self, other: Behind) -> Behind:
        """Of rows behind which there is nobody in both. On their other side there may be."""
        sides = [one for one in (self.beside, other.beside) if one is not None]
        return Behind(
            self.people + other.people,
            self.rows + other.rows,
            max(self.largest, other.largest),
            max(sides) if sides else None,
        )

    def passes(self, k: int) -> bool:
        """Whether it may be known what they are, and how many."""
        return self.people >= k and 2 * self.largest <= self.rows and (self.beside is None or self.beside >= k)


@dataclass(frozen=True, slots=True)
class Cell:
    """A department's people in a part: how many there are, and what they did. `named`: those who are known anyway."""

    size: int = 0
    behind: Behind = Behind()
    named: int = 0

    def passes(self, k: int) -> bool:
        """Whether it may be known exactly how many of them did something."""
        return self.behind.passes(k) and self.size - self.named - self.behind.people >= k


def departments(cells: Mapping[Department, Cell], k: int) -> frozenset[Department] | None:
    """The departments of one part that may be named; all others are "other". None: the part may have no rows."""
    shown = {one for one, cell in cells.items() if one != UNKNOWN and cell.passes(k)}
    while not _may_be_left(cells, shown, k):
        if not shown:
            return None
        shown.remove(min(shown, key=lambda one: (cells[one].behind.people, one)))
    return frozenset(shown)


Value = int
Counts = Mapping[Value, Behind]
"""By value of a column."""


def values(pieces: Mapping[tuple[Part, Department], Counts], k: int) -> dict[Department, frozenset[Value]]:
    """By department the values of a column that may be shown; all others are "other".

    `pieces`: what each department, as it is named, has in each part. A piece with people and no rows is there, too.
    """
    within: dict[Department, list[Part]] = defaultdict(list)
    of_part: dict[Part, list[Department]] = defaultdict(list)
    for part, name in pieces:
        within[name].append(part)
        of_part[part].append(name)
    found = {}
    for name, parts in within.items():
        own = _sum(pieces[part, name] for part in parts)
        mixed = [part for part in parts if len(of_part[part]) > 1]
        rests: list[Counts] = []
        if mixed:
            rests.append(_sum(pieces[part, one] for part in mixed for one in of_part[part] if one != name))
            if len(mixed) < len(parts):
                rests.append(_sum(pieces[part, name] for part in mixed))
        fit = {
            value
            for value, behind in own.items()
            if behind.passes(k) and all(rest.get(value, Behind()).passes(k) for rest in rests)
        }
        found[name] = _with_other(own, fit, k)
    return found


def _with_other(own: Counts, shown: Collection[Value], k: int) -> frozenset[Value]:
    left = set(shown)
    while left:
        hidden = [behind for value, behind in own.items() if value not in left and behind.rows]
        if not hidden or _of_anybody(hidden).passes(k):
            break
        left.remove(min(left, key=lambda value: (own[value].people, value)))
    return frozenset(left)


def _may_be_left(cells: Mapping[Department, Cell], shown: Collection[Department], k: int) -> bool:
    """Whether nobody is in the others, or so many that it may be known how many of them did something."""
    total = Cell()
    for one in (cell for name, cell in cells.items() if name not in shown):
        total = Cell(total.size + one.size, total.behind + one.behind, total.named + one.named)
    return total.size == 0 or total.passes(k)


def _of_anybody(some: Iterable[Behind]) -> Behind:
    """Of rows behind which the same people may be: at least so many are, and one is behind at most so many."""
    people = rows = largest = 0
    beside: int | None = None
    for one in some:
        people, rows, largest = max(people, one.people), rows + one.rows, largest + one.largest
        if one.beside is not None:
            beside = max(beside or 0, one.beside)
    return Behind(people, rows, largest, beside)


def _sum(some: Iterable[Counts]) -> dict[Value, Behind]:
    total: dict[Value, Behind] = {}
    for counts in some:
        for value, behind in counts.items():
            total[value] = total[value] + behind if value in total else behind
    return total
