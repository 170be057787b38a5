"""The overview tells what was told, and nothing of what was measured beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from indicators import overview
from indicators.overview import Change, Figure
from indicators.periods import Length, week_of
from indicators.suppression import Ruling, Verdict
from indicators.values import Unit
from storage import closings, indicator_values, workspaces
from storage.database import Connection, Database
from storage.indicator_values import NewValue, Stored
from storage.models.base import new_id

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
MONDAY = date(2026, 2, 23)
HIDDEN: Stored = (3, 60, 3, 1, "hidden", 0, 0, "small")


def whole(count: int, people: int) -> Stored:
    """Told as it was measured."""
    return (count, people, count, 1, "whole", people, count, None)


@pytest.fixture
async def organization_id(database: Database) -> UUID:
    async with database.begin() as db:
        return await workspaces.found(db, "overview", "Marigold", NOW)


async def close(
    db: Connection,
    organization_id: UUID,
    first: date,
    values: Mapping[str, Mapping[str, Stored]],
    *,
    length: Length = Length.WEEK,
    revision: int = 0,
    k: int = 5,
    team: UUID | None = None,
) -> None:
    reason = "late,withdrawn" if revision else None
    if team is None:
        assert await closings.close(db, organization_id, (length.value, first), revision, k, reason, NOW)
    new = [NewValue(team or organization_id, indicator, 1, parts) for indicator, parts in values.items()]
    await indicator_values.write(db, organization_id, length.value, first, new, revision=revision, reason=reason)


def rulings(line: Sequence[tuple[overview.Closed, Figure]]) -> list[tuple[str, Verdict]]:
    return [(one.period.name, figure.ruling.verdict) for one, figure in line]


async def test_only_what_was_told_is_read(database: Database, organization_id: UUID) -> None:
    async with database.begin() as db:
        await close(
            db,
            organization_id,
            MONDAY,
            {
                "participation": {
                    "all": (34, 60, 34, 1, "part", 40, 21, "would_narrow"),
                    "men": (16, 25, 16, 1),
                    "women": HIDDEN,
                },
                "training_reach": {"all": (58, 60, 58, 1, "nearly_all", 0, 0, None)},
            },
        )
        found = await overview.read(db, organization_id, Length.WEEK)
    week = week_of(MONDAY)
    everybody = found.figure("participation", "all", week)
    assert (everybody.ruling, everybody.is_part) == (Ruling(Verdict.PART, 40, 21), True)
    assert everybody.amount == 52.5
    assert everybody.interval is not None
    assert round(everybody.interval.low, 1) == 37.5
    for part in ("men", "women"):
        hidden = found.figure("participation", part, week)
        assert hidden == Figure(Unit.PERCENT)
        assert (hidden.amount, hidden.interval, hidden.is_hidden) == (None, None, True)
    nearly = found.figure("training_reach", "all", week)
    assert (nearly.amount, nearly.is_hidden) == (None, False)
    assert found.figure("sponsors", "all", week).is_hidden


async def test_the_latest_that_is_told_may_be_of_an_earlier_period(database: Database, organization_id: UUID) -> None:
    mondays = [MONDAY - timedelta(days=7 * back) for back in (2, 1, 0)]
    async with database.begin() as db:
        for monday, part in zip(mondays, (whole(12, 40), whole(20, 40), HIDDEN), strict=True):
            await close(db, organization_id, monday, {"participation": {"all": part}}, k=7)
        found = await overview.read(db, organization_id, Length.WEEK)
    assert rulings(found.line("participation", "all")) == [
        ("2026-W07", Verdict.WHOLE),
        ("2026-W08", Verdict.WHOLE),
        ("2026-W09", Verdict.HIDDEN),
    ]
    latest = found.latest("participation", "all")
    assert latest is not None
    assert (latest[0].period.name, latest[0].k, latest[1].amount) == ("2026-W08", 7, 50.0)
    assert found.latest("participation", "men") is None


async def test_only_the_latest_52_weeks_are_read(database: Database, organization_id: UUID) -> None:
    async with database.begin() as db:
        for back in range(60):
            monday = MONDAY - timedelta(days=7 * back)
            await close(db, organization_id, monday, {"participation": {"all": whole(12, 40)}})
        found = await overview.read(db, organization_id, Length.WEEK)
    assert len(found.periods) == len(found.line("participation", "all")) == 52
    assert found.periods[-1].period.first == MONDAY
    assert all(figure.amount == 30 for _, figure in found.line("participation", "all"))


async def test_a_revision_shows_where_what_was_told_moved(database: Database, organization_id: UUID) -> None:
    async with database.begin() as db:
        await close(
            db,
            organization_id,
            MONDAY,
            {
                "participation": {"all": whole(20, 60), "men": whole(9, 30)},
                "actions_per_100": {"all": whole(60, 60)},
                "confirmed_share": {"confirmed": whole(20, 30)},
            },
        )
        await close(
            db,
            organization_id,
            MONDAY,
            {
                # Two more men did something; of the men it may not be told, nor that anything changed.
                "participation": {"all": whole(27, 60), "men": (11, 30, 11, 1, "whole", 30, 9, None)},
                "actions_per_100": {"all": whole(50, 60)},
                "confirmed_share": {"confirmed": whole(26, 30)},
            },
            revision=1,
        )
        found = await overview.read(db, organization_id, Length.WEEK)
    week = week_of(MONDAY)
    everybody = found.figure("participation", "all", week)
    assert everybody.ruling == Ruling(Verdict.WHOLE, 60, 27)
    assert everybody.moved_from == (Ruling(Verdict.WHOLE, 60, 20),)
    assert everybody.change is Change.LOGGED
    men = found.figure("participation", "men", week)
    assert (men.ruling.count, men.moved_from, men.change) == (9, (), None)
    assert found.figure("actions_per_100", "all", week).change is Change.TAKEN_BACK
    assert found.figure("confirmed_share", "confirmed", week).change is Change.ANSWERED


async def test_teams_other_lengths_and_other_organizations_are_not_in_it(
    database: Database, organization_id: UUID
) -> None:
    async with database.begin() as db:
        other = await workspaces.found(db, "other", "Other", NOW)
        told = {"participation": {"all": whole(12, 40)}}
        await close(db, organization_id, MONDAY, {"participation": {"all": HIDDEN}})
        await close(db, organization_id, MONDAY, told, team=new_id())
        await close(db, organization_id, date(2026, 2, 1), told, length=Length.MONTH)
        await close(db, other, MONDAY, told)
        found = await overview.read(db, organization_id, Length.WEEK)
        assert found.is_empty
        assert len(found.periods) == 1
        assert not (await overview.read(db, organization_id, Length.MONTH)).is_empty
        assert (await overview.read(db, organization_id, Length.YEAR)).periods == ()


async def test_of_one_indicator_nothing_else_is_read(database: Database, organization_id: UUID) -> None:
    async with database.begin() as db:
        await close(
            db, organization_id, MONDAY, {"participation": {"all": whole(9, 40)}, "sponsors": {"all": whole(9, 40)}}
        )
        found = await overview.read(db, organization_id, Length.WEEK, indicators=["sponsors"])
    assert {indicator for indicator, _, _ in found.figures} == {"sponsors"}
    assert found.figure("sponsors", "all", week_of(MONDAY)).amount == 9
