"""Runs migrations on the connection it is given, or on the database that the settings name."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection

from alembic import context
from storage.migrations import configure
from storage.models import Base


def run(connection: Connection) -> None:
    configure(context, connection, Base.metadata)
    with context.begin_transaction():
        context.run_migrations()


async def run_on_settings() -> None:
    from bot.settings import load
    from storage.database import Database

    database = Database(load().database_url)
    async with database.begin_migration() as connection:
        await connection.run_sync(run)
    await database.close()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(run_on_settings())
