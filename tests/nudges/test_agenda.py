"""What comes next and when: turns, plans to ask about, and what was put off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from nudges import agenda
from nudges.agenda import What
from nudges.calendar import Go, Skip, due_again, may_send
from nudges.chosen import calendar
from nudges.preferences import Sent
from storage.deliveries import FollowUp, Past
from storage.models.base import new_id
from storage.nudge_preferences import NudgeChoices
from storage.words import DeliveryState, LeftOut, Nudge, Pace, Sector, SkipReason

ANA = UUID(int=7)
PLAN = UUID(int=1)
NOW = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
"""A Wednesday."""
TODAY = NOW.date()
CHOICES = NudgeChoices(
    zone="UTC",
    zone_is_own=True,
    language="en",
    country="DE",
    days=frozenset({1, 2, 3}),
    starts=time(9, 30),
    ends=time(16, 30),
    wants_reflections=True,
    wants_lessons=True,
    pace=Pace.TWICE_A_WEEK,
    paused_until=None,
    stopped=False,
    sector=Sector.GENERAL,
    settings=frozenset(),
    account_id=None,
)
NOTHING = replace(CHOICES, wants_reflections=False, wants_lessons=False)


def had(day: date, nudge: Nudge = Nudge.REFLECTION, **details: Any) -> Past:
    at = datetime.combine(day, time(10), UTC)
    values: dict[str, Any] = {
        "id": new_id(),
        "nudge": nudge,
        "day": day,
        "state": DeliveryState.SENT,
        "reason": None,
        "item": "an-item",
        "plan_id": None,
        "is_asked_for": False,
        "zone": "UTC",
        "at": at,
        "answered_at": at,
        "snoozed_until": None,
    }
    return Past(**values | details)


def when(choices: NudgeChoices, past: list[Past], plans: list[FollowUp], now: datetime = NOW) -> date | None:
    due = agenda.when(calendar(ANA, choices), choices, past, plans, now)
    return None if due is None else due.day


@pytest.mark.parametrize(
    ("past", "following"),
    [
        ([], Nudge.REFLECTION),
        ([had(date(2026, 3, 3))], Nudge.LESSON),
        ([had(date(2026, 2, 26)), had(date(2026, 3, 3), Nudge.LESSON)], Nudge.REFLECTION),
        ([had(date(2026, 2, 26), Nudge.LESSON), had(date(2026, 3, 3), Nudge.FOLLOW_UP)], Nudge.REFLECTION),
        ([had(date(2026, 3, 3), state=DeliveryState.FAILED)], Nudge.REFLECTION),
        ([had(date(2026, 3, 3), state=DeliveryState.UNKNOWN)], Nudge.LESSON),
        ([had(date(2026, 3, 3), state=DeliveryState.SKIPPED, reason=LeftOut.NOTHING_LEFT)], Nudge.LESSON),
    ],
)
def test_reflections_and_lessons_take_turns(past: list[Past], following: Nudge) -> None:
    assert agenda.what(past, [], CHOICES, TODAY) == What(following)


def test_only_what_is_wanted_comes() -> None:
    past = [had(date(2026, 3, 3))]
    assert agenda.what(past, [], replace(CHOICES, wants_lessons=False), TODAY) == What(Nudge.REFLECTION)
    assert agenda.what([], [], replace(CHOICES, wants_reflections=False), TODAY) == What(Nudge.LESSON)
    assert agenda.what([], [], NOTHING, TODAY) is None
    assert when(NOTHING, [], []) is None


def test_a_plan_whose_day_has_come_is_asked_about_once() -> None:
    plan = FollowUp(PLAN, TODAY)
    ask = What(Nudge.FOLLOW_UP, plan_id=PLAN)
    assert agenda.what([], [plan], CHOICES, TODAY) == ask
    assert agenda.what([], [plan], CHOICES, TODAY - timedelta(days=1)) == What(Nudge.REFLECTION)
    for state in (DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.UNKNOWN):
        asked = had(TODAY, Nudge.FOLLOW_UP, item=None, plan_id=PLAN, state=state)
        assert agenda.what([asked], [plan], CHOICES, TODAY) == What(Nudge.REFLECTION)
        assert agenda.what([asked], [FollowUp(PLAN, TODAY + timedelta(days=5))], CHOICES, date(2026, 3, 10)) == ask


def test_a_plan_that_could_not_be_asked_about_is_tried_on_other_days_and_not_for_ever() -> None:
    ask = What(Nudge.FOLLOW_UP, plan_id=PLAN)
    for how in ({"state": DeliveryState.FAILED}, {"state": DeliveryState.SKIPPED, "reason": LeftOut.BROKEN}):
        tried = had(TODAY, Nudge.FOLLOW_UP, item=None, plan_id=PLAN, **how)
        assert agenda.what([tried], [FollowUp(PLAN, TODAY, 1)], CHOICES, date(2026, 3, 5)) == ask
        assert agenda.what([tried], [FollowUp(PLAN, TODAY, 3)], CHOICES, date(2026, 3, 5)) == What(Nudge.REFLECTION)


def test_who_wants_nothing_else_is_still_asked_about_their_plan() -> None:
    assert when(NOTHING, [], [FollowUp(PLAN, TODAY + timedelta(days=9))]) == date(2026, 3, 17), "Friday is not theirs"
    assert when(NOTHING, [], [FollowUp(PLAN, TODAY - timedelta(days=9))]) == when(CHOICES, [], [])


def test_what_was_put_off_comes_on_its_day_though_that_is_not_a_chosen_one() -> None:
    friday = date(2026, 3, 6)
    off = had(date(2026, 3, 3), snoozed_until=friday, item="this-one")
    assert when(CHOICES, [off], []) == date(2026, 3, 5), "what is usual comes before"
    past = [off, had(date(2026, 3, 5), Nudge.LESSON)]
    assert when(CHOICES, past, [], datetime(2026, 3, 5, 20, tzinfo=UTC)) == friday
    again = What(Nudge.REFLECTION, "this-one", again_of=off.id)
    assert agenda.what(past, [FollowUp(PLAN, TODAY)], CHOICES, friday) == again


def test_what_was_taken_back_or_put_off_longer_is_not_asked_for_any_more() -> None:
    friday = date(2026, 3, 6)
    off = had(date(2026, 3, 3), snoozed_until=friday)
    assert agenda.is_asked_again([off], off.id, friday)
    assert agenda.is_asked_again([], off.id, friday), "too long ago to be known"
    assert not agenda.is_asked_again([off], off.id, date(2026, 3, 5))
    assert not agenda.is_asked_again([off._replace(snoozed_until=None)], off.id, friday)


def test_the_place_of_what_was_put_off_stays_free() -> None:
    past = [had(date(2026, 3, 3)), had(date(2026, 3, 4), Nudge.LESSON, snoozed_until=date(2026, 3, 9))]
    assert when(CHOICES, past, [], datetime(2026, 3, 4, 20, tzinfo=UTC)) == date(2026, 3, 9)
    past.append(had(date(2026, 3, 9), Nudge.LESSON, again_of=past[-1].id))
    following = when(CHOICES, past, [], datetime(2026, 3, 9, 20, tzinfo=UTC))
    assert following == date(2026, 3, 10), "the third has left the last seven days"


def test_what_was_put_off_comes_once() -> None:
    off = had(date(2026, 3, 3), snoozed_until=date(2026, 3, 4), item="this-one")
    skipped = DeliveryState.SKIPPED
    for is_done, details in (
        (True, {"state": DeliveryState.SENT}),
        (True, {"state": DeliveryState.PENDING}),
        (True, {"state": DeliveryState.UNKNOWN, "item": "the item that came instead is of no matter"}),
        (True, {"state": skipped, "reason": LeftOut.ITEM_GONE}),
        (True, {"state": skipped, "reason": LeftOut.TURNED_DOWN}),
        (True, {"state": skipped, "reason": LeftOut.OUT_OF_DATE}),
        (False, {"state": skipped, "reason": LeftOut.BROKEN}),
        (False, {"state": DeliveryState.FAILED}),
    ):
        past = [off, had(date(2026, 3, 4), again_of=off.id, **details)]
        assert (agenda.put_off(past, CHOICES) == []) is is_done, details
    assert agenda.put_off([off, had(date(2026, 3, 4), item="this-one")], CHOICES) != [], "by chance the same"
    assert agenda.put_off([off], NOTHING) == [], "they do not want it any more"
    longer = [off._replace(snoozed_until=date(2026, 3, 9)), had(date(2026, 3, 4), again_of=off.id)]
    assert agenda.put_off(longer, CHOICES) != [], "they put it off once more"


def test_what_was_put_off_and_can_not_be_sent_is_tried_three_times() -> None:
    off = had(date(2026, 3, 3), snoozed_until=date(2026, 3, 4))
    past = [off]
    for day in (4, 5, 6):
        assert agenda.put_off(past, CHOICES) != []
        past.append(had(date(2026, 3, day), state=DeliveryState.FAILED, again_of=off.id))
    assert agenda.put_off(past, CHOICES) == []


def test_what_was_put_off_keeps_out_of_weekends_holidays_and_pauses() -> None:
    preferences = calendar(ANA, CHOICES)
    assert _day(preferences, date(2026, 3, 7)) == date(2026, 3, 9)
    assert _day(preferences, date(2026, 4, 3)) == date(2026, 4, 7), "Good Friday to Easter Monday"
    assert _day(replace(preferences, paused_until=date(2026, 3, 12)), date(2026, 3, 9)) == date(2026, 3, 12)
    assert _day(replace(preferences, stopped=True), date(2026, 3, 9)) is None
    assert _day(preferences, date(2026, 3, 2)) == TODAY, "its day is over: the next one"
    sent = Sent(NOW, TODAY, "UTC")
    due = due_again(preferences, [sent], NOW, TODAY)
    assert due is not None
    assert due.day == date(2026, 3, 5), "never two on a day"
    assert due.left_out == ((TODAY, SkipReason.ALREADY_TODAY),)


def _day(preferences: Any, since: date) -> date | None:
    due = due_again(preferences, [], NOW, since)
    return None if due is None else due.day


def test_a_nudge_that_was_put_off_leaves_its_place_in_the_pace_but_not_its_day() -> None:
    preferences = calendar(ANA, replace(CHOICES, pace=Pace.WEEKLY))
    at = datetime(2026, 3, 5, 11, tzinfo=UTC)
    yesterday = Sent(at - timedelta(days=1), date(2026, 3, 4), "UTC", at)
    today = Sent(at - timedelta(hours=1), date(2026, 3, 5), "UTC", at)
    assert isinstance(may_send(preferences, [yesterday], at, at), Skip)
    assert may_send(preferences, [yesterday._replace(is_put_off=True)], at, at) == Go(date(2026, 3, 5))
    assert isinstance(may_send(preferences, [today._replace(is_put_off=True)], at, at), Skip)
    refused = may_send(preferences, [yesterday], at, at, was_put_off=True)
    assert isinstance(refused, Skip)
    assert refused.reason is SkipReason.PACE, "another one came since"
    put_off = [yesterday._replace(is_put_off=True)]
    assert may_send(preferences, put_off, at, at, was_put_off=True) == Go(date(2026, 3, 5))
    friday = datetime(2026, 3, 6, 11, tzinfo=UTC)
    assert may_send(preferences, [], friday, friday, was_put_off=True) == Go(date(2026, 3, 6))
    saturday = datetime(2026, 3, 7, 11, tzinfo=UTC)
    assert isinstance(may_send(preferences, [], saturday, saturday, was_put_off=True), Skip)


@pytest.mark.parametrize(
    ("pace", "first"),
    [(Pace.WEEKLY, date(2026, 3, 10)), (Pace.EVERY_TWO_WEEKS, date(2026, 3, 17)), (Pace.TWICE_A_WEEK, TODAY)],
)
def test_an_older_one_that_is_put_off_comes_when_the_pace_from_the_newer_one_lets_it(pace: Pace, first: date) -> None:
    """And what is planned after it keeps the pace from it."""
    choices = replace(CHOICES, pace=pace)
    older = had(date(2026, 2, 17), snoozed_until=TODAY, item="older")
    newer = had(date(2026, 3, 3), Nudge.LESSON)
    assert when(choices, [older, newer], []) == first
    came = had(first, item="older", again_of=older.id)
    after = when(choices, [older, newer, came], [], datetime.combine(first, time(20), UTC))
    days = {Pace.WEEKLY: 7, Pace.EVERY_TWO_WEEKS: 14, Pace.TWICE_A_WEEK: 6}[pace]
    assert after is not None
    assert (after - first).days >= days


def test_two_that_are_put_off_to_one_day_keep_the_pace_from_each_other() -> None:
    weekly = replace(CHOICES, pace=Pace.WEEKLY)
    off = [had(date(2026, 2, day), snoozed_until=TODAY, item=str(day)) for day in (17, 24)]
    first = when(weekly, off, [])
    assert first == TODAY
    came = had(TODAY, item="17", again_of=off[0].id)
    assert when(weekly, [*off, came], [], datetime(2026, 3, 4, 20, tzinfo=UTC)) == TODAY + timedelta(days=7)
