"""Fills a PostgreSQL database with very many people in seconds, some of whom are due, by its own means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
from sqlalchemy.engine import make_url

from storage import migrations, nudge_preferences, workspaces
from storage.database import Database
from storage.encryption import Cipher
from storage.words import Platform
from storage.workspaces import Installation
from tests.chaos.seeding import Place, noon

SECRET = "a-bench-secret-of-more-than-thirty-two-characters"

_PEOPLE = """
CREATE TABLE mass AS
SELECT number, 1 + (number - 1) % $1::int AS customer, uuidv7() AS person, uuidv7() AS account,
       ((number - 1) / $1::int + (number - 1) % $1::int) % ($2::int / $3::int) = 0 AS is_due,
       'T' || (1 + (number - 1) % $1::int) AS team,
       'P' || (1 + (number - 1) / $1::int) AS name
FROM generate_series(1, $2::int) AS number
ORDER BY random()
"""
_CUSTOMERS = "CREATE TABLE customers AS SELECT external_id AS team, organization_id, id AS workspace_id FROM workspaces"
_ROWS = (
    """
INSERT INTO people (organization_id, id, pseudonym_key, name, created_at)
SELECT organization_id, person, uuidv7(), 'Somebody', $1::timestamptz FROM mass JOIN customers USING (team)
""",
    """
INSERT INTO accounts (organization_id, id, workspace_id, person_id, external_id, direct_channel, created_at)
SELECT organization_id, account, workspace_id, person, 'U' || team || name, 'D' || team || name, $1::timestamptz
FROM mass JOIN customers USING (team)
""",
)
_PREFERENCES = """
INSERT INTO preferences (organization_id, person_id, zone, country, nudge_days, nudges_from, nudges_to)
SELECT organization_id, person, $1, $2, $3, $4::time, $5::time FROM mass JOIN customers USING (team)
"""
_SCHEDULES = """
INSERT INTO schedules (organization_id, person_id, next_due_at, due_on)
SELECT organization_id, person,
       CASE WHEN is_due THEN $1::timestamptz - random() * interval '2 hours'
            ELSE $1::timestamptz + interval '1 day' + random() * interval '6 days' END,
       CASE WHEN is_due THEN $2::date ELSE $2::date + 1 END
FROM mass JOIN customers USING (team)
"""
_DUE_AGAIN = """
UPDATE schedules SET next_due_at = $1::timestamptz - random() * interval '2 hours', due_on = $2::date
FROM mass WHERE schedules.person_id = mass.person AND mass.is_due
"""


class Mass:
    """A database of our own with so many people, spread over the customers, of whom so many are due.

    Each customer has one workspace; the ids are those of `tests.fakes.slack_crowd`. The order of the rows is random, as
    it is where people come and go.
    """

    def __init__(self, server: str, name: str, *, people: int, due: int, customers: int = 20) -> None:
        self.people = people
        self.due = due
        self.address = make_url(server).set(database=name).render_as_string(hide_password=False)
        self._server = server
        self._name = name
        self._customers = customers
        self.place: Place = noon(datetime.now(UTC))

    async def make(self) -> None:
        await _run(self._server, f'CREATE DATABASE "{self._name}"')
        database, cipher, now = Database(self.address), Cipher([SECRET]), datetime.now(UTC)
        await migrations.upgrade(database)
        async with database.begin() as db:
            for number in range(1, self._customers + 1):
                team = f"T{number}"
                organization_id = await workspaces.found(db, f"slack:{team}", team, now)
                new = Installation(Platform.SLACK, team, team, bot_token=f"xoxb-{team}")
                await workspaces.install(db, cipher, organization_id, new, now)
        await database.close()
        await self._fill(now)

    async def _fill(self, now: datetime) -> None:
        place = self.place
        connection = await asyncpg.connect(self.address)
        try:
            # References hold by the way the rows are made; checking each takes most of the time.
            await connection.execute("SET session_replication_role = replica")
            await connection.execute(_CUSTOMERS)
            await connection.execute(_inlined(_PEOPLE, self._customers, self.people, self.due))
            for statement in _ROWS:
                await connection.execute(statement, now)
            await connection.execute(
                _PREFERENCES,
                place.zone,
                place.country,
                nudge_preferences.days_as_text({place.day.weekday()}),
                place.window.start,
                place.window.end,
            )
            await connection.execute(_SCHEDULES, now, place.day)
            await connection.execute("VACUUM ANALYZE")
        finally:
            await connection.close()

    async def due_again(self, since: timedelta = timedelta()) -> None:
        """Nothing was delivered, and the same people are due; as if nothing had ever been."""
        connection = await asyncpg.connect(self.address)
        try:
            await connection.execute("TRUNCATE deliveries, seen_items CASCADE")
            await connection.execute(_DUE_AGAIN, datetime.now(UTC) - since, self.place.day)
            await connection.execute("VACUUM ANALYZE schedules")
            await connection.execute("VACUUM ANALYZE deliveries")
        finally:
            await connection.close()

    async def count(self, query: str) -> int:
        connection = await asyncpg.connect(self.address)
        try:
            found: int = await connection.fetchval(query)
        finally:
            await connection.close()
        return found

    async def drop(self) -> None:
        await _run(self._server, f'DROP DATABASE "{self._name}" WITH (FORCE)')


def _inlined(statement: str, *numbers: int) -> str:
    """PostgreSQL takes no parameters where a table is made."""
    for position, number in enumerate(numbers, 1):
        statement = statement.replace(f"${position}::int", str(number))
    return statement


async def _run(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
