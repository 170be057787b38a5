"""The check right before sending: everything may have changed since a nudge was planned."""

from __future__ import annotations

from datetime import date, time

import pytest

from nudges.calendar import Go, Skip, may_send
from nudges.calendar_words import refused
from nudges.preferences import Preferences, Window
from storage.words import Pace, SkipReason
from tests.nudges.test_calendar import EVERY_DAY, NIGHT, person, sent, utc

BERLIN = {"zone": "Europe/Berlin", "country": "DE"}
ALL_DAY = Window(time(), time())


@pytest.mark.parametrize(
    ("chosen", "now", "due_at", "day"),
    [
        ({}, "2026-03-03 12:00", "2026-03-03 12:00", "2026-03-03"),
        ({}, "2026-03-03 16:00", "2026-03-03 12:00", "2026-03-03"),
        ({"window": NIGHT}, "2026-03-04 01:00", "2026-03-03 23:00", "2026-03-03"),
        ({"paused_until": date(2026, 3, 3)}, "2026-03-03 12:00", "2026-03-03 12:00", "2026-03-03"),
        # the clock of another process is a little behind
        ({}, "2026-03-03 11:59:58", "2026-03-03 12:00", "2026-03-03"),
        # Berlin's hour comes twice, and both times it is the hour
        (BERLIN | {"days": EVERY_DAY, "window": NIGHT}, "2026-10-23 23:15", "2026-10-23 22:15", "2026-10-23"),
        # moved from Berlin to New York while it was due: not yet morning then, but now
        ({"zone": "America/New_York"}, "2026-03-03 14:31", "2026-03-03 12:00", "2026-03-03"),
    ],
)
def test_it_may_go(chosen: dict[str, object], now: str, due_at: str, day: str) -> None:
    assert may_send(person(**chosen), [], utc(now), utc(due_at)) == Go(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("chosen", "now", "due_at", "reason", "says"),
    [
        ({"stopped": True}, "2026-03-03 12:00", "2026-03-03 12:00", SkipReason.STOPPED, "You stopped nudges"),
        (
            {"paused_until": date(2026, 3, 4)},
            "2026-03-03 12:00",
            "2026-03-03 12:00",
            SkipReason.PAUSED,
            "until Wednesday, 4 March 2026",
        ),
        ({}, "2026-03-03 14:00:01", "2026-03-03 10:00", SkipReason.TOO_LATE, "too late"),
        ({}, "2026-03-03 16:30", "2026-03-03 16:00", SkipReason.TOO_LATE, "too late"),
        ({}, "2026-03-04 12:00", "2026-03-03 12:00", SkipReason.TOO_LATE, "too late"),
        # within four hours, but of the day before
        ({"window": ALL_DAY}, "2026-03-04 00:10", "2026-03-03 23:50", SkipReason.TOO_LATE, "too late"),
        ({}, "2026-03-02 12:00", "2026-03-03 12:00", SkipReason.TOO_EARLY, "not yet time"),
        ({"window": ALL_DAY}, "2026-03-03 23:50", "2026-03-04 00:10", SkipReason.TOO_EARLY, "not yet time"),
        ({}, "2026-03-03 10:00", "2026-03-03 14:01", SkipReason.TOO_EARLY, "not yet time"),
        ({}, "2026-03-03 09:00", "2026-03-03 09:00", SkipReason.OUTSIDE_WINDOW, "between 09:30 and 16:30"),
        ({}, "2026-03-03 09:29", "2026-03-03 09:31", SkipReason.OUTSIDE_WINDOW, "between 09:30 and 16:30"),
        # moved to New York while it was due in Berlin's morning
        (
            {"zone": "America/New_York"},
            "2026-03-03 09:00",
            "2026-03-03 09:00",
            SkipReason.OUTSIDE_WINDOW,
            "between 09:30 and 16:30",
        ),
        ({}, "2026-03-02 12:00", "2026-03-02 12:00", SkipReason.DAY_NOT_CHOSEN, "Monday is not one of your days"),
        ({"days": EVERY_DAY}, "2026-03-07 12:00", "2026-03-07 12:00", SkipReason.WEEKEND, "Saturday is part of"),
        (
            BERLIN | {"days": EVERY_DAY},
            "2026-04-03 12:00",
            "2026-04-03 12:00",
            SkipReason.HOLIDAY,
            "Friday, 3 April 2026 is a holiday where you are (Good Friday).",
        ),
    ],
)
def test_it_must_not_go(chosen: dict[str, object], now: str, due_at: str, reason: SkipReason, says: str) -> None:
    refusal = may_send(person(**chosen), [], utc(now), utc(due_at))
    assert isinstance(refusal, Skip)
    assert refusal.reason is reason
    assert says in refusal.why


def test_not_on_a_day_that_had_one() -> None:
    refusal = may_send(person(), [sent("2026-03-03 10:00")], utc("2026-03-03 12:00"), utc("2026-03-03 12:00"))
    assert refusal == Skip(SkipReason.ALREADY_TODAY, "You already had one that day, and a second would be too much.")


def test_not_beyond_the_pace_and_not_beyond_half_of_it_after_two_ignored() -> None:
    def reason(preferences: Preferences, *history: str) -> SkipReason | None:
        moment = utc("2026-03-05 12:00")
        answer = may_send(preferences, [sent(one) for one in history], moment, moment)
        return answer.reason if isinstance(answer, Skip) else None

    assert reason(person(), "2026-03-03 12:00") is None
    assert reason(person(), "2026-03-03 12:00", "2026-03-04 12:00") is SkipReason.PACE
    assert reason(person(pace=Pace.WEEKLY), "2026-03-03 12:00") is SkipReason.PACE
    assert reason(person(), "2026-02-25 12:00", "2026-02-26 12:00") is None
    assert reason(person(), "2026-02-25 12:00", "2026-02-27 12:00") is SkipReason.PACE


@pytest.mark.parametrize("reason", list(SkipReason))
def test_every_reason_is_said_in_a_sentence(reason: SkipReason) -> None:
    words = refused(reason, person(), date(2026, 3, 3))
    assert words.endswith(".")
    assert reason.value not in words or "_" not in reason.value
