"""Pseudonyms: keyed by the organization's own secret, so that nobody without it can try who is behind one.

A person has one pseudonym for all rows of theirs that are told of the same group of people. Where the group is another
one (another department, or "other", or because the week's digests tell of teams differently), so is the pseudonym: else
one could follow somebody from a week in which their department is named to one in which it is not, and know again what
was hidden. Rows with a name have none in common with rows without. It is the same in every export.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

DIGITS = 15
LENGTH = 1 + DIGITS
_NONE = -1
Numbers = NDArray[np.int64]
Words = NDArray[np.bytes_]


def of_group(what: str, teams: Iterable[str], departments: Iterable[str]) -> bytes:
    """What stands for a group of people: of what it is, and whom it has in it."""
    words = "\x1f".join([what, *sorted(teams), "", *sorted(departments)])
    return hashlib.sha256(words.encode()).digest()


def pseudonym(secret: bytes, group: bytes, person: str, *, is_named: bool) -> str:
    """Begins with a letter, so that no spreadsheet takes it for a number."""
    layer = b"named" if is_named else b"program"
    return "p" + hmac.digest(secret, group + layer + person.encode(), "sha256").hex()[:DIGITS]


class Remembered:
    """The pseudonyms of an export. What somebody had last is kept: mostly they are told of in the same group again."""

    def __init__(self, secret: bytes, people: Sequence[str]) -> None:
        self._secret, self._people = secret, people
        self._words: Words = np.zeros(2 * len(people), dtype=f"S{LENGTH}")
        self._number_of_last = np.full(2 * len(people), _NONE, dtype=np.int64)
        self._numbers: dict[bytes, int] = {}
        self._next = 0

    def of(self, keys: Numbers, groups: Sequence[bytes], group: Numbers) -> Words:
        """One for each key: twice a person's place, and one more for rows with a name.

        `group` says of each key in which of the groups they are told of.
        """
        # A group of which nobody is told in a period gets a new number when it comes back, so that these stay few.
        self._numbers = {one: self._number(one) for one in groups}
        wanted = np.array([self._numbers[one] for one in groups], dtype=np.int64)[group]
        new = np.flatnonzero(self._number_of_last[keys] != wanted)
        for key, at in zip(keys[new].tolist(), group[new].tolist(), strict=True):
            person, is_named = divmod(key, 2)
            self._words[key] = pseudonym(self._secret, groups[at], self._people[person], is_named=bool(is_named))
        self._number_of_last[keys] = wanted
        found: Words = self._words[keys]
        return found

    def _number(self, name: bytes) -> int:
        known = self._numbers.get(name)
        if known is None:
            known, self._next = self._next, self._next + 1
        return known
