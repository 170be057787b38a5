"""Guesses which of a few words a person meant: exactly one of them, one a slip away, or those that look alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_GUESS = 4
"""Shorter words are too alike to guess."""


def meant(typed: str, words: Collection[str]) -> str | None:
    """The word that was typed, or the only one that is one slip away (a letter more, less, other, or two swapped)."""
    if typed in words:
        return typed
    if len(typed) < SHORTEST_GUESS:
        return None
    near = [one for one in words if len(one) >= SHORTEST_GUESS and OSA.distance(typed, one) == 1]
    return near[0] if len(near) == 1 else None


def alike(typed: str, words: Collection[str], *, cutoff: float = 60, limit: int = 3) -> tuple[str, ...]:
    """Words to offer, likeliest first."""
    return tuple(word for word, _score, _index in process.extract(typed, words, score_cutoff=cutoff, limit=limit))


def did_you_mean(offers: Sequence[str]) -> str:
    """ "Did you mean this, that or those?", or nothing where there is nothing to offer."""
    if not offers:
        return ""
    *others, last = offers
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"
