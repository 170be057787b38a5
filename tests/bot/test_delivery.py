"""From a person's due moment to the message, and what becomes of a delivery by what the platform answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from nudges.outbox import LEASE
from nudges.outbox_results import ATTEMPTS
from nudges.sender import Address, Delivered, Later, Lost, Refused
from storage.models import Account, Person, SeenItem, Workspace
from storage.models.base import new_id
from storage.words import DeliveryState, FailReason, LeftOut, Nudge, Platform, SkipReason, Unreachable
from tests.sending import Worked
from tests.walking import Walk, words_of

SENT = (DeliveryState.SENT, None)


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


def counted(worked: Worked, state: DeliveryState, reason: str = "") -> float:
    labels = {"state": state.value, "reason": reason}
    return worked.app.metrics.registry.get_sample_value("upstander_deliveries_total", labels) or 0.0


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
    assert counted(worked, DeliveryState.SENT) == 1


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


async def test_a_refusal_for_good_marks_the_account_and_fails_what_else_waits_for_it(worked: Worked) -> None:
    await worked.schedule("ana", "ben")
    await worked.line_up("ana")
    account = await worked.account("ana")
    later = worked.walk.clock() + timedelta(hours=1)
    await worked.line_up("ana", nudge=Nudge.LESSON, ready_at=later, account_id=account.id)
    await worked.line_up("ben")
    worked.post.says("U-ANA", Refused(FailReason.BLOCKED, Unreachable.BLOCKED))
    await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.FAILED, "blocked"), (DeliveryState.FAILED, "blocked")]
    assert await worked.states("ben") == [SENT]
    account = await worked.account("ana")
    assert (account.unreachable, account.unreachable_since) == (Unreachable.BLOCKED, worked.walk.clock())
    assert counted(worked, DeliveryState.FAILED, "blocked") == 2
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
    assert counted(worked, DeliveryState.UNKNOWN, "no_answer") == 1
    assert [one.item for one in await worked.walk.rows(SeenItem)] == [(await worked.delivery("ana")).item]


async def test_a_sender_that_fails_in_a_way_of_its_own_leaves_it_unknown(worked: Worked, logged: StringIO) -> None:
    await worked.line_up("ana")
    await worked.line_up("ben")
    worked.post.says("U-ANA", ZeroDivisionError())
    await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "no_answer")]
    assert await worked.states("ben") == [SENT]
    assert "sender_failed" in logged.getvalue()


# what changed between planning and sending


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"nudges_stopped": True}, SkipReason.STOPPED),
        ({"paused_until": "tomorrow"}, SkipReason.PAUSED),
        ({"wants_reflections": False}, LeftOut.NOT_WANTED),
        ({"nudge_days": "0"}, SkipReason.DAY_NOT_CHOSEN),
        ({"zone": "Asia/Tokyo"}, SkipReason.OUTSIDE_WINDOW),
    ],
)
async def test_what_a_person_changed_meanwhile_holds(
    worked: Worked, changes: dict[str, Any], reason: SkipReason | LeftOut
) -> None:
    await worked.schedule("ana")
    at = await worked.due("ana")
    if "paused_until" in changes:
        changes = {"paused_until": at.date() + timedelta(days=1)}
    await worked.walk.set_preferences("ana", **changes)
    assert await worked.deliver() == 0
    assert worked.post.sent == []
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, reason.value)]
    assert counted(worked, DeliveryState.SKIPPED, reason.value) == 1
    assert await worked.next("ana") == (worked.walk.clock(), None), "planned anew by the next tick"
    await worked.plan()
    following, day = await worked.next("ana")
    if reason is SkipReason.STOPPED:
        assert (following, day) == (None, None)
    else:
        assert following is not None
        assert following >= at
        assert day is not None


async def test_who_left_meanwhile_gets_nothing(worked: Worked) -> None:
    await worked.schedule("ana")
    at = await worked.due("ana")
    await worked.walk.set_person("ana", left_on=at.date())
    await worked.deliver()
    assert worked.post.sent == []
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, "not_employed")]
    await worked.plan()
    assert await worked.next("ana") == (None, None)


async def test_who_has_not_begun_yet_is_planned_for_when_they_do(worked: Worked) -> None:
    starts = worked.walk.clock().date() + timedelta(days=20)
    await worked.walk.set_person("ana", hired_on=starts)
    await worked.schedule("ana")
    await worked.plan()
    at, day = await worked.next("ana")
    assert at is not None
    assert (at.date(), day) == (starts, None)
    worked.walk.clock.set(at)
    await worked.plan()
    at, day = await worked.next("ana")
    assert day is not None
    assert day >= starts


async def test_a_workspace_that_was_removed_meanwhile_is_not_written_to(worked: Worked) -> None:
    await worked.line_up("ana", account_id=(await worked.account("ana")).id)
    async with worked.walk.database.begin() as db:
        await db.execute(update(Workspace).values(removed_at=worked.walk.clock()))
    await worked.deliver()
    assert worked.post.sent == []
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, "no_account")]


async def test_too_late_is_not_sent_and_tried_on_another_day(worked: Worked) -> None:
    await worked.schedule("ana")
    at = await worked.due("ana")
    worked.walk.clock.move(timedelta(days=2))  # a laptop that slept
    await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, "too_late")]
    await worked.due("ana")
    await worked.deliver()
    assert (await worked.states("ana"))[-1] == SENT
    assert worked.walk.clock() > at


async def test_what_was_asked_for_comes_at_any_moment_but_not_against_a_wish(worked: Worked) -> None:
    worked.walk.clock.move(timedelta(hours=13))  # in the night
    await worked.line_up("ana", is_asked_for=True)
    await worked.line_up("ben", is_asked_for=True)
    await worked.line_up("cleo")
    await worked.walk.set_preferences("ben", wants_reflections=False)
    await worked.deliver()
    assert await worked.states("ana") == [SENT]
    assert await worked.states("ben") == [(DeliveryState.SKIPPED, "not_wanted")]
    assert await worked.states("cleo") == [(DeliveryState.SKIPPED, "outside_window")]


async def test_of_two_in_line_for_a_day_one_goes(worked: Worked) -> None:
    for nudge in (Nudge.REFLECTION, Nudge.LESSON):
        await worked.line_up("ana", nudge=nudge)
    for nudge in (Nudge.REFLECTION, Nudge.LESSON):
        await worked.line_up("ben", nudge=nudge, is_asked_for=nudge is Nudge.LESSON)
    await worked.deliver()
    already = (DeliveryState.SKIPPED, "already_today")
    assert await worked.states("ana") == [SENT, already]
    assert await worked.states("ben") == [already, SENT]


async def test_an_item_that_is_no_more_is_replaced_and_one_that_was_put_off_comes_again(worked: Worked) -> None:
    [prompt, *_] = worked.app.library.prompts
    await worked.line_up("ana", item="retired-since")
    await worked.line_up("ben", item=prompt.id)
    await worked.deliver()
    ana, ben = await worked.delivery("ana"), await worked.delivery("ben")
    assert ana.item in worked.app.library.items
    assert (ben.item, ben.why) == (prompt.id, "You asked for this one again.")


async def test_a_person_who_turned_everything_down_is_left_in_peace_and_gets_lessons(worked: Worked) -> None:
    await worked.schedule("ana")
    async with worked.walk.database.begin() as db:
        for prompt in worked.app.library.prompts:
            row = {"organization_id": worked.walk.organization_id, "person_id": worked.walk.people["ana"]}
            await db.execute(insert(SeenItem).values(**row, item=prompt.id, not_for_me_on=worked.walk.clock().date()))
    for _ in range(2):
        await worked.due("ana")
        await worked.deliver()
    [first, second] = await worked.deliveries("ana")
    assert (first.state, first.reason) == (DeliveryState.SKIPPED, "nothing_left")
    assert (second.state, second.nudge) == (DeliveryState.SENT, Nudge.LESSON)


async def test_a_card_that_cannot_be_made_holds_up_nobody(
    worked: Worked, monkeypatch: pytest.MonkeyPatch, logged: StringIO
) -> None:
    from nudges import cards  # noqa: PLC0415

    await worked.line_up("ana")
    await worked.line_up("ben")
    ana = (await worked.delivery("ana")).id

    def of_item(item: Any, subject: str, *rest: Any) -> Any:
        if subject == str(ana):
            raise LookupError("a mistake of ours")
        return made(item, subject, *rest)

    made = cards.of_item
    monkeypatch.setattr(cards, "of_item", of_item)
    await worked.deliver()
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, "broken")]
    assert await worked.states("ben") == [SENT]
    assert "nudge_not_made" in logged.getvalue()


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


# leases, ends and mistakes


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
    assert counted(worked, DeliveryState.UNKNOWN, "lease_lost") == 1


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
    assert counted(worked, DeliveryState.SENT) == 0


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


async def test_who_was_erased_while_it_was_sent_leaves_no_trace(worked: Worked) -> None:
    from storage import erasure  # noqa: PLC0415

    walk = worked.walk
    await worked.line_up("ana")

    async def erase(_to: Address) -> None:
        async with walk.database.begin() as db:
            today = walk.clock().date()
            await erasure.erase(db, walk.organization_id, walk.people["ana"], today=today, now=walk.clock())

    worked.post.meanwhile = erase
    worked.post.says("U-ANA", Delivered({}, "D-ANA"))
    await worked.deliver()
    assert await walk.rows(SeenItem) == []
    assert await worked.deliveries("ana") == []
    assert await walk.rows(Person, Person.id == walk.people["ana"]) == []
    assert "D-ANA" not in await walk.dump()


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
