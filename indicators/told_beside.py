"""What may be told of the whole organization by every other indicator, beside participation and acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from indicators import told_tables
from indicators.cells import OwnWeek
from indicators.effort import EFFORTS, Effort
from indicators.suppression import Ruling, Verdict
from indicators.told_counts import NO_END, Count
from indicators.told_keys import (
    ALL_ACTS,
    ANSWERED,
    FIRST,
    GAIN,
    HIDDEN,
    INTERVENTIONS,
    KINDS,
    MEN_MENTORING,
    MEN_SPONSORING,
    MENTORS,
    OF_USE,
    OUTCOMES,
    SECOND,
    SESSIONS,
    SHARES,
    SPONSORS,
    SUSTAINED,
    THINGS,
    Numbers,
    is_whole,
)
from indicators.told_rules import OfActs
from indicators.told_tables import Row
from indicators.told_tree import Forest
from indicators.told_week import EVERYBODY, Key
from storage.words import Kind, Nudge


def rule(values: Mapping[Key, Numbers], told: Mapping[Key, Ruling], k: int) -> dict[Key, Ruling]:
    """All other indicators, by what is told of participation and acts."""
    found = {key: _share(values[key], k) for key in (*SHARES, SUSTAINED, SPONSORS, MENTORS) if key in values}
    found |= {key: _whole(values[key]) if _things(values[key], k) else HIDDEN for key in THINGS if key in values}
    found |= {key: _whole(values[key]) if is_whole(told, kind) else HIDDEN for key, kind in _acts_of_a_kind(values)}
    if MENTORS in values and not all(
        is_whole(told, key) or told.get(key, HIDDEN).count >= values[MENTORS][0]
        for key in (EVERYBODY, KINDS[Kind.MENTOR])
    ):
        found[MENTORS] = HIDDEN
    for whole, part in ((SPONSORS, MEN_SPONSORING), (MENTORS, MEN_MENTORING)):
        if part in values:
            left = values[whole][0] - values[part][0]
            found[part] = _share(values[part], k) if left >= k or not is_whole(found, whole) else HIDDEN
    if SESSIONS in values and not is_whole(found, MENTORS):
        found[SESSIONS] = HIDDEN
    if OF_USE in values:
        is_told = is_whole(found, INTERVENTIONS) and _splits(values[INTERVENTIONS], values[OF_USE], k)
        found[OF_USE] = _whole(values[OF_USE]) if is_told else HIDDEN
    found |= _outcomes(values, k)
    found |= _quiz(values, k)
    found |= _answers(values, k)
    for effort in Effort:
        key = "substance_mix", effort.value
        if key in values:
            kinds = [KINDS[kind] for kind in Kind if EFFORTS[kind] is effort]
            found[key] = _whole(values[key]) if is_whole(told, ALL_ACTS, *kinds) else HIDDEN
    return found


def _acts_of_a_kind(values: Mapping[Key, Numbers]) -> list[tuple[Key, Key]]:
    both = ((INTERVENTIONS, KINDS[Kind.INTERVENE]), (SESSIONS, KINDS[Kind.MENTOR]))
    return [(key, kind) for key, kind in both if key in values]


def _outcomes(values: Mapping[Key, Numbers], k: int) -> dict[Key, Ruling]:
    """Sponsorships, those of women, and those of women by men: each within the one before."""
    found: dict[Key, Ruling] = {}
    whole: Numbers | None = None
    for key in OUTCOMES:
        if key not in values:
            continue
        one = values[key]
        is_told = _things(one, k)
        if is_told and whole is not None:
            left = whole[0] - one[0], whole[1] - one[1] - whole[0] + one[0]
            is_told = left[0] >= k * whole[3] and left[1] >= k * max(1, whole[3])
        found[key] = _whole(one) if is_told else HIDDEN
        whole = one if is_told else whole
    return found


def _quiz(values: Mapping[Key, Numbers], k: int) -> dict[Key, Ruling]:
    if GAIN not in values:
        return {}
    is_told = values[GAIN][2] >= k and _things(values[FIRST], k) and _things(values[SECOND], k)
    return {key: _whole(values[key]) if is_told else HIDDEN for key in (GAIN, FIRST, SECOND)}


@dataclass(frozen=True, slots=True)
class _OfAnswers(OfActs):
    """Answers to nudges, of which some had none."""

    def passes(self, count: Count) -> bool:
        return OfActs.passes(self, count) and count.people - count.amount >= self.k


def _answers(values: Mapping[Key, Numbers], k: int) -> dict[Key, Ruling]:
    """The kinds of nudge are the columns of a table of one row."""
    if ANSWERED not in values:
        return {}
    keys = {nudge.value: ("nudge_response", nudge.value) for nudge in Nudge}
    found = dict.fromkeys((ANSWERED, *keys.values()), HIDDEN)
    if _things(values[ANSWERED], k):
        found[ANSWERED] = _whole(values[ANSWERED])
        counts = {name: _count(values.get(key, (0, 0, 0, 0))) for name, key in keys.items()}
        pair = sorted(counts, key=lambda name: (counts[name].amount, name))[:2]
        row = Row(counts, values[ANSWERED][3])
        settled = told_tables.settle(Forest([OwnWeek(UUID(int=0), None)]), {0: row}, pair, _OfAnswers(k))
        found |= {keys[name]: _whole(values[keys[name]]) for name in settled[0].told}
    return found


def _count(one: Numbers) -> Count:
    return Count(one[0], NO_END, one[1], one[2], one[3])


def _whole(one: Numbers) -> Ruling:
    return Ruling(Verdict.WHOLE, one[1], one[0])


def _share(one: Numbers, k: int) -> Ruling:
    """People out of people."""
    count, people, *_ = one
    if count >= k and people - count >= k:
        return _whole(one)
    return Ruling(Verdict.NEARLY_ALL) if people > k and count >= k else HIDDEN


def _things(one: Numbers, k: int) -> bool:
    """Things out of things, or of people."""
    count, out_of, people, largest = one
    return people >= k and 2 * largest <= count and out_of - count >= k


def _splits(whole: Numbers, part: Numbers, k: int) -> bool:
    """Whether a part of acts may be told beside the whole: what is left is of so many people at least, none of whom did
    more than half of it.
    """
    left = whole[0] - part[0]
    people = max(whole[2] - part[2], left // max(1, whole[3]))
    return part[2] >= k and 2 * part[3] <= part[0] and people >= k and 2 * whole[3] <= left
