"""Reads one cell of a roster: the value, or what is wrong with it and what would be right."""

from __future__ import annotations

import re
import unicodedata

from storage.roster.genders import read_gender
from storage.roster.problems import WrongCell, quote
from storage.words import Gender

LONGEST_TEXT = 200
LONGEST_EMAIL = 320

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\.]+(?:\.[^\s@<>()\[\],;:\"\\.]+)+")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def text(cell: str) -> str | None:
    """Words of one line, or None where there are none."""
    if not cell.isprintable() and any(unicodedata.category(one) in _UNPRINTABLE for one in cell):
        raise WrongCell(
            f"{quote(cell)} has a line break or a character that can't be shown",
            "write it on one line, without control characters",
        )
    if len(cell) > LONGEST_TEXT:
        raise WrongCell(f"{quote(cell)} has {len(cell)} characters", f"use at most {LONGEST_TEXT}")
    return cell or None


def name(cell: str) -> str:
    """A person's name; it may not be empty."""
    found = text(cell)
    if found is None:
        raise WrongCell("the name is empty", "write the name that colleagues know the person by")
    return found


def email(cell: str) -> str:
    """An e-mail address in lower case; it may not be empty."""
    found = optional_email(cell)
    if found is None:
        raise WrongCell("the e-mail address is empty", "give each person the address that Slack or Teams knows")
    return found


def optional_email(cell: str) -> str | None:
    """An e-mail address in lower case, or None where there is none."""
    if not cell:
        return None
    lowered = cell.lower()
    if not _EMAIL.fullmatch(lowered) or not lowered.isprintable():
        raise WrongCell(f"{quote(cell)} is no e-mail address", "write it like ana@example.org")
    if len(lowered) > LONGEST_EMAIL:
        raise WrongCell(f"{quote(cell)} has {len(lowered)} characters", f"use at most {LONGEST_EMAIL}")
    return lowered


def gender(cell: str) -> Gender:
    """A declared gender; an empty cell is undisclosed."""
    found = read_gender(cell)
    if found is None:
        raise WrongCell(f"{quote(cell)} is no gender I know", "write woman, man, non_binary or undisclosed")
    return found
