"""What a handler gets and what it gives back. Nothing here knows Slack, Teams or HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from messages.blocks import Message
from messages.forms import Form, FormErrors, Link
from storage.words import Gender, Platform, Role, Visibility

Reply = Message | Form | FormErrors | Link


@dataclass(frozen=True, slots=True)
class Mention:
    """A colleague as the platform names them: its account id, and the name it shows (may be empty)."""

    account: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A typed command, in order: words as they were typed, and mentions as the platform resolved them."""

    parts: tuple[str | Mention, ...]


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button. `subject` is an opaque id: whoever handles it checks the asker's right to it."""

    action: str
    subject: str = ""


Value = str | tuple[str, ...] | bool | date | Mention | None
"""What an input holds: TextInput and Choice str, MultiChoice tuple, Toggle bool, DateInput date, PersonPicker Mention.

None where it was left empty. A date that is no date arrives as the str that was typed.
"""


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that was sent."""

    form: str
    subject: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Change:
    """An input that `refreshes` was changed: the handler gives the form anew, with what was typed kept."""

    form: str
    subject: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """ "Log an ally action" from a menu; from a message's menu, with the message's author (never its text)."""

    about: Mention | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """The home page of the bot was opened."""


Asked = Words | Press | Submission | Change | Shortcut | Home


class Place(StrEnum):
    """Where the person asked: `direct` is seen by them alone, `channel` by others too."""

    DIRECT = "direct"
    CHANNEL = "channel"


class Standing(StrEnum):
    """Whether a mentioned account may be named in an action, and if not, why."""

    COLLEAGUE = "colleague"
    SELF = "self"
    BOT = "bot"
    OUTSIDE = "outside"
    UNLISTED = "unlisted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A mentioned account, resolved. `person_id` is set for colleagues (and for the unlisted and oneself)."""

    account: str
    name: str
    standing: Standing
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """The person who asks, and what handlers need to know of them and their organization."""

    organization_id: UUID
    organization_zone: str
    k: int
    reporting_url: str | None
    intervention_notes: bool
    workspace_id: UUID
    account: str
    person_id: UUID
    name: str
    gender: Gender
    team_id: UUID | None
    language: str
    zone: str
    visibility: Visibility
    roles: frozenset[Role]
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One thing one person asked for, at one moment."""

    asked: Asked
    asker: Asker
    platform: Platform
    place: Place
    now: datetime
    colleagues: Mapping[str, Colleague]

    @property
    def today(self) -> date:
        """The date where the person is."""
        return self.now.astimezone(ZoneInfo(self.asker.zone)).date()

    def colleague(self, mention: Mention) -> Colleague:
        """The mentioned account, resolved; `unknown` where the platform did not know it either."""
        fallback = Colleague(mention.account, mention.name, Standing.UNKNOWN)
        return self.colleagues.get(mention.account, fallback)
