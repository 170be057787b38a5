"""Reads what was typed on the local chat page: with or without `/ally`, and `@ana.lima` as a mention."""

from __future__ import annotations

import re
from collections.abc import Collection

from handlers.request import Mention, Words

_COMMAND = re.compile(r"\s*/ally\b\s*", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w.@-])@([A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*)")


def words(text: str, accounts: Collection[str]) -> Words:
    """The words, with mentions of `accounts` resolved. Any other `@word` stays as it was typed."""
    typed = _COMMAND.sub("", text, count=1) if _COMMAND.match(text) else text
    parts: list[str | Mention] = []
    end = 0
    for found in _MENTION.finditer(typed):
        account = found[1].lower()
        if account in accounts:
            parts += [typed[end : found.start()], Mention(account)]
            end = found.end()
    parts.append(typed[end:])
    return Words(tuple(part for part in parts if isinstance(part, Mention) or part.strip()))
