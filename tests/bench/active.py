"""Fills a PostgreSQL database with an organization whose people did very much in one week, by its own means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
from sqlalchemy.engine import make_url

from storage import migrations, workspaces
from storage.database import Database

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
"""The week is over."""

_KINDS = "ARRAY['amplify', 'sponsor', 'mentor', 'intervene', 'advocate', 'include', 'recognize', 'learn']"
_GENDERS = "ARRAY['woman', 'man', 'man', 'woman', 'undisclosed', 'woman', 'man', 'non_binary']"
_FILL = (
    # A tree of eight teams beneath each: ids are numbers, so that parents and members follow by arithmetic.
    "CREATE TABLE team_ids AS SELECT number, uuidv7() AS id FROM generate_series(1, :teams) AS number",
    "CREATE UNIQUE INDEX ON team_ids (number)",
    """
INSERT INTO teams (organization_id, id, name, parent_id, created_at)
SELECT ':organization', one.id, 'Team ' || one.number, above.id, now()
FROM team_ids AS one LEFT JOIN team_ids AS above ON one.number > 1 AND above.number = (one.number + 6) / 8
""",
    """
CREATE TABLE person_ids AS SELECT number, uuidv7() AS id, uuidv7() AS membership
FROM generate_series(1, :people) AS number ORDER BY random()
""",
    "CREATE UNIQUE INDEX ON person_ids (number)",
    f"""
INSERT INTO people (organization_id, id, pseudonym_key, name, gender, hired_on, created_at)
SELECT ':organization', id, uuidv7(), 'Somebody', ({_GENDERS})[1 + number % 8], '2020-01-01', now() FROM person_ids
""",
    """
INSERT INTO memberships (organization_id, id, person_id, team_id, starts_on)
SELECT ':organization', one.membership, one.id, team.id, '2020-01-01'
FROM person_ids AS one JOIN team_ids AS team ON team.number = 1 + one.number % :teams
""",
    # Everybody does something but every fifth; who and whom in no order, as people do.
    f"""
INSERT INTO actions (organization_id, id, actor_id, actor_gender, team_id, kind, beneficiary_id, occurred_on, outcome,
                     visibility, platform, created_at)
SELECT ':organization', uuidv7(), one.id, ({_GENDERS})[1 + one.number % 8], team.id, kind, other.id,
       DATE ':monday' + (act % 7)::int, CASE WHEN kind = 'intervene' THEN 'stopped' END,
       'program', 'slack', TIMESTAMPTZ ':monday' + (act % 7) * interval '1 day' + interval '10 hours'
FROM (SELECT act, ({_KINDS})[1 + floor(random() * 8)::int] AS kind,
             (floor(random() * (:people / 5)) * 5 + 1 + floor(random() * 4))::int AS who,
             1 + floor(random() * :people)::int AS whom
      FROM generate_series(1, :actions) AS act) AS acts
JOIN person_ids AS one ON one.number = LEAST(acts.who, :people)
JOIN person_ids AS other ON other.number = acts.whom
JOIN team_ids AS team ON team.number = 1 + one.number % :teams
ORDER BY act
""",
    """
INSERT INTO confirmations (organization_id, id, action_id, person_id, part, answer, asked_at, answered_at)
SELECT organization_id, uuidv7(), id, beneficiary_id, 'beneficiary', 'yes', created_at, created_at + interval '1 hour'
FROM actions WHERE get_byte(uuid_send(id), 15) < 3
""",
)


@dataclass(frozen=True, slots=True)
class Active:
    """A database of our own, and the one organization in it."""

    address: str
    organization_id: UUID


async def make(server: str, name: str, *, people: int, teams: int, actions: int) -> Active:
    """Everybody in a team, and a week with so many actions, one in eighty of them confirmed."""
    await _run(server, f'CREATE DATABASE "{name}"')
    address = make_url(server).set(database=name).render_as_string(hide_password=False)
    database = Database(address)
    await migrations.upgrade(database)
    async with database.begin() as db:
        organization_id = await workspaces.found(db, name, name, NOW)
    await database.close()
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("SET session_replication_role = replica")
        numbers = {"teams": teams, "people": people, "actions": actions}
        for statement in _FILL:
            await connection.execute(_filled(statement, {**numbers, "organization": organization_id, "monday": MONDAY}))
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return Active(address, organization_id)


def _filled(statement: str, values: Mapping[str, object]) -> str:
    for word, value in values.items():
        statement = statement.replace(f":{word}", str(value))
    return statement


async def _run(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
