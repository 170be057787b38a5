"""What goes straight to the driver behaves as through SQLAlchemy: the same values, the same errors, one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage import direct
from storage.database import Database, is_unavailable
from storage.models import InboundKey, Person
from tests.walking import Walk

NAMED = select(Person.id, Person.name, Person.gender, Person.is_admin, Person.hired_on, Person.created_at).where(
    Person.organization_id == bindparam("organization_id"), Person.name == bindparam("name")
)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def a_key(organization_id: UUID, key: str = "one") -> dict[str, Any]:
    return {"organization_id": organization_id, "key": key, "received_at": NOON}


async def test_values_come_out_as_through_sqlalchemy(walk: Walk) -> None:
    values = {"organization_id": walk.organization_id, "name": "Ana Lima"}
    async with walk.database.begin() as db:
        straight = await direct.rows(db, NAMED, values)
        assert straight == [tuple(row) for row in await db.execute(NAMED, values)]
    assert len(straight) == 1
    assert [type(value) for value in straight[0][1:4]] == [str, type(straight[0][2]), bool]


async def test_a_taken_key_is_told_and_changes_nothing(walk: Walk) -> None:
    async with walk.database.begin() as db:
        assert await direct.insert_if_new(db, InboundKey, a_key(walk.organization_id))
        assert not await direct.insert_if_new(db, InboundKey, a_key(walk.organization_id))
    assert len(await walk.rows(InboundKey, InboundKey.key == "one")) == 1


async def test_it_is_part_of_the_transaction(walk: Walk) -> None:
    async def change_my_mind() -> None:
        async with walk.database.begin() as db:
            assert await direct.insert_if_new(db, InboundKey, a_key(walk.organization_id))
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        await change_my_mind()
    assert await walk.rows(InboundKey, InboundKey.key == "one") == []


async def test_a_broken_reference_is_sqlalchemys_error(walk: Walk) -> None:
    with pytest.raises(IntegrityError):
        async with walk.database.begin() as db:
            await direct.insert_if_new(db, InboundKey, a_key(UUID(int=7)))


async def test_a_value_that_is_not_given_is_said(walk: Walk) -> None:
    async with walk.database.begin() as db:
        with pytest.raises(ValueError, match="no value for name"):
            await direct.rows(db, NAMED, {"organization_id": walk.organization_id})


async def test_a_lost_connection_is_known_as_one_and_leaves_the_pool(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    values = {"organization_id": UUID(int=7), "name": "Nobody"}

    async def lose_it_in_between() -> None:
        async with database.begin() as db:
            assert await direct.rows(db, NAMED, values) == []
            await _end_the_others(postgresql_url)
            await direct.rows(db, NAMED, values)

    with pytest.raises(DBAPIError) as lost:
        await lose_it_in_between()
    assert is_unavailable(lost.value)
    assert lost.value.connection_invalidated
    assert "Nobody" not in str(lost.value)
    async with database.begin() as db:
        assert await direct.rows(db, NAMED, values) == []
    await database.close()


async def _end_the_others(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()
