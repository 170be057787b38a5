"""The tick that plans digests: for each manager once a week, at the time they chose; and who gets none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import update

from bot import closing, planning
from nudges import digest_planner
from nudges.digest_times import SPREAD
from storage import digests
from storage.models import Digest, Person, Preferences
from storage.words import DeliveryState, Nudge, Unreachable
from tests.nudges.digest_ticks import MONDAY, NINE, WEEK, begun, choose, days, next_digest, when
from tests.sending import Worked
from tests.walking import Walk


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = await begun(walk, database_url)
    yield worked
    await worked.close()


async def test_whoever_has_reports_gets_one_and_nobody_else(walk: Walk, worked: Worked) -> None:
    rows = await walk.rows(Digest)
    assert {one.person_id for one in rows} == {walk.people[who] for who in ("eve", "dan", "gil")}
    # They chose nothing yet: what the organization settled holds, Mondays at nine as long as it settled nothing.
    assert {(one.is_on, one.weekday, one.comes_at) for one in rows} == {(None, None, None)}
    for who in ("eve", "dan", "gil"):
        at, day = await next_digest(walk, who)
        assert at is not None
        assert NINE <= at < NINE + SPREAD
        assert day == MONDAY
    assert await planning.welcome_managers(worked.app) == 0
    await walk.set_person("hana", manager_id=walk.people["ana"])
    await walk.set_person("ada", manager_id=walk.people["cleo"], left_on=date(2026, 3, 1))
    await walk.add_person("gone", "Gone", left_on=date(2026, 3, 1))
    await walk.set_person("ben", manager_id=walk.people["gone"])
    await walk.add_person("ira", "Ira")
    await walk.add_person("leaving", "Leaving", manager="ira", left_on=walk.clock().date() + timedelta(days=1))
    assert await planning.welcome_managers(worked.app) == 2
    assert len(await walk.rows(Digest, Digest.person_id == walk.people["ira"])) == 1
    assert len(await walk.rows(Digest, Digest.person_id == walk.people["ana"])) == 1


async def test_it_is_put_in_line_once_a_week(walk: Walk, worked: Worked) -> None:
    await when(worked, NINE - timedelta(minutes=1))
    assert await days(worked, "dan") == []
    for minute in range(8):
        await when(worked, NINE + timedelta(minutes=minute))
    one = await worked.delivery("dan")
    assert (one.nudge, one.day, one.state, one.is_asked_for) == (Nudge.DIGEST, MONDAY, DeliveryState.PENDING, False)
    assert NINE <= one.due_at <= NINE + SPREAD + timedelta(minutes=1)
    at, day = await next_digest(walk, "dan")
    assert at is not None
    assert NINE + WEEK <= at < NINE + WEEK + SPREAD
    assert day == MONDAY + WEEK
    await when(worked, NINE + WEEK + SPREAD)
    assert await days(worked, "dan") == [MONDAY, MONDAY + WEEK]


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Pacific/Kiritimati", "2026-03-08T19:00"),
        ("Pacific/Pago_Pago", "2026-03-09T20:00"),
        ("Europe/Berlin", "2026-03-09T08:00"),
        ("America/New_York", "2026-03-09T13:00"),  # in summer time since Sunday
    ],
)
async def test_nine_is_what_their_own_clock_shows(walk: Walk, worked: Worked, zone: str, at: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    await walk.set_preferences("dan", zone=zone)
    async with walk.database.begin() as db:
        await digests.look_again(db, walk.organization_id, walk.people["dan"], walk.clock())
    await planning.plan_digests(worked.app)
    due, day = await next_digest(walk, "dan")
    assert due is not None
    assert moment <= due < moment + SPREAD
    assert day == MONDAY
    await when(worked, moment - timedelta(seconds=1))
    assert await days(worked, "dan") == []
    await when(worked, moment + SPREAD)
    assert await days(worked, "dan") == [MONDAY]
    assert (await worked.delivery("dan")).zone == zone


async def test_a_day_and_a_time_that_were_chosen_hold(walk: Walk, worked: Worked) -> None:
    assert await choose(walk, "dan", weekday=3, at=time(16, 45)) == digests.DigestChoice(True, 3, time(16, 45))
    assert await choose(walk, "dan", at=time(16, 30)) == digests.DigestChoice(True, 3, time(16, 30))
    await planning.plan_digests(worked.app)
    at, day = await next_digest(walk, "dan")
    assert at is not None
    assert datetime(2026, 3, 5, 16, 30, tzinfo=UTC) <= at < datetime(2026, 3, 5, 16, 35, tzinfo=UTC)
    assert day == date(2026, 3, 5)
    await when(worked, datetime(2026, 3, 5, 16, 36, tzinfo=UTC))
    assert await days(worked, "dan") == [date(2026, 3, 5)]
    await choose(walk, "dan", weekday=4)
    await when(worked, datetime(2026, 3, 6, 23, tzinfo=UTC))
    assert await days(worked, "dan") == [date(2026, 3, 5)], "that week had its digest"
    await when(worked, datetime(2026, 3, 13, 17, tzinfo=UTC))
    assert await days(worked, "dan") == [date(2026, 3, 5), date(2026, 3, 13)]


async def test_who_was_never_seen_as_a_manager_may_choose_too(walk: Walk, worked: Worked) -> None:
    async with walk.database.begin() as db:
        assert await digests.read_choice(db, walk.organization_id, walk.people["ana"]) == digests.DigestChoice()
    assert await choose(walk, "ana", is_on=False) == digests.DigestChoice(is_on=False)
    assert await next_digest(walk, "ana") == (None, None)
    await walk.set_person("hana", manager_id=walk.people["ana"])
    await planning.welcome_managers(worked.app)
    await when(worked, NINE + SPREAD)
    assert await days(worked, "ana") == []


async def test_off_is_off_and_on_is_on_again(walk: Walk, worked: Worked) -> None:
    await choose(walk, "dan", is_on=False)
    assert await next_digest(walk, "dan") == (None, None)
    await when(worked, NINE + SPREAD)
    assert await days(worked, "dan") == []
    assert await days(worked, "gil") == [MONDAY]
    await choose(walk, "dan", weekday=2)
    assert await next_digest(walk, "dan") == (None, None), "another day is not on"
    assert await choose(walk, "dan", is_on=True) == digests.DigestChoice(True, 2, time(9))
    await when(worked, datetime(2026, 3, 11, 10, tzinfo=UTC))
    assert await days(worked, "dan") == [], "the next one is planned from now on"
    await when(worked, datetime(2026, 3, 18, 10, tzinfo=UTC))
    assert await days(worked, "dan") == [date(2026, 3, 18)]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (Preferences, {"nudges_stopped": True}),
        (Preferences, {"paused_until": MONDAY + timedelta(days=1)}),
        (Person, {"left_on": MONDAY}),
        (Person, {"hired_on": MONDAY + timedelta(days=1)}),
    ],
)
async def test_who_must_not_get_one_now_gets_the_next_one_when_that_is_over(
    walk: Walk, worked: Worked, table: Any, columns: dict[str, Any]
) -> None:
    key = table.person_id if table is Preferences else table.id
    before = {name: getattr((await walk.rows(table, key == walk.people["dan"]))[0], name) for name in columns}
    async with walk.database.begin() as db:
        await db.execute(update(table).where(key == walk.people["dan"]).values(**columns))
    await when(worked, NINE + SPREAD)
    assert await days(worked, "dan") == []
    async with walk.database.begin() as db:
        await db.execute(update(table).where(key == walk.people["dan"]).values(**before))
    await when(worked, NINE + SPREAD + timedelta(hours=1))
    assert await days(worked, "dan") == [], "that one went by"
    await when(worked, NINE + WEEK + SPREAD)
    assert await days(worked, "dan") == [MONDAY + WEEK]


async def test_who_has_no_reports_or_account_any_more_gets_none(walk: Walk, worked: Worked) -> None:
    await walk.set_person("hana", manager_id=None)
    await worked.set_account("dan", unreachable=Unreachable.BLOCKED, unreachable_since=walk.clock())
    await when(worked, NINE + SPREAD)
    assert [await days(worked, who) for who in ("gil", "dan", "eve")] == [[], [], [MONDAY]]
    await walk.set_person("hana", manager_id=walk.people["gil"])
    await worked.set_account("dan", unreachable=None, unreachable_since=None)
    await when(worked, NINE + WEEK + SPREAD)
    assert [await days(worked, who) for who in ("gil", "dan")] == [[MONDAY + WEEK]] * 2


async def test_any_number_of_planners_put_each_in_line_once(walk: Walk, worked: Worked, database_url: str) -> None:
    for number in range(20):
        await walk.add_person(f"boss{number}", "Boss")
        await walk.add_person(f"report{number}", "Report", manager=f"boss{number}", account=False)
    planners = [worked, *[Worked.of(walk, database_url) for _ in range(3)]]
    assert await planning.welcome_managers(worked.app) == 20
    await planning.plan_digests(worked.app)
    walk.clock.set(NINE + SPREAD)
    await closing.close(worked.app)

    async def tick(one: Worked) -> int:
        found, is_full = 0, True
        while is_full:
            async with one.app.database.begin() as db:
                done = await digest_planner.tick(db, walk.clock(), 4)
            found += done.put_in_line
            is_full = done.is_full
        return found

    assert sum(await asyncio.gather(*map(tick, planners))) == 23
    for one in planners[1:]:
        await one.close()


async def test_a_tick_that_fails_half_way_did_nothing(walk: Walk, worked: Worked) -> None:
    walk.clock.set(NINE + SPREAD)
    await closing.close(worked.app)

    async def fail() -> None:
        async with walk.database.begin() as db:
            await digest_planner.tick(db, walk.clock())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await days(worked, "dan") == []
    assert await planning.plan_digests(worked.app) == 3
    assert await days(worked, "dan") == [MONDAY]


async def test_one_mistaken_choice_holds_up_nobody_else(walk: Walk, worked: Worked, logged: StringIO) -> None:
    await walk.set_preferences("dan", zone="Mars/Olympus")
    await when(worked, NINE + SPREAD)
    assert await days(worked, "dan") == []
    assert await days(worked, "gil") == [MONDAY]
    assert await next_digest(walk, "dan") == (NINE + SPREAD + timedelta(days=1), None)
    assert "not_planned" in logged.getvalue()


async def test_one_that_a_wrong_clock_planned_far_ahead_is_planned_anew(walk: Walk, worked: Worked) -> None:
    async with walk.database.begin() as db:
        far = NINE + timedelta(days=400)
        await db.execute(
            update(Digest).where(Digest.person_id == walk.people["dan"]).values(next_due_at=far, due_on=far.date())
        )
    await planning.look_again(worked.app)
    await planning.plan_digests(worked.app)
    assert (await next_digest(walk, "dan"))[1] == MONDAY


async def test_who_moves_west_that_morning_gets_it_at_nine_there(walk: Walk, worked: Worked) -> None:
    await walk.say("settings zone America/New_York", as_="dan")
    assert (await walk.rows(Preferences, Preferences.person_id == walk.people["dan"]))[0].zone == "America/New_York"
    await when(worked, NINE + SPREAD)
    assert await days(worked, "dan") == []
    await when(worked, NINE + timedelta(hours=4) + SPREAD)
    assert await days(worked, "dan") == [MONDAY]


async def test_who_moves_east_that_morning_gets_it_at_once(walk: Walk, worked: Worked) -> None:
    walk.clock.set(NINE - timedelta(hours=2))
    await closing.close(worked.app)
    await walk.say("settings zone Asia/Dubai", as_="dan")  # 11:00 there
    await planning.plan_digests(worked.app)
    assert await days(worked, "dan") == [MONDAY]
