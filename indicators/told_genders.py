"""Who contributed by declared gender, as a table: a row for each group whose participation is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from operator import sub
from typing import NamedTuple
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


Numbers = tuple[int, ...]
"""One of each column, in their order."""
_AT = {name: at for at, name in enumerate(COLUMNS)}
_PLACES = {gender: at for at, genders in enumerate(COLUMNS.values()) for gender in genders}


def rows(
    forest: Forest,
    atoms: Mapping[int, Sequence[int]],
    each: Sequence[Group],
    shares: Mapping[UUID, Ruling],
    rule: OfPeople,
) -> dict[int, Row]:
    """A row for each group. `each`: every team's own people; `shares`: what is told of participation."""
    nearly_all = {at for at, spot in enumerate(forest.spots) if shares[spot.cell.team].verdict is Verdict.NEARLY_ALL}
    return {at: _row(forest, at, group, each, nearly_all, rule) for at, group in atoms.items()}


def size_of(name: str) -> Callable[[OwnWeek], int]:
    """How many people a team itself has in a column."""
    return lambda cell: count_of(cell.people, *COLUMNS[name])


class Group(NamedTuple):
    """People by column: who contributed, and who did not."""

    did: Numbers
    spare: Numbers

    @classmethod
    def of(cls, cell: OwnWeek) -> Group:
        """A team's own people."""
        did = _by_column(cell.contributors)
        return cls(did, _less(_by_column(cell.people), did))

    @classmethod
    def together(cls, groups: Sequence[Group]) -> Group:
        """Groups that share nobody, as one."""
        if len(groups) == 1:
            return groups[0]
        return cls(_sums([one.did for one in groups]), _sums([one.spare for one in groups]))

    def people(self, name: str) -> int:
        at = _AT[name]
        return self.did[at] + self.spare[at]

    def counts(self) -> dict[str, Count]:
        """How many contributed in each column."""
        return {name: _count(*both) for name, *both in zip(COLUMNS, self.did, self.spare, strict=True)}

    def total(self, *names: str) -> Count:
        """How many contributed in these columns together."""
        at = [place for place, name in enumerate(COLUMNS) if name in names]
        return _count(sum(self.did[one] for one in at), sum(self.spare[one] for one in at))


_NOBODY = Group((0,) * len(COLUMNS), (0,) * len(COLUMNS))


def _count(did: int, spare: int) -> Count:
    return Count(did, spare, did + spare, did, min(1, did))


def _by_column(numbers: Mapping[Gender, int]) -> Numbers:
    found = [0] * len(COLUMNS)
    for gender, number in numbers.items():
        found[_PLACES[gender]] += number
    return tuple(found)


def _sums(some: Sequence[Numbers]) -> Numbers:
    return tuple(map(sum, zip(*some, strict=True)))


def _less(some: Numbers, others: Numbers) -> Numbers:
    return tuple(map(sub, some, others))


def _row(
    forest: Forest, at: int, group: Sequence[int], each: Sequence[Group], nearly_all: Collection[int], rule: OfPeople
) -> Row:
    every = Group.together([each[one] for one in group])
    counts = {name: one for name, one in every.counts().items() if one.people}
    if len(group) == 1:
        return Row(counts, 1)
    # Of a team of which it is told that nearly all contributed, nobody is taken to have done otherwise.
    loose = {one: _NOBODY if _is_beneath(forest, one, at, nearly_all) else each[one] for one in group}
    free = Group.together([*loose.values()])
    parts = []
    for some, spots in portions(forest, at, group):
        part = Group.together([each[one] for one in some])
        did = _less(free.did, Group.together([loose[one] for one in some]).did)
        beside = Group(did, _less(every.spare, part.spare))
        needs = _by_gender(part, beside, rule)
        if needs or spots:
            parts.append(Portion(needs, spots))
        # Where both are the same, one secret says it.
        if len(some) < len(group) and (of_all := _of_all(part, beside, rule)) != needs:
            parts.append(Portion(of_all))
    return Row(counts, 1, parts, {name: one for name, one in free.counts().items() if name in counts})


def _is_beneath(forest: Forest, one: int, at: int, spots: Collection[int]) -> bool:
    """Whether a spot, or one above it that is beneath another, is one of these."""
    place: int | None = one
    while place is not None and place != at:
        if place in spots:
            return True
        place = forest.spots[place].above
    return False


def _by_gender(part: Group, beside: Group, rule: OfPeople) -> dict[str, Needs]:
    """What a column of a part needs of other columns, beyond the same column of those beside it."""
    needs = {}
    for at, name in enumerate(COLUMNS):
        did, spare = part.did[at], part.spare[at]
        if not did and not spare:
            continue
        low, high = rule.needs_of(did, did + spare)
        low, high = max(0, low - beside.spare[at]), max(0, high - beside.did[at])
        if low or high:
            low = min(low, sum(part.spare) + sum(beside.spare) - spare - beside.spare[at])
            high = min(high, sum(part.did) + sum(beside.did) - did - beside.did[at])
        if low or high:
            needs[name] = low, high
    return needs


def _of_all(part: Group, beside: Group, rule: OfPeople) -> dict[str, Needs]:
    """The same for the whole part, of which the participation is hidden."""
    low, high = rule.needs_of(sum(part.did), sum(part.did) + sum(part.spare))
    low = max(0, low - sum(map(min, part.did, beside.spare)))
    high = max(0, high - sum(map(min, part.spare, beside.did)))
    needs: dict[str, Needs] = {}
    if not low and not high:
        return needs
    for at, name in enumerate(COLUMNS):
        did, spare = part.did[at], part.spare[at]
        if not did and not spare:
            continue
        down, up = min(low, max(0, did - beside.spare[at])), min(high, max(0, spare - beside.did[at]))
        if down or up:
            is_possible = down <= sum(beside.spare) - beside.spare[at] and up <= sum(beside.did) - beside.did[at]
            needs[name] = (down, up) if is_possible else (NEVER, NEVER)
    return needs
