"""Types what an operator types, and looks at what it did to the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from click.testing import CliRunner, Result
from sqlalchemy import insert, select

from bot.cli import cli
from bot.clock import utc_now
from storage import workspaces
from storage.database import Connection, Database
from storage.models import AuditEvent, Person
from storage.models.base import new_id

Value = TypeVar("Value")


def run(*arguments: str, input: str | bytes | None = None) -> Result:  # noqa: A002 - click's word
    return CliRunner().invoke(cli, arguments, input=input)


def done(*arguments: str, input: str | bytes | None = None) -> str:  # noqa: A002
    result = run(*arguments, input=input)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: str, code: int = 1) -> str:
    """What it says when it does not do it: never a traceback."""
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.output


def on_database(url: str, work: Callable[[Connection], Awaitable[Value]]) -> Value:
    async def whole() -> Value:
        database = Database(url)
        try:
            async with database.begin() as db:
                return await work(db)
        finally:
            await database.close()

    return asyncio.run(whole())


def found(url: str, name: str = "Example", origin: str = workspaces.OWN) -> UUID:
    """An organization with Ana in it."""

    async def work(db: Connection) -> UUID:
        organization = await workspaces.found(db, origin, name, utc_now())
        values = {"email": "ana@example.com", "name": "Ana Lima", "created_at": utc_now()}
        await db.execute(insert(Person).values(organization_id=organization, id=new_id(), **values))
        return organization

    return on_database(url, work)


def events(url: str) -> list[str]:
    async def work(db: Connection) -> list[str]:
        return list((await db.scalars(select(AuditEvent.event).order_by(AuditEvent.sequence))).all())

    return on_database(url, work)
