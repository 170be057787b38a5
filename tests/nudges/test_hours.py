"""The next hour of somebody at which they may be written to about what is no nudge."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from nudges import hours
from nudges.preferences import DEFAULT_WINDOW, Preferences, Window

SOMEBODY = UUID(int=7)
NIGHTS = Window(time(22), time(6))


def who(zone: str = "Europe/Berlin", window: Window = DEFAULT_WINDOW, country: str | None = None) -> Preferences:
    return Preferences(SOMEBODY, zone, country, window=window)


def there(month: int, day: int, hour: int, minute: int = 0, zone: str = "Europe/Berlin") -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(there(3, 4, 9, 30), there(3, 4, 9, 30), id="just begun"),
        pytest.param(there(3, 4, 16, 29), there(3, 4, 16, 29), id="nearly over"),
        pytest.param(there(3, 4, 16, 30), there(3, 5, 9, 30), id="over"),
        pytest.param(there(3, 4, 3), there(3, 4, 9, 30), id="at night"),
        pytest.param(there(3, 6, 18), there(3, 9, 9, 30), id="the weekend is free, Monday is none of their days"),
        pytest.param(there(3, 28, 12), there(3, 30, 9, 30), id="the clocks go forward meanwhile"),
    ],
)
def test_their_hours_hold_on_any_working_day(now: datetime, expected: datetime) -> None:
    found = hours.next_in(who(), now.astimezone(UTC))
    assert found == expected
    assert hours.next_in(who(), found) == found


def test_a_country_has_its_own_weekend_and_holidays() -> None:
    friday = there(3, 6, 12, zone="Asia/Dubai")
    in_sharjah = who("Asia/Dubai", country="EG")  # Egypt: Friday and Saturday
    assert hours.next_in(in_sharjah, friday) == there(3, 8, 9, 30, zone="Asia/Dubai")
    good_friday = there(4, 3, 12)
    assert hours.next_in(who(country="DE"), good_friday) == there(4, 7, 9, 30)
    assert hours.next_in(who(), good_friday) == good_friday


def test_hours_over_midnight_are_of_the_day_that_they_begin_on() -> None:
    night = who(window=NIGHTS)
    assert hours.next_in(night, there(3, 5, 5)) == there(3, 5, 5)
    assert hours.next_in(night, there(3, 5, 6)) == there(3, 5, 22)
    assert hours.next_in(night, there(3, 7, 5)) == there(3, 7, 5), "the night of Friday goes on into Saturday"
    assert hours.next_in(night, there(3, 8, 23)) == there(3, 9, 22), "Sunday night is of the weekend"


def test_a_pause_a_stop_and_the_days_of_nudges_are_about_nudges() -> None:
    monday = there(3, 2, 12)
    busy = Preferences(SOMEBODY, "Europe/Berlin", days=frozenset({2}), paused_until=date(2026, 6, 1), stopped=True)
    assert hours.next_in(busy, monday) == monday


def test_what_has_no_hour_is_not_held_up_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hours, "is_weekend", lambda *_: True)
    now = there(3, 4, 3)
    assert hours.next_in(who(), now) == now


def test_it_is_never_far() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for country in ("DE", "PT", "CN", "IR", "US"):
        for day in range(0, 365, 3):
            at = now + timedelta(days=day)
            assert at <= hours.next_in(who(country=country), at) < at + timedelta(days=16), (country, at)
