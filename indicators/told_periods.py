"""What the whole organization's number in one period may not give away of its other periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from indicators.measures.acts import RECENT_WEEKS, STEADY_WEEKS
from indicators.periods import Length, Period, length_of
from indicators.suppression import Ruling, Verdict
from indicators.told_keys import (
    ADDING,
    ALL_ACTS,
    FAMILIES,
    GROWING,
    HIDDEN,
    KINDS,
    MEN,
    REST,
    SUSTAINED,
    TIERS,
    WOMEN,
    Numbers,
    is_whole,
    number,
)
from indicators.told_week import ACTIONS, EVERYBODY, Key


@dataclass(frozen=True, slots=True)
class Closed:
    """Another period of the organization that is told: what is true of it, and what is told."""

    period: Period
    values: Mapping[Key, Numbers]
    told: Mapping[Key, Ruling]


def withhold(
    found: dict[Key, Ruling],
    values: Mapping[Key, Numbers],
    period: Period,
    others: Sequence[Closed],
    keys: Iterable[Key],
    k: int,
) -> None:
    """Takes back what would narrow what is hidden of other periods, with all of its family."""
    for rest, some in REST.items():
        if is_whole(found, EVERYBODY, *some):
            found[rest] = Ruling(Verdict.WHOLE)
    for key in list(keys):
        if is_whole(found, key) and not _leaves_open(key, number(values, key)[0], period, others, k):
            family = next((some for some in FAMILIES if key in some), (key,))
            found |= dict.fromkeys((one for one in family if one in found), HIDDEN)
            if key == ALL_ACTS:
                found |= dict.fromkeys((*KINDS.values(), *TIERS), HIDDEN)
            if key == EVERYBODY:
                found |= dict.fromkeys((MEN, WOMEN, *(one for one in found if one[0] == ACTIONS)), HIDDEN)
    for rest in REST:
        found.pop(rest, None)


@dataclass(frozen=True, slots=True)
class _Part:
    """A number of another period: what is told of it, and from where to where the rest may have to be possible."""

    told: int
    low: float
    high: float
    is_open: bool


def _leaves_open(key: Key, total: int, period: Period, others: Sequence[Closed], k: int) -> bool:
    for length in Length:
        if length is length_of(period):
            continue
        same = [one for one in others if length_of(one.period) is length and _days_in(one.period, period)]
        inside = [
            _part(one, key, k) for one in same if _days_in(one.period, period) == _days_in(one.period, one.period)
        ]
        if not inside:
            continue
        all_of_it = [_part(one, key, k) for one in same]
        if sum(_days_in(one.period, period) for one in same) < _days_in(period, period):
            all_of_it.append(_Part(0, 0, inf, is_open=True))  # one that is not over yet, and may be hidden
        for at, one in enumerate(inside):
            beside = sum(other.told + other.low for other in inside[:at] + inside[at + 1 :]) if key in ADDING else 0
            if one.is_open and total < beside + one.told + min(one.high, one.low + 2 * k):
                return False
        for at, one in enumerate(all_of_it):
            beside = sum(other.told + other.high for other in all_of_it[:at] + all_of_it[at + 1 :])
            if one.is_open and total > beside + one.told + one.low:
                return False
    return True


def _part(other: Closed, key: Key, k: int) -> _Part:
    count, people, actors, _ = number(other.values, key)
    ruling = other.told.get(key, HIDDEN)
    if key in REST and is_whole(other.told, EVERYBODY, *REST[key]):
        ruling = Ruling(Verdict.WHOLE, people, count)
    told = ruling.count if ruling.verdict in {Verdict.WHOLE, Verdict.PART} else 0
    if ruling.verdict is Verdict.WHOLE or not people:
        return _Part(told, 0, 0, is_open=False)
    rest = count - told
    if key in GROWING:
        return _Part(told, max(0, rest - k + 1), min(people - ruling.people, rest + k - 1), is_open=True)
    few = actors < k or ruling.verdict is Verdict.PART
    return _Part(told, 0 if few else max(0, rest - 1), max(k - 1, rest + 1), is_open=True)


def _days_in(one: Period, other: Period) -> int:
    return max(0, (min(one.end, other.end) - max(one.first, other.first)).days)


def tells_of_a_week(period: Period, values: Mapping[Key, Numbers], others: Sequence[Closed], k: int) -> bool:
    """Whether how many were active in three weeks of four says something of a week that is hidden."""
    steady, active, *_ = values.get(SUSTAINED, (0, 0, 0, 0))
    weeks = [one for one in others if length_of(one.period) is Length.WEEK and one.period.end <= period.end]
    recent = sorted(weeks, key=lambda one: one.period.first)[-RECENT_WEEKS:]
    is_open = len(recent) < RECENT_WEEKS or any(not is_whole(one.told, EVERYBODY) for one in recent)
    total = sum(one.values.get(EVERYBODY, (0, 0, 0, 0))[0] for one in recent)
    return is_open and total - (active + (STEADY_WEEKS - 1) * steady) < k - 1
