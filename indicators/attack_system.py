"""Counts that facts tie together, and what they can be: HiGHS (by scipy) finds numbers that fit all of them.

It reckons with rounding; what it finds is tried, in whole numbers, against every fact.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

Terms = Mapping[Hashable, int]
"""A sum of counts: how many times each is in it."""

FAR = 1_000_000
"""Where the attacker stops who looks how large something can be that has no end."""


class ContradictionError(Exception):
    """What is said to be known cannot all be true: something published is wrong, or was read wrongly."""


@dataclass(slots=True)
class Row:
    """A fact while it is worked on."""

    terms: dict[Hashable, int]
    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def sum(self, counts: Mapping[Hashable, int]) -> int:
        return sum(factor * counts[one] for one, factor in self.terms.items())

    def subtract(self, terms: Terms, value: int) -> None:
        """Takes out of the sum a part of it that is known exactly."""
        for one, factor in terms.items():
            self.terms[one] -= factor
            if not self.terms[one]:
                del self.terms[one]
        self.low -= value
        self.high -= value


@dataclass(slots=True)
class System:
    """Counts that facts tie together."""

    counts: Sequence[Hashable]
    ends: Sequence[tuple[float, float]]
    rows: Sequence[Row]
    index: dict[Hashable, int] = field(init=False)
    matrix: Any = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.index = {one: at for at, one in enumerate(self.counts)}

    def least(self, terms: Terms) -> tuple[int | None, Mapping[Hashable, int]]:
        """The least that a sum of some of its counts can be, and counts with which it is; None where it has no end."""
        if not self.rows:
            found = {one: self.ends[self.index[one]][0 if factor > 0 else 1] for one, factor in terms.items()}
            total = sum(factor * found[one] for one, factor in terms.items())
            return None if total == -inf else int(total), {} if total == -inf else {
                one: int(count) for one, count in found.items()
            }
        values = self._solve(terms)
        if values is None:
            return None, {}
        counts = dict(zip(self.counts, values, strict=True))
        self._check(counts)
        return sum(factor * counts[one] for one, factor in terms.items()), counts

    def world(self, terms: Terms) -> Mapping[Hashable, int]:
        """Counts that fit, with a sum of some of them as small as it gets while none goes beyond FAR; or none.

        It need not be the least: but all of it is possible, and it is found sooner than what has no end.
        """
        if not self.rows:
            ends = [self.ends[self.index[one]] for one in terms]
            return {
                one: int(low if factor > 0 else min(high, max(low, FAR)))
                for (one, factor), (low, high) in zip(terms.items(), ends, strict=True)
            }
        problem = self._made()
        problem["bounds"].ub = problem["bounds"].ub.clip(max=max(FAR, *(low for low, _ in self.ends)))
        for integrality in (0, 1):  # in nearly all of these systems, whole numbers come by themselves
            found = self._milp(terms, problem | {"integrality": [integrality] * len(self.counts)}, presolve=True)
            if found.status == 0:
                counts = dict(zip(self.counts, map(round, found.x), strict=True))
                if all(row.low <= row.sum(counts) <= row.high for row in self.rows):
                    return counts
        return {}

    def _solve(self, terms: Terms) -> list[int] | None:
        message = ""
        # With presolve, and at times without, HiGHS does not tell what has no end from what has no solution. Then it
        # is asked for any solution: where there is one, the sum has no end. With presolve it has also been seen to find
        # no solution where there is one: that nothing fits is believed without it alone.
        for asked, presolve in ((terms, True), (terms, False), (None, True)):
            result = self._milp(asked or {}, self._made(), presolve=presolve)
            message = result.message
            match result.status:
                case 0 if asked is not None:  # solved
                    return [round(one) for one in result.x]
                case 0 | 3:  # there is no least
                    return None
                case 2 if not presolve:
                    raise ContradictionError(
                        f"no numbers fit all that is known of {self.counts[0]} and what is tied to it"
                    )
        raise RuntimeError(f"the solver gave up: {message}")

    def _milp(self, terms: Terms, problem: Mapping[str, Any], *, presolve: bool) -> Any:
        import numpy as np  # noqa: PLC0415 - heavy, and seldom needed
        from scipy.optimize import milp  # noqa: PLC0415 - the same

        goal = np.zeros(len(self.counts))
        for one, factor in terms.items():
            goal[self.index[one]] = factor
        return milp(goal, **problem, options={"mip_rel_gap": 0, "presolve": presolve})

    def _made(self) -> dict[str, Any]:
        """All of the problem but what is asked."""
        import numpy as np  # noqa: PLC0415 - heavy, and seldom needed
        from scipy.optimize import Bounds, LinearConstraint  # noqa: PLC0415 - the same
        from scipy.sparse import csr_array  # noqa: PLC0415 - the same

        if self.matrix is None:
            entries = [
                (at, self.index[one], factor) for at, row in enumerate(self.rows) for one, factor in row.terms.items()
            ]
            at, of, factors = zip(*entries, strict=True)
            self.matrix = csr_array((factors, (at, of)), shape=(len(self.rows), len(self.counts)))
        low, high = ([row.low for row in self.rows], [row.high for row in self.rows])
        return {
            "integrality": np.ones(len(self.counts)),
            "bounds": Bounds(np.array([low for low, _ in self.ends]), np.array([high for _, high in self.ends])),
            "constraints": LinearConstraint(self.matrix, low, high),
        }

    def _check(self, counts: Mapping[Hashable, int]) -> None:
        """The solver reckons with rounding; a proof does not."""
        for row in self.rows:
            total = row.sum(counts)
            if not row.low <= total <= row.high:
                raise RuntimeError(f"the solver's counts add up to {total}, not to {row.low:g} to {row.high:g}")
