"""On SQLite, units of work that wait for the disk wait together, and stay units: what is wrong with one is its own."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import direct, inbound, together, workspaces
from storage.database import Contended, Database, is_unavailable
from storage.models import InboundKey
from tests.clock import FrozenClock


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


class Office:
    """One organization, in which anybody may take keys."""

    def __init__(self, database: Database, organization_id: UUID, clock: FrozenClock) -> None:
        self.database = database
        self.organization_id = organization_id
        self.clock = clock

    async def take(self, key: str, organization_id: UUID | None = None) -> str:
        async with self.database.begin(hopeful=True) as db:
            await inbound.first_time(db, organization_id or self.organization_id, key, self.clock())
        return key

    async def keys(self) -> set[str]:
        async with self.database.begin() as db:
            found = await direct.rows(db, select(InboundKey.key), {})
        return {key for (key,) in found}

    async def holding_the_disk(self, *tasks: asyncio.Task[str]) -> None:
        """Lets the tasks come as far as the queue while somebody else has the turn."""
        async with self.database.begin() as db:
            await direct.begin_now(db)
            queue = self.database._together
            while queue is not None and len(queue._waiting) < len(tasks):  # noqa: ASYNC110 - the queue tells nobody
                await asyncio.sleep(0)


@pytest.fixture
async def office(database: Database, clock: FrozenClock) -> Office:
    async with database.begin() as db:
        organization_id = await workspaces.found(db, workspaces.OWN, "Example", clock())
    return Office(database, organization_id, clock)


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many units each transaction stored."""
    counted: list[int] = []
    store_all = together._store_all

    def counting(connection: sqlite3.Connection, units: list[list[together.Step]]) -> object:
        counted.append(len(units))
        return store_all(connection, units)

    monkeypatch.setattr(together, "_store_all", counting)
    return counted


def start(office: Office, *keys: str, organization_id: UUID | None = None) -> list[asyncio.Task[str]]:
    return [asyncio.create_task(office.take(key, organization_id)) for key in keys]


async def test_those_that_wait_are_stored_in_one_transaction(office: Office, commits: list[int]) -> None:
    tasks = start(office, *"abcdefgh")
    await office.holding_the_disk(*tasks)
    assert await asyncio.gather(*tasks) == list("abcdefgh")
    assert commits == [8]
    assert await office.keys() == set("abcdefgh")


async def test_what_is_wrong_with_one_harms_no_other(office: Office, commits: list[int]) -> None:
    await office.take("b")
    tasks = [*start(office, "a", "b"), *start(office, "x", organization_id=UUID(int=7)), *start(office, "c", "c")]
    await office.holding_the_disk(*tasks)
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in told[:3]] == [str, Contended, IntegrityError]
    assert {type(one) for one in told[3:]} == {str, Contended}  # the same key twice: one of them has it
    assert commits == [1, 5]
    assert await office.keys() == {"a", "b", "c"}


async def test_a_disk_that_takes_nothing_is_everybodys_outage_and_over_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_all = together._store_all

    def full(connection: sqlite3.Connection, units: list[list[together.Step]]) -> object:
        connection.execute("PRAGMA query_only=ON")
        try:
            return store_all(connection, units)
        finally:
            connection.execute("PRAGMA query_only=OFF")

    monkeypatch.setattr(together, "_store_all", full)
    tasks = start(office, "a", "b", "c")
    await office.holding_the_disk(*tasks)
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(one, OperationalError) and is_unavailable(one) for one in told)
    monkeypatch.undo()
    assert await office.keys() == set()
    assert await office.take("a") == "a"


@pytest.mark.parametrize("ended", [0, 1, 2])
async def test_the_end_of_one_leaves_no_other_in_the_dark(office: Office, ended: int) -> None:
    tasks = start(office, "a", "b", "c")
    await office.holding_the_disk(*tasks)
    await asyncio.sleep(0)  # the first has the turn
    tasks[ended].cancel()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [one for one in told if isinstance(one, str)] == [key for number, key in enumerate("abc") if number != ended]
    assert {"a", "b", "c"} - {"abc"[ended]} <= await office.keys()
    assert await office.take("d") == "d"
