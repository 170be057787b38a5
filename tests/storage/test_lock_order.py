"""On PostgreSQL, units of work that change many rows take them in one order, so that no two wait for each other."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text, update

from storage import deliveries, deliveries_results, erasure, reach, schedules, seen_items
from storage.deliveries import New
from storage.models import Account, Delivery, Schedule, SeenItem
from storage.words import DeliveryState, Nudge, Unreachable
from tests.locks import free, somebody_waits
from tests.nudged import PROMPT, nudged
from tests.walking import Walk

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def scheduled(walk: Walk) -> list[UUID]:
    """A schedule for each person of the organization, the last one first on the disk; their ids in order."""
    people = sorted(walk.people.values())
    async with walk.database.begin() as db:
        for one in reversed(people):
            values = {"organization_id": walk.organization_id, "person_id": one, "next_due_at": walk.clock()}
            await db.execute(insert(Schedule).values(**values, due_on=None))
        await db.execute(text("ANALYZE schedules"))  # they are few, so they are read as they lie on the disk
    return people


async def accounts(walk: Walk) -> list[UUID]:
    async with walk.database.begin() as db:
        return list((await db.execute(select(Account.id).order_by(Account.id))).scalars())


async def test_who_asks_for_many_takes_them_one_after_the_other(walk: Walk) -> None:
    people = await scheduled(walk)

    async def ask() -> None:
        async with walk.database.begin() as db:
            await schedules.ask_to_plan(db, walk.organization_id, people[::-1], walk.clock())

    async with walk.database.begin() as db:
        await db.execute(select(Schedule).where(Schedule.person_id == people[0]).with_for_update())
        asking = asyncio.create_task(ask())
        await somebody_waits(walk.database)
        assert await free(walk.database, Schedule.person_id) == set(people[1:])
    await asking


async def test_accounts_come_before_schedules_when_a_workspace_is_back(walk: Walk) -> None:
    people = await scheduled(walk)
    first, *others = await accounts(walk)
    async with walk.database.begin() as db:
        await db.execute(update(Account).values(unreachable=Unreachable.NOT_INSTALLED))

    async def come_back() -> None:
        async with walk.database.begin() as db:
            await reach.workspace_is_back(db, walk.organization_id, walk.workspace_id, walk.clock(), was_removed=True)

    async with walk.database.begin() as db:
        await db.execute(update(Account).where(Account.id == first).values(direct_channel="D1"))
        coming = asyncio.create_task(come_back())
        await somebody_waits(walk.database)
        assert await free(walk.database, Schedule.person_id) == set(people)
        assert await free(walk.database, Account.id) == set(others)
        await schedules.ask_to_plan(db, walk.organization_id, people, walk.clock())
    await coming
    assert {one.unreachable for one in await walk.rows(Account)} == {None}


async def test_accounts_that_are_marked_for_many_reasons_are_taken_in_one_order(walk: Walk) -> None:
    first, *others = await accounts(walk)
    marks = {others[-1]: Unreachable.ACCOUNT_GONE, first: Unreachable.NOT_INSTALLED}

    async def mark() -> None:
        async with walk.database.begin() as db:
            await reach.mark_unreachable(db, walk.organization_id, marks, walk.clock())

    async with walk.database.begin() as db:
        await db.execute(select(Account).where(Account.id == first).with_for_update())
        marking = asyncio.create_task(mark())
        await somebody_waits(walk.database)
        assert await free(walk.database, Account.id) == set(others)
    await marking
    reasons = {one.id: one.unreachable for one in await walk.rows(Account)}
    assert reasons == dict.fromkeys((first, *others), Unreachable.NOT_INSTALLED) | {
        others[-1]: Unreachable.ACCOUNT_GONE
    }


async def erase(walk: Walk) -> bool:
    async with walk.database.begin() as db:
        today = walk.clock().date()
        return await erasure.erase(db, walk.organization_id, walk.people["ana"], today=today, now=walk.clock())


async def test_an_erasure_waits_for_the_planner_that_holds_the_person(walk: Walk) -> None:
    await scheduled(walk)
    async with walk.database.begin() as db:
        await schedules.claim(db, walk.clock(), 100)
        erasing = asyncio.create_task(erase(walk))
        await somebody_waits(walk.database)
        one = New(
            deliveries.new_id(),
            walk.organization_id,
            walk.people["ana"],
            Nudge.REFLECTION,
            walk.clock().date(),
            "UTC",
            walk.clock(),
            None,
            None,
        )
        assert await deliveries.put_in_line(db, [one], walk.clock())
    assert await erasing
    assert await walk.rows(Delivery) == []


async def test_an_erasure_waits_for_whoever_records_what_was_sent(walk: Walk) -> None:
    sent = await nudged(walk, PROMPT.id, who="ana", state=DeliveryState.SENDING)
    ana, today = walk.people["ana"], walk.clock().date()
    async with walk.database.begin() as db:
        await deliveries_results.hold(db, [(walk.organization_id, sent)])
        erasing = asyncio.create_task(erase(walk))
        await somebody_waits(walk.database)
        await seen_items.mark_shown(db, {(walk.organization_id, ana, PROMPT.id, today)})
        await schedules.ask_to_plan(db, walk.organization_id, [ana], walk.clock())
    assert await erasing
    assert await walk.rows(SeenItem) == []
