"""Accounts that a platform does not let us write to, and their return."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from storage import accounts, reach, workspaces
from storage.accounts import NewPerson
from storage.database import Database
from storage.encryption import Cipher
from storage.models import Account, Schedule
from storage.words import Platform, Unreachable
from storage.workspaces import Installation
from tests.clock import FrozenClock

BLOCKED, GONE, NOT_INSTALLED = Unreachable.BLOCKED, Unreachable.ACCOUNT_GONE, Unreachable.NOT_INSTALLED


class Home:
    """Two workspaces of one organization with three people each, all planned."""

    def __init__(self, database: Database, cipher: Cipher, clock: FrozenClock) -> None:
        self.database = database
        self.cipher = cipher
        self.clock = clock
        self.organization = UUID(int=0)
        self.workspaces: dict[str, UUID] = {}
        self.ids: dict[str, UUID] = {}
        self.people: dict[str, UUID] = {}

    async def settle(self) -> None:
        for name in ("T1", "T2"):
            await self.install(name)
            async with self.database.begin() as db:
                found = await accounts.resolve(db, Platform.SLACK, name, (), self.clock().date())
                assert found is not None
                for number in "123":
                    new = NewPerson(f"{name}-U{number}", "Ana", None, "UTC", "en")
                    self.people[new.external_id] = await accounts.welcome(db, found[0], new, self.clock())
        async with self.database.begin() as db:
            rows = await db.execute(select(Account.external_id, Account.id))
            self.ids = {one.external_id: one.id for one in rows}
        await self.all_are_planned()

    async def install(self, name: str) -> None:
        async with self.database.begin() as db:
            self.organization = await workspaces.found(db, workspaces.OWN, "Example", self.clock())
            new = Installation(Platform.SLACK, name, name)
            self.workspaces[name] = await workspaces.install(db, self.cipher, self.organization, new, self.clock())

    async def all_are_planned(self) -> None:
        due = self.clock() + timedelta(days=2)
        async with self.database.begin() as db:
            await db.execute(update(Schedule).values(next_due_at=due, due_on=due.date()))

    async def mark(self, **marks: Unreachable) -> None:
        these = {self.ids[name.replace("_", "-")]: why for name, why in marks.items()}
        async with self.database.begin() as db:
            await reach.mark_unreachable(db, self.organization, these, self.clock())

    async def marked(self) -> dict[str, Unreachable]:
        async with self.database.begin() as db:
            query = select(Account.external_id, Account.unreachable).where(Account.unreachable.is_not(None))
            return {name: why for name, why in await db.execute(query) if why is not None}

    async def to_plan(self) -> set[str]:
        """Who is planned anew by the next tick."""
        async with self.database.begin() as db:
            query = select(Schedule.person_id).where(Schedule.due_on.is_(None), Schedule.next_due_at == self.clock())
            asked = set((await db.execute(query)).scalars())
        return {name for name, person in self.people.items() if person in asked}


@pytest.fixture
async def home(database: Database, cipher: Cipher, clock: FrozenClock) -> Home:
    home = Home(database, cipher, clock)
    await home.settle()
    return home


async def test_each_account_is_marked_for_its_own_reason(home: Home, clock: FrozenClock) -> None:
    await home.mark(T1_U1=BLOCKED, T1_U2=GONE)
    assert await home.marked() == {"T1-U1": BLOCKED, "T1-U2": GONE}
    async with home.database.begin() as db:
        since = (await db.execute(select(Account.unreachable_since).where(Account.unreachable == BLOCKED))).scalar_one()
    assert since == clock()
    clock.move(timedelta(days=1))
    await home.mark(T1_U1=GONE)
    assert await home.marked() == {"T1-U1": BLOCKED, "T1-U2": GONE}, "the first reason stays"
    await home.mark()
    assert await home.to_plan() == set()


async def test_what_is_not_installed_is_so_for_the_whole_workspace(home: Home) -> None:
    await home.mark(T1_U1=BLOCKED)
    await home.mark(T1_U2=NOT_INSTALLED, T2_U3=GONE)
    assert await home.marked() == {"T1-U1": BLOCKED, "T1-U2": NOT_INSTALLED, "T1-U3": NOT_INSTALLED, "T2-U3": GONE}


async def test_who_writes_again_is_back_alone(home: Home, clock: FrozenClock) -> None:
    await home.mark(T1_U1=BLOCKED, T1_U2=GONE)
    async with home.database.begin() as db:
        await reach.account_is_back(db, home.organization, home.workspaces["T1"], "T1-U1", BLOCKED, clock())
    assert await home.marked() == {"T1-U2": GONE}
    assert await home.to_plan() == {"T1-U1"}


async def test_who_writes_shows_that_their_workspace_is_installed(home: Home, clock: FrozenClock) -> None:
    await home.mark(T1_U3=BLOCKED)
    await home.mark(T1_U2=NOT_INSTALLED)
    async with home.database.begin() as db:
        await reach.account_is_back(db, home.organization, home.workspaces["T1"], "T1-U1", NOT_INSTALLED, clock())
    assert await home.marked() == {"T1-U3": BLOCKED}
    assert await home.to_plan() == {"T1-U1", "T1-U2"}


async def test_a_workspace_that_comes_back_is_planned_as_a_whole(home: Home, clock: FrozenClock) -> None:
    await home.mark(T1_U3=NOT_INSTALLED)
    async with home.database.begin() as db:
        await reach.workspace_is_back(db, home.organization, home.workspaces["T1"], clock(), was_removed=True)
    assert await home.marked() == {}
    assert await home.to_plan() == {"T1-U1", "T1-U2", "T1-U3"}


async def test_what_is_due_when_a_workspace_comes_back_stays_due(home: Home, clock: FrozenClock) -> None:
    await home.mark(T1_U1=NOT_INSTALLED)
    due = clock() - timedelta(minutes=1)
    async with home.database.begin() as db:
        mine = Schedule.person_id == home.people["T1-U2"]
        await db.execute(update(Schedule).where(mine).values(next_due_at=due, due_on=due.date()))
        await reach.workspace_is_back(db, home.organization, home.workspaces["T1"], clock(), was_removed=True)
        row = (await db.execute(select(Schedule.next_due_at, Schedule.due_on).where(mine))).one()
    assert row == (due, due.date()), "the next tick puts it in line"
    assert await home.to_plan() == {"T1-U1", "T1-U3"}


async def test_an_install_after_a_removal_plans_everybody(home: Home, clock: FrozenClock) -> None:
    await home.mark(T1_U1=NOT_INSTALLED)
    await home.mark(T2_U1=NOT_INSTALLED)
    async with home.database.begin() as db:
        await workspaces.remove(db, Platform.SLACK, "T1", clock())
    clock.move(timedelta(days=1))
    await home.install("T1")
    assert await home.marked() == dict.fromkeys(("T2-U1", "T2-U2", "T2-U3"), NOT_INSTALLED)
    assert await home.to_plan() == {"T1-U1", "T1-U2", "T1-U3"}


async def test_each_start_of_the_program_plans_only_who_was_marked(home: Home, clock: FrozenClock) -> None:
    await home.install("T1")
    assert await home.to_plan() == set()
    await home.mark(T1_U1=BLOCKED)
    await home.mark(T1_U2=NOT_INSTALLED)
    await home.install("T1")
    assert await home.marked() == {"T1-U1": BLOCKED}
    assert await home.to_plan() == {"T1-U2", "T1-U3"}
