"""Every measure against its naive twin, over made-up organizations and scopes; and the interval against its formula."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.measures.table import MEASURES
from indicators.values import Unit, Value
from tests.indicators import naive
from tests.indicators.worlds import world

SEEDS = st.integers(0, 2**32 - 1)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=150, deadline=None)
@given(seed=SEEDS)
def test_a_measure_gives_what_its_formula_in_words_gives(name: str, seed: int) -> None:
    rows, scope = world(seed)
    values = MEASURES[name](rows, scope)
    expected = getattr(naive, name)(rows, scope)
    assert {
        part: (one.numerator, one.denominator, one.contributors, one.largest) for part, one in values.items()
    } == expected
    for one in values.values():
        assert one.largest <= one.numerator or one.unit is Unit.POINTS
        if one.unit is Unit.PERCENT:
            assert 0 <= one.numerator <= one.denominator


def test_the_made_up_organizations_have_something_of_everything() -> None:
    """Else the comparison would be of nothing with nothing."""
    worlds = [world(seed) for seed in range(200)]
    for name, measure in MEASURES.items():
        values = [measure(*one) for one in worlds]
        for part in values[0]:
            those = [one[part] for one in values]
            assert sum(one.numerator not in {0, one.denominator} for one in those) >= 10, (name, part)
            assert len({one.numerator for one in those}) >= 3, (name, part)


@settings(max_examples=200, deadline=None)
@given(st.data(), st.integers(1, 100_000))
def test_the_interval_is_what_wilsons_formula_gives(data: st.DataObject, trials: int) -> None:
    successes = data.draw(st.integers(0, trials))
    interval = Value(Unit.PERCENT, successes, trials, contributors=successes, largest=1).interval
    z, share = 1.959963984540054, successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    assert interval is not None
    assert interval.low == pytest.approx(100 * (middle - half), abs=1e-9)
    assert interval.high == pytest.approx(100 * (middle + half), abs=1e-9)
    assert 0 <= interval.low <= 100 * share <= interval.high <= 100
