"""Windows of local time in UTC. The instants are computed by hand from the zones' published changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nudges.preferences import DEFAULT_WINDOW, Window
from nudges.window import Stretch, day_of, moment_at, stretches


def window(words: str) -> Window:
    start, end = words.split("-")
    return Window(time.fromisoformat(start), time.fromisoformat(end))


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours", "expected"),
    [
        ("UTC", "2028-02-29", "09:30-16:30", [("2028-02-29 09:30", "2028-02-29 16:30")]),
        ("UTC", "2028-02-29", "22:00-02:00", [("2028-02-29 22:00", "2028-03-01 02:00")]),
        ("UTC", "2026-03-04", "00:00-00:00", [("2026-03-04 00:00", "2026-03-05 00:00")]),
        ("Europe/Berlin", "2026-03-27", "09:30-16:30", [("2026-03-27 08:30", "2026-03-27 15:30")]),
        ("Europe/Berlin", "2026-03-30", "09:30-16:30", [("2026-03-30 07:30", "2026-03-30 14:30")]),
        # 02:00 becomes 03:00
        ("Europe/Berlin", "2026-03-29", "02:00-03:00", []),
        ("Europe/Berlin", "2026-03-29", "02:15-03:15", [("2026-03-29 01:00", "2026-03-29 01:15")]),
        (
            "Europe/Berlin",
            "2026-03-29",
            "01:30-03:30",
            [("2026-03-29 00:30", "2026-03-29 01:00"), ("2026-03-29 01:00", "2026-03-29 01:30")],
        ),
        (
            "Europe/Berlin",
            "2026-03-28",
            "22:00-04:00",
            [("2026-03-28 21:00", "2026-03-29 01:00"), ("2026-03-29 01:00", "2026-03-29 02:00")],
        ),
        # 03:00 becomes 02:00
        (
            "Europe/Berlin",
            "2026-10-25",
            "01:30-02:30",
            [("2026-10-24 23:30", "2026-10-25 00:30"), ("2026-10-25 01:00", "2026-10-25 01:30")],
        ),
        (
            "Europe/Berlin",
            "2026-10-24",
            "22:00-04:00",
            [("2026-10-24 20:00", "2026-10-25 01:00"), ("2026-10-25 01:00", "2026-10-25 03:00")],
        ),
        ("America/New_York", "2026-03-07", "09:30-16:30", [("2026-03-07 14:30", "2026-03-07 21:30")]),
        ("America/New_York", "2026-03-08", "09:30-16:30", [("2026-03-08 13:30", "2026-03-08 20:30")]),
        ("America/New_York", "2026-03-08", "02:00-03:00", []),
        (
            "America/New_York",
            "2026-11-01",
            "01:00-02:00",
            [("2026-11-01 05:00", "2026-11-01 06:00"), ("2026-11-01 06:00", "2026-11-01 07:00")],
        ),
        # half an hour: 02:00 becomes 01:30 in April, and 02:30 in October
        (
            "Australia/Lord_Howe",
            "2026-04-05",
            "01:00-02:00",
            [("2026-04-04 14:00", "2026-04-04 15:00"), ("2026-04-04 15:00", "2026-04-04 15:30")],
        ),
        ("Australia/Lord_Howe", "2026-10-04", "02:00-02:30", []),
        (
            "Australia/Lord_Howe",
            "2026-10-04",
            "01:45-02:45",
            [("2026-10-03 15:15", "2026-10-03 15:30"), ("2026-10-03 15:30", "2026-10-03 15:45")],
        ),
        # there was no 30 December 2011
        ("Pacific/Apia", "2011-12-29", "09:30-16:30", [("2011-12-29 19:30", "2011-12-30 02:30")]),
        ("Pacific/Apia", "2011-12-29", "22:00-02:00", [("2011-12-30 08:00", "2011-12-30 10:00")]),
        ("Pacific/Apia", "2011-12-30", "09:30-16:30", []),
        ("Pacific/Apia", "2011-12-30", "22:00-02:00", [("2011-12-30 10:00", "2011-12-30 12:00")]),
        ("Pacific/Apia", "2011-12-31", "09:30-16:30", [("2011-12-30 19:30", "2011-12-31 02:30")]),
        ("Pacific/Kiritimati", "2026-03-04", "09:30-16:30", [("2026-03-03 19:30", "2026-03-04 02:30")]),
        ("Pacific/Pago_Pago", "2026-03-04", "09:30-16:30", [("2026-03-04 20:30", "2026-03-05 03:30")]),
    ],
)
def test_windows_in_utc(zone: str, day: str, hours: str, expected: list[tuple[str, str]]) -> None:
    found = stretches(window(hours), date.fromisoformat(day), ZoneInfo(zone))
    assert found == tuple(Stretch(utc(start), utc(end)) for start, end in expected)


@pytest.mark.parametrize(
    ("zone", "hours", "moment", "day"),
    [
        ("UTC", "09:30-16:30", "2026-03-04 09:30", "2026-03-04"),
        ("UTC", "09:30-16:30", "2026-03-04 09:29:59", None),
        ("UTC", "09:30-16:30", "2026-03-04 16:29:59", "2026-03-04"),
        ("UTC", "09:30-16:30", "2026-03-04 16:30", None),
        ("UTC", "22:00-02:00", "2026-03-04 22:00", "2026-03-04"),
        ("UTC", "22:00-02:00", "2026-03-05 01:59", "2026-03-04"),
        ("UTC", "22:00-02:00", "2026-03-05 02:00", None),
        ("UTC", "22:00-02:00", "2028-03-01 00:00", "2028-02-29"),
        ("UTC", "00:00-00:00", "2026-03-04 00:00", "2026-03-04"),
        ("UTC", "00:00-00:00", "2026-03-04 23:59", "2026-03-04"),
        ("Pacific/Kiritimati", "09:30-16:30", "2026-03-03 20:00", "2026-03-04"),
        ("Pacific/Pago_Pago", "09:30-16:30", "2026-03-05 03:00", "2026-03-04"),
        ("Europe/Berlin", "01:30-02:30", "2026-10-25 00:15", "2026-10-25"),
        ("Europe/Berlin", "01:30-02:30", "2026-10-25 00:45", None),
        ("Europe/Berlin", "01:30-02:30", "2026-10-25 01:15", "2026-10-25"),
    ],
)
def test_the_day_of_a_moment(zone: str, hours: str, moment: str, day: str | None) -> None:
    expected = date.fromisoformat(day) if day else None
    assert day_of(utc(moment), window(hours), ZoneInfo(zone)) == expected


ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati",
    "Pacific/Pago_Pago", "Asia/Kathmandu", "Africa/Casablanca", "America/St_Johns", "Asia/Tehran",
]  # fmt: skip
CHANGES = [
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2026, 10, 25),
    date(2011, 12, 30),
]


@st.composite
def windows(draw: st.DrawFn) -> Window:
    quarters = st.integers(0, 95)
    start = draw(quarters)
    end = draw(quarters.filter(lambda one: one != start or one == 0))
    return Window(*(time(one // 4, one % 4 * 15) for one in (start, end)))


@settings(max_examples=150, deadline=None)
@given(
    windows(),
    st.sampled_from(ZONES),
    st.one_of(st.dates(date(2010, 1, 1), date(2040, 1, 1)), st.sampled_from(CHANGES)),
    st.integers(-1, 1),
)
def test_stretches_are_exactly_what_the_walls_clock_says(hours: Window, zone: str, day: date, more: int) -> None:
    """Every quarter of an hour around a day is in its stretches exactly if the clock says so."""
    day += timedelta(days=more)
    parts = stretches(hours, day, ZoneInfo(zone))
    moment = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=20)
    for _quarter in range(4 * 80):
        inside = any(one.start <= moment < one.end for one in parts)
        assert inside == (day_of(moment, hours, ZoneInfo(zone)) == day), moment
        moment += timedelta(minutes=15)


def test_moments_skip_what_lies_between_two_stretches_and_keep_the_end_free() -> None:
    berlin = stretches(window("01:30-02:30"), date(2026, 10, 25), ZoneInfo("Europe/Berlin"))  # 60 and 30 minutes
    assert moment_at(berlin, 0.0) == utc("2026-10-24 23:30")
    assert moment_at(berlin, 0.5) == utc("2026-10-25 00:10")  # of 80 minutes
    assert moment_at(berlin, 0.75) == utc("2026-10-25 01:00")
    assert moment_at(berlin, 1.0) == utc("2026-10-25 01:20")


def test_a_short_window_keeps_a_quarter_free() -> None:
    parts = stretches(window("10:00-10:20"), date(2026, 3, 4), ZoneInfo("UTC"))
    assert moment_at(parts, 1.0) == utc("2026-03-04 10:15")


def test_a_day_without_the_window_has_no_moment() -> None:
    assert moment_at((), 0.5) is None


@pytest.mark.parametrize("hours", ["09:00-09:00", "09:00:30-10:00", "09:00-10:00+01:00"])
def test_slips_are_no_windows(hours: str) -> None:
    with pytest.raises(ValueError, match="window"):
        window(hours)


def test_the_default_is_the_designs() -> None:
    assert window("09:30-16:30") == DEFAULT_WINDOW
