"""Holidays and weekends by country."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo, available_timezones

import pytest
from holidays import list_supported_countries

from nudges.holidays import country_of, holiday, is_known, is_weekend


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("DE", date(2026, 4, 3), "Good Friday"),
        ("DE", date(2026, 4, 2), None),
        ("US", date(2026, 11, 26), "Thanksgiving Day"),
        ("US", date(2026, 7, 3), "Independence Day (observed)"),
        ("JP", date(2026, 1, 12), "Coming of Age Day"),
        ("FR", date(2027, 1, 1), "New Year's Day"),
        ("XX", date(2026, 1, 1), None),
        (None, date(2026, 1, 1), None),
    ],
)
def test_holidays(country: str | None, day: date, name: str | None) -> None:
    assert holiday(country, day) == name


@pytest.mark.parametrize(
    ("country", "days_off"),
    [
        ("DE", {5, 6}),
        ("SA", {4, 5}),
        ("IL", {4, 5}),
        ("IR", {4}),
        ("BN", {4, 6}),
        ("AE", {5, 6}),
        ("XX", {5, 6}),
        (None, {5, 6}),
    ],
)
def test_weekends(country: str | None, days_off: set[int]) -> None:
    week = [date(2026, 3, 2 + number) for number in range(7)]
    assert {one.weekday() for one in week if is_weekend(country, one)} == days_off


def test_a_weekend_that_was_moved() -> None:
    friday_before, friday_after = date(2021, 12, 10), date(2022, 12, 9)
    assert is_weekend("AE", friday_before)
    assert not is_weekend("AE", friday_after)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Asia/Riyadh", "SA"),
        ("Pacific/Kiritimati", "KI"),
        ("Pacific/Pago_Pago", "AS"),
        ("UTC", None),
        ("Etc/GMT+3", None),
    ],
)
def test_the_country_of_a_zone(zone: str, country: str | None) -> None:
    assert country_of(zone) == country


def test_nearly_every_country_of_a_zone_has_known_holidays() -> None:
    countries = {country for one in available_timezones() if (country := country_of(ZoneInfo(one).key))}
    assert len(countries) > 200
    assert {one for one in countries if not is_known(one)} <= {"AQ", "EH", "IO", "TF"}


def test_the_countries_are_those_that_the_library_lists() -> None:
    letters = [chr(one) for one in range(ord("A"), ord("Z") + 1)]
    codes = {first + second for first in letters for second in letters}
    assert {code for code in codes if is_known(code)} == set(list_supported_countries(include_aliases=False))
