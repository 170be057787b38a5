"""What a number of acts, and a number of people, has to be like to be told beside others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.suppression import Reason
from indicators.told_counts import NO_END, Count, Needs, Way

NEVER = 2 * NO_END
"""More than can ever be exchanged."""


@dataclass(frozen=True, slots=True)
class OfActs:
    """At least k people did them, and none of these more than half. A number of acts has no upper end."""

    k: int

    def passes(self, count: Count) -> bool:
        return count.actors >= self.k and 2 * count.largest <= count.amount

    def why_not(self, count: Count) -> Reason:
        if count.actors < self.k:
            return Reason.SMALL
        return Reason.WOULD_NARROW if self.passes(count) else Reason.ONE_PERSON

    def rest_passes(self, counts: Sequence[Count], largest: int) -> bool:
        """How many people are behind several columns together is not counted: so many they are at least."""
        acts = sum(one.amount for one in counts)
        return acts > 0 and acts >= self.k * min(largest, sum(one.largest for one in counts))

    def needs(self, count: Count) -> Needs:
        if count.actors < self.k:
            return count.amount, max(0, self.k - 1 - count.amount)
        return (0, 0) if 2 * count.largest <= count.amount else (1, 1)

    def can_fall(self, need: int, ways: Sequence[Way], by_all: Way) -> bool:  # noqa: ARG002 - there is no upper end
        """Each way takes other acts from outside."""
        return need == 0 or sum(min(inside, outside) for inside, outside in ways) >= need

    def can_rise(self, need: int, ways: Sequence[Way], by_all: Way) -> bool:  # noqa: ARG002 - the same
        """The ways may all take the same acts from outside: so each has to have enough."""
        return need == 0 or sum(inside for inside, outside in ways if outside >= need) >= need


@dataclass(frozen=True, slots=True)
class OfPeople:
    """At least k did something, and at least k did not."""

    k: int

    def passes(self, count: Count) -> bool:
        return count.amount >= self.k and count.people - count.amount >= self.k

    def why_not(self, count: Count) -> Reason:
        return Reason.WOULD_NARROW if self.passes(count) else Reason.SMALL

    def rest_passes(self, counts: Sequence[Count], largest: int) -> bool:  # noqa: ARG002 - people are behind one each
        people, amount = sum(one.people for one in counts), sum(one.amount for one in counts)
        return amount >= self.k and people - amount >= self.k

    def needs(self, count: Count) -> Needs:
        return self.needs_of(count.amount, count.people)

    def needs_of(self, amount: int, people: int) -> Needs:
        """The same of so many out of so many."""
        k = self.k
        if people <= k:
            return amount, people - amount
        if amount < k:
            return amount, k - 1 - amount
        if people - amount < k:
            return amount - max(k, people - k + 1), people - amount
        return 0, 0

    def can_fall(self, need: int, ways: Sequence[Way], by_all: Way) -> bool:
        """The ways share people inside and outside: by all of them together there are so many. Else one has to do."""
        if need == 0 or any(min(way) >= need for way in ways):
            return True
        return sum(min(way) for way in ways) >= need and min(by_all) >= need

    def can_rise(self, need: int, ways: Sequence[Way], by_all: Way) -> bool:
        return self.can_fall(need, ways, by_all)
