"""Stores what several units of work hold back in one transaction of SQLite, so that one wait for the disk serves all.

The disk takes far longer than the statements, and SQLite has one writer at a time. Each unit stays one: what is wrong
with it is undone alone, by its savepoint, and it is answered only after the commit that holds it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage.unit import Connection

Step = tuple[str, Sequence[object]]
"""A statement and its parameters."""
Outcome = Exception | None


@dataclass(eq=False, slots=True)
class _Waiting:
    steps: Sequence[Step]
    outcome: asyncio.Future[Outcome]
    is_taken: bool = False


class Together:
    """The queue of those that wait for the writers' turn. Whoever gets the turn first stores for all behind them."""

    def __init__(self, turn: asyncio.Lock) -> None:
        self._turn = turn
        self._waiting: list[_Waiting] = []

    async def store(self, db: Connection, steps: Sequence[Step]) -> Outcome:
        """Stores all the steps, or none: then it returns why."""
        mine = _Waiting(steps, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        async with self._turn:
            if not mine.is_taken:
                group, self._waiting = self._waiting, []
                for one in group:
                    one.is_taken = True
                # Shielded: the end of one task must not leave the others in the dark.
                await asyncio.shield(asyncio.create_task(_store_for(db, group)))
        return await mine.outcome


async def _store_for(db: Connection, group: Sequence[_Waiting]) -> None:
    driver = db.driver
    outcomes: Sequence[Outcome]
    try:
        outcomes = await driver._execute(_store_all, driver._conn, [one.steps for one in group])  # noqa: SLF001
    except Exception as error:  # noqa: BLE001 - each of them raises it as its own
        outcomes = [error] * len(group)
    for one, outcome in zip(group, outcomes, strict=True):
        if not one.outcome.done():  # its task may have ended
            one.outcome.set_result(outcome)


def _store_all(connection: sqlite3.Connection, units: Sequence[Sequence[Step]]) -> Sequence[Outcome]:
    """On the driver's thread, in one way there and back."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        outcomes = [_store(connection, steps) for steps in units]
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return outcomes


def _store(connection: sqlite3.Connection, steps: Sequence[Step]) -> Outcome:
    connection.execute("SAVEPOINT unit")
    outcome: Outcome = None
    try:
        for sql, parameters in steps:
            connection.execute(sql, parameters)
    except sqlite3.OperationalError:  # no room, no disk: nobody's work can be stored
        raise
    except Exception as error:  # noqa: BLE001 - this unit's own, and returned to it
        connection.execute("ROLLBACK TO unit")
        outcome = error
    connection.execute("RELEASE unit")
    return outcome
