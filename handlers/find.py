"""Finds the command in what a person typed, forgiving of case, order and spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers.command import Command
from handlers.request import Mention, Words

LEADING_WORDS = 3
"""How far into the text a command may stand: `/ally @ana amplify …`, `/ally please log`."""


@dataclass(frozen=True, slots=True)
class Found:
    """The command, and the words without it."""

    command: Command
    rest: Words


@dataclass(frozen=True, slots=True)
class NotFound:
    """The word that names no command, and the names it may have meant, likeliest first."""

    typed: str
    suggestions: tuple[str, ...]


def find(words: Words, commands: Iterable[Command]) -> Found | NotFound | None:
    """The command among the first words: an exact one wins, then one a slip away. None when nothing was typed."""
    names = {name: command for command in commands for name in (command.name, *command.aliases)}
    tokens = _leading_tokens(words)
    if not tokens:
        return None
    for token in tokens:
        if token.word in names:
            return Found(names[token.word], _without(words, token))
    for token in tokens:
        if (name := _slip(token.word, names)) is not None:
            return Found(names[name], _without(words, token))
    return NotFound(tokens[0].typed, _suggestions(tokens[0].word, names))


@dataclass(frozen=True, slots=True)
class _Token:
    part: int
    typed: str
    word: str


def _leading_tokens(words: Words) -> list[_Token]:
    tokens: list[_Token] = []
    for index, part in enumerate(words.parts):
        if isinstance(part, Mention):
            continue
        for typed in part.split():
            word = typed.strip("/.,:;!?*_`'\"").casefold()
            if word and not word.startswith("@"):
                tokens.append(_Token(index, typed, word))
            if ":" in typed or len(tokens) == LEADING_WORDS:
                return tokens
    return tokens


def _without(words: Words, token: _Token) -> Words:
    part = words.parts[token.part]
    assert isinstance(part, str)  # noqa: S101 - tokens come from strings only
    before, _, after = part.partition(token.typed)
    kept = f"{before.rstrip()} {after.lstrip()}".strip() if before.strip() else after.lstrip()
    rest = (*words.parts[: token.part], kept, *words.parts[token.part + 1 :])
    return Words(tuple(one for one in rest if one != ""))


def _slip(word: str, names: Mapping[str, Command]) -> str | None:
    """A name one slip away (a letter more, less, other, or two swapped), if it is the only one and long enough."""
    if len(word) < 4:  # noqa: PLR2004 - shorter words are too alike to guess
        return None
    near = [name for name in names if len(name) > 3 and OSA.distance(word, name) == 1]  # noqa: PLR2004
    return near[0] if len({names[name].name for name in near}) == 1 else None


def _suggestions(word: str, names: Mapping[str, Command]) -> tuple[str, ...]:
    found = process.extract(word, list(names), score_cutoff=60, limit=5)
    ordered = dict.fromkeys(names[name].name for name, _score, _index in found)
    return tuple(ordered)[:3]
