"""What a command is: its words, the role it needs, and who answers its words, buttons and forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from handlers.request import Change, Press, Reply, Request, Submission, Words
from nudges.library import Library
from storage.database import Connection
from storage.encryption import Cipher
from storage.words import Role


@dataclass(frozen=True, slots=True)
class Services:
    """What a handler may use. `db` is the unit of work of this request; its edge commits it, no handler does."""

    db: Connection
    cipher: Cipher
    public_url: str
    library: Library


OnWords = Callable[[Request, Words, Services], Awaitable[Reply]]
OnPress = Callable[[Request, Press, Services], Awaitable[Reply]]
OnSubmit = Callable[[Request, Submission, Services], Awaitable[Reply]]
OnChange = Callable[[Request, Change, Services], Awaitable[Reply]]

EVERYBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `/ally`, and everything that belongs to it.

    `answer` gets the words after the command's own. `needs`: any one of these roles; empty means everybody.
    `opens_form` names what may answer with a form (the command's name, or a button's action): Slack's modals must
    open within three seconds, so its edge wants to know before the handler is done.
    """

    name: str
    summary: str
    examples: tuple[str, ...]
    answer: OnWords
    aliases: tuple[str, ...] = ()
    needs: frozenset[Role] = EVERYBODY
    presses: Mapping[str, OnPress] = field(default_factory=dict)
    submits: Mapping[str, OnSubmit] = field(default_factory=dict)
    changes: Mapping[str, OnChange] = field(default_factory=dict)
    opens_form: frozenset[str] = frozenset()
    details: str = ""
