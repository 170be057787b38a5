"""What people write for a time zone, and which one is meant."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.zones import Found, Unsure, find_zone

WINTER, SUMMER = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("  Berlin ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("zurich", "Europe/Zurich"),
        ("Zürich", "Europe/Zurich"),
        ("Calcutta", "Asia/Calcutta"),
        ("kolkata", "Asia/Kolkata"),
        ("indianapolis", "America/Indiana/Indianapolis"),
        ("St. Johns", "America/St_Johns"),
        ("France", "Europe/Paris"),
        ("japan", "Asia/Tokyo"),
        ("Holland", "Europe/Amsterdam"),
        ("utc", "UTC"),
        ("US/Pacific", "US/Pacific"),
    ],
)
def test_a_name_a_city_or_a_country_with_one_zone_is_enough(typed: str, zone: str) -> None:
    assert find_zone(typed, WINTER) == Found(zone)


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("berln", ("Europe/Berlin",)),
        ("Germany", ("Europe/Berlin", "Europe/Busingen")),
        ("USA", ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix")),
        ("CET", ("Europe/Paris", "Africa/Algiers")),
        ("est", ("America/New_York", "America/Jamaica")),
        ("UTC+5:30", ("Asia/Colombo", "Asia/Kolkata")),
        ("utc+0", ("UTC", "Europe/London", "Europe/Lisbon", "Europe/Dublin")),
        ("qwrtzx", ()),
        ("", ()),
        ("+99", ()),
    ],
)
def test_what_may_be_several_is_offered_and_not_guessed(typed: str, offers: tuple[str, ...]) -> None:
    assert find_zone(typed, WINTER) == Unsure(offers)


def test_a_difference_from_utc_is_that_of_now() -> None:
    for typed in ("UTC+2", "gmt +02:00", "+2"):
        winter, summer = find_zone(typed, WINTER), find_zone(typed, SUMMER)
        assert isinstance(winter, Unsure)
        assert isinstance(summer, Unsure)
        assert "Europe/Athens" in winter.offers
        assert "Europe/Paris" in summer.offers
    assert find_zone("UTC−3", WINTER) == find_zone("utc-3", WINTER)


@settings(deadline=None)
@given(st.text(max_size=64))
def test_whatever_is_typed_a_found_zone_is_one(typed: str) -> None:
    match find_zone(typed, WINTER):
        case Found(name):
            assert ZoneInfo(name).key == name
        case Unsure(offers):
            assert len(offers) <= 4
            assert all(ZoneInfo(one).key == one for one in offers)
