"""Fits text into what a platform allows. Lengths are counted in UTF-16 units, as the strictest platforms do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

ELLIPSIS = "…"
_JOINERS = {"\u200d"}
_REGIONAL = range(0x1F1E6, 0x1F200)
_MODIFIERS = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_HANGUL_TAILS = range(0x1160, 0x1200)


def length(text: str) -> int:
    """How long a platform finds the text: characters outside the basic plane count twice."""
    return len(text) if text.isascii() else len(text) + sum(one > "\uffff" for one in text)


def shorten(text: str, limit: int) -> str:
    """The text, or as much of it as fits with a "…" at its end."""
    if length(text) <= limit:
        return text
    return text[: _cut(text, limit - len(ELLIPSIS))].rstrip() + ELLIPSIS


def split(text: str, limit: int) -> Iterator[str]:
    """The text in pieces of at most `limit`, parted at a line's or a word's end where there is one."""
    while length(text) > limit:
        at = _cut(text, limit)
        breaking = max(text.rfind("\n", 0, at), text.rfind(" ", 0, at)) + 1
        at = breaking if breaking > at // 2 else at
        yield text[:at]
        text = text[at:]
    yield text


def distinct(labels: Sequence[str], limit: int) -> list[str]:
    """The labels, shortened, and numbered where that made two of them alike."""
    shown: list[str] = []
    for label in labels:
        candidate, number = shorten(label, limit), 2
        while candidate in shown:
            ending = f" ({number})"
            candidate = shorten(label, limit - len(ending)) + ending
            number += 1
        shown.append(candidate)
    return shown


def _cut(text: str, limit: int) -> int:
    """Where to cut so that at most `limit` stay, and no character is parted from its accents."""
    at = _units(text, limit)
    whole = at
    while whole > 0 and _belongs_to_previous(text, whole):
        whole -= 1
    return whole or at


def _units(text: str, limit: int) -> int:
    used = 0
    for at, one in enumerate(text):
        used += 2 if one > "\uffff" else 1
        if used > limit:
            return at
    return len(text)


def _belongs_to_previous(text: str, at: int) -> bool:
    if at >= len(text):
        return False
    one, previous = text[at], text[at - 1]
    if unicodedata.category(one).startswith("M") or one in _JOINERS or previous in _JOINERS:
        return True
    if ord(one) in _MODIFIERS or ord(one) in _TAGS or ord(one) in _HANGUL_TAILS:
        return True
    if ord(one) in _REGIONAL:
        before = 0
        while before < at and ord(text[at - 1 - before]) in _REGIONAL:
            before += 1
        return before % 2 == 1
    return False
