"""Which periods are closed when, by hand."""

from __future__ import annotations

from datetime import date

from indicators.closing_periods import to_close, with_days
from indicators.periods import week_of

FIRST = date(2026, 1, 28)
"""A Wednesday."""


def names(first: date, today: date, closed: set[tuple[str, date]] | None = None) -> list[str]:
    return [one.name for one in to_close(first, today, closed or set())]


def test_what_ended_since_the_first_action_is_closed_in_the_order_in_which_it_ended() -> None:
    assert names(FIRST, date(2026, 2, 9)) == ["2026-01", "2026-W05", "2026-W06"]
    assert names(FIRST, date(2026, 4, 1))[-2:] == ["2026-03", "2026-Q1"]
    assert names(date(2025, 12, 30), date(2026, 1, 1)) == ["2025-12", "2025-Q4", "2025"]


def test_a_period_is_closed_when_its_last_day_is_over() -> None:
    assert names(FIRST, date(2026, 1, 31)) == []
    assert names(FIRST, date(2026, 2, 1)) == ["2026-01"]
    assert names(FIRST, date(2026, 2, 2)) == ["2026-01", "2026-W05"]


def test_what_is_closed_is_not_closed_again_and_what_was_missed_is() -> None:
    closed = {("week", date(2026, 1, 26)), ("week", date(2026, 2, 9))}
    assert names(FIRST, date(2026, 2, 16), closed) == ["2026-01", "2026-W06"]


def test_it_goes_back_104_weeks_and_no_further() -> None:
    weeks = [name for name in names(date(2019, 1, 1), date(2026, 3, 4)) if "W" in name]
    assert (weeks[0], weeks[-1], len(weeks)) == ("2024-W10", "2026-W09", 104)


def test_a_day_is_in_the_closed_periods_that_have_it() -> None:
    closed = {("week", date(2026, 1, 26)), ("month", date(2026, 1, 1))}
    found = with_days([date(2026, 1, 30), date(2026, 2, 1), date(2026, 1, 28)], closed)
    assert {period.name: days for period, days in found.items()} == {
        "2026-W05": [date(2026, 1, 28), date(2026, 1, 30), date(2026, 2, 1)],
        "2026-01": [date(2026, 1, 28), date(2026, 1, 30)],
    }
    assert next(iter(found)) == week_of(FIRST)
