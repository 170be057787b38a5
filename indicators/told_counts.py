"""One number of a table that `indicators/told_tables.py` tells by columns, and what a rule has to say about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from indicators.suppression import Reason

NO_END = 10**9
"""More than there is of anything."""
Way = tuple[int, int]
"""How much can be exchanged inside a secret's rows, and outside."""
Needs = tuple[int, int]
"""By how much a secret has to be able to be smaller than it is, and larger."""
Pairs = Mapping[tuple[str, str], int]
"""A number for each of some pairs of columns."""
ANY = ""
"""In place of a column: all the others together."""


class Count(NamedTuple):
    """One number of a table. `spare`: how much more it could be at most; `NO_END` or more where there is no end.

    `people`: out of whom; `actors`: who are behind it; `largest`: the most that one of them is behind.
    """

    amount: int
    spare: int
    people: int
    actors: int
    largest: int

    def plus(self, other: Count) -> Count:
        """Both together, which share nothing."""
        return Count(
            self.amount + other.amount,
            self.spare + other.spare,
            self.people + other.people,
            self.actors + other.actors,
            max(self.largest, other.largest),
        )


class Rule(Protocol):
    """What a number has to be like to be told, and what has to stay possible of one that is not."""

    def passes(self, count: Count) -> bool:
        """Whether a number may be told by itself."""

    def why_not(self, count: Count) -> Reason:
        """Why a number is not told."""

    def rest_passes(self, counts: Sequence[Count], largest: int) -> bool:
        """Whether the sum of several columns may be known. `largest`: the most that anyone is behind in a whole row."""

    def needs(self, count: Count) -> Needs:
        """What has to stay possible of a number that is not told; of one that passes, nothing."""

    def can_fall(self, need: int, ways: Sequence[Way], by_all: Way) -> bool:
        """Whether a secret can lose so much by an exchange with other columns; `by_all`: at most by all of them."""

    def can_rise(self, need: int, ways: Sequence[Way], by_all: Way) -> bool:
        """Whether it can gain so much."""
