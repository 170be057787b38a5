"""The attack on what is told of nudges that were not sent: each thing it finds, and nothing in what the page tells."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from indicators import told_deliveries
from indicators.attack_deliveries import MOST, NOT_SENT, Reason, attacked
from indicators.attack_published import WRONG
from indicators.told_deliveries import Behind, Said

K = 5
PAUSED = Reason("Paused", K, Said.NUMBER, 9, times=9, people=7, largest=2, everybody=40, is_chosen=True)


def found(one: Reason) -> list[str]:
    outcome = attacked([one])
    assert outcome.tried[NOT_SENT] == 1
    return [f"{leak.topic}: {leak.words}" for leak in outcome.leaks]


def test_a_number_of_enough_people_says_no_more_than_may_be_known() -> None:
    assert found(PAUSED) == []


def test_a_number_of_few_says_that_there_is_somebody() -> None:
    few = replace(PAUSED, count=3, times=3, people=3, largest=1)
    assert found(few) == ["nudges not sent: Paused: 1..3, where no more than 0..4 may be known"]
    assert found(replace(few, said=Said.FEW, count=0)) == []


def test_a_number_of_so_many_that_few_are_left() -> None:
    """Of nine with any nudge that week all but one had paused; that it was not all of them is what the number says."""
    nearly = replace(PAUSED, count=8, times=8, people=8, largest=1, everybody=9)
    assert found(nearly) == ["nudges not sent: Paused: 1..8, where no more than 5..9 may be known"]
    assert found(replace(nearly, said=Said.NEARLY_ALL, count=0)) == []
    assert found(replace(nearly, is_chosen=False)) == [], "that it was a holiday for all of them is no secret"


def test_of_so_few_even_a_label_would_say_that_it_was_not_all() -> None:
    five = replace(PAUSED, said=Said.FEW, count=0, times=4, people=4, largest=1, everybody=5)
    assert found(five) == ["nudges not sent: Paused: 0..4, where no more than 0..5 may be known"]
    assert not told_deliveries.is_told_of(5, K)


def test_a_number_that_is_mostly_one_persons() -> None:
    mostly = replace(PAUSED, count=12, times=12, largest=7)
    assert found(mostly) == ["nudges not sent: Paused: one person has more than half of it"]
    assert found(replace(mostly, said=Said.HIDDEN, count=0)) == []


def test_so_large_a_number_says_how_many_it_must_have_been() -> None:
    many = replace(PAUSED, count=MOST * 39, times=MOST * 39, people=39, largest=MOST)
    assert any("39..40" in leak for leak in found(many))


def test_what_cannot_be_right_is_told_so() -> None:
    assert found(replace(PAUSED, count=8)) == [f"{WRONG}: Paused: told as 8, where there were 9"]


@pytest.mark.parametrize("seed", range(5))
def test_by_the_rules_of_the_page_nothing_is_found(seed: int) -> None:
    dice, seen = Random(seed), set[Said]()
    told = []
    for at in range(80):
        everybody = dice.randint(1, 20)
        if not told_deliveries.is_told_of(everybody, K):
            continue
        times = [dice.choice((0, 0, 1, 1, 2, 6)) for _ in range(everybody)]
        behind = Behind(sum(times), sum(bool(one) for one in times), max(times))
        is_chosen = dice.random() < 0.5
        said = told_deliveries.not_sent(behind, everybody, K, is_chosen=is_chosen)
        count = behind.count if said is Said.NUMBER else 0
        seen.add(said)
        told.append(Reason(str(at), K, said, count, behind.count, behind.people, behind.largest, everybody, is_chosen))
    outcome = attacked(told)
    assert seen >= {Said.NUMBER, Said.FEW, Said.NEARLY_ALL}
    assert [leak.words for leak in outcome.leaks] == []
    as_numbers = [replace(one, said=Said.NUMBER, count=one.times) for one in told]
    assert len(attacked(as_numbers).leaks) > 5
