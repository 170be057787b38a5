"""Who contributed by declared gender, as a table: a row for each group whose participation is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from indicators.cells import OwnWeek
from indicators.told_rules import NEVER, OfPeople
from indicators.told_tables import Count, Needs, Row
from indicators.told_tree import Forest, count_of, portions
from storage.words import Gender

MEN, WOMEN, OTHERS = "men", "women", "others"
COLUMNS: Mapping[str, tuple[Gender, ...]] = {
    MEN: (Gender.MAN,),
    WOMEN: (Gender.WOMAN,),
    OTHERS: tuple(one for one in Gender if one not in {Gender.MAN, Gender.WOMAN}),
}
PAIR = (WOMEN, OTHERS)
"""Women are told only where everybody else's number, which follows, may be known: else men, or nothing."""


def rows(forest: Forest, atoms: Mapping[int, Sequence[int]], rule: OfPeople) -> dict[int, Row]:
    """A row for each group."""
    return {at: _row(forest, at, group, rule) for at, group in atoms.items()}


def size_of(name: str) -> Callable[[OwnWeek], int]:
    """How many people a team itself has in a column."""
    return lambda cell: count_of(cell.people, *COLUMNS[name])


@dataclass(frozen=True, slots=True)
class Group:
    """People and, of these, who contributed, by column."""

    people: Mapping[str, int]
    did: Mapping[str, int]

    @classmethod
    def of(cls, cells: Sequence[OwnWeek]) -> Group:
        return cls(
            {name: sum(count_of(cell.people, *genders) for cell in cells) for name, genders in COLUMNS.items()},
            {name: sum(count_of(cell.contributors, *genders) for cell in cells) for name, genders in COLUMNS.items()},
        )

    def less(self, other: Group) -> Group:
        return Group(
            {name: self.people[name] - other.people[name] for name in COLUMNS},
            {name: self.did[name] - other.did[name] for name in COLUMNS},
        )

    def spare(self, name: str) -> int:
        return self.people[name] - self.did[name]

    def other_spare(self, name: str) -> int:
        """How many more there could be in all other columns."""
        return sum(self.spare(other) for other in COLUMNS if other != name)

    def other_did(self, name: str) -> int:
        return sum(self.did[other] for other in COLUMNS if other != name)

    def count(self, *names: str) -> Count:
        did, spare = sum(self.did[name] for name in names), sum(self.spare(name) for name in names)
        return Count(did, spare, did + spare, did, min(1, did))


def _row(forest: Forest, at: int, group: Sequence[int], rule: OfPeople) -> Row:
    every = Group.of([forest.spots[one].cell for one in group])
    parts: list[dict[str, Needs]] = []
    for some in portions(forest, at, group) if len(group) > 1 else ():
        part = Group.of([forest.spots[one].cell for one in some])
        parts += [_by_gender(part, every, rule), _of_all(part, every, rule)]
    return Row({name: every.count(name) for name in COLUMNS if every.people[name]}, 1, [one for one in parts if one])


def _by_gender(part: Group, every: Group, rule: OfPeople) -> dict[str, Needs]:
    """What a column of a part needs of other columns, beyond the same column of those beside it."""
    beside, needs = every.less(part), {}
    for name in COLUMNS:
        low, high = rule.needs(part.count(name))
        low = min(max(0, low - beside.spare(name)), every.other_spare(name))
        high = min(max(0, high - beside.did[name]), every.other_did(name))
        if low or high:
            needs[name] = low, high
    return needs


def _of_all(part: Group, every: Group, rule: OfPeople) -> dict[str, Needs]:
    """The same for the whole part, of which the participation is hidden."""
    beside = every.less(part)
    low, high = rule.needs(part.count(*COLUMNS))
    low -= sum(min(part.did[name], beside.spare(name)) for name in COLUMNS)
    high -= sum(min(part.spare(name), beside.did[name]) for name in COLUMNS)
    needs: dict[str, Needs] = {}
    for name in COLUMNS:
        down = min(max(0, low), max(0, part.did[name] - beside.spare(name)))
        up = min(max(0, high), max(0, part.spare(name) - beside.did[name]))
        if down or up:
            is_possible = down <= beside.other_spare(name) and up <= beside.other_did(name)
            needs[name] = (down, up) if is_possible else (NEVER, NEVER)
    return needs
