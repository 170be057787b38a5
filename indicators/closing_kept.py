"""What of a closed period can be measured again once the oldest data has gone: what can't stays as it was stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from indicators.measures.acts import recent_weeks
from indicators.measuring import Measured
from indicators.periods import Period
from storage.indicator_values import StoredValue
from storage.retention import Whole

_OF_DELIVERIES = frozenset({"training_reach", "training_completion", "quiz_gain", "nudge_response"})
_OF_ALL_SPONSORSHIPS = frozenset({"sponsorship_outcome"})
"""It looks at all that ever were; the others look at those that were open in the period, and those are kept."""


def is_gone(period: Period, whole: Whole) -> bool:
    """Whether actions that the period counts, or looks back at, may be gone: then it is told as it was, for good."""
    earliest = min(period.first, recent_weeks(period)[0].first)
    return whole.actions_from is not None and earliest < whole.actions_from


def as_it_was(measured: Measured, stored: Iterable[StoredValue], period: Period, whole: Whole) -> Measured:
    """The period as it is measured now, with what was stored in place of that whose data is not whole any more."""
    kept: frozenset[str] = frozenset()
    if whole.deliveries_from is not None and period.first < whole.deliveries_from:
        kept |= _OF_DELIVERIES
    if whole.sponsorships_gone_on is not None and period.end <= whole.sponsorships_gone_on:
        kept |= _OF_ALL_SPONSORSHIPS
    pairs = {**measured.pairs, **{indicator: {} for indicator in kept}}
    for one in stored:
        if one.indicator in kept:
            numbers = {
                part: (it.numerator, it.denominator, it.contributors, it.largest) for part, it in one.parts.items()
            }
            pairs[one.indicator] = {**pairs[one.indicator], one.team_id: numbers}
    return replace(measured, pairs=pairs)
