"""What a page is: its address, who may see it, what it shows, and what its forms do.

A page gets a `Visit` and gives what to show; sessions, tokens against forged forms, headers and the frame around it
belong to `edge.py`. Every number of other people that a page shows comes from what was told (`indicators/`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from starlette.datastructures import FormData

from bot.upstander import Upstander
from storage.database import Connection
from storage.words import Role

ADMINS = frozenset({Role.ADMIN})
READERS = frozenset({Role.ADMIN, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, as the session and the database know them at this very request. `roles` are admin, auditor or both."""

    organization_id: UUID
    organization_name: str
    organization_zone: str
    k: int
    person_id: UUID
    name: str
    roles: frozenset[Role]
    session_id: UUID

    @property
    def is_admin(self) -> bool:
        """Whether they may change anything; auditors only read."""
        return Role.ADMIN in self.roles


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page. `db` is its unit of work, which the edge commits; `path` holds what the address names."""

    app: Upstander
    db: Connection
    viewer: Viewer
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to show: a template of `templates/` and what it is filled with. `title` heads it."""

    template: str
    title: str
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """Something was done: the browser goes on to `to` (below /dashboard, without a leading slash), where it is said."""

    to: str
    said: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What the address names is not there, or not for this viewer: the same page for both."""


class TakenBack(Exception):
    """Raised by an act: nothing of what it did is to be kept, and this is shown instead."""

    def __init__(self, outcome: Shown | Missing) -> None:
        super().__init__("taken back")
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Download:
    """A file to save. Its parts are made as they are sent, after the page's unit of work is over."""

    name: str
    media_type: str
    parts: AsyncIterator[bytes]


Show = Callable[[Visit], Awaitable[Shown | Download | Missing]]
Act = Callable[[Visit, FormData], Awaitable[Shown | Moved | Missing]]


@dataclass(frozen=True, slots=True)
class Page:
    """`path` is what follows /dashboard/, with names in braces. `acts`: what its forms do, by their hidden `act`.

    `needs`: any one of these roles to see it. Acts need an admin, whatever the page needs. `menu`: what the menu calls
    it; empty for pages that are reached from another page, which `under` names by its path. `has_intervals`: it shows
    how sure its numbers are, which takes more to compute.
    """

    path: str
    needs: frozenset[Role]
    show: Show
    acts: Mapping[str, Act] = field(default_factory=dict)
    menu: str = ""
    under: str = ""
    has_intervals: bool = False
    largest_body: int = 0
    """Bytes that a form of it may carry, where it is more than the web server's usual limit."""
