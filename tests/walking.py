"""A small organization on a real database, and the one road through the product, for tests of handlers.

    reply = await walk.say("amplify @ana in standup: her idea", as_="ben")
    reply = await walk.press_button(reply, "Undo", as_="ben")

`@ana` of somebody in `walk.people` becomes a Mention, `<@U-BOT>` one of any account, and `@~Ana` stays what a person
typed: "@Ana". The tree: Company (eve) over Payments (dan: ana, ben, cleo) and Platform (gil: hana); ada is an admin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.metrics import Metrics
from bot.road import DirectoryUnavailable, Incoming, Profile, Road
from handlers.request import (
    Asked,
    Change,
    Home,
    Mention,
    Place,
    Press,
    Reply,
    Shortcut,
    Submission,
    Value,
    Words,
)
from messages.blocks import Button
from messages.forms import Form, FormErrors
from nudges.library import BUILT_IN, load
from storage import workspaces
from storage.database import Database
from storage.encryption import Cipher
from storage.words import Gender, Platform
from tests.clock import FrozenClock
from tests.settled import LONG_AGO, Settled, found, settle
from tests.shown import all_buttons, field_of, find_button, values_of, words_of

__all__ = [
    "LIBRARY",
    "LONG_AGO",
    "PUBLIC_URL",
    "FakeDirectory",
    "Walk",
    "all_buttons",
    "field_of",
    "find_button",
    "values_of",
    "walk",
    "words_of",
]

WORKSPACE = "T1"
OTHER_WORKSPACE = "T2"
PUBLIC_URL = "https://upstander.example.com"
LIBRARY = load(BUILT_IN, "en")
_MENTION = re.compile(r"<@([^>\s]+)>|@(~?)([A-Za-z]+)")


class FakeDirectory:
    """What the platform knows of accounts: nothing until a test tells it."""

    def __init__(self) -> None:
        self.profiles: dict[str, Profile] = {}
        self.unavailable: set[str] = set()
        self.asked: list[str] = []

    def knows(self, account: str, name: str, **details: Any) -> None:
        self.profiles[account] = Profile(account, name, **details)

    def fails_for(self, account: str) -> None:
        self.unavailable.add(account)

    async def profile(self, workspace: str, account: str) -> Profile | None:
        self.asked.append(account)
        if account in self.unavailable:
            raise DirectoryUnavailable(account)
        return self.profiles.get(account)


@dataclass(kw_only=True)
class Walk(Settled):
    """The organization and its road."""

    directory: FakeDirectory
    road: Road
    workspace: str = WORKSPACE
    platform: Platform = Platform.SLACK

    # what a person does

    async def say(self, typed: str, *, as_: str = "ben", place: Place = Place.DIRECT, key: str | None = None) -> Reply:
        """Types words after `/ally`."""
        return await self.ask(self.words(typed), as_=as_, place=place, key=key)

    async def press(self, action: str, subject: object = "", *, as_: str = "ben", key: str | None = None) -> Reply:
        """Presses a button by what it carries; a forged one looks the same."""
        return await self.ask(Press(action, str(subject)), as_=as_, key=key)

    async def press_button(self, reply: Reply, label: str, *, as_: str = "ben") -> Reply:
        """Presses the button with that label in the reply."""
        button = find_button(reply, label)
        assert isinstance(button, Button), f"{label!r} is a link"
        return await self.press(button.action, button.subject, as_=as_)

    async def submit(
        self, form: Reply | str, values: Mapping[str, Any] | None = None, *, as_: str = "ben", subject: object = ""
    ) -> Reply:
        """Sends a form: one that was shown (with what it holds, changed by `values`), or any by its name."""
        name, about, held = _filled(form, values, subject)
        return await self.ask(Submission(name, about, held), as_=as_)

    async def change(
        self, form: Reply | str, values: Mapping[str, Any] | None = None, *, as_: str = "ben", subject: object = ""
    ) -> Reply:
        """Changes inputs of a form that refreshes."""
        name, about, held = _filled(form, values, subject)
        return await self.ask(Change(name, about, held), as_=as_)

    async def shortcut(self, about: Mention | None = None, *, as_: str = "ben") -> Reply:
        """Chooses "Log an ally action" from a menu, or from a message of `about`."""
        return await self.ask(Shortcut(about), as_=as_)

    async def home(self, *, as_: str = "ben") -> Reply:
        """Opens the bot's home page."""
        return await self.ask(Home(), as_=as_)

    async def ask(
        self, asked: Asked, *, as_: str = "ben", place: Place = Place.DIRECT, key: str | None = None
    ) -> Reply:
        """Anything at all, all the way down the road. Fails where the road answers with nothing (a repeated key)."""
        reply = await self.walk(asked, as_=as_, place=place, key=key)
        assert reply is not None, "the road took this for a repetition"
        return reply

    async def walk(
        self, asked: Asked, *, as_: str = "ben", place: Place = Place.DIRECT, key: str | None = None
    ) -> Reply | None:
        return await self.road.walk(Incoming(self.platform, self.workspace, self.account(as_), asked, place, key))

    # names

    def mention(self, who: str) -> Mention:
        return Mention(self.account(who), self.names.get(who, ""))

    def words(self, typed: str) -> Words:
        return Words(tuple(self._parts(typed)))

    def _parts(self, typed: str) -> Iterator[str | Mention]:
        text_so_far, at = "", 0
        for match in _MENTION.finditer(typed):
            account, tilde, name = match.groups()
            if account is None and (tilde or name not in self.people):
                text_so_far += typed[at : match.start()] + f"@{name}"
            else:
                text_so_far += typed[at : match.start()]
                if text_so_far:
                    yield text_so_far
                text_so_far = ""
                yield Mention(account) if account else self.mention(name)
            at = match.end()
        text_so_far += typed[at:]
        if text_so_far:
            yield text_so_far

    # another customer

    async def another_organization(self) -> Walk:
        """A customer beside this one, on the same database and road, with zoe in its workspace T2."""
        async with self.database.begin() as db:
            organization_id, workspace_id = await found(
                db, self.cipher, "other", "Other", OTHER_WORKSPACE, self.clock()
            )
        other = replace(
            self,
            organization_id=organization_id,
            workspace_id=workspace_id,
            people={},
            names={},
            teams={},
            workspace=OTHER_WORKSPACE,
        )
        await other.add_person("zoe", "Zoe Adams", Gender.WOMAN)
        return other


def _filled(
    form: Reply | str, values: Mapping[str, Any] | None, subject: object
) -> tuple[str, str, Mapping[str, Value]]:
    if isinstance(form, str):
        return form, str(subject), dict(values or {})
    shown = form.form if isinstance(form, FormErrors) else form
    assert isinstance(shown, Form), f"no form was shown, but {shown}"
    return shown.name, str(subject) or shown.subject, values_of(shown) | dict(values or {})


@pytest.fixture
async def walk(database: Database, cipher: Cipher, clock: FrozenClock) -> Walk:
    """The organization of this file's first lines."""
    directory = FakeDirectory()
    road = Road(
        database,
        cipher,
        clock,
        dict.fromkeys(Platform, directory),
        metrics=Metrics(),
        public_url=PUBLIC_URL,
        library=LIBRARY,
    )
    async with database.begin() as db:
        organization_id, workspace_id = await found(
            db, cipher, workspaces.OWN, "Example", WORKSPACE, datetime(2024, 1, 1, tzinfo=UTC)
        )
        walk = Walk(
            database=database,
            cipher=cipher,
            clock=clock,
            directory=directory,
            road=road,
            organization_id=organization_id,
            workspace_id=workspace_id,
        )
        await settle(walk, db)
    return walk
