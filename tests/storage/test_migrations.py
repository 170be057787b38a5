"""The migrated schema is the models' schema, and every migration goes down and up again with data in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Time,
    Uuid,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from storage import migrations
from storage.database import Database
from storage.models import Base
from tests.conftest import _on_server, _with_name

OWN_TABLES = {table.name for table in Base.metadata.sorted_tables}
REVISIONS = [one.revision for one in ScriptDirectory(str(migrations.SCRIPTS)).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        await database.close()
        return
    server: str = request.getfixturevalue("postgresql_address")
    name = f"upstander_{uuid4().hex[:12]}"
    await _on_server(server, f'CREATE DATABASE "{name}"')
    database = Database(_with_name(server, name))
    yield database
    await database.close()
    await _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata))


async def tables(database: Database) -> set[str]:
    async with database.begin() as db:
        return set(await db.run_sync(lambda connection: inspect(connection).get_table_names())) - {"alembic_version"}


async def missing(database: Database) -> list[str]:
    async with database.begin() as db:
        return await migrations.pending(db)


async def test_the_migrated_schema_equals_the_models(database: Database) -> None:
    async with database.begin() as db:
        assert await db.run_sync(differences) == []
        assert await migrations.pending(db) == []


async def test_checks_and_defaults_are_in_the_schema(database: Database) -> None:
    """What comparing with the models does not see."""
    with pytest.raises(IntegrityError):
        async with database.begin() as db:
            await db.execute(
                text("INSERT INTO organizations (id, origin, name, k, created_at) VALUES (:id, 'x', 'x', 4, :at)"),
                {"id": uuid4().hex, "at": "2026-03-04 10:00:00"}
                if database.is_sqlite
                else {"id": uuid4(), "at": datetime(2026, 3, 4, tzinfo=UTC)},
            )
    with pytest.raises(IntegrityError):
        async with database.begin() as db:
            await db.run_sync(fill, {"memberships": {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 2)}})


async def test_what_is_pending_is_told_in_order(empty: Database) -> None:
    assert await missing(empty) == REVISIONS
    await migrations.upgrade(empty)
    assert await missing(empty) == []
    assert await tables(empty) == OWN_TABLES


async def test_migrating_twice_changes_nothing(empty: Database) -> None:
    await migrations.upgrade(empty)
    async with empty.begin() as db:
        await db.run_sync(fill)
    await migrations.upgrade(empty)
    assert await count(empty) == dict.fromkeys(OWN_TABLES, 1)


async def test_several_machines_may_migrate_at_once(empty: Database) -> None:
    others = [Database(empty.engine.url.render_as_string(hide_password=False)) for _ in range(4)]
    await asyncio.gather(*(migrations.upgrade(one) for one in others))
    for one in others:
        await one.close()
    assert await tables(empty) == OWN_TABLES
    assert await missing(empty) == []


@pytest.mark.parametrize("position", range(len(REVISIONS)))
async def test_every_migration_goes_down_and_up_again_with_data_in_it(empty: Database, position: int) -> None:
    await migrations.upgrade(empty, REVISIONS[position])
    async with empty.begin() as db:
        await db.run_sync(fill)
    before = await count(empty)
    assert set(before.values()) == {1}

    below = REVISIONS[position - 1] if position else "base"
    await migrations.downgrade(empty, below)
    kept = await count(empty)
    assert set(kept.values()) <= {1}  # what outlives the step down has its row still

    await migrations.upgrade(empty)
    after = await count(empty)
    assert {name: after[name] for name in kept} == kept
    async with empty.begin() as db:
        assert await db.run_sync(differences) == []
        if position == 0:
            await db.run_sync(fill)  # as good as new


async def test_all_the_way_down_leaves_nothing(empty: Database) -> None:
    await migrations.upgrade(empty)
    async with empty.begin() as db:
        await db.run_sync(fill)
    await migrations.downgrade(empty, "base")
    assert await tables(empty) == set()
    if not empty.is_sqlite:
        async with empty.begin() as db:
            left = await db.scalars(text("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"))
            assert left.all() == []


async def test_a_migration_that_fails_leaves_everything_as_it_was(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(connection: Connection, *_more: object) -> None:
        connection.execute(text("CREATE TABLE half (x INTEGER)"))
        raise LookupError

    monkeypatch.setattr("alembic.command.upgrade", lambda config, _revision: half(config.attributes["connection"]))
    with pytest.raises(LookupError):
        await migrations.upgrade(empty)
    assert await tables(empty) == set()


async def test_a_migration_on_sqlite_may_not_leave_references_to_nothing(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """References are not enforced while tables are copied, so they are checked at the end."""
    database = Database(sqlite_url)
    async with database.begin() as db:
        await db.run_sync(fill)

    def careless(config: Any, _revision: str) -> None:
        config.attributes["connection"].execute(text("DELETE FROM people"))

    monkeypatch.setattr("alembic.command.upgrade", careless)
    with pytest.raises(RuntimeError, match="refer to nothing"):
        await migrations.upgrade(database)
    assert (await count(database))["people"] == 1
    await database.close()


def fill(connection: Connection, special: dict[str, dict[str, Any]] | None = None) -> None:
    """A row in every table that the database has, whatever its columns, each referring to the others."""
    found = MetaData()
    found.reflect(connection)
    ids: dict[str, Any] = {}
    for table in found.sorted_tables:
        if table.name == "alembic_version":
            continue
        row = {column.name: value(table, column, ids) for column in table.columns}
        connection.execute(table.insert().values(row | (special or {}).get(table.name, {})))


def value(table: Table, column: Column[Any], ids: dict[str, Any]) -> Any:
    if column.name == "organization_id" or (table.name == "organizations" and column.name == "id"):
        return ids.setdefault("organizations", new_id(column))
    targets = [key.target_fullname.split(".")[0] for key in column.foreign_keys]
    if targets:
        return ids.get(targets[0])  # of the table itself: empty, the first row refers to none
    if column.name == "id":
        return ids.setdefault(table.name, new_id(column))
    match column.type:
        case Uuid():
            return uuid4()
        case Boolean():
            return True
        case BigInteger() | Integer():
            return 7
        case Float():
            return 7.5
        case Time():
            return time(9, 30)
        case DateTime():
            return datetime(2026, 3, 4, tzinfo=UTC)
        case Date():
            return date(2026, 3, 4) if column.name != "ends_on" or not column.nullable else None
        case JSON() | LargeBinary():
            return {"number": 1} if isinstance(column.type, JSON) else b"bytes"
        case _:
            length = getattr(column.type, "length", None) or 20
            return f"{table.name}.{column.name}"[:length]


def new_id(column: Column[Any]) -> Any:
    return uuid4() if isinstance(column.type, Uuid) else uuid4().hex


async def count(database: Database) -> dict[str, int]:
    def counted(connection: Connection) -> dict[str, int]:
        found = MetaData()
        found.reflect(connection)
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }

    async with database.begin() as db:
        return await db.run_sync(counted)
