"""Fills a database, of either kind, with an organization whose weeks of a year are closed, and very many actions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert
from sqlalchemy.engine import make_url

from storage import indicator_values, migrations, week_cells, workspaces
from storage.database import Database
from storage.indicator_values import NewValue
from storage.models import ClosedPeriod, Membership, Person, Team
from storage.models.base import new_id, table_of
from storage.week_cells import StoredCell
from storage.words import Kind, Setting

FIRST = date(2025, 1, 6)
WEEKS = 52
LAST = FIRST + timedelta(days=7 * WEEKS - 1)
NOW = datetime(2026, 1, 10, 6, tzinfo=UTC)
PEOPLE, TEAMS, DEPARTMENTS = 10_000, 200, 20
COLUMNS = (
    "organization_id",
    "id",
    "actor_id",
    "actor_gender",
    "team_id",
    "kind",
    "occurred_on",
    "setting",
    "visibility",
    "platform",
    "created_at",
)


@dataclass(frozen=True, slots=True)
class Logged:
    """A database of our own, and the one organization in it."""

    address: str
    organization_id: UUID


async def make(address: str, actions: int) -> Logged:
    """Teams of fifty, of which every week was told who took part; two of three people did something in it."""
    database = Database(address)
    await migrations.upgrade(database)
    teams = [new_id() for _ in range(TEAMS)]
    people = [new_id() for _ in range(PEOPLE)]
    async with database.begin() as db:
        organization_id = await workspaces.found(db, "bench", "bench", NOW)
        same = {"organization_id": organization_id, "created_at": NOW}
        await db.execute(
            insert(table_of(Team)), [{**same, "id": one, "name": f"Team {at}"} for at, one in enumerate(teams)]
        )
        await db.execute(
            insert(table_of(Person)),
            [
                {**same, "id": one, "name": "Somebody", "department": f"Department {at % TEAMS % DEPARTMENTS}"}
                for at, one in enumerate(people)
            ],
        )
        await db.execute(
            insert(table_of(Membership)),
            [
                {
                    "organization_id": organization_id,
                    "id": new_id(),
                    "person_id": one,
                    "team_id": teams[at % TEAMS],
                    "starts_on": date(2020, 1, 1),
                }
                for at, one in enumerate(people)
            ],
        )
        for week in range(WEEKS):
            await _tell(db, organization_id, teams, FIRST + timedelta(days=7 * week))
    await database.close()
    rows = _actions(organization_id, teams, people, actions)
    if database.is_sqlite:
        _fill_sqlite(address, rows)
    else:
        await _fill_postgresql(address, rows)
    return Logged(address, organization_id)


async def _tell(db: Any, organization_id: UUID, teams: list[UUID], monday: date) -> None:
    each, did = PEOPLE // TEAMS, PEOPLE // TEAMS * 2 // 3
    cells = [StoredCell(one, organization_id, {"people_undisclosed": each}) for one in teams]
    await week_cells.write(db, organization_id, monday, 0, [StoredCell(organization_id, None, {}), *cells])
    told = {"all": (did, each, did, 1, "whole", each, did, None)}
    all_told = {"all": (did * TEAMS, PEOPLE, did * TEAMS, 1, "whole", PEOPLE, did * TEAMS, None)}
    names = ("all", *(kind.value for kind in Kind))
    values = [
        NewValue(where, indicator, 1, dict.fromkeys(some, parts["all"]))
        for where, parts in ((organization_id, all_told), *((one, told) for one in teams))
        for indicator, some in (("participation", ("all",)), ("actions_per_100", names))
    ]
    await indicator_values.write(db, organization_id, "week", monday, values)
    await db.execute(
        insert(table_of(ClosedPeriod)).values(
            organization_id=organization_id,
            length="week",
            starts_on=monday,
            revision=0,
            k=5,
            closed_at=datetime.combine(monday + timedelta(days=8), datetime.min.time(), UTC),
        )
    )


def _actions(organization_id: UUID, teams: list[UUID], people: list[UUID], actions: int) -> Iterator[tuple[Any, ...]]:
    dice, kinds, settings = Random(7), [one.value for one in Kind], [*(one.value for one in Setting), None]
    for number in range(actions):
        week = number * WEEKS // actions
        who = (int(dice.random() * PEOPLE * 2 // 3) * 3 // 2 + week) % PEOPLE
        day = FIRST + timedelta(days=7 * week + int(dice.random() * 5))
        yield (
            organization_id,
            UUID(int=(number << 80) | (7 << 76) | (8 << 60)),
            people[who],
            "undisclosed",
            teams[who % TEAMS],
            kinds[int(dice.random() * 8)],
            day,
            settings[int(dice.random() * 7)],
            "program",
            "slack",
            datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
        )


async def _fill_postgresql(address: str, rows: Iterator[tuple[Any, ...]]) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.copy_records_to_table("actions", records=rows, columns=COLUMNS)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _fill_sqlite(address: str, rows: Iterator[tuple[Any, ...]]) -> None:
    connection = sqlite3.connect(str(make_url(address).database))
    marks = ", ".join("?" for _ in COLUMNS)
    connection.executemany(
        f"INSERT INTO actions ({', '.join(COLUMNS)}) VALUES ({marks})", (tuple(map(_as_kept, row)) for row in rows)
    )
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def _as_kept(value: Any) -> Any:
    match value:
        case UUID():
            return value.hex
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
        case date():
            return value.isoformat()
    return value
