"""What is said to have gone well: only what was told, and never of a person."""

from __future__ import annotations

import pytest

from indicators.readings import Reading
from indicators.suppression import Ruling, Verdict
from nudges.digest_well import of_week
from storage.words import Kind, Tier
from tests.nudges.digests import HIDDEN, part, reading, whole

PLAIN = reading(whole(8, 23), {Kind.AMPLIFY: whole(9, 23)})


def said(*readings: Reading, turn: int = 0) -> str:
    told = of_week(readings, 5, turn)
    assert told is not None
    return told


def test_more_people_than_the_week_before_goes_first() -> None:
    after = reading(whole(11, 23), {Kind.SPONSOR: whole(6, 23)})
    assert said(PLAIN, after) == "More people logged something than the week before: 11 of 23 after 8 of 23."


@pytest.mark.parametrize(
    "before",
    [
        HIDDEN,
        reading(part(8, 20)),
        reading(Ruling(Verdict.NEARLY_ALL)),
        reading(whole(8, 23)),
        reading(whole(10, 23)),
        reading(whole(7, 15)),
    ],
)
def test_nothing_is_compared_with_what_is_not_told_whole_nor_with_as_much(before: Reading) -> None:
    assert "week before" not in said(before, reading(whole(10, 23)))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.SPONSOR, "Colleagues were put forward 6 times"),
        (Kind.INTERVENE, "People stepped in 6 times"),
        (Kind.ADVOCATE, "People spoke up for something fairer 6 times"),
        (Kind.MENTOR, "People gave colleagues their time as mentors 6 times"),
    ],
)
def test_what_asks_much_is_named(kind: Kind, words: str) -> None:
    assert said(reading(whole(8, 23), {kind: whole(6, 23)})).startswith(words)
    assert words.replace("6 times", "at least 6 times") in said(reading(part(8, 23), {kind: part(6, 20)}))


def test_evidence_of_one_tier_is_never_added_to_another() -> None:
    shown = reading(
        whole(8, 23), {Kind.AMPLIFY: whole(30, 23)}, {Tier.CONFIRMED: whole(7, 23), Tier.WITNESSED: whole(6, 23)}
    )
    told = {said(shown, turn=turn) for turn in range(4)}
    assert told == {
        "7 actions helped, say the colleagues that they were for.",
        "6 actions helped, say colleagues who saw them.",
    }


def test_weeks_in_a_row_count_up_to_the_first_that_is_not_told() -> None:
    told = said(PLAIN, HIDDEN, PLAIN, PLAIN, PLAIN)
    assert told.startswith("For three weeks in a row, at least five people logged something.")
    assert "in a row" not in said(PLAIN, HIDDEN, PLAIN, PLAIN)


def test_what_stays_so_takes_turns() -> None:
    shown = reading(whole(8, 23), {Kind.SPONSOR: whole(6, 23), Kind.MENTOR: whole(7, 23), Kind.AMPLIFY: whole(9, 23)})
    assert len({said(shown, turn=turn) for turn in range(3)}) == 3


def test_where_there_is_only_that_people_took_part_it_is_that() -> None:
    assert said(PLAIN) == "8 people took a minute to log what they did. The small and quick counts, too."
    assert said(reading(Ruling(Verdict.NEARLY_ALL))) == "Nearly all logged something."


def test_of_a_hidden_week_nothing_is_said() -> None:
    assert of_week([PLAIN, HIDDEN], 5, 0) is None
