"""Reads of the reporting tree."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, update

from storage import teams
from storage.models import Membership, Team
from storage.models.base import new_id
from tests.walking import Walk

TODAY = date(2026, 3, 4)


async def _names(walk: Walk, *, beneath: str | None = None, above: str | None = None) -> list[str]:
    async with walk.database.begin() as db:
        if beneath is not None:
            found = await teams.beneath(db, walk.organization_id, [walk.teams[beneath]])
        else:
            found = await teams.above(db, walk.organization_id, [walk.teams[above or ""]])
    return [one.name for one in found]


async def test_beneath_and_above_include_the_team_itself(walk: Walk) -> None:
    await walk.add_team("cards", "Cards", parent="payments")
    assert await _names(walk, beneath="payments") == ["Cards", "Payments"]
    assert await _names(walk, beneath="company") == ["Cards", "Company", "Payments", "Platform"]
    assert await _names(walk, above="cards") == ["Cards", "Company", "Payments"]
    assert await _names(walk, above="company") == ["Company"]


async def test_a_circle_of_teams_comes_to_an_end(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await db.execute(update(Team).where(Team.id == walk.teams["company"]).values(parent_id=walk.teams["payments"]))
    assert await _names(walk, beneath="payments") == ["Company", "Payments", "Platform"]
    assert await _names(walk, above="payments") == ["Company", "Payments"]


async def test_the_tree_of_another_organization_is_not_read(walk: Walk) -> None:
    other = await walk.another_organization()
    async with walk.database.begin() as db:
        assert await teams.beneath(db, other.organization_id, [walk.teams["company"]]) == []
        assert await teams.above(db, other.organization_id, [walk.teams["payments"]]) == []
        assert await teams.led_by(db, other.organization_id, walk.people["dan"]) == []


async def test_whom_a_person_leads(walk: Walk) -> None:
    async with walk.database.begin() as db:
        assert await teams.led_by(db, walk.organization_id, walk.people["dan"]) == [walk.teams["payments"]]
        assert await teams.led_by(db, walk.organization_id, walk.people["ana"]) == []


async def test_the_teams_of_reports_are_those_of_today(walk: Walk) -> None:
    """Eve's reports: Dan in Payments, Gil in Platform, Ada in Company, and one who left."""
    await walk.add_team("cards", "Cards", parent="payments")
    await walk.add_person("ivo", "Ivo", team="cards", manager="eve", left_on=date(2026, 3, 1))
    await walk.add_person("jan", "Jan", team="platform", manager="eve", since=date(2025, 1, 1))
    async with walk.database.begin() as db:
        await db.execute(
            insert(Membership).values(
                organization_id=walk.organization_id,
                id=new_id(),
                person_id=walk.people["jan"],
                team_id=walk.teams["cards"],
                starts_on=date(2024, 1, 1),
                ends_on=date(2025, 1, 1),
            )
        )
        found = await teams.of_reports(db, walk.organization_id, walk.people["eve"], TODAY)
    assert set(found) == {walk.teams["company"], walk.teams["payments"], walk.teams["platform"]}
    assert len(found) == 3
