"""When a digest comes: by the clock on the manager's wall, once a week; until when; and which week it tells of."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.periods import WEEK, week_of
from nudges import digest_times
from nudges.digest_times import (
    SPREAD,
    Moment,
    in_week,
    last_moment,
    next_due,
    week_to_wait_for,
    weeks_to_tell,
    why_not,
)
from nudges.preferences import FRIDAY, MONDAY, SATURDAY, SUNDAY, THURSDAY, WEDNESDAY, Preferences
from storage.digests import DigestChoice
from storage.words import SkipReason

WHO = Preferences(UUID(int=7), "Europe/Berlin")
DEFAULT = DigestChoice()
NONE: AbstractSet[date] = frozenset()
ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati",
    "Pacific/Pago_Pago", "Asia/Kathmandu", "Africa/Casablanca", "America/Havana",
]  # fmt: skip


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def come(zone: str, choice: DigestChoice, after: str, had: AbstractSet[date] = NONE) -> tuple[str, str]:
    """The next one: its day, and its moment without the spread, in UTC."""
    found = next_due(choice, replace(WHO, zone=zone), had, utc(after))
    assert found is not None
    local = datetime.combine(found.day, choice.at, ZoneInfo(zone)).astimezone(UTC)
    assert local <= found.at < local + SPREAD
    return f"{found.day}", f"{local:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("UTC", "2026-03-09", "2026-03-09 09:00"),
        ("Europe/Berlin", "2026-03-09", "2026-03-09 08:00"),
        ("Pacific/Kiritimati", "2026-03-09", "2026-03-08 19:00"),  # 14 hours ahead: Sunday in UTC
        ("Pacific/Pago_Pago", "2026-03-09", "2026-03-09 20:00"),  # 11 hours behind
        ("America/New_York", "2026-03-09", "2026-03-09 13:00"),  # the day after its clocks went forward
        ("Asia/Kathmandu", "2026-03-09", "2026-03-09 03:15"),
    ],
)
def test_by_default_it_comes_on_mondays_at_nine_on_the_wall(zone: str, day: str, at: str) -> None:
    assert come(zone, DEFAULT, "2026-03-04T10:00") == (day, at)


@pytest.mark.parametrize(
    ("after", "at"),
    [
        ("2026-03-24T00:00", "2026-03-30 07:00"),  # clocks go forward on Sunday, 29 March
        ("2026-03-17T00:00", "2026-03-23 08:00"),
        ("2026-10-20T00:00", "2026-10-26 08:00"),  # and back on Sunday, 25 October
        ("2026-10-13T00:00", "2026-10-19 07:00"),
    ],
)
def test_summer_time_moves_it_along(after: str, at: str) -> None:
    assert come("Europe/Berlin", DEFAULT, after)[1] == at


def test_an_hour_that_is_skipped_is_an_hour_later_and_one_that_comes_twice_is_the_first() -> None:
    sunday = DigestChoice(weekday=SUNDAY, at=time(2, 30))
    spring = in_week(sunday, WHO, week_of(date(2026, 3, 29)))
    autumn = in_week(sunday, WHO, week_of(date(2026, 10, 25)))
    assert spring is not None
    assert autumn is not None
    assert utc("2026-03-29T01:30") <= spring.at < utc("2026-03-29T01:35")  # 03:30 on the wall
    assert utc("2026-10-25T00:30") <= autumn.at < utc("2026-10-25T00:35")


def test_a_day_that_a_zone_never_had_gives_way() -> None:
    friday = DigestChoice(weekday=FRIDAY)
    samoa = replace(WHO, zone="Pacific/Apia")
    found = in_week(friday, samoa, week_of(date(2011, 12, 30)))
    assert found is not None
    assert found.day == date(2011, 12, 29)


@pytest.mark.parametrize(
    ("weekday", "week", "day"),
    [
        (MONDAY, "2026-04-06", "2026-04-07"),  # Easter Monday: on Tuesday
        (THURSDAY, "2026-05-14", "2026-05-15"),  # Ascension Day: on Friday
        (FRIDAY, "2026-04-03", "2026-04-02"),  # Good Friday: the weekend is none of the working days after it
        (FRIDAY, "2026-12-25", "2026-12-24"),
        (SATURDAY, "2026-10-03", "2026-10-02"),  # a chosen Saturday that is a holiday
        (SATURDAY, "2026-10-10", "2026-10-10"),  # a chosen weekend holds
        (SUNDAY, "2026-10-11", "2026-10-11"),
        (WEDNESDAY, "2026-10-07", "2026-10-07"),
    ],
)
def test_on_a_holiday_it_comes_on_the_nearest_working_day_of_that_week(weekday: int, week: str, day: str) -> None:
    found = in_week(DigestChoice(weekday=weekday), replace(WHO, country="DE"), week_of(date.fromisoformat(week)))
    assert found is not None
    assert f"{found.day}" == day


def test_a_week_of_holidays_has_none_and_the_next_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    off = week_of(date(2026, 3, 11))
    monkeypatch.setattr(digest_times, "holiday", lambda _country, day: "Golden Week" if day in off else None)
    assert in_week(DEFAULT, WHO, off) is None
    assert come("UTC", DEFAULT, "2026-03-04T10:00")[0] == "2026-03-16"


def test_a_week_that_had_one_has_no_other_whatever_day_is_chosen_now() -> None:
    had = frozenset({date(2026, 3, 9)})
    thursday = DigestChoice(weekday=THURSDAY)
    assert come("UTC", thursday, "2026-03-09T10:00", had)[0] == "2026-03-19"
    assert come("UTC", thursday, "2026-03-09T10:00")[0] == "2026-03-12"
    friday_before = frozenset({date(2026, 3, 6)})
    assert come("UTC", DEFAULT, "2026-03-07T10:00", friday_before)[0] == "2026-03-09", "that one told of another week"


def test_not_all_who_chose_the_same_time_get_it_at_once() -> None:
    found = set()
    for number in range(300):
        one = in_week(DEFAULT, Preferences(UUID(int=number), "UTC"), week_of(date(2026, 3, 9)))
        assert one is not None
        found.add(one.at)
    assert len(found) > 250
    assert max(found) - min(found) > SPREAD * 0.9


@pytest.mark.parametrize(
    ("due", "until"),
    [
        ("2026-03-09T08:00", "2026-03-09T19:00"),  # 20:00 in Berlin
        ("2026-03-09T18:30", "2026-03-09T19:30"),
        ("2026-03-09T22:55", "2026-03-09T23:55"),  # past midnight, for it was to come at 23:55
    ],
)
def test_it_may_be_late_until_the_evening(due: str, until: str) -> None:
    day, at = date(2026, 3, 9), utc(due)
    last = last_moment(day, at, WHO.clock)
    assert last == utc(until)
    assert why_not(WHO, day, at, at) is None
    assert why_not(WHO, day, at, last - timedelta(seconds=1)) is None
    assert why_not(WHO, day, at, last) is SkipReason.TOO_LATE
    assert why_not(WHO, day, at, last + WEEK) is SkipReason.TOO_LATE


def test_pausing_and_stopping_hold_it_and_another_zone_may_be_on_the_day_before() -> None:
    day, at = date(2026, 3, 9), utc("2026-03-09T08:00")
    assert why_not(replace(WHO, stopped=True), day, at, at) is SkipReason.STOPPED
    assert why_not(replace(WHO, paused_until=date(2026, 3, 10)), day, at, at) is SkipReason.PAUSED
    assert why_not(replace(WHO, paused_until=day), day, at, at) is None
    assert why_not(replace(WHO, zone="Pacific/Pago_Pago"), day, at, at) is SkipReason.TOO_EARLY


@pytest.mark.parametrize(
    ("due", "zone", "monday"),
    [
        ("2026-03-09T09:00", "UTC", "2026-03-02"),
        ("2026-03-08T19:00", "UTC", "2026-02-23"),  # Monday in Kiritimati; in London the week goes on for five hours
        ("2026-03-08T20:00", "UTC", "2026-03-02"),  # as late as a nudge may be: it is worth waiting
        ("2026-03-09T20:00", "Pacific/Kiritimati", "2026-03-02"),
        ("2026-03-08T19:00", "Pacific/Pago_Pago", "2026-02-23"),
    ],
)
def test_it_tells_of_the_last_week_that_is_over_in_time_where_the_organization_is(
    due: str, zone: str, monday: str
) -> None:
    assert week_to_wait_for(date(2026, 3, 9), utc(due), zone).first == date.fromisoformat(monday)


def test_on_any_day_it_is_about_the_week_before() -> None:
    for number in range(7):
        last, before = weeks_to_tell(date(2026, 3, 9) + timedelta(days=number))
        assert (last.first, before.first) == (date(2026, 3, 2), date(2026, 2, 23))


CHOICES = st.builds(
    DigestChoice, weekday=st.integers(0, 6), at=st.times().map(lambda one: one.replace(second=0, microsecond=0))
)
PEOPLE = st.builds(
    Preferences,
    person_id=st.uuids(),
    zone=st.sampled_from(ZONES),
    country=st.sampled_from([None, "DE", "US", "SA", "XX"]),
)
TIMES = st.integers(0, 25 * 365 * 24 * 60).map(
    lambda minutes: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@settings(max_examples=300, deadline=None)
@given(CHOICES, PEOPLE, TIMES)
def test_year_in_year_out_there_is_one_a_week_at_the_chosen_time(
    choice: DigestChoice, who: Preferences, now: datetime
) -> None:
    had: list[Moment] = []
    clock = ZoneInfo(who.zone)
    for _ in range(12):
        found = next_due(choice, who, {one.day for one in had}, now)
        assert found is not None
        assert found.at > now
        assert next_due(choice, who, {one.day for one in had}, found.at - timedelta(seconds=1)) == found, "it stays"
        local = found.at.astimezone(clock)
        if choice.at < time(23, 55):
            assert local.date() == found.day
        is_moved = found.day.weekday() != choice.weekday
        if is_moved:
            chosen = week_of(found.day).first + timedelta(days=choice.weekday)
            skipped = who.zone == "Pacific/Apia" and chosen == date(2011, 12, 30)
            assert skipped or chosen in holidays.country_holidays(str(who.country), years=chosen.year)
        wall = datetime.combine(found.day, choice.at)
        late = local.replace(tzinfo=None) - wall
        assert timedelta(0) <= late <= SPREAD or late - timedelta(hours=1) <= SPREAD
        assert why_not(who, found.day, found.at, found.at) is None
        had.append(found)
        now = found.at
    weeks = [week_of(one.day) for one in had]
    assert len(set(weeks)) == len(weeks)
    assert all(WEEK <= later.first - one.first <= 2 * WEEK for one, later in pairwise(weeks))
