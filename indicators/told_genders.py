"""Who contributed by declared gender, as a table: a row for each group whose participation is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

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

    def count(self, *names: str) -> Count:
        did, spare = sum(self.did[name] for name in names), sum(self.spare(name) for name in names)
        return Count(did, spare, did + spare, did, min(1, did))

    def others(self, name: str) -> tuple[str, ...]:
        """By which columns this one is exchanged: a man for a woman, who is neither for either."""
        if name == OTHERS:
            return MEN, WOMEN
        other = WOMEN if name == MEN else MEN
        return (other,) if self.people[other] else (OTHERS,)


class Labels:
    """Whether the number of everybody in a group gives away more of its men, or its women, than a label.

    Twelve of 22 men and ten women did something: so at least two men did. Where only a label may be known of the men
    (three of them did), twelve is not told.
    """

    def __init__(self, forest: Forest, rule: OfPeople) -> None:
        self._forest = forest
        self._rule = rule

    def are_kept(self, team: UUID, teams: Sequence[UUID]) -> bool:
        """Of these teams' own people, whose number would be told at a team."""
        place = self._forest.place
        group = [place[one] for one in teams]
        every = Group.of([self._forest.spots[one].cell for one in group])
        if not self._is_kept(every, every):
            return False
        if len(group) == 1:
            return True
        parts = portions(self._forest, place[team], group)
        return all(self._is_kept(Group.of([self._forest.spots[one].cell for one in some]), every) for some in parts)

    def _is_kept(self, part: Group, every: Group) -> bool:
        beside = every.less(part)
        for name in COLUMNS:
            low, high = self._rule.needs(part.count(name))
            if not part.people[name] or every.people[name] == sum(every.people.values()):
                continue  # one column alone is everybody
            if low > beside.spare(name) + max(every.spare(other) for other in every.others(name)):
                return False
            if high > beside.did[name] + max(every.did[other] for other in every.others(name)):
                return False
        return True


def _row(forest: Forest, at: int, group: Sequence[int], rule: OfPeople) -> Row:
    every = Group.of([forest.spots[one].cell for one in group])
    names = [name for name in COLUMNS if every.people[name]]
    parts: list[dict[str, Needs]] = []
    for some in portions(forest, at, group) if len(group) > 1 else ():
        part = Group.of([forest.spots[one].cell for one in some])
        parts += [_by_gender(part, every, rule), _of_all(part, every, rule)]
    return Row({name: every.count(name) for name in names}, 1, [one for one in parts if one])


def _by_gender(part: Group, every: Group, rule: OfPeople) -> dict[str, Needs]:
    """What a column of a part needs of others than the same column of those beside it."""
    beside, needs = every.less(part), {}
    for name in COLUMNS:
        low, high = rule.needs(part.count(name))
        low, high = max(0, low - beside.spare(name)), max(0, high - beside.did[name])
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
            spare = max(beside.spare(other) for other in every.others(name))
            did = max(beside.did[other] for other in every.others(name))
            needs[name] = (down if down <= spare else NEVER, up if up <= did else NEVER)
    return needs
