"""The numbers of what is between two people, by team with all beneath: a colleague may answer people of many teams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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
    ones: Counter[UUID] = field(default_factory=Counter)
    others: Counter[UUID] = field(default_factory=Counter)

    def add(self, out_of: int, things: int, one: UUID | None, other: UUID | None) -> None:
        self.out_of += out_of
        self.things += things
        if things and one is not None:
            self.ones[one] += things
        if things and other is not None:
            self.others[other] += things

    @property
    def counted(self) -> Counted:
        most = max((*self.ones.values(), *self.others.values()), default=0)
        return self.things, self.out_of, min(len(self.ones), len(self.others)), most


def confirmed_share(answers: Iterable[Answers], tree: Tree) -> dict[UUID, Parts]:
    """How many of the answers say that it helped, as `measures.evidence` has it."""
    found: dict[UUID, dict[str, _Pairs]] = {}
    for one in answers:
        for team in tree.above(one.team):
            pairs = found.setdefault(team, {tier: _Pairs() for tier in PARTS.values()})
            pairs[PARTS[one.part]].add(one.count, one.helped, one.actor, one.person)
    return _counted(found)


def sponsorship_outcome(aged: Iterable[Aged], tree: Tree) -> dict[UUID, Parts]:
    """Whose career moved within a year, as `measures.sponsoring` has it. Nobody records advancements yet."""
    parts = ("all", "women", "women_sponsored_by_men", "women_not_sponsored")
    found: dict[UUID, dict[str, _Pairs]] = {}
    for one in aged:
        is_in = {
            "all": True,
            "women": one.is_of_a_woman,
            "women_sponsored_by_men": one.is_of_a_woman and one.is_by_a_man,
        }
        for team in tree.above(one.team):
            pairs = found.setdefault(team, {part: _Pairs() for part in parts})
            for part in (part for part, counts in is_in.items() if counts):
                pairs[part].add(one.count, int(_advanced(one)), one.sponsor, one.beneficiary)
    return _counted(found)


def _advanced(one: Aged) -> bool:
    if one.advanced_on is None or one.nominated_on is None:
        return False
    return one.nominated_on <= one.advanced_on < years_after(one.nominated_on, 1)


def _counted(found: dict[UUID, dict[str, _Pairs]]) -> dict[UUID, Parts]:
    return {team: {part: one.counted for part, one in pairs.items()} for team, pairs in found.items()}
