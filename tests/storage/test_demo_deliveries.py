"""What the local chat page asks of deliveries: what arrived, what comes next, and a nudge at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

from bot.console.example import plan
from storage import demo_deliveries, digests, example_fill, notices, nudge_preferences, plans
from storage.database import Connection, Database
from storage.demo_deliveries import Receiver
from storage.encryption import Cipher
from storage.models import Delivery, Digest, Notice, Schedule
from storage.models.base import new_id
from storage.notice_words import About
from storage.words import DeliveryState, Nudge, PlanState
from tests.clock import FrozenClock

ANA, BEN, LEAD = "ana.lima", "ben.okafor", "priya.raghunathan"
TODAY = date(2026, 3, 4)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def example(database: Database, cipher: Cipher, clock: FrozenClock) -> None:
    async with database.begin() as db:
        assert await example_fill.fill(db, cipher, plan.example(clock()), clock())


async def test_somebody_on_the_console_is_found_with_what_they_want(database: Database, clock: FrozenClock) -> None:
    async with database.begin() as db:
        ana = await _receiver(db)
        assert ana.wants == {Nudge.REFLECTION, Nudge.LESSON}
        assert ana.next_at is None  # to be planned anew is not planned
        assert await demo_deliveries.receiver(db, "nobody.here") is None
        await nudge_preferences.save(db, ana.organization_id, ana.person_id, wants_lessons=False)
        assert (await _receiver(db)).wants == {Nudge.REFLECTION}
        await _schedule(db, ana, clock() + HOUR)
        assert (await _receiver(db)).next_at == clock() + HOUR
        await _deliver(db, ana, Nudge.LESSON, state=DeliveryState.PENDING, ready_at=clock() + HOUR / 2)
        assert (await _receiver(db)).next_at == clock() + HOUR / 2


async def test_somebody_without_a_schedule_has_no_next_nudge(database: Database) -> None:
    async with database.begin() as db:
        ana = await _receiver(db)
        await db.execute(Schedule.__table__.delete())  # type: ignore[attr-defined]
        assert await _receiver(db) == ana


async def test_what_arrived_is_theirs_alone_and_in_order(
    database: Database, cipher: Cipher, clock: FrozenClock
) -> None:
    async with database.begin() as db:
        ana, ben = await _receiver(db), await _receiver(db, BEN)
        first = await _deliver(db, ana, Nudge.REFLECTION, item="a", sent_at=clock())
        second = await _deliver(db, ana, Nudge.LESSON, item="b", sent_at=clock() + HOUR, answered_at=clock() + HOUR)
        await _deliver(db, ana, Nudge.CHECK_IN, state=DeliveryState.UNKNOWN, sent_at=clock() + HOUR)
        await _deliver(db, ben, Nudge.LESSON, item="c", sent_at=clock())

        found = await demo_deliveries.arrived(db, cipher, ana, since=None, most=9)
        assert [(one.id, one.item, one.is_answered) for one in found] == [(first, "a", False), (second, "b", True)]
        last = await demo_deliveries.arrived(db, cipher, ana, since=None, most=1)
        assert [one.id for one in last] == [second]
        since = await demo_deliveries.arrived(db, cipher, ana, since=clock() + HOUR, most=9)
        assert [one.id for one in since] == [second]
        assert await demo_deliveries.sent_since(db, ana, clock() - HOUR) == (3, 2)
        assert await demo_deliveries.sent_since(db, ana, clock()) == (1, 1)


async def test_a_follow_up_tells_the_plan(database: Database, cipher: Cipher, clock: FrozenClock) -> None:
    async with database.begin() as db:
        ana = await _receiver(db)
        plan_id = await _plan(db, cipher, ana, clock())
        await _deliver(db, ana, Nudge.FOLLOW_UP, plan_id=plan_id, sent_at=clock())
        (arrived,) = await demo_deliveries.arrived(db, cipher, ana, since=None, most=9)
        assert (arrived.nudge, arrived.plan) == (Nudge.FOLLOW_UP, "If asked, then I will.")
        other = Cipher(["another key of more than thirty-two characters"])
        (arrived,) = await demo_deliveries.arrived(db, other, ana, since=None, most=9)
        assert arrived.plan is None


async def test_each_kind_is_asked_for_once_a_day(database: Database, cipher: Cipher, clock: FrozenClock) -> None:
    async with database.begin() as db:
        ana = await _receiver(db)
        await _plan(db, cipher, ana, clock(), on=TODAY + timedelta(days=1))
        asked = [await demo_deliveries.ask_for(db, ana, TODAY, clock()) for _ in range(3)]
        assert asked == [Nudge.REFLECTION, Nudge.LESSON, None]
        plan_id = await _plan(db, cipher, ana, clock())
        assert await demo_deliveries.ask_for(db, ana, TODAY, clock()) is Nudge.FOLLOW_UP
        assert await demo_deliveries.ask_for(db, ana, TODAY, clock()) is None
        assert await demo_deliveries.ask_for(db, ana, TODAY + timedelta(days=1), clock()) is Nudge.REFLECTION

        rows = (await db.execute(select(Delivery).where(Delivery.day == TODAY))).all()
        assert {one.state for one in rows} == {DeliveryState.PENDING}
        assert {one.account_id for one in rows} == {ana.account_id}
        assert all(one.is_asked_for and one.ready_at == one.due_at == clock() for one in rows)
        assert {one.nudge: one.plan_id for one in rows} == {
            Nudge.REFLECTION: None,
            Nudge.LESSON: None,
            Nudge.FOLLOW_UP: plan_id,
        }


async def test_what_is_not_wanted_or_was_asked_already_is_not_asked_for(
    database: Database, cipher: Cipher, clock: FrozenClock
) -> None:
    async with database.begin() as db:
        ana = await _receiver(db)
        await nudge_preferences.save(
            db, ana.organization_id, ana.person_id, wants_lessons=False, wants_reflections=False
        )
        ana = await _receiver(db)
        for ended in (PlanState.DONE, PlanState.DROPPED, PlanState.NOT_YET):
            plan_id = await _plan(db, cipher, ana, clock())
            await plans.close(db, ana.organization_id, ana.person_id, plan_id, ended, clock())
        asked = await _plan(db, cipher, ana, clock())
        await plans.mark_asked(db, ana.organization_id, [asked], TODAY, clock())
        assert await demo_deliveries.ask_for(db, ana, TODAY, clock()) is None


async def test_the_next_moment_is_anybodys(database: Database, clock: FrozenClock) -> None:
    async with database.begin() as db:
        ana, ben = await _receiver(db), await _receiver(db, BEN)
        assert await demo_deliveries.next_moment(db, clock()) is None
        assert await demo_deliveries.next_moment(db, clock() - HOUR) == clock()
        await _schedule(db, ana, clock() + 3 * HOUR)
        assert await demo_deliveries.next_moment(db, clock()) == clock() + 3 * HOUR
        await _deliver(db, ben, Nudge.LESSON, state=DeliveryState.PENDING, ready_at=clock() + 2 * HOUR)
        assert await demo_deliveries.next_moment(db, clock()) == clock() + 2 * HOUR
        assert await demo_deliveries.next_moment(db, clock() + 2 * HOUR) == clock() + 3 * HOUR


async def test_notices_come_like_nudges(database: Database, clock: FrozenClock) -> None:
    async with database.begin() as db:
        ana, ben = await _receiver(db), await _receiver(db, BEN)
        await db.execute(update(Schedule).values(next_due_at=None))
        await notices.add(
            db, ana.organization_id, [ana.person_id], About.LINK_TO_DECIDE, new_id(), clock(), ready_at=clock() + HOUR
        )
        assert (await _receiver(db)).next_at == clock() + HOUR
        assert (await _receiver(db, BEN)).next_at is None
        assert await demo_deliveries.next_moment(db, clock()) == clock() + HOUR
        assert not await demo_deliveries.is_any_due(db, clock())
        assert await demo_deliveries.is_any_due(db, clock() + HOUR)
        await db.execute(update(Notice).values(state=DeliveryState.SENT, sent_at=clock() + HOUR))
        assert await demo_deliveries.next_moment(db, clock()) is None
        assert not await demo_deliveries.is_any_due(db, clock() + HOUR)
        assert await demo_deliveries.sent_since(db, ana, clock()) == (1, 1)
        assert await demo_deliveries.sent_since(db, ben, clock()) == (1, 0)
        assert await demo_deliveries.sent_since(db, ana, clock() + HOUR) == (0, 0)


async def test_a_manager_is_sent_the_digest_too(database: Database, clock: FrozenClock) -> None:
    async with database.begin() as db:
        lead = await _receiver(db, LEAD)
        assert (lead.gets_digest, lead.next_at) == (False, None)
        await digests.welcome(db, clock())
        assert (await _receiver(db)).gets_digest is False
        lead = await _receiver(db, LEAD)
        assert (lead.gets_digest, lead.next_at) == (True, None)
        of = Digest.organization_id == lead.organization_id, Digest.person_id == lead.person_id
        await db.execute(update(Digest).values(next_due_at=None))
        await db.execute(update(Digest).where(*of).values(next_due_at=clock() + 2 * HOUR, due_on=TODAY))
        assert (await _receiver(db, LEAD)).next_at == clock() + 2 * HOUR
        await db.execute(update(Schedule).values(next_due_at=None))
        assert await demo_deliveries.next_moment(db, clock()) == clock() + 2 * HOUR
        assert not await demo_deliveries.is_any_due(db, clock() + HOUR)
        assert await demo_deliveries.is_any_due(db, clock() + 2 * HOUR)
        asked = [await demo_deliveries.ask_for(db, lead, TODAY, clock()) for _ in range(4)]
        assert asked == [Nudge.REFLECTION, Nudge.LESSON, Nudge.DIGEST, None]
        for held in ({"paused_until": TODAY + timedelta(days=1)}, {"nudges_stopped": True}):
            await db.execute(update(Delivery).values(state=DeliveryState.SENT))
            await nudge_preferences.save(db, lead.organization_id, lead.person_id, **held)
            assert (await _receiver(db, LEAD)).next_at is None, "no digest comes either"
        await digests.change(db, lead.organization_id, lead.person_id, clock(), is_on=False)
        assert (await _receiver(db, LEAD)).gets_digest is False


async def test_something_is_due_to_be_planned_or_sent(database: Database, clock: FrozenClock) -> None:
    async with database.begin() as db:
        ana = await _receiver(db)
        assert await demo_deliveries.is_any_due(db, clock())
        await db.execute(update(Schedule).values(next_due_at=clock() + HOUR))
        assert not await demo_deliveries.is_any_due(db, clock())
        assert await demo_deliveries.is_any_due(db, clock() + HOUR)
        await db.execute(update(Schedule).values(next_due_at=None))
        assert not await demo_deliveries.is_any_due(db, clock() + HOUR)
        await _deliver(db, ana, Nudge.LESSON, state=DeliveryState.PENDING, ready_at=clock() + HOUR)
        assert not await demo_deliveries.is_any_due(db, clock())
        assert await demo_deliveries.is_any_due(db, clock() + HOUR)
        await db.execute(update(Delivery).values(state=DeliveryState.SENDING))
        assert not await demo_deliveries.is_any_due(db, clock() + HOUR)


async def _receiver(db: Connection, account: str = ANA) -> Receiver:
    found = await demo_deliveries.receiver(db, account)
    assert found is not None
    return found


async def _schedule(db: Connection, who: Receiver, at: datetime) -> None:
    of = Schedule.organization_id == who.organization_id, Schedule.person_id == who.person_id
    await db.execute(update(Schedule).where(*of).values(next_due_at=at, due_on=at.date()))


async def _plan(db: Connection, cipher: Cipher, who: Receiver, now: datetime, on: date = TODAY) -> UUID:
    text = "If asked, then I will."
    return await plans.add(db, cipher, who.organization_id, who.person_id, text, follow_up_on=on, now=now)


async def _deliver(db: Connection, who: Receiver, nudge: Nudge, **columns: Any) -> UUID:
    delivery_id = new_id()
    at = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    await db.execute(
        insert(Delivery).values(
            {
                "organization_id": who.organization_id,
                "id": delivery_id,
                "person_id": who.person_id,
                "account_id": who.account_id,
                "nudge": nudge,
                "day": TODAY,
                "state": DeliveryState.SENT,
                "zone": who.zone,
                "due_at": at,
                "ready_at": at,
                "created_at": at,
                **columns,
            }
        )
    )
    return delivery_id
