"""What a measure gives: a numerator, what it is out of, and who is behind it; and the interval of a proportion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import assert_never, cast
from uuid import UUID


class Unit(StrEnum):
    """How numerator and denominator are read. These values are stored; never rename one."""

    PEOPLE = "people"
    """A number of people: the numerator. The denominator says out of how many."""
    PERCENT = "percent"
    """A proportion: the numerator is a part of the denominator."""
    PER_100_PEOPLE = "per_100_people"
    """Acts per 100 people."""
    PER_PERSON = "per_person"
    """Acts per person behind them."""
    POINTS = "percentage_points"
    """The difference of two proportions of the same denominator."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From where to where the value may well be, in the unit of the value."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Value:
    """One number of an indicator, for one scope and period. Whether it may be shown is for suppression to say.

    `contributors`: the distinct people behind the numerator. `largest`: the most of it that any one of them is behind.
    """

    unit: Unit
    numerator: int
    denominator: int
    contributors: int
    largest: int

    @property
    def amount(self) -> float | None:
        """The number in its unit; None where there is nothing to show, because it is out of nothing."""
        if not self.denominator:
            return None
        match self.unit:
            case Unit.PEOPLE:
                return float(self.numerator)
            case Unit.PER_PERSON:
                return self.numerator / self.denominator
            case Unit.PERCENT | Unit.PER_100_PEOPLE | Unit.POINTS:
                return 100 * self.numerator / self.denominator
        assert_never(self.unit)

    @property
    def interval(self) -> Interval | None:
        """The 95% Wilson interval of a proportion, in percent; None for any other unit, and of nothing."""
        if self.unit is not Unit.PERCENT or not self.denominator:
            return None
        return _wilson(self.numerator, self.denominator)


def of_people(unit: Unit, people: Collection[UUID], out_of: Collection[UUID]) -> Value:
    """How many people it is true of, out of those it could be true of."""
    return Value(unit, len(people), len(out_of), contributors=len(people), largest=min(1, len(people)))


def of_things(unit: Unit, behind: Iterable[UUID], out_of: int) -> Value:
    """How many things were done; `behind` has the person behind each of them."""
    counts = Counter(behind)
    return Value(unit, counts.total(), out_of, contributors=len(counts), largest=max(counts.values(), default=0))


def between_people(unit: Unit, pairs: Iterable[tuple[UUID | None, UUID | None]], out_of: int) -> Value:
    """How many things were between two people: of the two sides, the one with fewer people is behind it.

    A side that is not known (who answered has been erased) is not counted as a person.
    """
    sides = list(pairs)
    ones, others = (
        Counter(side for side in column if side) for column in ([a for a, _ in sides], [b for _, b in sides])
    )
    return Value(
        unit,
        len(sides),
        out_of,
        contributors=min(len(ones), len(others)),
        largest=max((*ones.values(), *others.values()), default=0),
    )


@cache
def load_intervals() -> Callable[..., tuple[float, float]]:
    """What computes them, loaded once: whoever must not wait for that does it before, elsewhere."""
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415 - heavy, and seldom needed

    return cast("Callable[..., tuple[float, float]]", proportion_confint)


def has_loaded_intervals() -> bool:
    return load_intervals.cache_info().currsize > 0


@lru_cache(maxsize=4096)
def _wilson(successes: int, trials: int) -> Interval:
    low, high = load_intervals()(successes, trials, alpha=0.05, method="wilson")
    # Of none it begins at 0, and of all it ends at 100, exactly: rounding would miss it by a hair.
    return Interval(100 * float(low) if successes else 0.0, 100 * float(high) if successes < trials else 100.0)
