"""Resolves whom an entry is for, by mention or by a typed name, and says kindly why somebody is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from handlers.command import Services
from handlers.request import Colleague, Request, Standing
from storage import people
from storage.people import FoundPerson, fold

LONGEST_NAME = 4
"""How many words a typed name may have."""
MOST_NAMED = 5
"""How many people of the same name a card lists."""
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_AT_NAME = re.compile(r"(?<![\w@.])@(?=\w)")
_ANY_AT = re.compile(r"@+(?=\w)")
_WORD = re.compile(r"\S+")
_ENDS_A_NAME = frozenset(".,:;!?()")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_AFTER_A_NAME = frozenset({"in", "at", "on", "for", "as", "during", "today", "yesterday", "last", "this", "with"})


@dataclass(frozen=True, slots=True)
class TypedColleague:
    """A name that was typed: where it stands in the text, who it may be, and whether it surely is a name."""

    start: int
    end: int
    typed: str
    found: tuple[FoundPerson, ...]

    def colleague(self, request: Request) -> Colleague | None:
        """The one it is, or None where nobody or several are called that."""
        if len(self.found) != 1:
            return None
        return as_colleague(request, self.found[0])


def as_colleague(request: Request, person: FoundPerson) -> Colleague:
    """A person of the organization as the road resolves a mention of them, but for the account."""
    if person.id == request.asker.person_id:
        standing = Standing.SELF
    else:
        standing = Standing.COLLEAGUE if person.log_me else Standing.UNLISTED
    return Colleague("", person.name, standing, person.id)


def why_left_out(colleague: Colleague) -> str:
    """Why an action is logged without this colleague, as a sentence."""
    match colleague.standing:
        case Standing.SELF:
            return "You named yourself, so I kept it without a colleague. What you did counts all the same."
        case Standing.BOT:
            return f"{colleague.name or 'The one you named'} is a bot, so I kept it without a colleague."
        case Standing.UNLISTED:
            return (
                f"{colleague.name or 'Your colleague'} prefers not to be named in anyone's log, so I kept it without "
                "them. What you did counts all the same."
            )
        case _:
            who = colleague.name or "The one you named"
            return f"{who} isn't among your colleagues here as far as I can see, so I kept it without a colleague."


def why_not_found(typed: TypedColleague) -> str:
    """Why a typed name led to nobody: it is nobody's, or several people's."""
    if not typed.found:
        return f"I found nobody here called “{typed.typed}”, so I kept it without a colleague. Edit lets you pick one."
    names = [_told_apart(one, typed.found) for one in typed.found[:MOST_NAMED]]
    more = len(typed.found) - len(names)
    listed = ", ".join(names) + (f", and {more} more" if more else "")
    return (
        f"“{typed.typed}” could be several people: {listed}. I kept it without a colleague for now; "
        "Edit lets you pick the one you mean."
    )


async def typed_in(request: Request, services: Services, text: str) -> TypedColleague | None:
    """The first colleague that is typed as an address, as @name, or as a name at the very beginning."""
    if (found := await _by_email(request, services, text)) is not None:
        return found
    if (at := _AT_NAME.search(text)) is not None:
        return await _name_at(request, services, text, at.start(), at.end())
    return await _bare_name(request, services, text)


async def without_names(request: Request, services: Services, text: str, instead: str) -> str:
    """The text with every address and every @name in it replaced: for what may name nobody."""
    text = re.sub(r"<@[^>]*>|<at>.*?</at>", instead, text)
    text = _EMAIL.sub(instead, text)
    while (at := _ANY_AT.search(text)) is not None:
        named = await _name_at(request, services, text, at.start(), at.end())
        before = text[: named.start]
        text = f"{before}{' ' if before[-1:].isalnum() else ''}{instead}{text[named.end :]}"
    return text


async def _by_email(request: Request, services: Services, text: str) -> TypedColleague | None:
    match = _EMAIL.search(text)
    if match is None:
        return None
    person = await people.with_email(services.db, request.asker.organization_id, match.group(), request.today)
    return TypedColleague(match.start(), match.end(), match.group(), (person,) if person else ())


async def _name_at(request: Request, services: Services, text: str, start: int, at: int) -> TypedColleague:
    """The name behind an @: the longest run of words that somebody is called, or the one word."""
    words = _words(text, at)
    count, found = await _longest(request, services, [word for word, _end in words])
    _word, end = words[count - 1]
    return TypedColleague(start, end, text[start:end], tuple(found))


async def _bare_name(request: Request, services: Services, text: str) -> TypedColleague | None:
    """A name without @ that the text begins with: a whole name, or one word that stands like a name."""
    start = len(text) - len(text.lstrip())
    words = _words(text, start)
    if not words:
        return None
    count, found = await _longest(request, services, [word for word, _end in words])
    _word, end = words[count - 1]
    if not found or (count == 1 and not _stands_alone(text[end:])):
        return None
    return TypedColleague(start, end, text[start:end], tuple(found))


async def _longest(request: Request, services: Services, words: Sequence[str]) -> tuple[int, list[FoundPerson]]:
    """How many of the words are a name, and whose. A whole name goes before a part of a longer one."""
    candidates = await people.called(services.db, request.asker.organization_id, words[0], request.today)
    for count, typed in reversed(list(enumerate(accumulate(words, "{} {}".format), 1))):
        fitting = [one for one in candidates if _fits(fold(typed), one)]
        exact = [one for one in fitting if fold(one.name) == fold(typed)]
        if fitting:
            return count, exact or fitting
    return 1, []


def _fits(typed: str, person: FoundPerson) -> bool:
    """Whether the typed words are words of the name, in its order; or all of the address before its @."""
    if person.email and typed == fold(person.email.partition("@")[0]):
        return True
    parts = iter(fold(person.name).split())
    return all(word in parts for word in typed.split())


def _words(text: str, start: int) -> list[tuple[str, int]]:
    """The words of a possible name and where each ends, up to the first mark that ends a name."""
    words: list[tuple[str, int]] = []
    for match in _WORD.finditer(text, start):
        word = match.group().rstrip("".join(_ENDS_A_NAME)).lstrip("@(")
        word = _POSSESSIVE.sub("", word)
        if not word:
            break
        end = match.start() + match.group().index(word) + len(word)
        words.append((word, end))
        if end != match.end() or len(words) == LONGEST_NAME:
            break
    return words


def _stands_alone(after: str) -> bool:
    """Whether a lone word at the beginning is a name by what follows it: nothing, a colon, "in", "for", …"""
    following = after.split()
    return not following or after.lstrip()[0] in ":,;" or following[0].casefold() in _AFTER_A_NAME


def _told_apart(person: FoundPerson, among: Sequence[FoundPerson]) -> str:
    """The name; with the department where another one is called the same."""
    is_shared = sum(one.name == person.name for one in among) > 1
    return f"{person.name} ({person.department})" if is_shared and person.department else person.name
