"""Nobody is asked how something went late at night, whatever hours they chose: as planned, and as sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nudges import agenda, check_ins, chosen
from nudges.check_ins import BY_DAY, Spell
from nudges.outbox_checks import refuse
from nudges.preferences import Window
from storage.deliveries import Past
from storage.deliveries_claim import Waiting
from storage.models.base import new_id
from storage.nudge_preferences import NudgeChoices
from storage.words import DeliveryState, Nudge, Pace, SkipReason
from tests.asking import credited, nominated, nudges_until
from tests.nudges.test_agenda import ANA, CHOICES, NOTHING, NOW, TODAY, had
from tests.nudges.test_calendar_properties import ZONES, windows
from tests.sending import Worked
from tests.walking import Walk

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))
PEOPLE = st.builds(
    lambda window, **rest: replace(CHOICES, starts=window.start, ends=window.end, **rest),
    window=windows(),
    zone=st.sampled_from(ZONES),
    days=st.frozensets(st.integers(0, 4), min_size=1),
    pace=st.sampled_from(list(Pace)),
    wants_reflections=st.booleans(),
    wants_lessons=st.booleans(),
)


@pytest.mark.parametrize(
    ("window", "by_day"),
    [
        ((time(9, 30), time(16, 30)), (time(9, 30), time(16, 30))),
        ((time(6), time(9)), (time(8), time(9))),
        ((time(18), time(23)), (time(18), time(20))),
        ((time(20), time(23)), (time(8), time(20))),
        ((time(22), time(4)), (time(8), time(20))),
        ((time(22), time(9)), (time(8), time(9))),
        ((time(17), time(9)), (time(17), time(20))),
        ((time(), time()), (time(8), time(20))),
    ],
)
def test_of_their_hours_those_by_day_or_the_day(window: tuple[time, time], by_day: tuple[time, time]) -> None:
    preferences = chosen.calendar(ANA, replace(CHOICES, starts=window[0], ends=window[1]))
    assert check_ins.by_day(preferences).window == Window(*by_day)


@settings(max_examples=150, deadline=None)
@given(PEOPLE, st.uuids(), st.integers(0, 24 * 60 * 300))
def test_whatever_hours_somebody_has_they_are_asked_by_day_within_two_months(
    choices: NudgeChoices, person_id: UUID, minutes: int
) -> None:
    now = NOW + timedelta(minutes=minutes)
    preferences = chosen.calendar(person_id, choices)
    past: list[Past] = []
    open_ = [Spell(now.date() + DAY)]
    for _place in range(12):
        due = agenda.when(preferences, choices, past, [], now, open_)
        assert due is not None
        by_day = check_ins.is_by_day(preferences, due.at, due.day)
        what = agenda.what(past, [], choices, due.day, open_, by_day=by_day)
        assert what is not None, "nobody's place is taken for nothing"
        waiting = in_line(person_id, choices, what.nudge, due.day, due.at)
        assert refuse(waiting, past, due.at) is None, "what was planned may be sent"
        if what.nudge is Nudge.CHECK_IN:
            local = due.at.astimezone(preferences.clock)
            assert BY_DAY.start <= local.time() < BY_DAY.end
            assert local.date() == due.day
            assert due.day.weekday() in choices.days
            assert due.at - now < timedelta(days=62)
            return
        past.append(had(due.day, what.nudge, at=due.at, zone=choices.zone, answered_at=due.at))
        now = due.at + timedelta(seconds=1)
    raise AssertionError("they were never asked")


@settings(max_examples=150, deadline=None)
@given(PEOPLE, st.integers(0, 24 * 60 * 7))
def test_none_goes_out_at_night_however_it_came_into_the_line(choices: NudgeChoices, minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)
    local = at.astimezone(chosen.calendar(ANA, choices).clock)
    waiting = in_line(ANA, replace(choices, days=EVERY_DAY), Nudge.CHECK_IN, local.date(), at)
    if not BY_DAY.start <= local.time() < BY_DAY.end:
        assert refuse(waiting, [], at) is SkipReason.OUTSIDE_WINDOW


def in_line(person_id: UUID, choices: NudgeChoices, nudge: Nudge, day: date, at: datetime) -> Waiting:
    return Waiting(
        organization_id=UUID(int=1),
        id=new_id(),
        person_id=person_id,
        nudge=nudge,
        day=day,
        item=None,
        why=None,
        plan_id=None,
        again_of=None,
        account_id=None,
        is_asked_for=False,
        due_at=at,
        attempts=0,
        hired_on=None,
        left_on=None,
        is_erased=False,
        leads=False,
        choices=choices,
    )


def test_planned_for_the_night_it_is_what_is_usual_and_the_question_has_the_next_day() -> None:
    """Somebody logged something after their nudge for tonight was planned."""
    night = replace(CHOICES, starts=time(22), ends=time(4))
    to_ask = [Spell(TODAY)]
    at = datetime(2026, 3, 4, 23, tzinfo=UTC)
    preferences = chosen.calendar(ANA, night)
    assert not check_ins.is_by_day(preferences, at, TODAY)
    what = agenda.what([], [], night, TODAY, to_ask, by_day=False)
    assert what == agenda.What(Nudge.REFLECTION)
    due = agenda.when(preferences, night, [had(TODAY, at=at)], [], at + timedelta(seconds=1), to_ask)
    assert due is not None
    assert check_ins.is_by_day(preferences, due.at, due.day)
    assert "between 08:00 and 20:00" in due.why
    assert agenda.what([], [], replace(NOTHING, starts=time(22), ends=time(4)), TODAY, to_ask, by_day=False) is None


@pytest.mark.parametrize("hours", [(time(22), time(4)), (time(4), time(7))])
async def test_who_has_nudges_at_night_is_asked_by_day(walk: Walk, worked: Worked, hours: tuple[time, time]) -> None:
    """Of an action, and of a sponsorship; and all else comes when they want it."""
    await walk.set_preferences("ana", nudges_from=hours[0], nudges_to=hours[1])
    await credited(walk)
    await nominated(walk, "ana", "dan")
    await worked.schedule("ana")
    sent = await nudges_until(worked, walk.clock() + timedelta(weeks=8))
    assert {one.state for one in sent} == {DeliveryState.SENT}
    asked = [one for one in sent if one.nudge is Nudge.CHECK_IN]
    assert {one.sponsorship_id is None for one in asked} == {True, False}
    assert all(8 <= one.sent_at.hour < 20 for one in asked)
    usual = [one for one in sent if one.nudge is not Nudge.CHECK_IN]
    assert len(usual) > 4
    assert not any(8 <= one.sent_at.hour < 20 for one in usual)
