"""When questions come: the steps of a sponsorship, how long an action is fresh, one a week, and what comes first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges import agenda, check_ins
from nudges.agenda import What
from nudges.check_ins import APART, HALF_YEAR, STEPS, Spell, choose, first_check_in, next_check_in, spell
from nudges.chosen import calendar
from storage.deliveries import FollowUp, Past
from storage.models.base import new_id
from storage.questions import AboutAction, AboutSponsorship, Question
from storage.words import ConfirmationPart, DeliveryState, Kind, LeftOut, Nudge, Opportunity
from tests.nudges.test_agenda import ANA, CHOICES, NOTHING, NOW, PLAN, TODAY, had

UTC_CLOCK = ZoneInfo("UTC")
FIRST = date(2026, 1, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
DAY = timedelta(days=1)


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


def action(**details: Any) -> AboutAction:
    values: dict[str, Any] = {
        "action_id": new_id(),
        "confirmation_id": None,
        "part": ConfirmationPart.BENEFICIARY,
        "author": "Ben",
        "kind": Kind.AMPLIFY,
        "setting": None,
        "occurred_on": TODAY - DAY,
        "logged_at": NOW - DAY,
    }
    return AboutAction(**values | details)


def sponsorship(**details: Any) -> AboutSponsorship:
    values: dict[str, Any] = {
        "id": new_id(),
        "of_sponsor": True,
        "colleague": "Ana",
        "opportunity": Opportunity.ROLE,
        "nominated_on": TODAY - timedelta(days=40),
        "logged_at": NOW - timedelta(days=40),
        "due": None,
    }
    return AboutSponsorship(**values | details)


def asked(day: date, **details: Any) -> Past:
    return had(day, Nudge.CHECK_IN, item=None, **details)


@pytest.mark.parametrize(
    ("asked_after", "next_after"),
    [
        (0, 30),
        (9, 30),
        (10, 90),  # told of nine days before the step: that is soon enough
        (30, 90),
        (69, 90),
        (70, 180),  # asked late, for the sponsor was away
        (90, 180),
        (180, 362),
        (341, 362),
        (342, 544),
        (362, 544),
        (1000, 1090),
    ],
)
def test_a_sponsorship_is_asked_about_after_30_90_and_180_days_and_then_every_half_year(
    asked_after: int, next_after: int
) -> None:
    assert next_check_in(FIRST, after(asked_after)) == after(next_after)


@given(DAYS, st.lists(st.integers(0, 120), min_size=12, max_size=12))
def test_steps_go_on_for_ever_and_are_neither_near_nor_far(nominated_on: date, late: list[int]) -> None:
    """However late each question is sent."""
    steps = {nominated_on + step for step in STEPS}
    due, days = first_check_in(nominated_on, nominated_on, of_sponsor=True), []
    for delay in late:
        days.append(due)
        sent = due + delay * DAY
        due = next_check_in(nominated_on, sent)
        assert APART <= due - sent <= HALF_YEAR + APART
        beyond = due - nominated_on - STEPS[-1]
        assert due in steps or (beyond > timedelta() and beyond % HALF_YEAR == timedelta())
    assert all(one < other for one, other in pairwise(days))


@pytest.mark.parametrize(
    ("logged_after", "of_sponsor", "expected"),
    [(0, True, 30), (0, False, 90), (20, True, 41), (200, True, 221), (200, False, 221)],
)
def test_the_first_question_leaves_time_after_it_was_logged_late(
    logged_after: int, of_sponsor: bool, expected: int
) -> None:
    assert first_check_in(FIRST, after(logged_after), of_sponsor=of_sponsor) == after(expected)


def test_an_action_may_be_asked_about_from_the_next_day_in_the_persons_zone_while_it_is_fresh() -> None:
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    one = action(occurred_on=date(2026, 3, 2), logged_at=late)
    assert spell(one, UTC_CLOCK) == Spell(date(2026, 3, 4), date(2026, 4, 1))
    assert spell(one, ZoneInfo("Asia/Tokyo")) == Spell(date(2026, 3, 5), date(2026, 4, 1))
    witnessed = action(part=ConfirmationPart.WITNESS, occurred_on=date(2026, 3, 2), logged_at=late)
    assert spell(witnessed, UTC_CLOCK).has(date(2026, 3, 3)), "its author wants it to be asked"
    assert not spell(one, UTC_CLOCK).has(date(2026, 4, 2))
    assert spell(sponsorship(due=date(2026, 3, 9)), UTC_CLOCK) == Spell(date(2026, 3, 9))


def test_there_is_one_question_in_any_seven_days() -> None:
    past = [asked(TODAY)]
    assert [check_ins.is_free(past, TODAY + number * DAY) for number in (0, 6, 7)] == [False, False, True]
    assert not check_ins.is_free([asked(TODAY + DAY)], TODAY), "a clock was set back"
    assert check_ins.is_free([had(TODAY)], TODAY), "other nudges are not questions"
    skipped = asked(TODAY, state=DeliveryState.SKIPPED, reason=LeftOut.OUT_OF_DATE)
    assert check_ins.is_free([skipped], TODAY)
    assert not check_ins.is_free([asked(TODAY, state=DeliveryState.UNKNOWN)], TODAY), "it may have arrived"


def test_what_cannot_be_sent_is_tried_on_other_days_and_then_rests() -> None:
    for how in ({"state": DeliveryState.FAILED}, {"state": DeliveryState.SKIPPED, "reason": LeftOut.BROKEN}):
        tried = [asked(TODAY + number * DAY, **how) for number in range(3)]
        assert check_ins.is_free(tried[:2], TODAY + 2 * DAY)
        assert check_ins.free_from(tried) == TODAY + 9 * DAY
    long_ago = [asked(TODAY - number * DAY, state=DeliveryState.FAILED) for number in (20, 10, 0)]
    assert check_ins.is_free(long_ago, TODAY)


def test_a_question_takes_the_next_place_after_plans_and_before_what_is_usual() -> None:
    to_ask = [Spell(TODAY, TODAY + 3 * DAY)]
    ask = What(Nudge.CHECK_IN)
    assert agenda.what([], [], CHOICES, TODAY, to_ask) == ask
    plan = FollowUp(PLAN, TODAY)
    assert agenda.what([], [plan], CHOICES, TODAY, to_ask) == What(Nudge.FOLLOW_UP, plan_id=PLAN)
    assert agenda.what([], [], CHOICES, TODAY - DAY, to_ask) == What(Nudge.REFLECTION), "not yet"
    assert agenda.what([], [], CHOICES, TODAY + 4 * DAY, to_ask) == What(Nudge.REFLECTION), "too long ago"
    assert agenda.what([asked(TODAY - DAY)], [], CHOICES, TODAY, to_ask) == What(Nudge.REFLECTION), "one a week"


def test_questions_do_not_change_whose_turn_it_is() -> None:
    past = [had(TODAY - 8 * DAY), asked(TODAY - DAY)]
    assert agenda.what(past, [], CHOICES, TODAY) == What(Nudge.LESSON)


def test_who_wants_nothing_else_is_still_asked_on_a_day_of_theirs() -> None:
    friday = TODAY + 2 * DAY
    assert next_day([], Spell(friday)) == date(2026, 3, 10), "Friday is not theirs, nor is Monday"
    assert next_day([], Spell(friday, friday + DAY)) is None, "it is over by then"
    assert next_day([asked(TODAY - DAY)], Spell(TODAY)) == date(2026, 3, 10), "a week after the last one"
    assert next_day([], Spell(friday, friday + DAY), Spell(date(2026, 4, 2))) == date(2026, 4, 2)
    assert next_day([]) is None


def next_day(past: list[Past], *to_ask: Spell) -> date | None:
    due = agenda.when(calendar(ANA, NOTHING), NOTHING, past, [], NOW, to_ask)
    return None if due is None else due.day


def test_the_latest_action_comes_first_and_before_it_what_its_author_wants_witnessed() -> None:
    old, new = action(occurred_on=TODAY - 9 * DAY), action(occurred_on=TODAY - 2 * DAY)
    assert choose([old, new], [], TODAY, UTC_CLOCK) == new
    witnessed = action(part=ConfirmationPart.WITNESS, occurred_on=TODAY - 20 * DAY)
    assert choose([old, witnessed, new], [], TODAY, UTC_CLOCK) == witnessed
    assert choose([action(logged_at=NOW)], [], TODAY, UTC_CLOCK) is None, "it may still be taken back"
    assert choose([action(occurred_on=TODAY - 31 * DAY)], [], TODAY, UTC_CLOCK) is None


def test_actions_and_sponsorships_take_turns() -> None:
    about, due, longer = action(), sponsorship(due=TODAY - DAY), sponsorship(due=TODAY - 2 * DAY)
    to_ask: list[Question] = [about, due, longer]
    week_ago = TODAY - 7 * DAY
    assert choose(to_ask, [], TODAY, UTC_CLOCK) == longer
    assert choose(to_ask, [asked(week_ago, sponsorship_id=longer.id)], TODAY, UTC_CLOCK) == about
    assert choose(to_ask, [asked(week_ago)], TODAY, UTC_CLOCK) == longer
    assert choose([due, longer], [asked(week_ago, sponsorship_id=longer.id)], TODAY, UTC_CLOCK) == longer
    failed = asked(week_ago, sponsorship_id=due.id, state=DeliveryState.FAILED)
    assert choose(to_ask, [failed], TODAY, UTC_CLOCK) == longer, "it did not arrive, so it was nobody's turn"
    assert choose([sponsorship(due=TODAY + DAY)], [], TODAY, UTC_CLOCK) is None
