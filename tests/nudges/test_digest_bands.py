"""Shares as people say them."""

from __future__ import annotations

import pytest

from nudges.digest_bands import of_share


@pytest.mark.parametrize(
    ("count", "people", "words", "numbers"),
    [
        (5, 400, "a few in a hundred", "1 to 12"),
        (20, 400, "about one in twenty", "13 to 28"),
        (5, 50, "about one in ten", "4 to 7"),
        (5, 25, "about one in five", "4 to 5"),
        (5, 20, "about a quarter", "5"),
        (9, 23, "about a third", "7 to 9"),
        (8, 23, "about a third", "7 to 9"),
        (10, 23, "about half", "10 to 13"),
        (13, 20, "about two thirds", "12 to 14"),
        (15, 20, "about three quarters", "15 to 16"),
        (18, 23, "about three quarters", "17 to 18"),
        (95, 100, "almost everybody", "83 to 100"),
    ],
)
def test_words_and_the_numbers_they_stand_for(count: int, people: int, words: str, numbers: str) -> None:
    band = of_share(count, people)
    assert (band.words, band.numbers) == (words, numbers)
    assert band.fewest <= count <= band.most


@pytest.mark.parametrize("people", [1, 10, 23, 97, 1000])
def test_every_number_of_people_is_in_exactly_one_band(people: int) -> None:
    at = 0
    while at <= people:
        band = of_share(at, people)
        assert band.fewest == at
        assert all(of_share(number, people) == band for number in range(at, band.most + 1))
        at = band.most + 1
