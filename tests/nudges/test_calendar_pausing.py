"""Until when somebody pauses, said on Wednesday, 4 March 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.pausing import LONGEST, PauseProblem, pause_until

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2 weeks", date(2026, 3, 18)),
        ("for two weeks.", date(2026, 3, 18)),
        ("2w", date(2026, 3, 18)),
        ("10 days", date(2026, 3, 14)),
        ("the next 3 days", date(2026, 3, 7)),
        ("a day", date(2026, 3, 5)),
        ("a couple of weeks", date(2026, 3, 18)),
        ("a fortnight", date(2026, 3, 18)),
        ("a month", date(2026, 4, 4)),
        ("3 months", date(2026, 6, 4)),
        ("a year", date(2027, 3, 4)),
        ("until tomorrow", date(2026, 3, 5)),
        ("until Thursday", date(2026, 3, 5)),
        ("until Monday", date(2026, 3, 9)),
        ("Mon", date(2026, 3, 9)),
        ("until Wednesday", date(2026, 3, 11)),
        ("until next Monday", date(2026, 3, 9)),
        ("until next Friday", date(2026, 3, 13)),
        ("the rest of the week", date(2026, 3, 9)),
        ("until next week", date(2026, 3, 9)),
        ("until the end of the month", date(2026, 4, 1)),
        ("until next month", date(2026, 4, 1)),
        ("until next year", date(2027, 1, 1)),
        ("until 3 April", date(2026, 4, 3)),
        ("until the 20th of March", date(2026, 3, 20)),
        ("until Mon, 9 March", date(2026, 3, 9)),
        ("UNTIL  March 20th, 2026", date(2026, 3, 20)),
        ("until 2026-03-20", date(2026, 3, 20)),
        ("until 2 January", date(2027, 1, 2)),
        ("until 3 March 2027", date(2027, 3, 3)),
        ("until April", date(2026, 4, 1)),
        ("until January 2027", date(2027, 1, 1)),
    ],
)
def test_words_that_tell_until_when(text: str, day: date) -> None:
    assert pause_until(text, TODAY) == day


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (date(2026, 1, 31), "a month", date(2026, 2, 28)),
        (date(2028, 1, 31), "a month", date(2028, 2, 29)),
        (date(2026, 12, 31), "2 months", date(2027, 2, 28)),
        (date(2028, 2, 29), "a year", date(2029, 2, 28)),
        (date(2027, 12, 1), "until 29 Feb", date(2028, 2, 29)),
        (date(2026, 12, 30), "until 2 January", date(2027, 1, 2)),
        (date(2026, 12, 31), "until the end of the month", date(2027, 1, 1)),
        (date(2026, 3, 8), "until Monday", date(2026, 3, 9)),
        (date(2026, 3, 9), "until Monday", date(2026, 3, 16)),
    ],
)
def test_words_around_the_ends_of_weeks_months_and_years(today: date, text: str, day: date) -> None:
    assert pause_until(text, today) == day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "for how long"),
        ("until", "for how long"),
        ("until I'm back", "could not tell"),
        ("Monday or so", "could not tell"),
        ("until today", "still to come"),
        ("0 weeks", "still to come"),
        ("until 2026-03-04", "still to come"),
        ("until 3 March", "3 March 2026 is over"),
        ("until March", "1 March 2026 is over"),
        ("until 3 January", "3 January 2026 is over"),
        ("until 3 Feb 2026", "still to come"),
        ("13 months", "until 5 March 2027"),
        ("999 years", "“stop”"),
        ("until 31 Feb", "no 31 Feb"),
        ("until 29 Feb", "no 29 Feb"),
        ("2026-02-31", "no 2026-02-31"),
        ("31 Apr 2026", "no 31 Apr 2026"),
        ("3/4", "two different days"),
        ("until 3.4.2026", "two different days"),
        ("forever", "“stop”"),
        ("until further notice", "“stop”"),
    ],
)
def test_words_that_need_another_try(text: str, says: str) -> None:
    problem = pause_until(text, TODAY)
    assert isinstance(problem, PauseProblem)
    assert says in problem.text


@given(st.text(max_size=40), st.dates(min_value=date(2020, 1, 1), max_value=date(2100, 1, 1)))
def test_anything_typed_gives_a_day_to_come_or_a_sentence(text: str, today: date) -> None:
    said = pause_until(text, today)
    assert isinstance(said, PauseProblem) or today < said <= today + LONGEST


@given(st.integers(1, 366), st.dates(min_value=date(2020, 1, 1), max_value=date(2100, 1, 1)))
def test_days_are_counted_exactly(days: int, today: date) -> None:
    assert pause_until(f"{days} days", today) == today + timedelta(days=days)
