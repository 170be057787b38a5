"""What an indicator is, and the one ordered list of them. Documents, the API and the dashboard are made from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from indicators.values import Unit

LEAST_CONTRIBUTORS = 5
"""The smallest group that may be shown, unless an organization raised it; it never goes below."""


class Criterion(StrEnum):
    """The evaluation criteria of Table 1 in Raj (2024) that what people log can speak to."""

    SPONSORSHIP = "Sponsorship & Mentorship"
    INTERVENTION = "Active Intervention"
    TRAINING = "Participation in Allyship Training"


class Split(StrEnum):
    """By what an indicator is told apart."""

    GENDER = "declared gender"
    KIND = "kind of action"
    TIER = "evidence tier"
    EFFORT = "effort"
    NUDGE = "kind of nudge"


@dataclass(frozen=True, slots=True)
class Part:
    """One number of an indicator. `id` is stored with values; `formula` is it in words."""

    id: str
    unit: Unit
    formula: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measure with its definition. A change of what it counts is a new `method_version`; `id` stays for good.

    `criteria`: those of Table 1 that it serves; where there are none, `source` says what it is for. `unit` is that of
    its first number. `caution` is said wherever its numbers are.
    """

    id: str
    name: str
    criteria: tuple[Criterion, ...]
    formula: str
    unit: Unit
    population: str
    parts: tuple[Part, ...]
    source: str
    splits: tuple[Split, ...] = ()
    minimum_contributors: int = LEAST_CONTRIBUTORS
    method_version: int = 1
    note: str = ""
    caution: str = ""

    def part(self, part_id: str) -> Part:
        """One of its numbers; KeyError where it has none of that id."""
        for one in self.parts:
            if one.id == part_id:
                return one
        raise KeyError(part_id)


class Registry(Mapping[str, Indicator]):
    """Indicators by their ids, in the order in which they are told."""

    def __init__(self, *indicators: Indicator) -> None:
        self._by_id = {one.id: one for one in indicators}
        if len(self._by_id) < len(indicators):
            raise ValueError("two indicators have the same id")

    def __getitem__(self, key: str) -> Indicator:
        return self._by_id[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def serving(self, criterion: Criterion) -> tuple[Indicator, ...]:
        """Those that serve a criterion of Table 1."""
        return tuple(one for one in self.values() if criterion in one.criteria)
