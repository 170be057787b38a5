"""What an export may say of a period's rows: of which departments, and which values of each column.

Somebody reads the export beside everything that is told of the same period, knows who is in which team and department
and of which gender, and subtracts. So what is told of the period is taken apart first: a *part* is the smallest group
of people of which it is told how many did something, and how many acts that were (`export_parts.py`). Whoever is in no
part has no row.

**Departments.** Each part is looked at by itself. A department is named where of its people in the part at least k did
something, at least k did not, and no one did more than half. Of acts that their authors keep private there are no rows:
whoever did nothing else may be in any department, so that they are taken from those who did not, everywhere. The other
departments are "other" together, which is to be as large; else the smallest named one joins them, and so on; where even
all of them together are not, the part has no rows.

**Groups across departments** (`export_groups.py`): a team in the part, a gender in either, of which only a label may be
known. Of ten who did something in a department of fifteen, eight at least are of its thirteen women. So both all who
did something and all who did not have to find room beside such a group, in each named department and in "other"; else
a department more joins the others. All of them together are the part: that says nothing new.

**Values** of the columns, from left to right, each within what those before it say (lessons, and of each the results):
at least k people are behind a value, none of them behind more than half. What is not is "other", in all columns that
follow, too; "other" is to be as large, else the smallest joins it. So each cell of the table has k people behind it.
Where it is told how often there was a value in a part, it could be subtracted. So it also has to hold for the rest of
all parts that have the department in them, and for what the department has in parts with others, where it has parts
for itself. A kind is named only where it is told of all parts that a department has rows in: what is hidden of one of
them would be what the others leave. So it is for kinds of nudges in a month.

**Names.** Who lets their name stand is counted nowhere here, because they are known: as if they were not there.

This is argued for one secret at a time, and audited: `indicators/attack_exports.py` reckons with all of it together.
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

    def passes(self, k: int, unseen: int = 0) -> bool:
        """Whether it may be known exactly how many of them did something. `unseen`: so many more may have."""
        return self.behind.passes(k) and self.size - self.named - self.behind.people - unseen >= k


def departments(
    cells: Mapping[Department, Cell], k: int, groups: Iterable[Mapping[Department, Cell]] = (), unseen: int = 0
) -> frozenset[Department] | None:
    """The departments of one part that may be named; all others are "other". None: the part may have no rows.

    `groups`: who of each department is in a team, or a gender, of which more may be hidden than of the part. `unseen`:
    how many people of the part did something of which there are no rows; in which department is not looked at.
    """
    secret = [group for group in groups if _is_secret(group, k, unseen)]
    shown = {one for one, cell in cells.items() if one != UNKNOWN and cell.passes(k, unseen)}
    while not _may_be_left(cells, shown, k, unseen):
        if not shown:
            return None
        shown.remove(_smallest(cells, shown))
    while shown:
        tight = {one for one in shown if not _has_room({one}, cells, secret)}
        if not tight and _has_room(cells.keys() - shown, cells, secret):
            break
        shown.remove(_smallest(cells, tight or shown))
    return frozenset(shown)


Value = int
Counts = Mapping[Value, Behind]
"""By value of a column."""


def values(
    pieces: Mapping[tuple[Part, Department], Counts], k: int, told: Mapping[Part, Collection[Value]] | None = None
) -> dict[Department, frozenset[Value]]:
    """By department the values of a column that may be shown; all others are "other".

    `pieces`: what each department, as it is named, has in each part. A piece with people and no rows is there, too.
    `told`: which values are told of each part anyway, where no others may be shown.
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
            if behind.passes(k)
            and all(rest.get(value, Behind()).passes(k) for rest in rests)
            and (told is None or all(value in told[part] for part in parts))
        }
        found[name] = _with_other(own, fit, k)
    return found


def within(
    pieces: Mapping[tuple[Part, Department], Counts], before: Mapping[Department, Collection[Value]], many: int, k: int
) -> dict[Department, frozenset[Value]]:
    """The same, of a column with `many` values within the column before it, of which each department shows `before`.

    A value here is that of the column before it, times `many`, and its own. What is not shown of the column before has
    nothing more to say; but it is there, and what is shown must not be subtracted from it.
    """
    found: dict[Department, set[Value]] = {name: set() for _, name in pieces}
    for first in {value // many for counts in pieces.values() for value in counts}:
        own = {
            (part, name if first in before[name] else f"{name} {OTHER}"): {
                value: behind for value, behind in counts.items() if value // many == first
            }
            for (part, name), counts in pieces.items()
        }
        for name, shown in values(own, k).items():
            if name in found and first in before[name]:
                found[name] |= shown
    return {name: frozenset(some) for name, some in found.items()}


def _with_other(own: Counts, shown: Collection[Value], k: int) -> frozenset[Value]:
    left = set(shown)
    while left:
        hidden = [behind for value, behind in own.items() if value not in left and behind.rows]
        if not hidden or _of_anybody(hidden).passes(k):
            break
        left.remove(min(left, key=lambda value: (own[value].people, value)))
    return frozenset(left)


def _smallest(cells: Mapping[Department, Cell], some: Iterable[Department]) -> Department:
    return min(some, key=lambda one: (cells[one].behind.people, one))


def _is_secret(group: Mapping[Department, Cell], k: int, unseen: int) -> bool:
    """Whether only a label may be known of it."""
    size = sum(cell.size - cell.named for cell in group.values())
    people = sum(cell.behind.people for cell in group.values())
    return size > 0 and (people < k or size - people - unseen < k)


def _has_room(
    together: Collection[Department], cells: Mapping[Department, Cell], secret: Iterable[Mapping[Department, Cell]]
) -> bool:
    """Whether all who did something may have been beside each of these groups, and all who did not, too.

    All departments together are the part: of that, it is told anyway.
    """
    if all(one in together or not cell.size for one, cell in cells.items()):
        return True
    size = sum(cells[one].size - cells[one].named for one in together)
    people = sum(cells[one].behind.people for one in together)
    room = min(people, size - people)
    return all(sum(group[one].size - group[one].named for one in together if one in group) <= room for group in secret)


def _may_be_left(cells: Mapping[Department, Cell], shown: Collection[Department], k: int, unseen: int) -> bool:
    """Whether nobody is in the others, or so many that it may be known how many of them did something."""
    total = Cell()
    for one in (cell for name, cell in cells.items() if name not in shown):
        total = Cell(total.size + one.size, total.behind + one.behind, total.named + one.named)
    return total.size == 0 or total.passes(k, unseen)


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
