"""Amounts, intervals and who is behind a value."""

from __future__ import annotations

import subprocess
import sys
from uuid import UUID

import pytest

from indicators.values import Unit, Value, between_people, of_people, of_things

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.mark.parametrize(
    ("unit", "amount"),
    [
        (Unit.PEOPLE, 3),
        (Unit.PERCENT, 37.5),
        (Unit.PER_100_PEOPLE, 37.5),
        (Unit.PER_PERSON, 0.375),
        (Unit.POINTS, 37.5),
    ],
)
def test_an_amount_is_in_its_unit(unit: Unit, amount: float) -> None:
    assert Value(unit, 3, 8, contributors=3, largest=1).amount == amount


@pytest.mark.parametrize("unit", Unit)
def test_nought_is_another_thing_than_nothing_to_show(unit: Unit) -> None:
    assert Value(unit, 0, 8, contributors=0, largest=0).amount == 0
    assert Value(unit, 0, 0, contributors=0, largest=0).amount is None


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17, Table I, method 3 (score, without continuity correction)
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_a_proportion_has_the_published_wilson_interval(successes: int, trials: int, low: float, high: float) -> None:
    interval = Value(Unit.PERCENT, successes, trials, contributors=successes, largest=1).interval
    assert interval is not None
    assert interval.low == pytest.approx(low, abs=0.006)
    assert interval.high == pytest.approx(high, abs=0.006)


def test_an_interval_stays_between_nothing_and_all() -> None:
    of_none = Value(Unit.PERCENT, 0, 7, contributors=0, largest=0).interval
    of_all = Value(Unit.PERCENT, 7, 7, contributors=7, largest=1).interval
    assert of_none is not None
    assert of_all is not None
    assert (of_none.low, of_all.high) == (0.0, 100.0)
    assert of_none.high == pytest.approx(35.43, abs=0.01)
    assert of_all.low == pytest.approx(64.57, abs=0.01)


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.PERCENT])
def test_only_a_proportion_has_an_interval(unit: Unit) -> None:
    assert Value(unit, 3, 8, contributors=3, largest=1).interval is None


def test_a_proportion_of_nothing_has_no_interval() -> None:
    assert Value(Unit.PERCENT, 0, 0, contributors=0, largest=0).interval is None


def test_behind_people_are_they_themselves() -> None:
    assert of_people(Unit.PERCENT, {A, B}, {A, B, C}) == Value(Unit.PERCENT, 2, 3, contributors=2, largest=1)
    assert of_people(Unit.PERCENT, (), {A}) == Value(Unit.PERCENT, 0, 1, contributors=0, largest=0)


def test_behind_things_is_who_did_them_and_the_most_that_one_did() -> None:
    assert of_things(Unit.PER_100_PEOPLE, [A, A, B, A], 9) == Value(
        Unit.PER_100_PEOPLE, 4, 9, contributors=2, largest=3
    )


def test_behind_what_is_between_people_is_the_side_with_fewer_of_them() -> None:
    """Five answers about one person tell of one person, and so do five answers of one person."""
    assert between_people(Unit.PERCENT, [(A, B), (A, C), (A, B)], 4) == Value(
        Unit.PERCENT, 3, 4, contributors=1, largest=3
    )
    assert between_people(Unit.PERCENT, [(A, C), (B, C)], 4).contributors == 1
    assert between_people(Unit.PERCENT, [(A, B), (B, C)], 4) == Value(Unit.PERCENT, 2, 4, contributors=2, largest=1)


def test_who_is_not_known_is_not_counted_as_a_person() -> None:
    assert between_people(Unit.PERCENT, [(A, None), (B, None)], 2) == Value(
        Unit.PERCENT, 2, 2, contributors=0, largest=1
    )


def test_the_statistics_are_loaded_when_an_interval_is_asked_for_and_not_before() -> None:
    code = """
import sys
import indicators.measures.table
from indicators.values import Unit, Value
value = Value(Unit.PERCENT, 3, 8, contributors=3, largest=1)
assert value.amount == 37.5
assert not {"statsmodels", "scipy", "pandas", "numpy"} & sys.modules.keys()
assert value.interval
assert "statsmodels" in sys.modules
"""
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False, timeout=60).returncode == 0
