"""Brings the schema up to date with Alembic, and tells whether it is."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import MetaData

from alembic import command
from storage.database import Connection, Database
from storage.models.base import Instant, WordType

if TYPE_CHECKING:
    from alembic.runtime.environment import EnvironmentContext

_IN_CHECKOUT = Path(__file__).parents[1] / "alembic"
_INSTALLED = Path(sys.prefix) / "share" / "upstander" / "alembic"
SCRIPTS = _IN_CHECKOUT if (_IN_CHECKOUT / "env.py").is_file() else _INSTALLED


def configure(context: EnvironmentContext | Any, connection: SyncConnection, metadata: MetaData) -> None:
    """Alembic's options, the same for every way of running it. SQLite alters a table by copying it (batch)."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        compare_server_default=False,
        render_item=_render,
    )


def _render(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Migrations name plain SQLAlchemy types, so that they outlive our own."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, WordType):
        return "sa.String(24)"
    return False


async def upgrade(database: Database, revision: str = "head") -> None:
    """Runs every migration up to `revision` in one transaction. Who comes second waits, and finds it done."""
    await _run(database, command.upgrade, revision)


async def downgrade(database: Database, revision: str) -> None:
    """Takes back every migration after `revision` in one transaction."""
    await _run(database, command.downgrade, revision)


async def pending(db: Connection) -> list[str]:
    """The revisions that the database lacks, oldest first; empty when it is up to date."""

    def current(connection: SyncConnection) -> tuple[str, ...]:
        return MigrationContext.configure(connection).get_current_heads()

    applied = await db.run_sync(current)
    missing = _scripts().iterate_revisions("head", applied[0] if applied else "base")
    return [one.revision for one in reversed(list(missing))]


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))  # reads every migration, and health checks ask every few seconds


async def _run(database: Database, what: Any, revision: str) -> None:
    def run(connection: SyncConnection) -> None:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        what(config, revision)

    async with database.begin_migration() as db:
        await db.run_sync(run)
