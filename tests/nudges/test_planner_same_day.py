"""What came to nothing on a day may come later on it, as the schedule says; and no moment is tried twice."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from nudges.sender import Delivered, Refused
from storage import deliveries
from storage.deliveries import New
from storage.words import DeliveryState, FailReason, Nudge
from tests.sending import Worked
from tests.walking import Walk


async def later_today(worked: Worked, **columns: Any) -> datetime:
    """Ana can be reached in the evening of that same day after all; her nudge comes then. When."""
    await worked.walk.set_preferences("ana", nudges_from=time(17), nudges_to=time(23), **columns)
    await worked.ask_to_plan("ana")
    await worked.plan()
    at, day = await worked.next("ana")
    assert at is not None
    assert day == worked.walk.clock().date()
    worked.walk.clock.set(at)
    await worked.plan()
    return at


async def test_one_that_was_skipped_comes_later_that_day_if_it_can(walk: Walk, worked: Worked) -> None:
    await worked.schedule("ana")
    at = await worked.due("ana")
    await walk.set_preferences("ana", paused_until=at.date() + timedelta(days=5))
    await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, "paused")]
    evening = await later_today(worked, paused_until=None)
    assert await worked.deliver() == 1
    sent = await worked.delivery("ana")
    assert (sent.state, sent.reason, sent.day, sent.due_at) == (DeliveryState.SENT, None, at.date(), evening)
    assert (sent.attempts, sent.item in worked.app.library.items, bool(sent.why)) == (1, True, True)
    following = await worked.next("ana")
    assert following[1] is not None
    assert following[1] > at.date()


async def test_one_that_failed_comes_later_that_day_as_what_is_due_then(walk: Walk, worked: Worked) -> None:
    await worked.schedule("ana")
    at = await worked.due("ana")
    worked.post.says("U-ANA", Refused(FailReason.REFUSED), Delivered({"ts": "2"}))
    await worked.deliver()
    failed = await worked.delivery("ana")
    assert failed.state is DeliveryState.FAILED
    await later_today(worked)
    waiting = await worked.delivery("ana")
    assert (waiting.state, waiting.reason, waiting.item, waiting.why) == (DeliveryState.PENDING, None, None, None)
    assert (waiting.attempts, waiting.account_id, waiting.lease_id) == (0, None, None)
    await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.SENT, None)]
    await worked.plan()
    assert ((await worked.next("ana"))[1] or at.date()) > at.date()


async def test_one_is_not_tried_twice_at_the_same_moment(worked: Worked) -> None:
    await worked.schedule("ana")
    at = await worked.due("ana")
    worked.post.says("U-ANA", Refused(FailReason.REFUSED))
    for _ in range(3):  # the clock stands still
        await worked.deliver()
        await worked.plan()
    assert len(worked.post.sent) == 1
    following, _day = await worked.next("ana")
    assert following is not None
    assert following > at


async def test_what_was_let_go_of_does_not_give_way(worked: Worked) -> None:
    """It says that what was put off is not to come any more."""
    now = worked.walk.clock()
    first = await worked.line_up("ana", day=now.date() - timedelta(days=1), state=DeliveryState.SENT)
    gone: dict[str, Any] = {"state": DeliveryState.SKIPPED, "reason": "item_gone", "again_of": first}
    await worked.line_up("ana", due_at=now - timedelta(hours=1), **gone)
    person = (worked.walk.organization_id, worked.walk.people["ana"])
    async with worked.walk.database.begin() as db:
        new = New(deliveries.new_id(), *person, Nudge.REFLECTION, now.date(), "UTC", now)
        assert await deliveries.put_in_line(db, [new], now) == set()
        assert await deliveries.put_in_line(db, [new._replace(nudge=Nudge.LESSON)], now) == {person}
    assert sorted(one.again_of is None for one in await worked.deliveries("ana")) == [False, True, True]
