"""What scenarios of nudges need: processes that send them, people for whom one is due at once, and days that pass.

Processes have the machine's own clock, so it is not time that passes here: what a person has is moved into the past.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from sqlalchemy import select, update

from storage import nudge_preferences
from storage.database import Connection, Database
from storage.models import Account, Delivery, Plan, Preferences, Schedule
from storage.models.base import Base
from storage.words import DeliveryState
from tests.chaos import seeding
from tests.chaos.workers import WORKS
from tests.serving import Program, running

KEY = "a-test-secret-of-more-than-thirty-two-characters"
PATIENCE_SECONDS = 30
LOOK_SECONDS = 0.05
Value = TypeVar("Value")


@asynccontextmanager
async def processes(
    database_url: str, folder: Path, env: dict[str, str]
) -> AsyncIterator[tuple[httpx.AsyncClient, list[Program]]]:
    """A way to the server, and all that run: on PostgreSQL a worker, too. In the end each stops cleanly."""
    commands: list[tuple[str, ...]] = [("serve", "--port", "0")]
    if not database_url.startswith("sqlite"):
        commands.append(("worker",))
    async with AsyncExitStack() as stack:
        programs = [stack.enter_context(running(*command, folder=folder, env=env)) for command in commands]
        for beside in programs[1:]:
            await asyncio.to_thread(beside.wait_for, WORKS)
        address = await asyncio.to_thread(programs[0].ready)
        try:
            async with httpx.AsyncClient(base_url=address, timeout=30) as http:
                yield http, programs
        except BaseException:
            sys.stderr.writelines(program.said for program in programs)
            raise
        for program in programs:
            code = await asyncio.to_thread(program.stop)
            assert code == 0, program.said


async def side_by_side(*scenarios: Coroutine[Any, Any, None]) -> None:
    """All at once, so that they wait for the same ticks. Each has people of its own."""
    async with asyncio.TaskGroup() as group:
        for one in scenarios:
            group.create_task(one)


async def until(happened: Callable[[], Awaitable[Value]], instead: Callable[[], Awaitable[object]]) -> Value:
    """Looks now and then until it is true, for another process does it; returns its value. `instead` is for the error:
    how it stands otherwise.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (value := await happened()):  # noqa: ASYNC110 - it is another process that does it
                await asyncio.sleep(LOOK_SECONDS)
            return value
    except TimeoutError:
        raise AssertionError(f"it did not happen; instead: {await instead()}") from None


async def runs(*arguments: str, folder: Path, env: dict[str, str]) -> str:
    """A command from start to end; what it said."""

    def run() -> Program:
        with running(*arguments, folder=folder, env=env) as program:
            assert program.wait() == 0, program.said
        return program

    return (await asyncio.to_thread(run)).said


@dataclass(frozen=True)
class Nudged:
    """One person in the database, by their account. `place`: where it is about noon of a working day."""

    database: Database
    account: str
    place: seeding.Place = field(default_factory=lambda: seeding.noon(datetime.now(UTC)))

    async def suits(self) -> None:
        """Now is a good moment for them."""
        place = self.place
        await self.changes(
            Preferences,
            zone=place.zone,
            zone_is_own=True,
            country=place.country,
            nudge_days=nudge_preferences.days_as_text({place.day.weekday()}),
            nudges_from=place.window.start,
            nudges_to=place.window.end,
        )

    async def is_due(self) -> None:
        """Their nudge of the day is due: the next tick puts it in line."""
        await self.changes(Schedule, next_due_at=datetime.now(UTC), due_on=self.place.day)

    async def days_pass(self, count: int) -> None:
        """What they got, what they put off and their plans are as old as if so many days had passed."""
        by = timedelta(days=count)
        async with self.database.begin() as db:
            for model in (Delivery, Plan):
                for row in await self._rows(db, model):
                    moved = {name: value - by for name, value in row._mapping.items() if isinstance(value, date)}
                    await db.execute(update(model).where(model.id == row.id).values(**moved))

    async def deliveries(self) -> list[Any]:
        """The oldest first."""
        async with self.database.begin() as db:
            return sorted(await self._rows(db, Delivery), key=lambda one: (one.day, one.id))

    async def gets(self, state: DeliveryState, reason: str | None = None) -> Any:
        """Waits until their newest nudge came to that; it."""

        async def newest() -> Any:
            found = await self.deliveries()
            return found[-1] if found and (found[-1].state, found[-1].reason) == (state, reason) else None

        return await until(newest, self._standing)

    async def gets_another(self, than: Any) -> Any:
        """Waits until one was sent after that one; it."""

        async def newer() -> Any:
            found = [one for one in await self.deliveries() if one.id != than.id and one.state is DeliveryState.SENT]
            return found[-1] if found else None

        return await until(newer, self._standing)

    async def waits_in_line(self) -> Any:
        """Waits until it was tried in vain and is to be tried again; it."""

        async def tried() -> Any:
            found = await self.deliveries()
            return found[-1] if found and found[-1].state is DeliveryState.PENDING and found[-1].attempts else None

        return await until(tried, self._standing)

    async def schedule(self) -> Any:
        async with self.database.begin() as db:
            (found,) = await self._rows(db, Schedule)
            return found

    async def gets_none(self) -> None:
        """Waits until it is settled that they are to get none: they were due, and now nothing is planned for them."""

        async def nothing_is_planned() -> bool:
            found = await self.schedule()
            return found.next_due_at is None and found.due_on is None

        await until(nothing_is_planned, self._standing)

    async def account_row(self) -> Any:
        async with self.database.begin() as db:
            query = select(*Account.__table__.columns).where(Account.external_id == self.account)
            return (await db.execute(query)).one()

    async def lost_conversation(self) -> None:
        """Waits until it is forgotten where Teams reaches them."""

        async def is_lost() -> bool:
            return (await self.account_row()).conversation is None

        await until(is_lost, self._standing)

    async def _standing(self) -> str:
        had = [f"{one.day} {one.nudge}: {one.state} {one.reason or ''}".strip() for one in await self.deliveries()]
        planned = await self.schedule()
        return f"{had}, then {planned.due_on} at {planned.next_due_at}"

    async def rows(self, model: Any) -> list[Any]:
        async with self.database.begin() as db:
            return await self._rows(db, model)

    async def _rows(self, db: Connection, model: Any) -> list[Any]:
        query = select(*model.__table__.columns).where(model.person_id.in_(self._person()))
        return list((await db.execute(query)).all())

    async def changes(self, model: Any, **values: Any) -> None:
        async with self.database.begin() as db:
            changed = await db.execute(update(model).where(model.person_id.in_(self._person())).values(**values))
            assert changed.rowcount == 1, f"nobody has the account {self.account}"

    def _person(self) -> Any:
        return select(Account.person_id).where(Account.external_id == self.account)


async def everything(database: Database) -> str:
    """All that the database holds, as text."""
    async with database.begin() as db:
        return "\n".join([str(row) for table in Base.metadata.sorted_tables for row in await db.execute(select(table))])


def are_not_in_the_logs(programs: Collection[Program], *words: str) -> None:
    """What people write, and who they are, is nobody's business."""
    for program in programs:
        found = [one for one in words if one in program.said]
        assert not found, f"in the log: {found}"
