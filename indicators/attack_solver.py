"""Bounds hidden counts by integer programming: all that follows from what is known, and nothing that does not.

What is known is a list of facts: sums of counts that lie between two numbers. Counts that no fact ties together are
looked at apart. What is known exactly is put in first, and sums that contain one another are subtracted from each
other: so a large organization falls into many small systems. HiGHS (by scipy) solves each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

from indicators.attack_system import ContradictionError, Row, System, Terms

__all__ = ["ContradictionError", "Fact", "Range", "Solver", "Terms"]


@dataclass(frozen=True, slots=True)
class Range:
    """The whole numbers from `low` to `high`, both included; None where there is no end."""

    low: int | None = 0
    high: int | None = None

    def __contains__(self, other: Range) -> bool:
        """Whether it leaves all of the other possible."""
        return _from(self.low) <= _from(other.low) and _to(other.high) <= _to(self.high)

    def __and__(self, other: Range) -> Range:
        return Range(_low(max(_from(self.low), _from(other.low))), _high(min(_to(self.high), _to(other.high))))

    def __add__(self, other: Range) -> Range:
        return Range(_low(_from(self.low) + _from(other.low)), _high(_to(self.high) + _to(other.high)))

    def __str__(self) -> str:
        if self.low == self.high:
            return f"exactly {self.low}"
        return f"{'' if self.low is None else self.low}..{'' if self.high is None else self.high}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A sum of counts and what is known of it. Every count is known to be a whole number and not below nought."""

    terms: Terms
    within: Range


class Solver:
    """What follows from the facts."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._ends: dict[Hashable, tuple[float, float]] = defaultdict(lambda: (0, inf))
        rows = [Row(dict(one.terms), _from(one.within.low), _to(one.within.high)) for one in facts]
        while rows := self._take_out_what_is_known(rows):
            if not _subtract_from_each_other(rows):
                break
        self._system_of = _systems(rows, self._ends)

    def parts(self, terms: Terms) -> tuple[int, list[tuple[System, Terms]]]:
        """What of a sum is known exactly, and what of it is in each of the systems. These vary independently."""
        known = 0
        parts: dict[int, tuple[System, dict[Hashable, int]]] = {}
        for one, factor in terms.items():
            low, high = self._ends[one]
            if low == high:
                known += factor * int(low)
                continue
            if one not in self._system_of:
                self._system_of[one] = System([one], [self._ends[one]], [])
            system = self._system_of[one]
            parts.setdefault(id(system), (system, {}))[1][one] = factor
        return known, list(parts.values())

    def bounds(self, terms: Terms) -> Range:
        """The least and the most that a sum of counts can be."""
        known, parts = self.parts(terms)
        total = Range(known, known)
        for system, some in parts:
            low, _ = system.least(some)
            high, _ = system.least({one: -factor for one, factor in some.items()})
            total += Range(low, None if high is None else -high)
        return total

    def _take_out_what_is_known(self, rows: list[Row]) -> list[Row]:
        """Facts about a single count become its ends; counts that are known by that leave the other facts."""
        while True:
            is_news = False
            left = []
            for row in rows:
                for one in list(row.terms):
                    low, high = self._ends[one]
                    if low == high:
                        row.subtract({one: row.terms[one]}, row.terms[one] * int(low))
                if len(row.terms) > 1:
                    left.append(row)
                elif row.terms:
                    is_news |= self._narrow(row)
                elif row.low > 0 or row.high < 0:
                    raise ContradictionError(f"{row.low:g} to {row.high:g} is left over for nothing")
            rows = left
            if not is_news:
                return rows

    def _narrow(self, row: Row) -> bool:
        """Takes in a fact about one count; tells whether the count is known exactly by it."""
        ((one, factor),) = row.terms.items()
        low, high = (row.low / factor, row.high / factor) if factor > 0 else (row.high / factor, row.low / factor)
        first, last = self._ends[one]
        first, last = max(first, _whole(low, up=True)), min(last, _whole(high, up=False))
        if first > last:
            raise ContradictionError(f"nothing is left for {one}")
        self._ends[one] = first, last
        return first == last


def _subtract_from_each_other(rows: Sequence[Row]) -> bool:
    """Takes out of each sum the known sums that are parts of it; tells whether one of a single count is left.

    Of teams in teams, each with a known number, only what each has beside those within is left.
    """
    known: dict[Hashable, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (len(row.terms), not row.is_exact)):
        for inner in [inner for one in list(row.terms) for inner in known[one]]:
            if all(row.terms.get(one) == factor for one, factor in inner.terms.items()) and inner is not row:
                row.subtract(inner.terms, int(inner.low))
        if row.is_exact and row.terms:
            known[next(iter(row.terms))].append(row)
    return any(len(row.terms) <= 1 for row in rows)


def _systems(rows: Iterable[Row], ends: Mapping[Hashable, tuple[float, float]]) -> dict[Hashable, System]:
    """The system that each count is in."""
    above: dict[Hashable, Hashable] = {}

    def top(one: Hashable) -> Hashable:
        while (over := above.setdefault(one, one)) != one:
            above[one] = above[over]
            one = over
        return one

    listed = list(rows)
    for row in listed:
        first, *others = row.terms
        for other in others:
            above[top(other)] = top(first)
    counts: dict[Hashable, list[Hashable]] = defaultdict(list)
    for one in list(above):
        counts[top(one)].append(one)
    tied: dict[Hashable, list[Row]] = defaultdict(list)
    for row in listed:
        tied[top(next(iter(row.terms)))].append(row)
    return {
        one: system
        for head, some in counts.items()
        for system in [System(some, [ends[one] for one in some], tied[head])]
        for one in some
    }


def _from(low: int | None) -> float:
    return -inf if low is None else low


def _to(high: int | None) -> float:
    return inf if high is None else high


def _low(end: float) -> int | None:
    return None if end == -inf else int(end)


def _high(end: float) -> int | None:
    return None if end == inf else int(end)


def _whole(end: float, *, up: bool) -> float:
    """The nearest whole number on that side."""
    return end if abs(end) == inf else ceil(end) if up else floor(end)
