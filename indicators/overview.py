"""What was told of the whole organization, indicator by indicator and period by period. Only what is stored is read.

A number that was measured, and of which there is no ruling that it may be told, is hidden here like any other. So is
that it changed: a revision shows only where what was told moved, and with the reason that the move itself gives away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from indicators.definitions import REGISTRY
from indicators.periods import Length, Period, period_of
from indicators.suppression import Ruling, Verdict
from indicators.values import Interval, Unit, Value
from storage import closed_periods, indicator_values
from storage.database import Connection
from storage.indicator_values import StoredPart, StoredValue

HIDDEN = Ruling(Verdict.HIDDEN)
MOST: Mapping[Length, int] = {Length.WEEK: 52, Length.MONTH: 24, Length.QUARTER: 8, Length.YEAR: 5}
"""How many periods one looks back at."""
_ANSWERS = "confirmed_share"


class Change(StrEnum):
    """Why a number that was told has moved."""

    LOGGED = "logged"
    TAKEN_BACK = "taken_back"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of an indicator in one period, as far as it is told. `moved_from`: what was told before it moved."""

    unit: Unit
    ruling: Ruling = HIDDEN
    moved_from: tuple[Ruling, ...] = ()
    change: Change | None = None

    @property
    def amount(self) -> float | None:
        """The number in its unit; None where there is none to show."""
        return self._value.amount if self._has_number else None

    @property
    def interval(self) -> Interval | None:
        """The 95% Wilson interval of a proportion that is told."""
        return self._value.interval if self._has_number else None

    @property
    def is_part(self) -> bool:
        """Whether small groups are left out of it."""
        return self.ruling.verdict is Verdict.PART

    @property
    def is_hidden(self) -> bool:
        """Whether nothing is told, in words or in numbers."""
        return not self._has_number and self.ruling.verdict is not Verdict.NEARLY_ALL

    @property
    def _has_number(self) -> bool:
        return self.ruling.verdict in {Verdict.WHOLE, Verdict.PART}

    @property
    def _value(self) -> Value:
        return Value(self.unit, self.ruling.count, self.ruling.people, contributors=0, largest=0)


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed period. `k`: the smallest group that was told of."""

    period: Period
    k: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The organization's latest closed periods of one length, oldest first, and what is told of them."""

    length: Length
    periods: tuple[Closed, ...]
    figures: Mapping[tuple[str, str, date], Figure]
    """By indicator, part and the first day of the period; what is not here is hidden."""

    def figure(self, indicator: str, part: str, period: Period) -> Figure:
        """One number."""
        found = self.figures.get((indicator, part, period.first))
        return Figure(REGISTRY[indicator].part(part).unit) if found is None else found

    def line(self, indicator: str, part: str) -> tuple[tuple[Closed, Figure], ...]:
        """One number through all periods, oldest first."""
        return tuple((one, self.figure(indicator, part, one.period)) for one in self.periods)

    def latest(self, indicator: str, part: str) -> tuple[Closed, Figure] | None:
        """The latest period of which something is told by this number; None where there is none."""
        return next((one for one in reversed(self.line(indicator, part)) if not one[1].is_hidden), None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told at all. That nothing happened is not told apart from that too little did."""
        return all(one.is_hidden for one in self.figures.values())


async def read(
    db: Connection, organization_id: UUID, length: Length, *, indicators: Collection[str] | None = None
) -> Overview:
    """Two queries, whatever was logged. `indicators`: these alone."""
    closed = await closed_periods.latest(db, organization_id, length.value, MOST[length])
    periods = tuple(Closed(period_of(length, first), k) for first, k in closed)
    if not periods:
        return Overview(length, (), {})
    values = await indicator_values.read_all(
        db,
        organization_id,
        [organization_id],
        length.value,
        periods[0].period.first,
        periods[-1].period.end,
        indicators=indicators,
    )
    return Overview(length, periods, figures_of(values))


def figures_of(values: Iterable[StoredValue]) -> dict[tuple[str, str, date], Figure]:
    """What is told, of every revision of values of one team (or the organization), in their order."""
    told: dict[tuple[str, str, date], list[Ruling]] = {}
    for one in values:
        if one.indicator in REGISTRY:
            for part in REGISTRY[one.indicator].parts:
                rulings = told.setdefault((one.indicator, part.id, one.starts_on), [])
                ruling = _ruling(one.parts.get(part.id))
                if not rulings or _said(rulings[-1]) != _said(ruling):
                    rulings.append(ruling)
    return {key: _figure(key, rulings) for key, rulings in told.items()}


def _figure(key: tuple[str, str, date], rulings: Sequence[Ruling]) -> Figure:
    *before, now = rulings
    change = why_moved(key[0], before[0].count, now.count) if before else None
    return Figure(REGISTRY[key[0]].part(key[1]).unit, now, tuple(before), change)


def why_moved(indicator: str, before: int, now: int) -> Change:
    """The reason that the numbers themselves tell. What else was logged or taken back meanwhile is nobody's to read."""
    if indicator == _ANSWERS:
        return Change.ANSWERED
    return Change.TAKEN_BACK if now < before else Change.LOGGED


def _said(ruling: Ruling) -> tuple[Verdict, int, int]:
    return ruling.verdict, ruling.people, ruling.count


def _ruling(part: StoredPart | None) -> Ruling:
    if part is None or part.verdict is None:
        return HIDDEN
    return Ruling(Verdict(part.verdict), part.people, part.count)
