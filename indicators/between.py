"""The numbers of what is between two people, by team with all beneath: a colleague may answer people of many teams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from indicators.columns import Counted
from indicators.measures.evidence import PARTS
from indicators.periods import years_after
from indicators.tree import Tree
from storage.measured import Answers
from storage.measured_sponsors import Aged

Parts = dict[str, Counted]


@dataclass(slots=True)
class _Pairs:
    """So many things out of so many, who is on either side of them, and the most that anyone is."""

    out_of: int = 0
    things: int = 0
    most: int = 0
    ones: dict[UUID, int] = field(default_factory=dict)
    others: dict[UUID, int] = field(default_factory=dict)

    def add(self, out_of: int, things: int, one: UUID | None, other: UUID | None) -> None:
        self.out_of += out_of
        self.things += things
        for side, person in ((self.ones, one), (self.others, other)):
            if things and person is not None:
                side[person] = count = side.get(person, 0) + things
                self.most = max(self.most, count)

    def take(self, part: _Pairs) -> None:
        """Takes up those of a team beneath, who are of no use by themselves any more."""
        self.out_of += part.out_of
        self.things += part.things
        self.most = max(self.most, part.most)
        self.ones = self._together(self.ones, part.ones)
        self.others = self._together(self.others, part.others)

    def _together(self, some: dict[UUID, int], more: dict[UUID, int]) -> dict[UUID, int]:
        """The fewer go to the many: so it takes little, however many teams are above each other."""
        if len(some) < len(more):
            some, more = more, some
        for person, things in more.items():
            some[person] = count = some.get(person, 0) + things
            self.most = max(self.most, count)
        return some

    @property
    def counted(self) -> Counted:
        return self.things, self.out_of, min(len(self.ones), len(self.others)), self.most


class _Found(dict[UUID, dict[str, _Pairs]]):
    """The pairs of each team's own people by part; a team that is asked for is there."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__()
        self._parts = parts

    def __missing__(self, team: UUID) -> dict[str, _Pairs]:
        self[team] = pairs = {part: _Pairs() for part in self._parts}
        return pairs

    def with_all_beneath(self, tree: Tree) -> dict[UUID, Parts]:
        """What they come to, of each team with all beneath it. They are used up."""
        counted: dict[UUID, Parts] = {}
        for team, parent in tree.parents.items():
            pairs = self.pop(team, None)
            if pairs is None:
                continue
            counted[team] = {part: one.counted for part, one in pairs.items()}
            if parent is not None:
                above = self.setdefault(parent, pairs)
                for part in self._parts if above is not pairs else ():
                    above[part].take(pairs[part])
        return counted


def confirmed_share(answers: Iterable[Answers], tree: Tree) -> dict[UUID, Parts]:
    """How many of the answers say that it helped, as `measures.evidence` has it."""
    found = _Found(tuple(PARTS.values()))
    for one in answers:
        found[one.team][PARTS[one.part]].add(one.count, one.helped, one.actor, one.person)
    return found.with_all_beneath(tree)


def sponsorship_outcome(aged: Iterable[Aged], tree: Tree) -> dict[UUID, Parts]:
    """Whose career moved within a year, as `measures.sponsoring` has it. Nobody records advancements yet."""
    found = _Found(("all", "women", "women_sponsored_by_men", "women_not_sponsored"))
    for one in aged:
        is_in = {
            "all": True,
            "women": one.is_of_a_woman,
            "women_sponsored_by_men": one.is_of_a_woman and one.is_by_a_man,
        }
        for part in (part for part, counts in is_in.items() if counts):
            found[one.team][part].add(one.count, int(_advanced(one)), one.sponsor, one.beneficiary)
    return found.with_all_beneath(tree)


def _advanced(one: Aged) -> bool:
    if one.advanced_on is None or one.nominated_on is None:
        return False
    return one.nominated_on <= one.advanced_on < years_after(one.nominated_on, 1)
