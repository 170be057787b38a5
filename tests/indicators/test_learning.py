"""Lessons, questions, nudges and confirmations, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from indicators.measures.evidence import confirmed_share
from indicators.measures.learning import nudge_response, quiz_gain, training_completion, training_reach
from indicators.rows import ConfirmationRow, DeliveryRow, LessonRow, Rows
from storage.words import ConfirmationAnswer, ConfirmationPart, Nudge
from tests.indicators.people import (
    ADAM,
    ANA,
    BEA,
    BEN,
    CARL,
    CARO,
    EVERYBODY,
    IN_PAYMENTS,
    MONDAY,
    NEXT,
    NOOR,
    PEOPLE,
    SUNDAY,
    numbers,
    quiz,
)

BEFORE = MONDAY - timedelta(days=1)
STRANGER = UUID(int=99)
YES, SOMEWHAT, NO, NOT_LIKE_THAT, DECLINED = (
    ConfirmationAnswer.YES,
    ConfirmationAnswer.SOMEWHAT,
    ConfirmationAnswer.NO,
    ConfirmationAnswer.NOT_LIKE_THAT,
    ConfirmationAnswer.DECLINED,
)


def test_reach_is_of_people_and_completion_of_lessons() -> None:
    rows = Rows(
        PEOPLE,
        lessons=(
            LessonRow(ADAM, MONDAY, SUNDAY),
            LessonRow(ADAM, MONDAY, MONDAY),
            LessonRow(BEN, SUNDAY, NEXT),
            LessonRow(CARL, BEFORE, MONDAY),
            LessonRow(ANA, MONDAY),
            LessonRow(BEA, completed_on=SUNDAY),
            LessonRow(NOOR, NEXT, NEXT),
            LessonRow(STRANGER, MONDAY, MONDAY),
        ),
    )
    reach, completion = training_reach(rows, EVERYBODY)["all"], training_completion(rows, EVERYBODY)["all"]
    assert (numbers(reach), reach.amount) == ((3, 8, 3), 37.5)
    assert (numbers(completion), completion.amount, completion.largest) == ((2, 4, 1), 50.0, 2)
    assert numbers(training_reach(rows, IN_PAYMENTS)["all"]) == (2, 4, 2)
    assert numbers(training_completion(rows, IN_PAYMENTS)["all"]) == (2, 4, 1)


def test_gain_is_of_the_same_people_on_the_same_questions() -> None:
    rows = Rows(
        PEOPLE,
        quiz_answers=(
            quiz(ADAM, MONDAY - timedelta(days=7), is_right=False),
            quiz(ADAM, MONDAY, is_right=True),
            quiz(ADAM, MONDAY - timedelta(days=30), is_right=False, lesson="interrupt"),
            quiz(ADAM, SUNDAY, is_right=True, lesson="interrupt"),
            quiz(BEN, MONDAY - timedelta(days=20), is_right=True),
            quiz(BEN, SUNDAY, is_right=False),
            quiz(ANA, MONDAY - timedelta(days=20), is_right=True),
            quiz(ANA, SUNDAY, is_right=True),
            quiz(BEA, MONDAY - timedelta(days=20), is_right=False),
            quiz(CARO, SUNDAY, is_right=True),
        ),
    )
    values = quiz_gain(rows, EVERYBODY)
    assert numbers(values["first"]) == (2, 4, 2)
    assert numbers(values["second"]) == (3, 4, 2)
    gain = values["gain"]
    assert (numbers(gain), gain.amount, gain.largest) == ((1, 4, 3), 25.0, 2)


def test_a_gain_may_be_a_loss() -> None:
    rows = Rows(PEOPLE, quiz_answers=(quiz(BEN, date(2026, 1, 5), is_right=True), quiz(BEN, MONDAY, is_right=False)))
    gain = quiz_gain(rows, EVERYBODY)["gain"]
    assert (gain.amount, gain.contributors) == (-100.0, 1)


def test_the_second_asking_is_the_first_after_a_week_and_the_first_is_the_first_ever() -> None:
    """An answer six days later is no second asking; a third one is none either."""
    first = MONDAY - timedelta(days=6)
    too_soon = quiz(BEN, MONDAY, is_right=True)
    rows = Rows(PEOPLE, quiz_answers=(too_soon, quiz(BEN, first, is_right=False)))
    assert quiz_gain(rows, EVERYBODY)["gain"].amount is None
    second = quiz(BEN, MONDAY + timedelta(days=1), is_right=True)
    rows = replace(rows, quiz_answers=(second, *rows.quiz_answers))
    assert quiz_gain(rows, EVERYBODY)["gain"].amount == 100.0
    earlier = (quiz(BEN, date(2026, 1, 5), is_right=False), quiz(BEN, date(2026, 2, 2), is_right=True))
    rows = replace(rows, quiz_answers=(*rows.quiz_answers, *earlier))
    assert quiz_gain(rows, EVERYBODY)["gain"].amount is None, "the second asking was in February"


def test_of_two_answers_on_a_day_the_earlier_is_the_first() -> None:
    day = date(2026, 2, 2)
    early, late = quiz(BEN, day, is_right=False, hour=9), quiz(BEN, day, is_right=True, hour=15)
    rows = Rows(PEOPLE, quiz_answers=(late, quiz(BEN, MONDAY, is_right=True), early))
    assert quiz_gain(rows, EVERYBODY)["first"].amount == 0


def test_nudges_are_answered_in_the_period_in_which_they_were_sent() -> None:
    rows = Rows(
        PEOPLE,
        deliveries=(
            DeliveryRow(ADAM, Nudge.LESSON, MONDAY, MONDAY),
            DeliveryRow(ADAM, Nudge.REFLECTION, SUNDAY, SUNDAY),
            DeliveryRow(BEN, Nudge.REFLECTION, SUNDAY, NEXT),
            DeliveryRow(ANA, Nudge.REFLECTION, MONDAY),
            DeliveryRow(CARL, Nudge.LESSON, MONDAY, SUNDAY),
            DeliveryRow(NOOR, Nudge.LESSON, BEFORE, MONDAY),
            DeliveryRow(NOOR, Nudge.LESSON, NEXT, NEXT),
            DeliveryRow(STRANGER, Nudge.LESSON, MONDAY, MONDAY),
        ),
    )
    values = nudge_response(rows, EVERYBODY)
    assert (numbers(values["all"]), values["all"].amount, values["all"].largest) == ((3, 5, 2), 60.0, 2)
    assert numbers(values["lesson"]) == (2, 2, 2)
    assert numbers(values["reflection"]) == (1, 3, 1)
    assert values["digest"].amount is None
    assert numbers(nudge_response(rows, IN_PAYMENTS)["all"]) == (2, 4, 1)


def said(actor: UUID, person: UUID | None, answer: ConfirmationAnswer, on: date = MONDAY) -> ConfirmationRow:
    return ConfirmationRow(actor, person, ConfirmationPart.BENEFICIARY, answer, on)


def test_what_beneficiaries_say_and_what_witnesses_say_stand_by_themselves() -> None:
    witness = replace(said(ADAM, BEN, YES), part=ConfirmationPart.WITNESS)
    rows = Rows(
        PEOPLE,
        confirmations=(
            said(ADAM, ANA, YES),
            said(BEN, BEA, SOMEWHAT, SUNDAY),
            said(CARL, CARO, NO),
            said(CARL, ANA, NOT_LIKE_THAT),
            witness,
            replace(witness, answer=NO),
        ),
    )
    values = confirmed_share(rows, EVERYBODY)
    assert {part: numbers(one) for part, one in values.items()} == {"confirmed": (2, 4, 2), "witnessed": (1, 2, 1)}
    assert numbers(confirmed_share(rows, IN_PAYMENTS)["confirmed"]) == (2, 2, 2)


@pytest.mark.parametrize(
    "left_out",
    [
        said(ADAM, ANA, DECLINED),
        said(ADAM, ANA, YES, BEFORE),
        said(ADAM, ANA, YES, NEXT),
        replace(said(ADAM, ANA, YES), is_withdrawn=True),
    ],
)
def test_declining_says_nothing_and_other_weeks_and_withdrawn_actions_are_left_out(left_out: ConfirmationRow) -> None:
    rows = Rows(PEOPLE, confirmations=(said(ADAM, ANA, NO), left_out))
    assert numbers(confirmed_share(rows, EVERYBODY)["confirmed"]) == (0, 1, 0)


def test_five_answers_about_one_person_have_one_person_behind_them() -> None:
    rows = Rows(PEOPLE, confirmations=tuple(said(ADAM, person, YES) for person in (ANA, BEA, CARO, NOOR, BEN)))
    value = confirmed_share(rows, EVERYBODY)["confirmed"]
    assert (numbers(value), value.largest) == ((5, 5, 1), 5)


def test_who_was_erased_is_nobody_behind_an_answer() -> None:
    rows = Rows(PEOPLE, confirmations=(said(ADAM, None, YES), said(BEN, None, YES), said(CARL, ANA, YES)))
    assert numbers(confirmed_share(rows, EVERYBODY)["confirmed"]) == (3, 3, 1)
