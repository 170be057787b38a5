"""Stored values are read as they were written: the latest revision, or all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from storage import indicator_values, week_cells, workspaces
from storage.database import Connection, Database
from storage.indicator_values import NewValue, StoredPart, StoredValue, as_stored
from storage.models.base import new_id
from storage.week_cells import StoredCell

MONDAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)
FIRST = StoredValue(
    team_id=new_id(),
    length="week",
    starts_on=MONDAY,
    indicator="participation",
    revision=0,
    method_version=1,
    reason=None,
    parts={
        "all": StoredPart(6, 12, 6, 1, verdict="part", people=8, count=5, why="small"),
        "men": StoredPart(2, 4, 2, 1, verdict="hidden", why="small"),
        "women": StoredPart(4, 8, 4, 1),
    },
)
LATE = replace(FIRST, revision=1, reason="late", parts={**FIRST.parts, "women": StoredPart(5, 8, 5, 1)})
OTHER_TEAM = replace(FIRST, team_id=new_id())
NEXT_WEEK = replace(FIRST, starts_on=NEXT)
MONTH = replace(FIRST, length="month", starts_on=date(2026, 3, 1))


@pytest.fixture
async def organization_id(database: Database) -> UUID:
    found = await _found(database, "first")
    async with database.begin() as db:
        for value in (FIRST, OTHER_TEAM, NEXT_WEEK, MONTH, LATE):
            await _write(db, found, value)
    return found


async def _write(db: Connection, organization_id: UUID, *values: StoredValue) -> None:
    """Of one period and revision."""
    one = values[0]
    new = [
        NewValue(
            each.team_id,
            each.indicator,
            each.method_version,
            {part: as_stored(numbers) for part, numbers in each.parts.items()},
        )
        for each in values
    ]
    await indicator_values.write(
        db, organization_id, one.length, one.starts_on, new, revision=one.revision, reason=one.reason
    )


async def _found(database: Database, origin: str) -> UUID:
    async with database.begin() as db:
        return await workspaces.found(db, origin, origin, datetime(2026, 3, 4, tzinfo=UTC))


async def test_the_latest_revision_of_each_is_read(database: Database, organization_id: UUID) -> None:
    async with database.begin() as db:
        assert await indicator_values.read(db, organization_id, [FIRST.team_id], "week", MONDAY, date(2026, 3, 16)) == [
            LATE,
            NEXT_WEEK,
        ]
        assert await indicator_values.read(db, organization_id, [FIRST.team_id], "week", MONDAY, NEXT) == [LATE]
        assert await indicator_values.read(db, organization_id, [FIRST.team_id], "month", MONDAY, NEXT) == []
        assert await indicator_values.read(db, organization_id, [], "week", MONDAY, NEXT) == []


async def test_all_revisions_of_all_teams_are_read_in_order(database: Database, organization_id: UUID) -> None:
    async with database.begin() as db:
        found = await indicator_values.read_all(db, organization_id, None, "week", MONDAY, NEXT)
    assert found == [FIRST, LATE, OTHER_TEAM]


async def test_another_organization_has_none_of_them(database: Database, organization_id: UUID) -> None:
    other = await _found(database, "other")
    assert other != organization_id
    async with database.begin() as db:
        assert await indicator_values.read_all(db, other, None, "week", MONDAY, NEXT) == []


async def test_a_value_is_never_stored_over(database: Database, organization_id: UUID) -> None:
    with pytest.raises(IntegrityError):
        async with database.begin() as db:
            await _write(db, organization_id, FIRST)


async def test_many_are_stored_at_once(database: Database, organization_id: UUID) -> None:
    many = [replace(NEXT_WEEK, team_id=new_id(), revision=3, reason="late") for _ in range(3000)]
    async with database.begin() as db:
        await _write(db, organization_id, *many)
        found = await indicator_values.read(db, organization_id, None, "week", NEXT, date(2026, 3, 10))
    assert len(found) == 3001


async def test_a_weeks_cells_are_read_as_they_were_and_as_they_are(database: Database, organization_id: UUID) -> None:
    top, team = sorted((new_id(), new_id()))
    first = [StoredCell(top, None, {"people": 3}), StoredCell(team, top, {"people": 12, "all": 7})]
    changed = StoredCell(team, top, {"people": 12, "all": 8})
    async with database.begin() as db:
        await week_cells.write(db, organization_id, MONDAY, 0, first)
        await week_cells.write(db, organization_id, MONDAY, 2, [changed])
        assert await week_cells.read(db, organization_id, MONDAY) == [first[0], changed]
        assert await week_cells.read(db, organization_id, MONDAY, last_revision=1) == first
        assert await week_cells.read(db, organization_id, NEXT) == []
