"""The registry against the design's table, the measures and the page that is made from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indicators.definitions import REGISTRY
from indicators.effort import EFFORTS
from indicators.handbook import UNITS, as_markdown
from indicators.measures.table import MEASURES
from indicators.periods import week_of
from indicators.registry import Criterion, Registry
from indicators.rows import Rows
from indicators.scope import Scope
from indicators.values import Unit
from storage.words import Kind
from tests.golden import _compare

PAGE = Path(__file__).parents[2] / "docs" / "indicators.md"
IN_ORDER = [
    "participation",
    "actions_per_100",
    "interventions",
    "sponsors",
    "women_sponsored",
    "sponsorship_outcome",
    "mentors",
    "training_reach",
    "training_completion",
    "quiz_gain",
    "nudge_response",
    "sustained",
    "substance_mix",
    "confirmed_share",
]


def test_it_holds_the_designs_indicators_in_order_without_those_that_need_a_pulse() -> None:
    assert list(REGISTRY) == list(MEASURES) == IN_ORDER
    assert len(REGISTRY) == 14
    assert "perception_gap" not in REGISTRY


@pytest.mark.parametrize("name", IN_ORDER)
def test_a_measure_gives_the_numbers_that_its_definition_names(name: str) -> None:
    indicator = REGISTRY[name]
    values = MEASURES[name](Rows(), Scope(week_of(date(2026, 3, 4))))
    assert [(part, value.unit) for part, value in values.items()] == [(one.id, one.unit) for one in indicator.parts]
    assert indicator.unit is indicator.parts[0].unit
    assert indicator.part(indicator.parts[-1].id) == indicator.parts[-1]


@pytest.mark.parametrize("name", IN_ORDER)
def test_of_nobody_there_is_nothing_to_show(name: str) -> None:
    for value in MEASURES[name](Rows(), Scope(week_of(date(2026, 3, 4)))).values():
        assert (value.amount, value.interval, value.contributors, value.largest) == (None, None, 0, 0)


@pytest.mark.parametrize("name", IN_ORDER)
def test_no_indicator_asks_for_fewer_than_five_people_or_leaves_its_source_out(name: str) -> None:
    indicator = REGISTRY[name]
    assert indicator.minimum_contributors >= 5
    assert indicator.method_version >= 1
    assert "Raj 2024" in indicator.source or not indicator.criteria
    for text in (indicator.name, indicator.formula, indicator.population, indicator.source):
        assert text
        assert not text.endswith(".")


def test_every_criterion_that_logs_speak_to_is_served_and_table_1s_words_are_kept() -> None:
    assert [one.id for one in REGISTRY.serving(Criterion.TRAINING)] == [
        "actions_per_100",
        "training_reach",
        "training_completion",
        "quiz_gain",
    ]
    assert [one.id for one in REGISTRY.serving(Criterion.INTERVENTION)] == IN_ORDER[:3]
    assert [one.id for one in REGISTRY.serving(Criterion.SPONSORSHIP)] == [*IN_ORDER[:2], *IN_ORDER[3:7]]
    assert [one.value for one in Criterion] == [
        "Sponsorship & Mentorship",
        "Active Intervention",
        "Participation in Allyship Training",
    ]


def test_ids_are_told_apart() -> None:
    for indicator in REGISTRY.values():
        assert len({part.id for part in indicator.parts}) == len(indicator.parts)
    with pytest.raises(ValueError, match="same id"):
        Registry(REGISTRY["sponsors"], REGISTRY["sponsors"])
    with pytest.raises(KeyError):
        REGISTRY["sponsors"].part("women")


def test_every_kind_has_an_effort_and_every_unit_a_name() -> None:
    assert set(EFFORTS) == set(Kind)
    assert set(UNITS) == set(Unit)


def test_the_page_about_indicators_is_made_from_the_registry_golden() -> None:
    _compare(PAGE, as_markdown())
