"""People and teams for tests: who there is, and what is stored of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update

from storage import workspaces
from storage.database import Connection, Database
from storage.encryption import Cipher
from storage.models import Account, Membership, Organization, Person, Preferences, Team
from storage.models.base import new_id
from storage.words import Gender, Platform
from tests.clock import FrozenClock

LONG_AGO = date(2024, 1, 1)
PEOPLE: tuple[tuple[str, str, Gender, dict[str, Any]], ...] = (
    ("eve", "Eve Sato", Gender.WOMAN, {"team": "company", "leads": "company", "is_admin": False}),
    ("dan", "Dan Weber", Gender.MAN, {"team": "payments", "leads": "payments", "manager": "eve", "is_admin": False}),
    ("gil", "Gil Haddad", Gender.MAN, {"team": "platform", "leads": "platform", "manager": "eve", "is_admin": False}),
    ("ana", "Ana Lima", Gender.WOMAN, {"team": "payments", "manager": "dan", "is_admin": False}),
    ("ben", "Ben Okafor", Gender.MAN, {"team": "payments", "manager": "dan", "is_admin": False}),
    ("cleo", "Cleo Martin", Gender.WOMAN, {"team": "payments", "manager": "dan", "is_admin": False}),
    ("hana", "Hana Kim", Gender.WOMAN, {"team": "platform", "manager": "gil", "is_admin": False}),
    ("ada", "Ada Novak", Gender.UNDISCLOSED, {"team": "company", "manager": "eve", "is_admin": True}),
)
"""The tree of tests/walking.py's first lines. All have the same columns: they are inserted together."""


@dataclass(kw_only=True)
class Settled:
    """An organization with one workspace. `people` and `teams` hold ids by short name."""

    database: Database
    cipher: Cipher
    clock: FrozenClock
    organization_id: UUID
    workspace_id: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    teams: dict[str, UUID] = field(default_factory=dict)

    def account(self, who: str) -> str:
        """`U-ANA` for ana; anything that is no short name is an account id already."""
        return f"U-{who.upper()}" if who.islower() else who

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
        self, db: Connection, key: str, name: str, gender: Gender = Gender.UNDISCLOSED, **details: Any
    ) -> UUID:
        rows, leads = self._rows_of(key, name, gender, **details)
        for model, row in rows:
            await db.execute(insert(model).values(**row))
        if leads:
            await db.execute(update(Team).where(Team.id == leads).values(lead_id=self.people[key]))
        return self.people[key]

    def _rows_of(
        self,
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
    ) -> tuple[list[tuple[Any, dict[str, Any]]], UUID | None]:
        """What there is to insert for a person, and the team that they lead."""
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
        rows: list[tuple[Any, dict[str, Any]]] = [
            (Person, own | person | columns),
            (Preferences, own | {"person_id": person_id, "zone": zone}),
        ]
        if account:
            tie = {"workspace_id": self.workspace_id, "person_id": person_id, "external_id": self.account(key)}
            rows.append((Account, own | {"id": new_id(), "created_at": self.clock()} | tie))
        if team:
            place = {"person_id": person_id, "team_id": self.teams[team], "starts_on": since}
            rows.append((Membership, own | {"id": new_id()} | place))
        self.people[key] = person_id
        self.names[key] = name
        return rows, self.teams[leads] if leads else None

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


async def found(
    db: Connection, cipher: Cipher, origin: str, name: str, workspace: str, now: datetime
) -> tuple[UUID, UUID]:
    """An organization and its Slack workspace."""
    organization_id = await workspaces.found(db, origin, name, now)
    installation = workspaces.Installation(Platform.SLACK, workspace, name, bot_token="xoxb-1")
    return organization_id, await workspaces.install(db, cipher, organization_id, installation, now)


async def settle(settled: Settled, db: Connection) -> None:
    """Everybody, in a few statements: thousands of tests begin with it."""
    await settled._insert_team(db, "company", "Company")
    await settled._insert_team(db, "payments", "Payments", "company")
    await settled._insert_team(db, "platform", "Platform", "company")
    found = [settled._rows_of(key, name, gender, **details) for key, name, gender, details in PEOPLE]
    for model in (Person, Preferences, Account, Membership):
        await db.execute(insert(model), [row for rows, _ in found for of, row in rows if of is model])
    for team, lead in (("company", "eve"), ("payments", "dan"), ("platform", "gil")):
        await db.execute(update(Team).where(Team.id == settled.teams[team]).values(lead_id=settled.people[lead]))
