"""When a nudge is due and whether it may be sent, rule by rule. Instants are computed by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from nudges.calendar import Due, Go, NeverDue, Skip, may_send, next_due
from nudges.preferences import Preferences, Sent, Window
from storage.words import Pace, SkipReason

MONDAY_MORNING = datetime(2026, 3, 2, 6, tzinfo=UTC)
EVERY_DAY = frozenset(range(7))
NIGHT = Window(time(22), time(2))


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def person(**chosen: object) -> Preferences:
    return replace(Preferences(UUID(int=1), "UTC"), **chosen)  # type: ignore[arg-type]


def sent(at: str, *, zone: str = "UTC", day: str | None = None, answered: str | None = None) -> Sent:
    when = utc(at)
    return Sent(when, date.fromisoformat(day or at[:10]), zone, utc(answered) if answered else None)


def due(preferences: Preferences, history: Sequence[Sent], now: datetime) -> Due:
    found = next_due(preferences, history, now)
    assert isinstance(found, Due), found
    return found


@pytest.mark.parametrize(
    ("zone", "country", "days", "now", "day", "earliest", "latest"),
    [
        # the week's first chosen day that is left
        ("UTC", None, {1}, "2026-03-02 06:00", "2026-03-03", "2026-03-03 09:30", "2026-03-03 16:30"),
        ("UTC", None, {1}, "2026-03-03 09:29", "2026-03-03", "2026-03-03 09:30", "2026-03-03 16:30"),
        ("UTC", None, {1}, "2026-03-03 16:30", "2026-03-10", "2026-03-10 09:30", "2026-03-10 16:30"),
        # the clock changes between now and then
        ("Europe/Berlin", "DE", {0}, "2026-03-27 12:00", "2026-03-30", "2026-03-30 07:30", "2026-03-30 14:30"),
        ("Europe/Berlin", "DE", {0}, "2026-10-24 12:00", "2026-10-26", "2026-10-26 08:30", "2026-10-26 15:30"),
        ("America/New_York", "US", {0}, "2026-03-06 23:00", "2026-03-09", "2026-03-09 13:30", "2026-03-09 20:30"),
        ("Australia/Lord_Howe", "AU", {1}, "2026-04-04 00:00", "2026-04-07", "2026-04-06 23:00", "2026-04-07 06:00"),
        # a Friday that never was: 30 December 2011
        ("Pacific/Apia", None, {4}, "2011-12-29 00:00", "2012-01-06", "2012-01-05 19:30", "2012-01-06 02:30"),
        ("Pacific/Apia", "WS", {3, 4}, "2011-12-30 03:00", "2012-01-05", "2012-01-04 19:30", "2012-01-05 02:30"),
        # the earliest and the latest places on earth: a Wednesday 25 hours apart
        ("Pacific/Kiritimati", "KI", {2}, "2026-03-03 12:00", "2026-03-04", "2026-03-03 19:30", "2026-03-04 02:30"),
        ("Pacific/Pago_Pago", "AS", {2}, "2026-03-03 12:00", "2026-03-04", "2026-03-04 20:30", "2026-03-05 03:30"),
        # leap day, a Tuesday
        ("UTC", None, {1}, "2028-02-28 12:00", "2028-02-29", "2028-02-29 09:30", "2028-02-29 16:30"),
        # Friday and Saturday are the weekend in Riyadh, and Sunday is not
        ("Asia/Riyadh", "SA", {4, 5, 6}, "2026-03-05 18:00", "2026-03-08", "2026-03-08 06:30", "2026-03-08 13:30"),
        # Good Friday and Easter Monday in Germany
        ("Europe/Berlin", "DE", {0, 4}, "2026-04-01 12:00", "2026-04-10", "2026-04-10 07:30", "2026-04-10 14:30"),
        ("Europe/Berlin", None, {4}, "2026-04-01 12:00", "2026-04-03", "2026-04-03 07:30", "2026-04-03 14:30"),
    ],
)
def test_the_next_one_is_on_a_day_that_is_wanted_and_free(
    zone: str, country: str | None, days: set[int], now: str, day: str, earliest: str, latest: str
) -> None:
    found = due(person(zone=zone, country=country, days=frozenset(days)), [], utc(now))
    assert found.day == date.fromisoformat(day)
    assert utc(earliest) <= found.at < utc(latest)


def test_a_nights_window_belongs_to_the_day_it_starts_on() -> None:
    """Friday's night reaches into Saturday and is Friday's still; Sunday's belongs to the weekend."""
    nights = [person(person_id=UUID(int=number), window=NIGHT, days=frozenset({4, 6})) for number in range(40)]
    found = [due(one, [], utc("2026-03-06 12:00")) for one in nights]
    assert {one.day for one in found} == {date(2026, 3, 6)}
    assert {one.at.date() for one in found} == {date(2026, 3, 6), date(2026, 3, 7)}
    assert all(utc("2026-03-06 22:00") <= one.at < utc("2026-03-07 02:00") for one in found)


