"""Finds the command in what a person typed, forgiving of case, order and spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from handlers.command import Command
from handlers.request import Mention, Words

LEADING_WORDS = 3
"""How far into the text a command may stand: `/ally @ana amplify …`, `/ally please log`."""
SHORTEST_GUESS = 4
"""Shorter words are too alike to guess: they are asked about instead."""
SURE_GUESS = 6
"""A slip in a word so long is hardly another word."""
ALIKE = 60
OUR_NAMES = frozenset({"ally", "upstander"})
"""What people type before a command where no slash command is needed, as in Teams."""
_WORD = re.compile(r"\S+")
_AROUND_WORDS = "/.,:;!?*_~`'\"“”‘’()[]"
_NO_WORDS = _AROUND_WORDS.replace("?", "")


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


def names_of(commands: Iterable[Command]) -> Mapping[str, Command]:
    """Every word that names one of the commands."""
    return {name: command for command in commands for name in (command.name, *command.aliases)}


def find(words: Words, names: Mapping[str, Command]) -> Found | NotFound | None:
    """The command among the first words, spelled right or one slip away. None when nothing was typed.

    The earlier word wins: in "recogize @ana, mentor of the year", the first is a slip and the second only a word.
    A short slip comes last: "some help" asks for help, not for "home".
    """
    tokens = _leading_tokens(words)
    if not tokens:
        return None
    for shortest in (SURE_GUESS, SHORTEST_GUESS):
        for token in tokens:
            name = token.word if token.word in names else _slip(token.word, names, shortest)
            if name is not None:
                return Found(names[name], _without(words, token))
    return NotFound(tokens[0].typed, _suggestions(tokens[0].word, names))


@dataclass(frozen=True, slots=True)
class _Token:
    part: int
    start: int
    typed: str
    word: str


def _leading_tokens(words: Words) -> list[_Token]:
    tokens: list[_Token] = []
    for index, part in enumerate(words.parts):
        if isinstance(part, Mention):
            continue
        for found in _WORD.finditer(part):
            typed = found.group()
            plain = unicodedata.normalize("NFKC", typed)
            word = plain.strip(_AROUND_WORDS).casefold() or plain[:1].strip(_NO_WORDS)
            if word and not word.startswith("@") and not (word in OUR_NAMES and not tokens):
                tokens.append(_Token(index, found.start(), typed, word))
            if len(tokens) == LEADING_WORDS or (":" in typed and tokens):
                return tokens
    return tokens


def _without(words: Words, token: _Token) -> Words:
    """The words but the token, with what stood around it."""
    part = words.parts[token.part]
    assert isinstance(part, str)  # noqa: S101 - tokens come from strings only
    before, after = part[: token.start].rstrip(), part[token.start + len(token.typed) :].lstrip()
    kept = f"{before} {after}" if before and after else before or after
    if before and _is_ours(before):
        kept = after
    rest = (*words.parts[: token.part], kept, *words.parts[token.part + 1 :])
    return Words(tuple(one for one in rest if one != ""))


def _is_ours(before: str) -> bool:
    return before.strip("/ ").casefold() in OUR_NAMES


def _slip(word: str, names: Mapping[str, Command], shortest: int) -> str | None:
    """A name one slip away (a letter more, less, other, or two swapped), if it is the only one and long enough."""
    if len(word) < shortest:
        return None
    near = [name for name in names if len(name) >= shortest and OSA.distance(word, name, score_cutoff=1) == 1]
    return near[0] if len({names[name].name for name in near}) == 1 else None


def _suggestions(word: str, names: Mapping[str, Command]) -> tuple[str, ...]:
    found = process.extract(word, list(names), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=5)
    ordered = dict.fromkeys(names[name].name for name, _score, _index in found)
    return tuple(ordered)[:3]
