"""How deliveries end that nobody finished: a lost lease, a late worker, a stop, an erasure amid sending."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from io import StringIO
from uuid import uuid4

import pytest

from nudges.outbox import LEASE
from nudges.sender import Address, Delivered, Later
from storage import erasure
from storage.models import Delivery, Person, SeenItem
from storage.words import DeliveryState
from tests.sending import SENT, Worked
from tests.walking import Walk


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


async def test_whoever_dies_while_sending_leaves_it_unknown(worked: Worked, logged: StringIO) -> None:
    await worked.line_up("ana")
    until = worked.walk.clock() + LEASE
    await worked.change("ana", state=DeliveryState.SENDING, lease_id=uuid4(), lease_until=until)
    assert await worked.sweep() == 0
    worked.walk.clock.set(until)
    assert await worked.sweep() == 1
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "lease_lost")]
    assert await worked.deliver() == 0
    assert '"event":"deliveries_unknown"' in logged.getvalue()
    assert worked.counted(DeliveryState.UNKNOWN, "lease_lost") == 1


async def test_a_lease_and_a_line_of_another_age_end_when_the_clock_is_set_right(worked: Worked) -> None:
    await worked.schedule("ana", "ben")
    ahead = worked.walk.clock() + timedelta(days=400)
    await worked.line_up("ana")
    await worked.change("ana", state=DeliveryState.SENDING, lease_id=uuid4(), lease_until=ahead)
    await worked.line_up("ben", due_at=ahead, ready_at=ahead)
    assert await worked.sweep() == 2
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "lease_lost")]
    assert await worked.states("ben") == [(DeliveryState.SKIPPED, "too_early")]


async def test_what_nobody_takes_is_given_up_when_it_is_too_late(worked: Worked) -> None:
    await worked.schedule("ana")
    await worked.line_up("ana")
    worked.walk.clock.move(timedelta(hours=6))
    assert await worked.sweep() == 1
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, "too_late")]
    assert await worked.next("ana") == (worked.walk.clock(), None)


async def test_a_late_worker_does_not_overwrite_what_is_unknown(worked: Worked) -> None:
    await worked.line_up("ana")

    async def meanwhile(_to: Address) -> None:
        worked.walk.clock.move(LEASE + timedelta(seconds=1))
        await worked.sweep()

    worked.post.meanwhile = meanwhile
    await worked.deliver()
    assert len(worked.post.sent) == 1
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "lease_lost")]
    assert worked.counted(DeliveryState.SENT) == 0


async def test_a_late_worker_does_not_speak_for_the_one_who_has_the_lease_now(worked: Worked) -> None:
    """Ours went back into the line, and another process is sending it: only that one knows how it ends."""
    await worked.line_up("ana")
    theirs = uuid4()

    async def meanwhile(_to: Address) -> None:
        await worked.change("ana", lease_id=theirs)

    worked.post.meanwhile = meanwhile
    await worked.deliver()
    held = await worked.delivery("ana")
    assert (held.state, held.lease_id, held.sent_at) == (DeliveryState.SENDING, theirs, None)
    assert worked.counted(DeliveryState.SENT) == 0


async def test_with_too_little_of_the_lease_left_it_goes_back_into_the_line(walk: Walk, database_url: str) -> None:
    worked = Worked.of(walk, database_url, concurrency=1)
    for who in ("ana", "ben"):
        await worked.line_up(who)

    async def slow(_to: Address) -> None:
        worked.post.meanwhile = None
        walk.clock.move(LEASE - timedelta(seconds=5))

    worked.post.meanwhile = slow
    assert await worked.deliver() == 2
    assert len(worked.post.sent) == 1
    assert await worked.deliver() == 1
    assert await worked.states("ana") == await worked.states("ben") == [SENT]
    assert (await worked.delivery("ben")).attempts == 1
    assert len(worked.post.sent) == 2
    await worked.close()


async def erase_ana(walk: Walk, _to: Address) -> None:
    async with walk.database.begin() as db:
        today = walk.clock().date()
        await erasure.erase(db, walk.organization_id, walk.people["ana"], today=today, now=walk.clock())


async def test_who_was_erased_while_it_was_sent_leaves_no_trace(worked: Worked) -> None:
    walk = worked.walk
    await worked.line_up("ana")
    worked.post.meanwhile = partial(erase_ana, walk)
    worked.post.says("U-ANA", Delivered({"channel": "D-ANA"}, "D-ANA"))
    await worked.deliver()
    assert [(one.state, one.message) for one in await walk.rows(Delivery)] == [(DeliveryState.SENT, None)]
    assert await walk.rows(SeenItem) == []
    assert await worked.deliveries("ana") == []
    assert await walk.rows(Person, Person.id == walk.people["ana"]) == []
    assert "D-ANA" not in await walk.dump()


async def test_who_was_erased_while_it_was_tried_is_not_tried_again(worked: Worked) -> None:
    walk = worked.walk
    await worked.line_up("ana")
    worked.post.meanwhile = partial(erase_ana, walk)
    worked.post.says("U-ANA", Later(5))
    await worked.deliver()
    assert [(one.state, one.reason) for one in await walk.rows(Delivery)] == [(DeliveryState.SKIPPED, "not_employed")]


async def test_a_stop_finishes_what_is_on_its_way_and_puts_the_rest_back(walk: Walk, database_url: str) -> None:
    worked = Worked.of(walk, database_url, concurrency=1)
    for who in ("ana", "ben", "cleo"):
        await worked.line_up(who)
    began, release = asyncio.Event(), asyncio.Event()

    async def hold(_to: Address) -> None:
        began.set()
        await release.wait()

    worked.post.meanwhile = hold
    delivering = asyncio.create_task(worked.deliver())
    await began.wait()
    worked.courier.stop()
    release.set()
    await delivering
    assert await worked.states("ana") == [SENT]
    for who in ("ben", "cleo"):
        back = await worked.delivery(who)
        assert (back.state, back.attempts, back.ready_at) == (DeliveryState.PENDING, 0, walk.clock())
    assert await worked.deliver() == 0, "a courier that was stopped claims nothing more"
    await worked.close()


async def test_what_waits_for_its_turn_when_all_is_broken_off_goes_back_into_the_line(
    walk: Walk, database_url: str
) -> None:
    worked = Worked.of(walk, database_url, concurrency=1)
    for who in ("ana", "ben", "cleo"):
        await worked.line_up(who)
    began = asyncio.Event()

    async def hang(_to: Address) -> None:
        began.set()
        await asyncio.Event().wait()

    worked.post.meanwhile = hang
    delivering = asyncio.create_task(worked.deliver())
    await began.wait()
    delivering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivering
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "no_answer")]
    for who in ("ben", "cleo"):
        back = await worked.delivery(who)
        assert (back.state, back.attempts) == (DeliveryState.PENDING, 0)
    await worked.close()


async def test_a_stop_that_cannot_wait_records_what_is_on_its_way_as_unknown(worked: Worked) -> None:
    await worked.line_up("ana")
    began = asyncio.Event()

    async def hang(_to: Address) -> None:
        began.set()
        await asyncio.Event().wait()

    worked.post.meanwhile = hang
    delivering = worked.app.background.start(worked.deliver(), "deliver")
    await began.wait()
    worked.courier.stop()
    await worked.app.background.drain(0.01)
    assert delivering.cancelled()
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "no_answer")]
