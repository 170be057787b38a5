"""Who contributed by declared gender, as a table: a row for each group whose participation is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from indicators.cells import OwnWeek
from indicators.suppression import Ruling, Verdict
from indicators.told_counts import Count, Needs
from indicators.told_rules import NEVER, OfPeople
from indicators.told_tables import Portion, Row
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


def rows(
    forest: Forest, atoms: Mapping[int, Sequence[int]], shares: Mapping[UUID, Ruling], rule: OfPeople
) -> dict[int, Row]:
    """A row for each group. `shares`: what is told of participation."""
    nearly_all = {team for team, ruling in shares.items() if ruling.verdict is Verdict.NEARLY_ALL}
    each = [Group.of([spot.cell]) for spot in forest.spots]
    return {at: _row(forest, at, group, each, nearly_all, rule) for at, group in atoms.items()}


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

    @classmethod
    def together(cls, groups: Iterable[Group]) -> Group:
        """Groups that share nobody, as one."""
        people, did = dict.fromkeys(COLUMNS, 0), dict.fromkeys(COLUMNS, 0)
        for one in groups:
            for name in COLUMNS:
                people[name] += one.people[name]
                did[name] += one.did[name]
        return cls(people, did)

    def less(self, part: Group) -> Group:
        """All others than these of it."""
        return Group(
            {name: self.people[name] - part.people[name] for name in COLUMNS},
            {name: self.did[name] - part.did[name] for name in COLUMNS},
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


def _row(
    forest: Forest, at: int, group: Sequence[int], each: Sequence[Group], nearly_all: Collection[UUID], rule: OfPeople
) -> Row:
    every = Group.together(each[one] for one in group)
    counts = {name: every.count(name) for name in COLUMNS if every.people[name]}
    if len(group) == 1:
        return Row(counts, 1)
    # Of a team of which it is told that nearly all contributed, nobody is taken to have done otherwise.
    is_free = {one for one in group if not _is_beneath(forest, one, at, nearly_all)}
    free = Group.together(each[one] for one in is_free)
    parts = []
    for some, spots in portions(forest, at, group):
        part = Group.together(each[one] for one in some)
        spare = every.less(part).spare
        loose = free.less(Group.together(each[one] for one in some if one in is_free))
        beside = Group({name: loose.did[name] + spare(name) for name in COLUMNS}, loose.did)
        parts.append(Portion(_by_gender(part, beside, rule), spots))
        if len(some) < len(group):
            parts.append(Portion(_of_all(part, beside, rule)))
    return Row(counts, 1, parts, {name: free.count(name) for name in counts})


def _is_beneath(forest: Forest, one: int, at: int, teams: Collection[UUID]) -> bool:
    """Whether a team, or one above it that is beneath a spot, is one of these."""
    place: int | None = one
    while place is not None and place != at:
        if forest.spots[place].cell.team in teams:
            return True
        place = forest.spots[place].above
    return False


def _by_gender(part: Group, beside: Group, rule: OfPeople) -> dict[str, Needs]:
    """What a column of a part needs of other columns, beyond the same column of those beside it."""
    needs = {}
    for name in COLUMNS:
        low, high = rule.needs(part.count(name))
        low = min(max(0, low - beside.spare(name)), part.other_spare(name) + beside.other_spare(name))
        high = min(max(0, high - beside.did[name]), part.other_did(name) + beside.other_did(name))
        if low or high:
            needs[name] = low, high
    return needs


def _of_all(part: Group, beside: Group, rule: OfPeople) -> dict[str, Needs]:
    """The same for the whole part, of which the participation is hidden."""
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
