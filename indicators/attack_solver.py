"""Bounds hidden counts by integer programming: all that follows from what is known, and nothing that does not.

What is known is a list of facts: sums of counts that lie between two numbers. Counts that no fact ties together are
looked at apart. What is known exactly is put in first, and sums that contain one another are subtracted from each
other: so a large organization falls into many small systems. HiGHS (by scipy) solves each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf
from typing import Any

Terms = Mapping[Hashable, int]
"""A sum of counts: how many times each is in it."""


class ContradictionError(Exception):
    """What is said to be known cannot all be true: something published is wrong, or was read wrongly."""


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


@dataclass(slots=True)
class _Row:
    """A fact while it is worked on."""

    terms: dict[Hashable, int]
    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def subtract(self, terms: Terms, value: int) -> None:
        """Takes out of the sum a part of it that is known exactly."""
        for one, factor in terms.items():
            self.terms[one] -= factor
            if not self.terms[one]:
                del self.terms[one]
        self.low -= value
        self.high -= value


class Solver:
    """What follows from the facts."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._ends: dict[Hashable, tuple[float, float]] = defaultdict(lambda: (0, inf))
        rows = [_Row(dict(one.terms), _from(one.within.low), _to(one.within.high)) for one in facts]
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
            total += system.bounds(some)
        return total

    def _take_out_what_is_known(self, rows: list[_Row]) -> list[_Row]:
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

    def _narrow(self, row: _Row) -> bool:
        """Takes in a fact about one count; tells whether the count is known exactly by it."""
        ((one, factor),) = row.terms.items()
        low, high = (row.low / factor, row.high / factor) if factor > 0 else (row.high / factor, row.low / factor)
        first, last = self._ends[one]
        first, last = max(first, _whole(low, up=True)), min(last, _whole(high, up=False))
        if first > last:
            raise ContradictionError(f"nothing is left for {one}")
        self._ends[one] = first, last
        return first == last


@dataclass(slots=True)
class System:
    """Counts that facts tie together."""

    counts: Sequence[Hashable]
    ends: Sequence[tuple[float, float]]
    rows: Sequence[_Row]
    index: dict[Hashable, int] = field(init=False)
    problem: dict[str, Any] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.index = {one: at for at, one in enumerate(self.counts)}

    def bounds(self, terms: Terms) -> Range:
        """The least and the most that a sum of some of its counts can be."""
        low, _ = self.least(terms)
        high, _ = self.least({one: -factor for one, factor in terms.items()})
        return Range(low, None if high is None else -high)

    def least(self, terms: Terms) -> tuple[int | None, Mapping[Hashable, int]]:
        """The least that a sum of some of its counts can be, and counts with which it is; None where it has no end."""
        if not self.rows:
            found = {one: self.ends[self.index[one]][0 if factor > 0 else 1] for one, factor in terms.items()}
            total = sum(factor * found[one] for one, factor in terms.items())
            return _low(total), {} if total == -inf else {one: int(count) for one, count in found.items()}
        values = self._solve(terms)
        if values is None:
            return None, {}
        counts = dict(zip(self.counts, values, strict=True))
        self._check(counts)
        return sum(factor * counts[one] for one, factor in terms.items()), counts

    def _solve(self, terms: Terms) -> list[int] | None:
        import numpy as np  # noqa: PLC0415 - heavy, and seldom needed
        from scipy.optimize import milp  # noqa: PLC0415 - the same

        if self.problem is None:
            self.problem = self._made()
        goal = np.zeros(len(self.counts))
        for one, factor in terms.items():
            goal[self.index[one]] = factor
        message = ""
        # With presolve, and at times without, HiGHS does not tell what has no end from what has no solution. Then it
        # is asked for any solution: where there is one, the sum has no end.
        for asked, presolve in ((goal, True), (goal, False), (0 * goal, True)):
            result = milp(asked, **self.problem, options={"mip_rel_gap": 0, "presolve": presolve})
            message = result.message
            match result.status:
                case 0 if asked is goal:  # solved
                    return [round(one) for one in result.x]
                case 0 | 3:  # there is no least
                    return None
                case 2:
                    raise ContradictionError(
                        f"no numbers fit all that is known of {self.counts[0]} and what is tied to it"
                    )
        raise RuntimeError(f"the solver gave up: {message}")

    def _made(self) -> dict[str, Any]:
        """All of the problem but what is asked: it is the same each time."""
        import numpy as np  # noqa: PLC0415 - heavy, and seldom needed
        from scipy.optimize import Bounds, LinearConstraint  # noqa: PLC0415 - the same
        from scipy.sparse import csr_array  # noqa: PLC0415 - the same

        entries = [
            (at, self.index[one], factor) for at, row in enumerate(self.rows) for one, factor in row.terms.items()
        ]
        at, of, factors = zip(*entries, strict=True)
        matrix = csr_array((factors, (at, of)), shape=(len(self.rows), len(self.counts)))
        return {
            "integrality": np.ones(len(self.counts)),
            "bounds": Bounds([low for low, _ in self.ends], [high for _, high in self.ends]),
            "constraints": LinearConstraint(matrix, [row.low for row in self.rows], [row.high for row in self.rows]),
        }

    def _check(self, counts: Mapping[Hashable, int]) -> None:
        """The solver reckons with rounding; a proof does not."""
        for row in self.rows:
            total = sum(factor * counts[one] for one, factor in row.terms.items())
            if not row.low <= total <= row.high:
                raise RuntimeError(f"the solver's counts add up to {total}, not to {row.low:g} to {row.high:g}")


def _subtract_from_each_other(rows: Sequence[_Row]) -> bool:
    """Takes out of each sum the known sums that are parts of it; tells whether one of a single count is left.

    Of teams in teams, each with a known number, only what each has beside those within is left.
    """
    known: dict[Hashable, list[_Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (len(row.terms), not row.is_exact)):
        for inner in [inner for one in list(row.terms) for inner in known[one]]:
            if all(row.terms.get(one) == factor for one, factor in inner.terms.items()) and inner is not row:
                row.subtract(inner.terms, int(inner.low))
        if row.is_exact and row.terms:
            known[next(iter(row.terms))].append(row)
    return any(len(row.terms) <= 1 for row in rows)


def _systems(rows: Iterable[_Row], ends: Mapping[Hashable, tuple[float, float]]) -> dict[Hashable, System]:
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
    tied: dict[Hashable, list[_Row]] = defaultdict(list)
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