def test_a_night_that_has_begun_yesterday_is_still_possible() -> None:
    nights = [person(person_id=UUID(int=number), window=NIGHT, days=frozenset({4})) for number in range(40)]
    found = [due(one, [], utc("2026-03-07 00:30")) for one in nights]
    assert {one.day for one in found} == {date(2026, 3, 6), date(2026, 3, 13)}


def test_a_moment_that_is_now_is_due() -> None:
    at = due(person(), [], MONDAY_MORNING).at
    assert due(person(), [], at).at == at
    assert due(person(), [], at + timedelta(seconds=1)).at > at


def test_never_two_on_one_day_wherever_the_person_is() -> None:
    """Ana was in Kiritimati on Tuesday, and flies to where it is still Monday."""
    history = [sent("2026-03-02 20:00", zone="Pacific/Kiritimati", day="2026-03-03")]
    moved = person(zone="Pacific/Pago_Pago", days=frozenset({0, 1}))
    found = due(moved, history, utc("2026-03-02 20:05"))
    assert found.day == date(2026, 3, 9)


def test_a_late_evening_that_is_still_the_old_day_at_home_counts_as_that_day() -> None:
    """Monday 09:00 in Pago Pago was one; Wednesday 00:30 in Kiritimati is Monday 23:30 there."""
    history = [sent("2026-03-02 20:00", zone="Pacific/Pago_Pago")]
    early = person(zone="Pacific/Kiritimati", window=Window(time(0), time(1)), days=frozenset({2, 3}))
    refusal = may_send(early, history, utc("2026-03-03 10:30"), utc("2026-03-03 10:30"))
    assert isinstance(refusal, Skip)
    assert refusal.reason is SkipReason.ALREADY_TODAY
    assert due(early, history, utc("2026-03-03 09:00")).day == date(2026, 3, 5)


def test_a_late_evening_there_is_the_next_day_but_one_here_and_counts_as_that() -> None:
    """Monday 23:30 in Pago Pago is Wednesday 00:30 in Kiritimati: no other one there on that Wednesday."""
    history = [sent("2026-03-03 10:30", zone="Pacific/Pago_Pago", day="2026-03-02")]
    moved = person(zone="Pacific/Kiritimati", days=EVERY_DAY)
    refusal = may_send(moved, history, utc("2026-03-03 22:00"), utc("2026-03-03 22:00"))
    assert isinstance(refusal, Skip)
    assert refusal.reason is SkipReason.ALREADY_TODAY


def test_after_midnight_counts_for_the_date_it_is_though_the_clock_went_back() -> None:
    """There was one on Wednesday in Pago Pago; now it is Wednesday 00:30 again, in the night of Tuesday."""
    history = [sent("2026-03-04 23:00", zone="Pacific/Pago_Pago")]
    refusal = may_send(person(window=NIGHT), history, utc("2026-03-04 00:30"), utc("2026-03-03 23:00"))
    assert isinstance(refusal, Skip)
    assert refusal.reason is SkipReason.ALREADY_TODAY


def test_after_midnight_counts_for_both_days() -> None:
    history = [sent("2026-03-04 00:30", day="2026-03-03")]
    night = person(window=NIGHT, days=EVERY_DAY)
    refusal = may_send(night, history, utc("2026-03-04 22:30"), utc("2026-03-04 22:00"))
    assert isinstance(refusal, Skip)
    assert refusal.reason is SkipReason.ALREADY_TODAY


