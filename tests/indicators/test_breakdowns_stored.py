"""Breakdowns of weeks that were really closed, on each database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from sqlalchemy import update

from indicators import breakdowns, closing
from indicators.breakdowns import Breakdown, By, Why
from indicators.overview import Closed
from indicators.periods import Length, week_of
from storage import closings, week_cells
from storage.closings import Due
from storage.models import Person
from tests.handlers.crowds import LAST_WEEK, act, crowd
from tests.indicators.broken_down import work
from tests.walking import Walk

WEEK = Closed(week_of(LAST_WEEK), 5)


@pytest.fixture
async def closed(walk: Walk) -> Walk:
    await work(walk)
    return walk


async def told(
    walk: Walk, indicator: str = "participation", *parts: str, week: Closed = WEEK
) -> Mapping[str, Sequence[Breakdown]]:
    async with walk.database.begin() as db:
        return await breakdowns.read(db, walk.organization_id, week, indicator, parts or ("all",))


async def test_a_closed_week_is_told_by_each_attribute(closed: Walk) -> None:
    found = await told(closed)
    assert set(found) == {"all"}
    department, location, level = found["all"]
    assert [one.by for one in found["all"]] == list(By)
    care, sales, nowhere = department.parts
    assert (care.name, care.count, care.why) == ("Care", None, Why.MIXED), "36 of its 46 people are too few"
    assert (sales.name, sales.why) == ("Sales", Why.MIXED)
    assert nowhere.name is None
    oslo = next(one for one in location.parts if one.name == "Oslo")
    assert (oslo.people, oslo.covered, oslo.count) == (40, 36, 17)
    assert next(one for one in level.parts if one.name == "L1").count == 17
    assert {part: len(some) for part, some in found.items()} == {"all": 3}


async def test_acts_by_kind_are_told_under_both_their_names(closed: Walk) -> None:
    found = await told(closed, "actions_per_100", "all", "amplify", "intervene", "mentor")
    assert set(found) == {"all", "amplify", "intervene", "mentor"}
    oslo = {part: next(one for one in some[1].parts if one.name == "Oslo") for part, some in found.items()}
    assert (oslo["all"].count, oslo["all"].amount) == (34, 100 * 34 / 36)
    assert oslo["mentor"].count is None
    again = await told(closed, "interventions", "per_100", "made_a_difference")
    assert set(again) == {"per_100"}
    assert again["per_100"] == found["intervene"]


async def test_what_teams_are_not_told_of_is_not_broken_down(closed: Walk) -> None:
    assert await told(closed, "participation", "men", "women") == {}
    assert await told(closed, "training_reach") == {}


async def test_whoever_moves_to_another_place_now_is_there_in_weeks_that_are_over(closed: Walk) -> None:
    async with closed.database.begin() as db:
        await db.execute(update(Person).where(Person.location == "Oslo").values(location="Bergen"))
    _department, location, _level = (await told(closed))["all"]
    assert [(one.name, one.count) for one in location.parts if one.name == "Bergen"] == [("Bergen", 17)]


async def test_a_roster_that_was_put_right_later_is_not_taken_for_that_of_the_week(closed: Walk) -> None:
    await crowd(closed, "cards", 1, department="Care", location="Oslo", level="L1")
    _department, location, _level = (await told(closed))["all"]
    oslo = next(one for one in location.parts if one.name == "Oslo")
    assert (oslo.people, oslo.count, oslo.why) == (41, None, Why.CHANGED)


async def test_nor_where_the_week_was_told_again_meanwhile(closed: Walk) -> None:
    """What is told is told of those of whom it was told at first, whoever turned out to belong to it since."""
    newcomers = await crowd(closed, "cards", 1, department="Care", location="Oslo", level="L1")
    await act(closed, "cards", newcomers, LAST_WEEK)
    async with closed.database.begin() as db:
        due = Due(closed.organization_id, "UTC", 5, None)
        before = (await closings.closed(db, due.organization_id))[Length.WEEK.value, WEEK.period.first]
        assert await closing.revise(db, due, WEEK.period, before, ["late"], closed.clock())
        cells = {one.team: one for one in await week_cells.read(db, due.organization_id, WEEK.period.first)}
    assert cells[closed.teams["cards"]].numbers["people_undisclosed"] == 21
    _department, location, _level = (await told(closed))["all"]
    oslo = next(one for one in location.parts if one.name == "Oslo")
    assert (oslo.people, oslo.count, oslo.why) == (41, None, Why.CHANGED)


async def test_of_a_week_that_is_not_closed_nothing_is_told(closed: Walk) -> None:
    found = await told(closed, week=Closed(week_of(date(2026, 3, 4)), 5))
    assert {one.count for some in found["all"] for one in some.parts} == {None}
