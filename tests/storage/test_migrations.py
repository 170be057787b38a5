"""The migrated schema is the models' schema, and every migration goes down and up again."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from storage import migrations
from storage.database import Database
from storage.models import Base


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata))


async def test_the_migrated_schema_equals_the_models(database: Database) -> None:
    async with database.begin() as db:
        assert await db.run_sync(_differences) == []
        assert await migrations.pending(db) == []
