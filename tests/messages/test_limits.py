"""Text is cut where it may be cut, and stays text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.limits import distinct, length, shorten, split
from messages.plain import clean, is_blank, one_line, width
from tests.messages.strategies import any_text

_often = settings(max_examples=60, deadline=None)


@_often
@given(any_text, st.integers(2, 80))
def test_shortened_text_fits_and_says_that_it_is(text: str, limit: int) -> None:
    shown = shorten(text, limit)
    assert length(shown) <= limit
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


@_often
@given(any_text, st.integers(20, 200))
def test_pieces_fit_and_are_the_whole(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert "".join(pieces) == text
    assert all(length(piece) <= limit for piece in pieces)


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("Amplify", 7, "Amplify"),
        ("Amplify Ana", 8, "Amplify…"),
        ("Amplify", 5, "Ampl…"),
        ("ab👩‍👩‍👧‍👦cd", 6, "ab…"),  # a family is one character
        ("ab👍🏽cd", 5, "ab…"),  # and so is a hand of some colour
        ("ab🇩🇪🇫🇷", 8, "ab🇩🇪…"),  # and a flag, never half of one
        ("ab🏴\U000e0067\U000e007fcd", 6, "ab…"),
        ("abe\u0301\u0302cd", 4, "ab…"),  # an accent stays with its letter
        ("ab\u1112\u1161\u11abcd", 4, "ab…"),  # and a Korean syllable whole
        ("e" + "\u0301" * 20, 5, "e\u0301\u0301\u0301…"),  # unless nothing would be left
    ],
)
def test_no_character_is_cut_in_two(text: str, limit: int, shown: str) -> None:
    assert shorten(text, limit) == shown


def test_text_is_parted_at_the_end_of_a_line_or_a_word() -> None:
    assert list(split("one two\nthree four", 10)) == ["one two\n", "three four"]
    assert list(split("one two three", 9)) == ["one two ", "three"]
    assert list(split("onetwothree", 4)) == ["onet", "woth", "ree"]


def test_labels_stay_distinct_when_shortened() -> None:
    assert distinct(["Platform engineering", "Platform engine room", "Platform"], 10) == [
        "Platform…",
        "Platf… (2)",
        "Platform",
    ]


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert clean("a\x00b\x1b[31mc\u202ed\u2066e") == "ab[31mcde"
    assert clean("one\r\ntwo\rthree\u2028four\tfive") == "one\ntwo\nthree\nfour\tfive"
    assert clean("half \ud83d of a pair") == "half \ufffd of a pair"
    assert one_line("  one\n\n two\t") == "one two"


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\u00a0", "\u0301", "\u2060\u200d"])
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)


def test_width_counts_columns() -> None:
    assert [width(text) for text in ("abc", "研究", "e\u0301", "👍", "\u200b")] == [3, 4, 1, 2, 0]
