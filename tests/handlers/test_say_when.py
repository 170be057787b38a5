"""Days said in words, on Wednesday, 4 March 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.say_when import earliest, find_day, in_words, problem_with

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "typed", "day"),
    [
        ("in standup today", "today", TODAY),
        ("this morning", "this morning", TODAY),
        ("Yesterday in the retro", "Yesterday", date(2026, 3, 3)),
        ("last night on a call", "last night", date(2026, 3, 3)),
        ("the day before yesterday", "the day before yesterday", date(2026, 3, 2)),
        ("day before yesterday", "day before yesterday", date(2026, 3, 2)),
        ("3 days ago", "3 days ago", date(2026, 3, 1)),
        ("three days ago", "three days ago", date(2026, 3, 1)),
        ("a day ago", "a day ago", date(2026, 3, 3)),
        ("2 weeks ago", "2 weeks ago", date(2026, 2, 18)),
        ("a week ago", "a week ago", date(2026, 2, 25)),
        ("last Friday", "last Friday", date(2026, 2, 27)),
        ("on Monday", "on Monday", date(2026, 3, 2)),
        ("on mon", "on mon", date(2026, 3, 2)),
        ("on Tues", "on Tues", date(2026, 3, 3)),
        ("on Wednesday", "on Wednesday", TODAY),
        ("last Wednesday", "last Wednesday", date(2026, 2, 25)),
        ("past thursday", "past thursday", date(2026, 2, 26)),
        ("on 2026-02-27 in the review", "2026-02-27", date(2026, 2, 27)),
        ("2026-2-7", "2026-2-7", date(2026, 2, 7)),
        ("on 27 February", "27 February", date(2026, 2, 27)),
        ("27th Feb 2026", "27th Feb 2026", date(2026, 2, 27)),
        ("on Feb 27", "Feb 27", date(2026, 2, 27)),
        ("December 30", "December 30", date(2025, 12, 30)),
        ("tomorrow", "tomorrow", date(2026, 3, 5)),
        ("2026-02-31", "2026-02-31", None),
        ("31 Feb", "31 Feb", None),
    ],
)
def test_days_that_words_tell(text: str, typed: str, day: date | None) -> None:
    said = find_day(text, TODAY)
    assert said is not None
    assert (said.typed, said.day) == (typed, day)
    assert text[said.start : said.start + len(typed)] == typed


@pytest.mark.parametrize("text", ["", "in the Monday meeting", "todays", "agenda for mayday", "12-2026-02-27-1", "ago"])
def test_words_that_tell_no_day(text: str) -> None:
    assert find_day(text, TODAY) is None


def test_the_first_day_counts_and_the_longer_words_for_it() -> None:
    first = find_day("yesterday, as on Monday", TODAY)
    assert first is not None
    assert first.typed == "yesterday"


def test_an_impossible_while_ago_is_no_error() -> None:
    said = find_day("999 weeks ago", date(10, 1, 1))
    assert said is not None
    assert said.day is None


def test_bounds_are_today_and_sixty_days_back() -> None:
    assert problem_with(TODAY, TODAY) == ""
    assert problem_with(TODAY - timedelta(days=60), TODAY) == ""
    assert "still to come" in problem_with(TODAY + timedelta(days=1), TODAY)
    assert "3 January 2026" in problem_with(TODAY - timedelta(days=61), TODAY)
    assert earliest(TODAY) == date(2026, 1, 3)


def test_days_in_words() -> None:
    assert in_words(TODAY, TODAY) == "Today"
    assert in_words(date(2026, 3, 3), TODAY) == "Yesterday"
    assert in_words(date(2026, 2, 27), TODAY) == "Friday, 27 February 2026"


@given(st.text() | st.from_regex(r"(on|last|past) \w+ [0-9]{1,4}.(days|weeks) ago"), st.dates())
def test_any_text_on_any_day_is_read_without_error(text: str, today: date) -> None:
    said = find_day(text, today)
    assert said is None or said.typed in text
