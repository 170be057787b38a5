"""Weeks, months, quarters and years, at their edges and in zones."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from indicators.periods import (
    DAY,
    Length,
    is_closed,
    length_of,
    month_of,
    period_after,
    period_before,
    period_of,
    quarter_of,
    today_in,
    week_named,
    week_of,
    weeks_back,
    year_of,
)


@pytest.mark.parametrize(
    ("day", "name", "first", "last"),
    [
        (date(2026, 3, 4), "2026-W10", date(2026, 3, 2), date(2026, 3, 8)),
        (date(2026, 3, 2), "2026-W10", date(2026, 3, 2), date(2026, 3, 8)),
        (date(2026, 3, 8), "2026-W10", date(2026, 3, 2), date(2026, 3, 8)),
        (date(2026, 1, 1), "2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        (date(2027, 1, 3), "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_week_runs_from_monday_to_sunday_across_years(day: date, name: str, first: date, last: date) -> None:
    week = week_of(day)
    assert (week.name, week.first, week.last) == (name, first, last)
    assert day in week
    assert week.end not in week


@pytest.mark.parametrize(
    ("day", "name", "last"),
    [
        (date(2026, 12, 31), "2026-12", date(2026, 12, 31)),
        (date(2028, 2, 1), "2028-02", date(2028, 2, 29)),
        (date(2026, 1, 31), "2026-01", date(2026, 1, 31)),
    ],
)
def test_a_month_ends_with_its_last_day(day: date, name: str, last: date) -> None:
    month = month_of(day)
    assert (month.name, month.first, month.last) == (name, day.replace(day=1), last)


@pytest.mark.parametrize(
    ("day", "name", "first", "last"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_is_three_calendar_months(day: date, name: str, first: date, last: date) -> None:
    quarter = quarter_of(day)
    assert (quarter.name, quarter.first, quarter.last) == (name, first, last)


def test_a_year_is_the_calendars_not_that_of_the_weeks() -> None:
    year = year_of(date(2027, 1, 3))
    assert (year.name, year.first, year.last) == ("2027", date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize("length", Length)
def test_periods_of_a_length_follow_each_other_without_gap_or_overlap(length: Length) -> None:
    """Six years with a leap day and a week 53, day by day."""
    period, day = period_of(length, date(2023, 12, 31)), date(2024, 1, 1)
    while day < date(2030, 1, 1):
        if day == period.end:
            following = period_of(length, day)
            assert (period_after(period), period_before(following)) == (following, period)
            period = following
        assert day in period
        assert period_of(length, day) == period
        assert length_of(period) is length
        day += DAY


def test_a_period_closes_when_its_last_day_is_over_in_the_zone() -> None:
    week = week_of(date(2026, 3, 4))
    assert not is_closed(week, "UTC", datetime(2026, 3, 8, 23, 59, 59, tzinfo=UTC))
    assert is_closed(week, "UTC", datetime(2026, 3, 9, tzinfo=UTC))
    assert is_closed(week, "Asia/Tokyo", datetime(2026, 3, 8, 15, tzinfo=UTC))
    assert not is_closed(week, "America/New_York", datetime(2026, 3, 9, 3, 59, tzinfo=UTC))  # clocks went forward
    assert is_closed(week, "America/New_York", datetime(2026, 3, 9, 4, tzinfo=UTC))


def test_weeks_back_are_oldest_first_and_end_with_the_one_given() -> None:
    weeks = weeks_back(week_of(date(2026, 1, 7)), 3)
    assert [week.name for week in weeks] == ["2025-W52", "2026-W01", "2026-W02"]


def test_a_week_is_found_by_its_name() -> None:
    assert week_named("2026-W53") == week_of(date(2027, 1, 1))


@pytest.mark.parametrize(
    "name", ["", "2026-W54", "2027-W53", "2026-W00", "0000-W01", "2026-10", "2026-W1", "x2026-W10"]
)
def test_what_names_no_week_finds_none(name: str) -> None:
    assert week_named(name) is None


def test_today_is_the_zones_own() -> None:
    now = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert today_in("Asia/Tokyo", now) == date(2026, 3, 2)
    assert today_in("America/New_York", now) == date(2026, 3, 1)
