"""The attacker: from all that is published, what can be proved of groups so small that only their label may be known?

He has every published number and label of every period and revision, knows how many people each group has, and knows
what everybody knows: that nobody is counted twice, that numbers are whole, that what a team's parts did adds up. All of
this is a list of facts about hidden counts (`indicators/attack_facts.py` writes them). He asks for the least and the
most that each hidden count can be (`indicators/attack_solver.py`).

This shares no code with suppression and does not know how it decides: it is what holds suppression to its word. What
it cannot see is what follows from the rule itself ("they would have shown it if it were six");
`tests/indicators/attack.py` tries every world for that, which is possible for small trees alone.

The literature calls this an audit of cell suppression: Fischetti and Salazar-González (2001), "Solving the cell
suppression problem on tabular data with linear constraints", Management Science 47(7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from random import Random

from indicators.attack_solver import Fact, Range, Solver
from indicators.attack_system import System, Terms

PATIENCE = 4
FEW = 20
"""How often it may be in vain to look for many targets at once: where not one in so many turned out to be open."""


@dataclass(frozen=True, slots=True)
class Target:
    """A group that is tried, and what has to stay possible of it.

    `count` is the truth. The attacker does not see it; it says whether there is a secret to keep.
    """

    name: str
    terms: Terms
    count: int
    band: Range


@dataclass(frozen=True, slots=True)
class Recovered:
    """A group of which more can be proved than its label says."""

    target: Target
    proved: Range

    def __str__(self) -> str:
        return f"{self.target.name}: {self.proved}, where no more than {self.target.band} may be known"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an attack."""

    tried: int
    recovered: tuple[Recovered, ...]


def band(people: int, count: int, k: int) -> Range | None:
    """What may be known at most of how many of a group contributed; None where the very number may."""
    if people <= k:
        return Range(0, people)
    if count < k:
        return Range(0, k - 1)
    if people - count < k:
        return Range(max(k, people - k + 1), people)
    return None


def attack(facts: Iterable[Fact], targets: Iterable[Target]) -> Report:
    """Tries all targets. Raises ContradictionError where what is known of one of them cannot be true."""
    solver = Solver(facts)
    tried = []
    parts_of: dict[int, list[_Part]] = defaultdict(list)
    targets_of: dict[int, list[_Try]] = defaultdict(list)
    for target in targets:
        known, parts = solver.parts(target.terms)
        one = _Try(target, known, [_Part(system, terms) for system, terms in parts])
        tried.append(one)
        for part in one.parts:
            parts_of[id(part.system)].append(part)
            targets_of[id(part.system)].append(one)
    for system, some in parts_of.items():
        _look_for_many(some, targets_of[system])
    recovered = []
    for one in tried:
        if not one.is_open:
            for part in one.parts:
                _look_for_one(part, parts_of[id(part.system)])
        if not one.is_open:
            for part in one.parts:
                _find_ends(part, parts_of[id(part.system)])
            if not one.is_open:
                recovered.append(Recovered(one.target, one.seen))
    return Report(len(tried), tuple(recovered))


@dataclass(slots=True)
class _Part:
    """What of a target is in one system, and the least and the most that its sum was in any world seen so far."""

    system: System
    terms: Terms
    least: float = inf
    most: float = -inf

    def note(self, counts: Mapping[Hashable, int]) -> None:
        total = sum(factor * counts[one] for one, factor in self.terms.items())
        self.least, self.most = min(self.least, total), max(self.most, total)


@dataclass(frozen=True, slots=True)
class _Try:
    target: Target
    known: int
    parts: Sequence[_Part]

    @property
    def seen(self) -> Range:
        low = self.known + sum(part.least for part in self.parts)
        high = self.known + sum(part.most for part in self.parts)
        return Range(None if low == -inf else int(low), None if high == inf else int(high))

    @property
    def is_open(self) -> bool:
        """Whether worlds were seen in which the target is at both ends of its band, or beyond them."""
        return all(part.least <= part.most for part in self.parts) and self.target.band in self.seen

    @property
    def missing(self) -> int:
        """1 where it was not yet seen as small as it has to be, -1 not as large, 0 neither."""
        if any(part.least > part.most for part in self.parts):
            return 0
        is_low = Range(self.target.band.low) in Range(self.seen.low)
        is_high = Range(None, self.target.band.high) in Range(None, self.seen.high)
        return int(is_high) - int(is_low)


def _look_for_many(parts: Sequence[_Part], tries: Sequence[_Try]) -> None:
    """Looks for worlds in which many targets are at an end at once, as long as that shows many of them to be open."""
    system, dice = parts[0].system, Random(len(parts))  # noqa: S311 - no secret of ours
    in_vain, signs = 0, [-1, 1]
    while in_vain < PATIENCE:
        left = [(part, one) for part, one in zip(parts, tries, strict=True) if not one.is_open]
        if not left:
            return
        goal: dict[Hashable, int] = defaultdict(int)
        for_all = signs.pop() if signs else 0
        for part, one in left:
            sign = for_all or one.missing or dice.choice((1, -1))
            for term, factor in part.terms.items():
                goal[term] += sign * factor
        _note(system.world(goal), parts)
        found = sum(one.is_open for _, one in left)
        in_vain = 0 if found * FEW > len(left) else in_vain + 1


def _look_for_one(part: _Part, others: Iterable[_Part]) -> None:
    for sign in (1, -1):
        _note(part.system.world({one: sign * factor for one, factor in part.terms.items()}), others)


def _note(counts: Mapping[Hashable, int], parts: Iterable[_Part]) -> None:
    if counts:
        for part in parts:
            part.note(counts)


def _look(system: System, goal: Terms, parts: Iterable[_Part]) -> int | None:
    """Finds the world in which the goal is least, and notes what is in it: all of that is possible."""
    least, counts = system.least(goal)
    if least is not None:
        _note(counts, parts)
    return least


def _find_ends(part: _Part, others: Iterable[_Part]) -> None:
    if _look(part.system, part.terms, others) is None:
        part.least = -inf
    if _look(part.system, {one: -factor for one, factor in part.terms.items()}, others) is None:
        part.most = inf
