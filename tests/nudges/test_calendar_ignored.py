"""Who ignores two in a row: the pace that will hold when the next one is due is the one that it is planned by."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from nudges import agenda
from nudges.calendar import Go, may_send
from nudges.preferences import Sent
from storage.words import DeliveryState, Pace
from tests.nudges.test_agenda import had
from tests.nudges.test_calendar import EVERY_DAY, due, person, sent, utc

TUESDAY, THURSDAY = sent("2026-03-03 12:00"), sent("2026-03-05 12:00")
JUST_AFTER = utc("2026-03-05 12:00:01")
"""Tuesday's is not answered, and Thursday's has only just come."""


def test_the_next_is_planned_as_if_nothing_were_answered_until_then() -> None:
    """On the next Tuesday both were ignored, so that it would be the second in seven days."""
    for days in ({1, 3}, EVERY_DAY):
        wanted = person(days=frozenset(days))
        found = due(wanted, [TUESDAY, THURSDAY], JUST_AFTER)
        assert found.halved
        assert found.day >= date(2026, 3, 12)
        assert may_send(wanted, [TUESDAY, THURSDAY], found.at, found.at) == Go(found.day)


def test_an_answer_makes_it_sooner() -> None:
    answered = [TUESDAY, THURSDAY._replace(answered_at=JUST_AFTER)]
    found = due(person(days=frozenset({1, 3})), answered, JUST_AFTER)
    assert (found.day, found.halved) == (date(2026, 3, 10), False)


def test_before_they_count_as_ignored_the_pace_is_the_usual_one() -> None:
    """The one of Thursday may wait for an answer until Sunday noon."""
    earlier = [sent("2026-02-26 12:00"), THURSDAY]
    found = due(person(days=EVERY_DAY), earlier, JUST_AFTER)
    assert (found.day, found.halved) == (date(2026, 3, 6), False)


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ("2026-03-05 12:01", "The last two are unanswered so far; while they are, one comes once a week."),
        ("2026-03-09 12:00", "The last two went unanswered, so one comes once a week for now."),
    ],
)
def test_it_is_told_whether_it_is_so_already(now: str, says: str) -> None:
    found = due(person(days=frozenset({1, 3})), [TUESDAY, THURSDAY], utc(now))
    assert f"{says} Answer one, and it is up to twice a week again." in found.why


def test_what_may_not_have_arrived_takes_its_place_but_is_not_ignored() -> None:
    weekly = person(pace=Pace.WEEKLY, days=frozenset({1}))
    last = utc("2026-03-03 12:00")
    lost = [
        Sent(last - weeks * timedelta(days=7), date(2026, 3, 3) - weeks * timedelta(days=7), "UTC", is_unsure=True)
        for weeks in range(4)
    ]
    found = due(weekly, lost, last + timedelta(hours=1))
    assert (found.day, found.halved) == (date(2026, 3, 10), False)
    ignored = [one._replace(is_unsure=False) for one in lost]
    assert due(weekly, ignored, last + timedelta(hours=1)).day == date(2026, 3, 17)


def test_only_what_is_unknown_is_unsure() -> None:
    states = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
    past = [had(date(2026, 3, 3), state=one) for one in states]
    assert [one.is_unsure for one in agenda.rhythm(past)] == [False, False, False, True]
