"""Digests whose week is not closed yet, or that were held up: they wait that day, and no longer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import planning
from nudges import digest_planner
from nudges.digest_times import SPREAD
from storage import digests
from storage.words import DeliveryState
from tests.nudges.digest_ticks import MONDAY, NINE, WEEK, begun, days, next_digest, when
from tests.sending import Worked
from tests.walking import Walk


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = await begun(walk, database_url)
    yield worked
    await worked.close()


async def test_a_week_that_is_not_closed_yet_is_waited_for(walk: Walk, worked: Worked) -> None:
    await when(worked, NINE + SPREAD, closed=False)
    assert await days(worked, "dan") == []
    at, day = await next_digest(walk, "dan")
    assert (at, day) == (NINE + SPREAD + digest_planner.RETRY, MONDAY)
    await when(worked, NINE + timedelta(hours=2), closed=False)
    assert await days(worked, "dan") == []
    await when(worked, NINE + timedelta(hours=3))
    one = await worked.delivery("dan")
    assert (one.day, one.due_at) == (MONDAY, NINE + timedelta(hours=3))


async def test_in_the_evening_it_is_put_in_line_to_be_skipped(walk: Walk, worked: Worked) -> None:
    await when(worked, NINE + timedelta(hours=10, minutes=55), closed=False)
    one = await worked.delivery("dan")
    assert (one.day, one.state) == (MONDAY, DeliveryState.PENDING)
    assert (await next_digest(walk, "dan"))[1] == MONDAY + WEEK


async def test_where_nobody_ever_logged_anything_there_is_nothing_to_wait_for(walk: Walk, database_url: str) -> None:
    worked = Worked.of(walk, database_url)
    await planning.welcome_managers(worked.app)
    await planning.plan_digests(worked.app)
    await when(worked, NINE + SPREAD)
    assert await days(worked, "dan") == [MONDAY]
    await worked.close()


async def test_far_east_of_the_organization_it_tells_of_the_week_before_and_waits_for_no_other(
    walk: Walk, worked: Worked
) -> None:
    await walk.set_organization(zone="Pacific/Pago_Pago")
    await walk.set_preferences("dan", zone="Pacific/Kiritimati")
    async with walk.database.begin() as db:
        await digests.look_again(db, walk.organization_id, walk.people["dan"], walk.clock())
    await planning.plan_digests(worked.app)
    await when(worked, datetime(2026, 3, 8, 19, 6, tzinfo=UTC))
    assert await days(worked, "dan") == [MONDAY]


async def test_what_was_held_up_comes_later_that_day_and_on_another_day_no_more(walk: Walk, worked: Worked) -> None:
    await when(worked, NINE + timedelta(hours=7))
    one = await worked.delivery("dan")
    assert (one.day, one.due_at) == (MONDAY, NINE + timedelta(hours=7))
    await when(worked, NINE + WEEK + timedelta(days=2))
    late = (await worked.deliveries("dan"))[1]
    assert late.day == MONDAY + WEEK
    assert late.due_at < NINE + WEEK + SPREAD, "it is told to be too late when it is to be sent"
    assert (await next_digest(walk, "dan"))[1] == MONDAY + 2 * WEEK
