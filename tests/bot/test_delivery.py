"""From a person's due moment to the message, and what becomes of a delivery by what the platform answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from sqlalchemy import insert, update

from nudges.outbox_results import ATTEMPTS
from nudges.sender import Delivered, Later, Lost, Refused
from storage.models import Account, Schedule, SeenItem
from storage.models.base import new_id
from storage.words import DeliveryState, FailReason, Nudge, Platform, Unreachable
from tests.sending import SENT, Worked
from tests.walking import Walk, words_of


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


async def test_a_nudge_arrives_at_its_moment_once_and_the_next_is_planned(worked: Worked) -> None:
    await worked.schedule("ana")
    at = await worked.due("ana")
    assert await worked.deliver() == 1
    assert await worked.deliver() == 0
    [message] = worked.post.received("ana")
    assert "A question to think about" in words_of(message)
    sent = await worked.delivery("ana")
    assert (sent.state, sent.nudge, sent.due_at, sent.sent_at) == (DeliveryState.SENT, Nudge.REFLECTION, at, at)
    assert sent.day == at.date()
    assert sent.message == {"ts": "1"}
    assert sent.item in worked.app.library.items
    assert sent.why
    following, day = await worked.next("ana")
    assert following is not None
    assert day is not None
    assert day > sent.day
    assert following > at
    assert worked.counted(DeliveryState.SENT) == 1


async def test_what_was_shown_is_remembered_and_so_is_where_it_went(worked: Worked) -> None:
    await worked.line_up("ana")
    worked.post.says("U-ANA", Delivered({"ts": "7"}, "D7"))
    await worked.deliver()
    sent = await worked.delivery("ana")
    [seen] = await worked.walk.rows(SeenItem)
    assert (seen.person_id, seen.item, seen.shown_on) == (worked.walk.people["ana"], sent.item, sent.day)
    account = await worked.account("ana")
    assert account.direct_channel == "D7"
    assert sent.account_id == account.id


async def test_a_lesson_comes_after_a_reflection(worked: Worked) -> None:
    await worked.schedule("ana")
    for _ in range(2):
        await worked.due("ana")
        await worked.deliver()
    assert [one.nudge for one in await worked.deliveries("ana")] == [Nudge.REFLECTION, Nudge.LESSON]
    assert "What helps" in words_of(worked.post.received("ana")[1])


async def test_a_refusal_for_good_marks_the_account_and_leaves_out_what_else_waits_for_it(worked: Worked) -> None:
    await worked.schedule("ana", "ben")
    await worked.line_up("ana")
    later = worked.walk.clock() + timedelta(hours=1)
    await worked.line_up("ana", nudge=Nudge.LESSON, ready_at=later)
    await worked.line_up("ben")
    worked.post.says("U-ANA", Refused(FailReason.BLOCKED, Unreachable.BLOCKED))
    await worked.deliver()
    assert (await worked.states("ana"))[0] == (DeliveryState.FAILED, "blocked")
    assert await worked.states("ben") == [SENT]
    account = await worked.account("ana")
    assert (account.unreachable, account.unreachable_since) == (Unreachable.BLOCKED, worked.walk.clock())
    assert worked.counted(DeliveryState.FAILED, "blocked") == 1
    worked.walk.clock.set(later)
    await worked.deliver()
    assert (await worked.states("ana"))[1] == (DeliveryState.SKIPPED, "no_account")
    assert len(worked.post.received("ana")) == 1
    await worked.plan()
    assert await worked.next("ana") == (None, None), "nothing more is planned for an account that can't be reached"
    assert (await worked.next("ben"))[0] is not None


async def test_a_refusal_of_one_message_alone_leaves_the_account_as_it_is(worked: Worked) -> None:
    await worked.schedule("ana")
    await worked.line_up("ana")
    worked.post.says("U-ANA", Refused(FailReason.REFUSED))
    await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.FAILED, "refused")]
    assert (await worked.account("ana")).unreachable is None
    await worked.plan()
    assert (await worked.next("ana"))[1] is not None


async def test_after_an_uninstallation_nobody_of_the_workspace_is_written_to(walk: Walk, database_url: str) -> None:
    worked = Worked.of(walk, database_url, concurrency=1)
    gone = Refused(FailReason.NOT_INSTALLED, Unreachable.NOT_INSTALLED)
    everybody = ["ana", "ben", "cleo", "dan"]
    for who in everybody:
        await worked.line_up(who)
        worked.post.says(f"U-{who.upper()}", gone)
    await worked.deliver()
    assert len(worked.post.sent) == 1
    for who in everybody:
        assert await worked.states(who) == [(DeliveryState.FAILED, "not_installed")]
    assert {one.unreachable for one in await walk.rows(Account)} == {Unreachable.NOT_INSTALLED}
    await worked.close()


async def test_what_is_planned_for_a_workspace_finds_out_that_it_is_gone(walk: Walk, worked: Worked) -> None:
    """As it is planned, with no account known yet, and claimed later than the one that finds it out."""
    everybody = ["ana", "ben", "cleo"]
    for who in everybody:
        worked.post.says(f"U-{who.upper()}", Refused(FailReason.NOT_INSTALLED, Unreachable.NOT_INSTALLED))
    await worked.schedule(*everybody)
    await worked.plan()
    now = max([at for who in everybody if (at := (await worked.next(who))[0]) is not None])
    async with walk.database.begin() as db:
        await db.execute(update(Schedule).values(next_due_at=now, due_on=now.date()))
    walk.clock.set(now)
    await worked.plan()
    assert {one.account_id for who in everybody for one in await worked.deliveries(who)} == {None}
    for who in ("ben", "cleo"):
        await worked.change(who, ready_at=now + timedelta(seconds=1))
    for _ in range(2):
        await worked.deliver()
        walk.clock.move(timedelta(seconds=1))
    assert await worked.states("ana") == [(DeliveryState.FAILED, "not_installed")]
    for who in ("ben", "cleo"):
        assert await worked.states(who) == [(DeliveryState.SKIPPED, "no_account")]
    assert len(worked.post.sent) == 1


async def test_what_is_put_off_by_the_platform_comes_later_and_is_the_same(worked: Worked) -> None:
    await worked.line_up("ana")
    worked.post.says("U-ANA", Later(60), Delivered({}))
    await worked.deliver()
    waiting = await worked.delivery("ana")
    assert (waiting.state, waiting.attempts) == (DeliveryState.PENDING, 1)
    assert waiting.ready_at >= worked.walk.clock() + timedelta(seconds=60)
    assert await worked.deliver() == 0
    worked.walk.clock.set(waiting.ready_at)
    assert await worked.deliver() == 1
    sent = await worked.delivery("ana")
    assert (sent.state, sent.attempts, sent.item, sent.why) == (DeliveryState.SENT, 2, waiting.item, waiting.why)
    assert worked.post.received("ana")[0] == worked.post.received("ana")[1]


async def test_who_is_put_off_again_and_again_is_given_up(worked: Worked) -> None:
    await worked.line_up("ana")
    worked.post.says("U-ANA", Later(0))
    waits = []
    for attempt in range(1, ATTEMPTS + 1):
        assert await worked.deliver() == 1
        one = await worked.delivery("ana")
        assert one.attempts == attempt
        waits.append(one.ready_at - worked.walk.clock())
        worked.walk.clock.set(max(one.ready_at, worked.walk.clock()))
    assert await worked.states("ana") == [(DeliveryState.FAILED, "gave_up")]
    assert all(later > sooner for sooner, later in pairwise(waits[:-1]))


async def test_a_pause_that_a_platform_asks_for_holds_for_its_whole_workspace(walk: Walk, database_url: str) -> None:
    from nudges import pace  # noqa: PLC0415
    from nudges.pace import Pace  # noqa: PLC0415

    worked = Worked.of(walk, database_url, limits=Pace(pace.LIMITS))
    await worked.line_up("ana")
    worked.post.says("U-ANA", Later(30, whole_workspace=True), Delivered({}))
    await worked.deliver()
    await worked.line_up("ben")
    assert await worked.deliver() == 0
    ben = await worked.delivery("ben")
    assert ben.ready_at == walk.clock() + timedelta(seconds=30)
    walk.clock.move(timedelta(seconds=40))
    assert await worked.deliver() == 2
    assert await worked.states("ben") == await worked.states("ana") == [SENT]
    await worked.close()


async def test_what_may_have_arrived_is_unknown_and_never_sent_again(worked: Worked, logged: StringIO) -> None:
    await worked.line_up("ana")
    worked.post.says("U-ANA", Lost("TimeoutError"))
    await worked.deliver()
    worked.walk.clock.move(timedelta(hours=1))
    assert await worked.deliver() == 0
    assert len(worked.post.sent) == 1
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "no_answer")]
    assert '"event":"deliveries_unknown"' in logged.getvalue()
    assert worked.counted(DeliveryState.UNKNOWN, "no_answer") == 1
    assert [one.item for one in await worked.walk.rows(SeenItem)] == [(await worked.delivery("ana")).item]


async def test_a_sender_that_fails_in_a_way_of_its_own_leaves_it_unknown(worked: Worked, logged: StringIO) -> None:
    await worked.line_up("ana")
    await worked.line_up("ben")
    worked.post.says("U-ANA", ZeroDivisionError())
    await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "no_answer")]
    assert await worked.states("ben") == [SENT]
    assert "sender_failed" in logged.getvalue()


# which account


async def test_it_goes_to_the_account_that_was_chosen_or_the_first_that_can_be_reached(worked: Worked) -> None:
    second = new_id()
    async with worked.walk.database.begin() as db:
        await db.execute(
            insert(Account).values(
                organization_id=worked.walk.organization_id,
                id=second,
                workspace_id=worked.walk.workspace_id,
                person_id=worked.walk.people["ana"],
                external_id="U-SECOND",
                created_at=worked.walk.clock(),
            )
        )
    await worked.walk.set_preferences("ana", nudge_account_id=second)
    await worked.line_up("ana")
    await worked.deliver()
    await worked.line_up("ana", nudge=Nudge.LESSON, is_asked_for=True)
    async with worked.walk.database.begin() as db:
        await db.execute(update(Account).where(Account.id == second).values(unreachable=Unreachable.BLOCKED))
    await worked.deliver()
    assert [account for account, _message in worked.post.sent] == ["U-SECOND", "U-ANA"]


async def test_what_goes_to_a_platform_that_is_not_served_here_waits_for_who_serves_it(worked: Worked) -> None:
    await worked.line_up("ana")
    sender = worked.app.senders.pop(Platform.SLACK)
    assert await worked.deliver() == 0
    worked.app.senders[Platform.TEAMS] = sender
    assert await worked.deliver() == 0
    assert await worked.deliver() == 0
    assert (await worked.delivery("ana")).account_id == (await worked.account("ana")).id
    worked.app.senders[Platform.SLACK] = sender
    assert await worked.deliver() == 1
