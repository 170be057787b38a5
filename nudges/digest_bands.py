"""A share of people as people say it: "about a third", with the numbers of people that the words stand for."""

from __future__ import annotations

from dataclasses import dataclass

_BANDS = (
    (0, "none"),
    (3, "a few in a hundred"),
    (7, "about one in twenty"),
    (15, "about one in ten"),
    (22, "about one in five"),
    (29, "about a quarter"),
    (41, "about a third"),
    (58, "about half"),
    (71, "about two thirds"),
    (82, "about three quarters"),
    (100, "almost everybody"),
)
"""Up to so many percent, and what that is called."""


@dataclass(frozen=True, slots=True)
class Band:
    """The words, and the fewest and the most people that they stand for."""

    words: str
    fewest: int
    most: int

    @property
    def numbers(self) -> str:
        """ "7 to 9"."""
        return str(self.fewest) if self.fewest == self.most else f"{self.fewest} to {self.most}"


def of_share(count: int, people: int) -> Band:
    """The band of so many of these people, of whom there is at least one."""
    at = _at(count, people)
    same = [number for number in range(people + 1) if _at(number, people) == at]
    return Band(_BANDS[at][1], same[0], same[-1])


def _at(count: int, people: int) -> int:
    return next(at for at, (most, _words) in enumerate(_BANDS) if 100 * count <= most * people)
