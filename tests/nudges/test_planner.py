"""The tick that plans: who is due, once, however many tick."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import insert, update

from bot import planning
from nudges import planner
from storage import direct, plans
from storage.database import Connection
from storage.models import Account, Delivery, Person, Preferences, Schedule
from storage.models.base import Base, new_id
from storage.roster import apply, read
from storage.words import DeliveryState, Nudge, Unreachable
from tests.sending import Worked
from tests.walking import Walk


async def crowd(walk: Walk, count: int) -> None:
    """So many people whose moment has come, today."""
    now = walk.clock()
    ids = [new_id() for _ in range(count)]
    own = {"organization_id": walk.organization_id}
    rows: dict[type[Base], list[dict[str, Any]]] = {
        Person: [{"id": one, "name": "Somebody", "created_at": now} for one in ids],
        Preferences: [{"person_id": one} for one in ids],
        Account: [
            {"id": new_id(), "workspace_id": walk.workspace_id, "person_id": one, "external_id": str(one)}
            | {"created_at": now}
            for one in ids
        ],
        Schedule: [{"person_id": one, "next_due_at": now, "due_on": now.date()} for one in ids],
    }
    async with walk.database.begin() as db:
        for model, theirs in rows.items():
            await db.execute(insert(model), [own | one for one in theirs])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_sqlite_nobody_who_writes_waits_for_all_who_are_due(
    walk: Walk, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked = Worked.of(walk, database_url, database=walk.database)
    await crowd(walk, 250)
    in_turn: list[int | str] = []
    writers: list[asyncio.Task[None]] = []
    tick = planner.tick

    async def write() -> None:
        async with walk.database.begin() as db:
            await direct.begin_now(db)
            in_turn.append("a writer")

    async def noted(db: Connection, now: datetime, most: int) -> planner.Planned:
        planned = await tick(db, now, most)
        in_turn.append(planned.people)
        if not writers:
            writers.append(asyncio.create_task(write()))
            await asyncio.sleep(
                0
            )  # it is on its way from here on; whether it is there before the next batch, nobody knows
        return planned

    monkeypatch.setattr(planner, "tick", noted)
    assert await worked.plan() == 250
    await writers[0]
    assert in_turn in ([100, "a writer", 100, 50], [100, 100, "a writer", 50])


async def test_everybody_who_is_due_is_put_in_line_once_by_any_number_of_planners(
    walk: Walk, worked: Worked, database_url: str
) -> None:
    await crowd(walk, 120)
    planners = [worked, *[Worked.of(walk, database_url) for _ in range(3)]]

    async def tick(one: Worked) -> int:
        found, is_full = 0, True
        while is_full:
            async with one.app.database.begin() as db:
                done = await planner.tick(db, walk.clock(), 10)
            found += done.put_in_line
            is_full = done.is_full
        return found

    found = await asyncio.gather(*map(tick, planners))
    assert sum(found) == 120
    deliveries = await walk.rows(Delivery)
    assert len({one.person_id for one in deliveries}) == len(deliveries) == 120
    assert {one.state for one in deliveries} == {DeliveryState.PENDING}
    for one in planners[1:]:
        await one.close()


async def test_everything_in_line_is_sent_once_by_any_number_of_couriers(
    walk: Walk, worked: Worked, database_url: str
) -> None:
    await crowd(walk, 120)
    await worked.plan()
    couriers = [worked, *[Worked.of(walk, database_url, batch=7) for _ in range(3)]]
    claimed = await asyncio.gather(*(one.deliver() for one in couriers))
    assert sum(claimed) == 120
    sent = Counter(account for one in couriers for account, _message in one.post.sent)
    assert len(sent) == sent.total() == 120
    assert {one.state for one in await walk.rows(Delivery)} == {DeliveryState.SENT}
    for one in couriers[1:]:
        await one.close()


async def test_a_tick_that_fails_half_way_did_nothing(walk: Walk, worked: Worked) -> None:
    await crowd(walk, 3)

    async def fail() -> None:
        async with walk.database.begin() as db:
            await planner.tick(db, walk.clock())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await walk.rows(Delivery) == []
    assert await worked.plan() == 3
    assert len(await walk.rows(Delivery)) == 3


async def test_who_cannot_be_reached_is_not_planned_for(walk: Walk, worked: Worked) -> None:
    await walk.add_person("kim", "Kim", account=False)
    await worked.schedule("ana", "ben", "kim")
    await worked.set_account("ana", unreachable=Unreachable.BLOCKED, unreachable_since=walk.clock())
    await worked.plan()
    assert await worked.next("ana") == await worked.next("kim") == (None, None)
    assert (await worked.next("ben"))[1] is not None


async def test_somebody_who_leaves_is_planned_for_until_then(walk: Walk, worked: Worked) -> None:
    today = walk.clock().date()
    await walk.set_person("ana", left_on=today + timedelta(days=1))
    await walk.set_person("ben", left_on=today + timedelta(days=2))
    await worked.schedule("ana", "ben")
    walk.clock.move(timedelta(hours=8))  # today's window is over
    await worked.plan()
    assert await worked.next("ana") == (None, None)
    assert (await worked.next("ben"))[1] == today + timedelta(days=1)


async def test_who_comes_back_by_a_roster_is_planned_for_again(walk: Walk, worked: Worked) -> None:
    today = walk.clock().date()
    await worked.schedule("ana")
    for left_on, is_planned in ((today.isoformat(), False), ("", True)):
        rows = f"email,name,left_on\nana@example.com,Ana Lima,{left_on}\n"
        async with walk.database.begin() as db:
            await apply(db, walk.organization_id, read(rows.encode()), today, walk.clock())
        await worked.plan()
        assert ((await worked.next("ana"))[1] is not None) is is_planned


async def test_what_is_due_already_is_not_lost_by_planning_anew(worked: Worked) -> None:
    await worked.schedule("ana")
    await worked.plan()
    at, day = await worked.next("ana")
    assert at is not None
    worked.walk.clock.set(at + timedelta(seconds=3))
    await worked.ask_to_plan("ana")
    assert await worked.next("ana") == (at, day)
    await worked.plan()
    assert await worked.deliver() == 1


async def test_mistaken_data_of_one_person_holds_up_nobody(walk: Walk, worked: Worked) -> None:
    await worked.schedule("ana", "ben")
    await walk.set_preferences("ana", zone="Nowhere/At-All")
    await worked.plan()
    assert await worked.next("ana") == (walk.clock() + timedelta(days=1), None)
    assert (await worked.next("ben"))[1] is not None


async def test_a_mistaken_past_of_one_person_holds_up_nobody(walk: Walk, worked: Worked, logged: StringIO) -> None:
    yesterday = walk.clock() - timedelta(days=1)
    await worked.line_up("ana", state=DeliveryState.SENT, zone="Nowhere/At-All", day=yesterday.date(), due_at=yesterday)
    await worked.schedule("ana", "ben")
    await worked.plan()
    assert await worked.next("ana") == (walk.clock() + timedelta(days=1), None)
    assert (await worked.next("ben"))[1] is not None
    assert "not_planned" in logged.getvalue()


async def test_a_word_that_we_do_not_know_any_more_holds_up_nobody(walk: Walk, worked: Worked) -> None:
    await worked.schedule("ana", "ben")
    await walk.set_preferences("ana", nudge_settings="gone", nudge_days="9")
    await worked.plan()
    assert await worked.next("ana") == (None, None), "no day is left of theirs"
    assert (await worked.next("ben"))[1] is not None


async def test_a_moment_that_a_wrong_clock_planned_is_planned_anew(walk: Walk, worked: Worked) -> None:
    await worked.schedule("ana", "ben")
    await worked.plan()
    ben = await worked.next("ben")
    far = walk.clock() + timedelta(days=400)
    async with walk.database.begin() as db:
        ana = Schedule.person_id == walk.people["ana"]
        await db.execute(update(Schedule).where(ana).values(next_due_at=far, due_on=far.date()))
    assert await planning.look_again(worked.app) == 1
    await worked.plan()
    at, day = await worked.next("ana")
    assert at is not None
    assert at < walk.clock() + timedelta(days=8)
    assert day is not None
    assert await worked.next("ben") == ben


async def test_who_has_a_reason_for_a_moment_far_ahead_is_not_looked_at_again_and_again(
    walk: Walk, worked: Worked
) -> None:
    far = walk.clock() + timedelta(days=100)
    await walk.set_preferences("ana", paused_until=far.date())
    await walk.set_person("ben", hired_on=far.date())
    await worked.schedule("ana", "ben")
    await worked.plan()
    planned = [await worked.next(one) for one in ("ana", "ben")]
    assert all(at is not None and at > walk.clock() + planner.FAR for at, _day in planned)
    assert await planning.look_again(worked.app) == 0
    assert [await worked.next(one) for one in ("ana", "ben")] == planned


async def test_another_organization_is_left_alone_by_looking_again(walk: Walk, worked: Worked) -> None:
    """People's ids are their organization's own: the schema could have the same one twice."""
    other = await walk.another_organization()
    person = {"id": walk.people["ana"], "name": "Somebody", "created_at": walk.clock()}
    near = walk.clock() + timedelta(days=3)
    async with walk.database.begin() as db:
        theirs = {"organization_id": other.organization_id}
        await db.execute(insert(Person).values(**theirs, **person))
        await db.execute(insert(Preferences).values(**theirs, person_id=walk.people["ana"]))
        rows = [
            {"organization_id": organization, "person_id": walk.people["ana"], "next_due_at": at, "due_on": at.date()}
            for organization, at in (
                (walk.organization_id, walk.clock() + timedelta(days=400)),
                (other.organization_id, near),
            )
        ]
        await db.execute(insert(Schedule), rows)
    assert await planning.look_again(worked.app) == 1
    assert sorted(one.next_due_at for one in await walk.rows(Schedule)) == [walk.clock(), near]


async def test_a_plan_is_followed_up_after_its_day_and_once(walk: Walk, worked: Worked) -> None:
    await walk.set_preferences("ana", wants_reflections=False, wants_lessons=False)
    await worked.schedule("ana")
    day = walk.clock().date() + timedelta(days=7)
    async with walk.database.begin() as db:
        plan = await plans.add(
            db, walk.cipher, walk.organization_id, walk.people["ana"], "If …, then I will …",
            follow_up_on=day, now=walk.clock(),
        )  # fmt: skip
    await worked.due("ana")
    await worked.deliver()
    sent = await worked.delivery("ana")
    assert (sent.nudge, sent.plan_id, sent.state) == (Nudge.FOLLOW_UP, plan, DeliveryState.SENT)
    assert sent.day >= day
    assert await worked.next("ana") == (None, None)
    async with walk.database.begin() as db:
        [kept] = await plans.of_person(db, walk.cipher, walk.organization_id, walk.people["ana"])
    assert kept.asked_at == walk.clock()


async def test_a_plan_that_was_closed_meanwhile_is_not_asked_about(walk: Walk, worked: Worked) -> None:
    from storage.words import PlanState  # noqa: PLC0415

    await worked.schedule("ana")
    async with walk.database.begin() as db:
        plan = await plans.add(
            db, walk.cipher, walk.organization_id, walk.people["ana"], "If …, then I will …",
            follow_up_on=walk.clock().date(), now=walk.clock(),
        )  # fmt: skip
    await worked.due("ana")
    async with walk.database.begin() as db:
        await plans.close(db, walk.organization_id, walk.people["ana"], plan, PlanState.DONE, walk.clock())
    await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, "out_of_date")]


async def test_who_never_answers_is_planned_for_at_the_pace_that_holds_then(worked: Worked) -> None:
    await worked.schedule("ana")
    for _ in range(6):
        await worked.due("ana")
        await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.SENT, None)] * 6
    days = sorted(one.day for one in await worked.deliveries("ana"))
    assert all((later - sooner).days >= 7 for sooner, later in pairwise(days[2:])), days


async def test_what_was_put_off_comes_again_on_its_day(walk: Walk, worked: Worked) -> None:
    await worked.schedule("ana")
    await worked.due("ana")
    await worked.deliver()
    first = await worked.delivery("ana")
    friday = first.day + timedelta(days=(4 - first.day.weekday()) % 7)
    await worked.change("ana", snoozed_until=friday, answered_at=walk.clock())
    await worked.ask_to_plan("ana")
    await worked.due("ana")
    await worked.deliver()
    again = (await worked.deliveries("ana"))[-1]
    assert (again.nudge, again.item, again.day) == (first.nudge, first.item, friday)
    assert again.why == "You asked for this one again."
    assert worked.post.received("ana")[0].fallback == worked.post.received("ana")[1].fallback