@pytest.mark.parametrize(
    ("pace", "history", "day"),
    [
        (Pace.TWICE_A_WEEK, ["2026-03-03 12:00"], "2026-03-04"),
        (Pace.TWICE_A_WEEK, ["2026-03-02 12:00", "2026-03-03 12:00"], "2026-03-09"),
        (Pace.TWICE_A_WEEK, ["2026-02-27 12:00", "2026-03-03 12:00"], "2026-03-06"),
        (Pace.WEEKLY, ["2026-03-03 12:00"], "2026-03-10"),
        (Pace.EVERY_TWO_WEEKS, ["2026-03-03 12:00"], "2026-03-17"),
    ],
)
def test_the_pace_holds_in_any_days_in_a_row(pace: Pace, history: list[str], day: str) -> None:
    """Not only in a week of the calendar: on a Friday and the Monday after it there are two in four days."""
    answered = [sent(one, answered="2026-03-03 13:00") for one in history]
    alone = person(pace=pace, days=EVERY_DAY)
    noons = [utc("2026-03-04 12:00") + timedelta(days=number) for number in range(20)]
    possible = [noon.date() for noon in noons if may_send(alone, answered, noon, noon) == Go(noon.date())]
    assert possible[0] == date.fromisoformat(day)
    assert due(alone, answered, utc("2026-03-03 17:00")).day in possible


def test_days_after_now_count_too_because_clocks_go_back() -> None:
    history = [sent("2026-03-05 12:00", answered="2026-03-05 13:00")]
    weekly = person(pace=Pace.WEEKLY, days=EVERY_DAY)
    assert due(weekly, history, MONDAY_MORNING).day >= date(2026, 3, 12)
    refusal = may_send(weekly, history, utc("2026-03-03 12:00"), utc("2026-03-03 12:00"))
    assert isinstance(refusal, Skip)
    assert refusal.reason is SkipReason.PACE


HALVED = [
    (Pace.TWICE_A_WEEK, 7),
    (Pace.WEEKLY, 14),
    (Pace.EVERY_TWO_WEEKS, 28),
]


@pytest.mark.parametrize(("pace", "days"), HALVED)
@pytest.mark.parametrize("ignored", [2, 4, 7])
def test_two_ignored_in_a_row_halve_the_pace_and_more_do_no_more(pace: Pace, days: int, ignored: int) -> None:
    last = utc("2026-03-03 12:00")
    moments = [last - number * timedelta(days=28) for number in range(ignored)]
    history = [Sent(one, one.date(), "UTC") for one in moments]
    found = due(person(pace=pace, days=frozenset({1})), history, last + timedelta(days=4))
    assert found.day == last.date() + timedelta(days=days)
    assert "went unanswered" in found.why
    again = due(person(pace=pace, days=frozenset({1})), history, last + timedelta(days=days - 1))
    assert again.day == found.day


@pytest.mark.parametrize(
    ("history", "is_slower"),
    [
        ([("2026-02-17 12:00", None), ("2026-02-24 12:00", None)], True),
        ([("2026-02-24 12:00", None)], False),
        ([("2026-02-17 12:00", None), ("2026-02-24 12:00", "2026-03-02 05:00")], False),
        # an answer to the older of two starts the row anew, as it shows that somebody is there
        ([("2026-02-17 12:00", "2026-03-02 05:00"), ("2026-02-24 12:00", None)], False),
        ([("2026-02-10 12:00", "2026-03-02 05:00"), ("2026-02-17 12:00", None), ("2026-02-24 12:00", None)], False),
        ([("2026-02-10 12:00", "2026-02-12 05:00"), ("2026-02-17 12:00", None), ("2026-02-24 12:00", None)], True),
        # of yesterday: still time to answer
        ([("2026-02-24 12:00", None), ("2026-03-01 12:00", None)], False),
        ([("2026-02-17 12:00", None), ("2026-02-24 12:00", None), ("2026-03-01 12:00", None)], True),
    ],
)
def test_what_counts_as_ignored_in_a_row(history: list[tuple[str, str | None]], is_slower: bool) -> None:
    found = due(person(), [sent(at, answered=answered) for at, answered in history], MONDAY_MORNING)
    assert ("went unanswered" in found.why) == is_slower


def test_the_days_of_a_week_are_far_apart_and_not_everybodys_the_same() -> None:
    """Twice a week is Tuesday and Thursday, not two days in a row; once a week is any of them."""
    people = [UUID(int=number) for number in range(300)]
    first = Counter(due(person(person_id=one), [], MONDAY_MORNING).day.weekday() for one in people)
    weekly = Counter(due(person(person_id=one, pace=Pace.WEEKLY), [], MONDAY_MORNING).day.weekday() for one in people)
    assert set(first) == {1}
    assert set(weekly) == {1, 2, 3}
    assert min(weekly.values()) > 60
    answered = [sent("2026-03-03 12:00", answered="2026-03-03 13:00")]
    assert due(person(), answered, utc("2026-03-03 13:00")).day == date(2026, 3, 5)


