"""A small organization on a real database, and the one road through the product, for tests of handlers.

    reply = await walk.say("amplify @ana in standup: her idea", as_="ben")
    reply = await walk.press_button(reply, "Undo", as_="ben")

`@ana` of somebody in `walk.people` becomes a Mention, `<@U-BOT>` one of any account, and `@~Ana` stays what a person
typed: "@Ana". The tree: Company (eve) over Payments (dan: ana, ben, cleo) and Platform (gil: hana); ada is an admin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text, update

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
from messages.blocks import Button, Buttons, Fields, LinkButton, Message, Table
from messages.forms import Choice, DateInput, Form, FormErrors, MultiChoice, PersonPicker, TextInput, Toggle
from storage import workspaces
from storage.database import Connection, Database
from storage.encryption import Cipher
from storage.models import Account, Membership, Organization, Person, Preferences, Team
from storage.models.base import new_id
from storage.words import Gender, Platform
from tests.clock import FrozenClock

WORKSPACE = "T1"
OTHER_WORKSPACE = "T2"
PUBLIC_URL = "https://upstander.example.com"
LONG_AGO = date(2024, 1, 1)
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


@dataclass
class Walk:
    """The organization and its road. `people` and `teams` hold ids by short name."""

    database: Database
    cipher: Cipher
    clock: FrozenClock
    directory: FakeDirectory
    road: Road
    organization_id: UUID
    workspace_id: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    teams: dict[str, UUID] = field(default_factory=dict)
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

    def account(self, who: str) -> str:
        """`U-ANA` for ana; anything that is no short name is an account id already."""
        return f"U-{who.upper()}" if who.islower() else who

    def mention(self, who: str) -> Mention:
        return Mention(self.account(who), self.names.get(who, ""))

    def words(self, typed: str) -> Words:
        return Words(tuple(self._parts(typed)))

    def _parts(self, typed: str) -> Iterator[str | Mention]:
        text_so_far, at = "", 0
        for found in _MENTION.finditer(typed):
            account, tilde, name = found.groups()
            if account is None and (tilde or name not in self.people):
                text_so_far += typed[at : found.start()] + f"@{name}"
            else:
                text_so_far += typed[at : found.start()]
                if text_so_far:
                    yield text_so_far
                text_so_far = ""
                yield Mention(account) if account else self.mention(name)
            at = found.end()
        text_so_far += typed[at:]
        if text_so_far:
            yield text_so_far

    # who there is

    async def add_team(self, key: str, name: str, *, parent: str | None = None) -> UUID:
        async with self.database.begin() as db:
            return await self._insert_team(db, key, name, parent)

    async def add_person(
        self,
        key: str,
        name: str,
        gender: Gender = Gender.UNDISCLOSED,
        **details: Any,
    ) -> UUID:
        """A person with e-mail `<key>@example.com` and an account `U-<KEY>`.

        `details`: `team`, `leads`, `manager` (short names), `account` (False for none), `since`, `zone`, or columns.
        """
        async with self.database.begin() as db:
            return await self._insert_person(db, key, name, gender, **details)

    async def _insert_team(self, db: Connection, key: str, name: str, parent: str | None = None) -> UUID:
        self.teams[key] = new_id()
        await db.execute(
            insert(Team).values(
                organization_id=self.organization_id,
                id=self.teams[key],
                name=name,
                parent_id=self.teams[parent] if parent else None,
                created_at=self.clock(),
            )
        )
        return self.teams[key]

    async def _insert_person(
        self,
        db: Connection,
        key: str,
        name: str,
        gender: Gender = Gender.UNDISCLOSED,
        *,
        team: str | None = None,
        leads: str | None = None,
        manager: str | None = None,
        account: bool = True,
        since: date = LONG_AGO,
        zone: str = "UTC",
        **columns: Any,
    ) -> UUID:
        person_id = new_id()
        own = {"organization_id": self.organization_id}
        person = {
            "id": person_id,
            "email": f"{key}@example.com",
            "name": name,
            "gender": gender,
            "manager_id": self.people[manager] if manager else None,
            "hired_on": since,
            "created_at": self.clock(),
        }
        await db.execute(insert(Person).values(**own | person | columns))
        await db.execute(insert(Preferences).values(**own, person_id=person_id, zone=zone))
        if account:
            tie = {"workspace_id": self.workspace_id, "person_id": person_id, "external_id": self.account(key)}
            await db.execute(insert(Account).values(**own, id=new_id(), created_at=self.clock(), **tie))
        if team:
            place = {"person_id": person_id, "team_id": self.teams[team], "starts_on": since}
            await db.execute(insert(Membership).values(**own, id=new_id(), **place))
        if leads:
            await db.execute(update(Team).where(Team.id == self.teams[leads]).values(lead_id=person_id))
        self.people[key] = person_id
        self.names[key] = name
        return person_id

    async def join(self, who: str, team: str, *, since: date) -> None:
        """Adds a membership; ending the one before is the test's."""
        async with self.database.begin() as db:
            await db.execute(
                insert(Membership).values(
                    organization_id=self.organization_id,
                    id=new_id(),
                    person_id=self.people[who],
                    team_id=self.teams[team],
                    starts_on=since,
                )
            )

    async def leave(self, who: str, on: date) -> None:
        """Ends the person's open membership."""
        async with self.database.begin() as db:
            await db.execute(
                update(Membership)
                .where(Membership.person_id == self.people[who], Membership.ends_on.is_(None))
                .values(ends_on=on)
            )

    async def set_person(self, who: str, **columns: Any) -> None:
        """Changes columns of a person, such as `left_on` or `manager_id`."""
        async with self.database.begin() as db:
            await db.execute(update(Person).where(Person.id == self.people[who]).values(**columns))

    async def set_preferences(self, who: str, **columns: Any) -> None:
        """Changes what a person chose, such as `log_me`, `visibility` or `zone`."""
        async with self.database.begin() as db:
            await db.execute(update(Preferences).where(Preferences.person_id == self.people[who]).values(**columns))

    async def set_organization(self, **columns: Any) -> None:
        """Changes what the organization settled, such as `reporting_url` or `intervention_notes`."""
        async with self.database.begin() as db:
            await db.execute(update(Organization).where(Organization.id == self.organization_id).values(**columns))

    async def another_organization(self) -> Walk:
        """A customer beside this one, on the same database and road, with zoe in its workspace T2."""
        async with self.database.begin() as db:
            organization_id, workspace_id = await _found(
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

    # what is stored

    async def rows(self, model: Any, *conditions: Any) -> list[Any]:
        """Rows of a table, as objects with its columns, oldest first where it has UUIDv7 ids."""
        async with self.database.begin() as db:
            query = select(*model.__table__.columns).where(*conditions)
            if "id" in model.__table__.columns:
                query = query.order_by(model.__table__.columns["id"])
            return list((await db.execute(query)).all())

    async def dump(self) -> str:
        """Everything in the database as one text, to look for what must not be there."""
        async with self.database.begin() as db:
            tables = Person.metadata.sorted_tables
            found = [(await db.execute(select(table))).all() for table in tables]
        return repr(found)

    async def execute(self, statement: str) -> None:
        """SQL by hand, for what a test must bend."""
        async with self.database.begin() as db:
            await db.execute(text(statement))


def find_button(reply: Reply, label: str) -> Button | LinkButton:
    """The button with that label."""
    buttons = all_buttons(reply)
    for button in buttons:
        if button.label == label:
            return button
    raise AssertionError(f"no button {label!r} among {[one.label for one in buttons]}")


def all_buttons(reply: Reply) -> list[Button | LinkButton]:
    if not isinstance(reply, Message):
        return []
    return [button for block in reply.blocks if isinstance(block, Buttons) for button in block.items]


def words_of(reply: Reply) -> str:
    """Every word that the person reads, in order, a line each."""
    match reply:
        case Message(fallback, blocks):
            return "\n".join([fallback, *(line for block in blocks for line in _lines(block))])
        case Form():
            lines = [reply.title, *(line for block in reply.intro for line in _lines(block))]
            for one in reply.inputs:
                lines += [one.label, one.hint, *(option.label for option in getattr(one, "options", ()))]
            return "\n".join([*lines, reply.submit_label])
        case FormErrors(errors, form):
            return "\n".join([*errors.values(), words_of(form)])
        case link:
            return "\n".join([link.text, link.label, link.note])


def field_of(reply: Reply, label: str) -> str:
    """The value beside a label in a message."""
    assert isinstance(reply, Message)
    facts = {one.label: one.value for block in reply.blocks if isinstance(block, Fields) for one in block.items}
    assert label in facts, f"no {label!r} among {list(facts)}"
    return facts[label]


def values_of(form: Form) -> dict[str, Value]:
    """What the inputs of a form hold as it is shown."""
    values: dict[str, Value] = {}
    for one in form.inputs:
        match one:
            case MultiChoice():
                values[one.name] = one.values
            case PersonPicker():
                values[one.name] = Mention(one.value) if one.value else None
            case TextInput() | Choice() | DateInput() | Toggle():
                values[one.name] = one.value
    return values


def _lines(block: Any) -> Iterator[str]:
    if isinstance(block, Fields):
        yield from (f"{one.label}: {one.value}" for one in block.items)
    elif isinstance(block, Buttons):
        yield from (one.label for one in block.items)
    elif isinstance(block, Table):
        yield block.caption
        yield from (" | ".join(row) for row in (block.columns, *block.rows))
    else:
        for name in ("plain", "text", "title", "alt"):
            if hasattr(block, name):
                yield getattr(block, name)
                break


def _filled(
    form: Reply | str, values: Mapping[str, Any] | None, subject: object
) -> tuple[str, str, Mapping[str, Value]]:
    if isinstance(form, str):
        return form, str(subject), dict(values or {})
    shown = form.form if isinstance(form, FormErrors) else form
    assert isinstance(shown, Form), f"no form was shown, but {shown}"
    return shown.name, str(subject) or shown.subject, values_of(shown) | dict(values or {})


async def _found(db: Any, cipher: Cipher, origin: str, name: str, workspace: str, now: datetime) -> tuple[UUID, UUID]:
    organization_id = await workspaces.found(db, origin, name, now)
    installation = workspaces.Installation(Platform.SLACK, workspace, name, bot_token="xoxb-1")
    return organization_id, await workspaces.install(db, cipher, organization_id, installation, now)


@pytest.fixture
async def walk(database: Database, cipher: Cipher, clock: FrozenClock) -> Walk:
    """The organization of this file's first lines."""
    async with database.begin() as db:
        organization_id, workspace_id = await _found(
            db, cipher, workspaces.OWN, "Example", WORKSPACE, datetime(2024, 1, 1, tzinfo=UTC)
        )
    directory = FakeDirectory()
    road = Road(
        database,
        cipher,
        clock,
        dict.fromkeys(Platform, directory),
        metrics=Metrics(),
        public_url=PUBLIC_URL,
    )
    walk = Walk(database, cipher, clock, directory, road, organization_id, workspace_id)
    async with database.begin() as db:
        await _tree(walk, db)
    return walk


async def _tree(walk: Walk, db: Connection) -> None:
    await walk._insert_team(db, "company", "Company")
    await walk._insert_team(db, "payments", "Payments", "company")
    await walk._insert_team(db, "platform", "Platform", "company")

    async def add(key: str, name: str, gender: Gender, **details: Any) -> None:
        await walk._insert_person(db, key, name, gender, **details)

    await add("eve", "Eve Sato", Gender.WOMAN, team="company", leads="company")
    await add("dan", "Dan Weber", Gender.MAN, team="payments", leads="payments", manager="eve")
    await add("gil", "Gil Haddad", Gender.MAN, team="platform", leads="platform", manager="eve")
    await add("ana", "Ana Lima", Gender.WOMAN, team="payments", manager="dan")
    await add("ben", "Ben Okafor", Gender.MAN, team="payments", manager="dan")
    await add("cleo", "Cleo Martin", Gender.WOMAN, team="payments", manager="dan")
    await add("hana", "Hana Kim", Gender.WOMAN, team="platform", manager="gil")
    await add("ada", "Ada Novak", Gender.UNDISCLOSED, team="company", manager="eve", is_admin=True)
