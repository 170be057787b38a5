"""Pseudonyms: keyed by the organization's own secret, so that nobody without it can try who is behind one.

A person has one pseudonym for all rows of theirs that are told of the same group of people. Where the group is another
one (another department, or "other", or because the week's digests tell of teams differently), so is the pseudonym: else
one could follow somebody from a week in which their department is named to one in which it is not, and know again what
was hidden. Rows with a name have none in common with rows without. It is the same in every export.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

DIGITS = 15


def of_group(what: str, teams: Iterable[str], departments: Iterable[str]) -> bytes:
    """What stands for a group of people: of what it is, and whom it has in it."""
    words = "\x1f".join([what, *sorted(teams), "", *sorted(departments)])
    return hashlib.sha256(words.encode()).digest()


def pseudonym(secret: bytes, group: bytes, person: str, *, is_named: bool) -> str:
    """Begins with a letter, so that no spreadsheet takes it for a number."""
    layer = b"named" if is_named else b"program"
    return "p" + hmac.digest(secret, group + layer + person.encode(), "sha256").hex()[:DIGITS]
