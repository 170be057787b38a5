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
    """So many things out of so many, and who is on either side of them."""

    out_of: int = 0
    things: int = 0
    ones: dict[UUID, int] = field(default_factory=dict)
    others: dict[UUID, int] = field(default_factory=dict)

    def add(self, out_of: int, things: int, one: UUID | None, other: UUID | None) -> None:
        self.out_of += out_of
        self.things += things
        if things and one is not None:
            self.ones[one] = self.ones.get(one, 0) + things
        if things and other is not None:
            self.others[other] = self.others.get(other, 0) + things

    @property
    def counted(self) -> Counted:
        most = max((*self.ones.values(), *self.others.values()), default=0)
        return self.things, self.out_of, min(len(self.ones), len(self.others)), most


class _Found(dict[UUID, dict[str, _Pairs]]):
    """The pairs of each team by part; a team that is asked for is there."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__()
        self._parts = parts

    def __missing__(self, team: UUID) -> dict[str, _Pairs]:
        self[team] = pairs = {part: _Pairs() for part in self._parts}
        return pairs

    @property
    def counted(self) -> dict[UUID, Parts]:
        return {team: {part: one.counted for part, one in pairs.items()} for team, pairs in self.items()}


def confirmed_share(answers: Iterable[Answers], tree: Tree) -> dict[UUID, Parts]:
    """How many of the answers say that it helped, as `measures.evidence` has it."""
    found = _Found(tuple(PARTS.values()))
    for one in answers:
        part = PARTS[one.part]
        for team in tree.above(one.team):
            found[team][part].add(one.count, one.helped, one.actor, one.person)
    return found.counted


def sponsorship_outcome(aged: Iterable[Aged], tree: Tree) -> dict[UUID, Parts]:
    """Whose career moved within a year, as `measures.sponsoring` has it. Nobody records advancements yet."""
    found = _Found(("all", "women", "women_sponsored_by_men", "women_not_sponsored"))
    for one in aged:
        is_in = {
            "all": True,
            "women": one.is_of_a_woman,
            "women_sponsored_by_men": one.is_of_a_woman and one.is_by_a_man,
        }
        for team in tree.above(one.team):
            for part in (part for part, counts in is_in.items() if counts):
                found[team][part].add(one.count, int(_advanced(one)), one.sponsor, one.beneficiary)
    return found.counted


def _advanced(one: Aged) -> bool:
    if one.advanced_on is None or one.nominated_on is None:
        return False
    return one.nominated_on <= one.advanced_on < years_after(one.nominated_on, 1)