def test_another_day_takes_over_where_ones_turn_is_a_holiday() -> None:
    """Thursday, 14 May 2026, is Ascension Day in Germany."""
    answered = [sent("2026-05-12 12:00", answered="2026-05-12 13:00")]
    found = due(person(country="DE"), answered, utc("2026-05-12 13:00"))
    assert found.day == date(2026, 5, 13)


def test_jitter_spreads_people_evenly_over_the_window() -> None:
    """Chi squared over ten slices of Tuesday's 410 minutes; 33.7 would be one in ten thousand."""
    people = [person(person_id=UUID(int=number), days=frozenset({1})) for number in range(5000)]
    minutes = [(due(one, [], MONDAY_MORNING).at - utc("2026-03-03 09:30")) / timedelta(minutes=41) for one in people]
    slices = Counter(int(one) for one in minutes)
    assert set(slices) == set(range(10))
    assert sum((slices[one] - 500) ** 2 / 500 for one in range(10)) < 33.7


def test_jitter_moves_from_day_to_day() -> None:
    moments = {
        due(person(days=frozenset({1})), [], MONDAY_MORNING + timedelta(weeks=week)).at.time() for week in range(20)
    }
    assert len(moments) == 20


@pytest.mark.parametrize(
    ("chosen", "reason", "says"),
    [
        ({"stopped": True}, SkipReason.STOPPED, "You stopped nudges"),
        ({"days": frozenset()}, SkipReason.DAY_NOT_CHOSEN, "no days"),
        ({"days": frozenset({5, 6})}, SkipReason.WEEKEND, "Saturday and Sunday"),
        ({"days": frozenset({4}), "country": "SA"}, SkipReason.WEEKEND, "Friday"),
    ],
)
def test_where_none_can_come_it_is_said(chosen: dict[str, object], reason: SkipReason, says: str) -> None:
    found = next_due(person(**chosen), [], MONDAY_MORNING)
    assert isinstance(found, NeverDue)
    assert found.reason is reason
    assert says in found.why


def test_a_year_that_is_full_has_no_day() -> None:
    moments = [MONDAY_MORNING + timedelta(weeks=week) for week in range(60)]
    history = [Sent(one, one.date(), "UTC") for one in moments]
    found = next_due(person(pace=Pace.WEEKLY), history, MONDAY_MORNING)
    assert isinstance(found, NeverDue)
    assert found.reason is SkipReason.PACE
    assert "coming year" in found.why


def test_a_pause_holds_until_its_day_and_is_told() -> None:
    found = due(person(paused_until=date(2026, 4, 1), days=frozenset({1, 2})), [], MONDAY_MORNING)
    assert found.day == date(2026, 4, 1)
    assert "You paused until Wednesday, 1 April 2026." in found.why
    over = due(person(paused_until=date(2026, 3, 2)), [], MONDAY_MORNING)
    assert "paused" not in over.why
    night = due(person(paused_until=date(2026, 3, 4), window=NIGHT, days=EVERY_DAY), [], utc("2026-03-03 12:00"))
    assert night.at >= utc("2026-03-04 22:00")


def test_a_pause_of_years_ends_too() -> None:
    found = due(person(paused_until=date(2029, 6, 5)), [], MONDAY_MORNING)
    assert found.day == date(2029, 6, 5)


def test_the_reason_says_when_and_what_stays_free() -> None:
    found = due(person(country="DE", days=frozenset({0, 4, 5})), [], utc("2026-04-03 06:00"))
    assert found.day == date(2026, 4, 10)
    assert found.why == (
        "Your next nudge is for Friday, 10 April 2026, between 09:30 and 16:30. "
        "Weekends stay free, so nothing comes on a Saturday. "
        "Friday, 3 April 2026 stays free: it is a holiday (Good Friday). "
        "Monday, 6 April 2026 stays free: it is a holiday (Easter Monday)."
    )


@pytest.mark.parametrize("chosen", [{"days": frozenset({7})}, {"paused_until": date(9999, 12, 31)}])
def test_preferences_that_make_no_sense_are_refused(chosen: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"days|pause"):
        person(**chosen)
