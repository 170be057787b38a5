"""Digests on their way: what they tell, once; what is looked at when they are sent; and that they take no place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest

from bot import closing, planning
from nudges import digest, outbox_digests
from nudges.digest_times import SPREAD
from nudges.sender import Delivered, Later, Lost, Refused
from storage import digests, erasure, nudge_answers, own_record
from storage.models import ClosedPeriod, Closing, Delivery, Digest, Schedule, SeenItem
from storage.words import DeliveryState, FailReason, LeftOut, Nudge, SkipReason
from tests.handlers.crowds import LAST_WEEK, act, crowd
from tests.sending import SENT, Worked
from tests.shown import words_of
from tests.walking import Walk

MONDAY = date(2026, 3, 9)
NINE = datetime(2026, 3, 9, 9, tzinfo=UTC)
DUE = NINE + SPREAD
DAY = timedelta(days=1)
Before = Callable[[Walk], Awaitable[None]]


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    """Dan leads Payments: twelve more people, of whom six did something in the last week of February."""
    worked = Worked.of(walk, database_url)
    people = await crowd(walk, "payments", 12)
    await act(walk, "payments", people[:6], LAST_WEEK)
    await act(walk, "payments", people[2:9], date(2026, 3, 5))
    await planning.welcome_managers(worked.app)
    await planning.plan_digests(worked.app)
    yield worked
    await worked.close()


async def monday(worked: Worked, moment: datetime = DUE) -> None:
    """It is Monday a little after nine, and all clocks tick."""
    worked.walk.clock.set(moment)
    await closing.close(worked.app)
    await planning.plan_digests(worked.app)


async def digest_of(walk: Walk, who: str) -> Any:
    """Their row of the table."""
    [found] = await walk.rows(Digest, Digest.person_id == walk.people[who])
    return found


async def test_a_manager_reads_of_the_week_that_is_over(walk: Walk, worked: Worked) -> None:
    await monday(worked)
    await worked.deliver()
    [message] = worked.post.received("dan")
    text = words_of(message)
    assert "Payments, 2–8 Mar" in text
    assert "of 16 people" in text
    one = await worked.delivery("dan")
    assert (one.nudge, one.day, one.state, one.item) == (Nudge.DIGEST, MONDAY, DeliveryState.SENT, None)
    assert one.sent_at == DUE
    for name in walk.names.values():
        assert name not in text
    assert {one.person_id for one in await walk.rows(Delivery)} == {walk.people[who] for who in ("eve", "dan", "gil")}


async def test_it_comes_once_however_many_work_at_it(walk: Walk, worked: Worked, database_url: str) -> None:
    others = [Worked.of(walk, database_url) for _ in range(3)]
    walk.clock.set(DUE)
    await closing.close(worked.app)
    everybody = [worked, *others]
    await asyncio.gather(*(planning.plan_digests(one.app) for one in everybody))
    await asyncio.gather(*(one.deliver() for one in everybody))
    await asyncio.gather(*(planning.plan_digests(one.app) for one in everybody))
    await asyncio.gather(*(one.deliver() for one in everybody))
    assert sum(len(one.post.received("dan")) for one in everybody) == 1
    assert await worked.states("dan") == [SENT]
    for one in others:
        await one.close()


async def test_many_at_once_are_written_a_few_at_a_time(
    walk: Walk, worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_digests, "MOST", 2)
    await worked.line_up("ana", nudge=Nudge.REFLECTION, is_asked_for=True)
    await monday(worked)
    await worked.deliver()
    assert len(worked.post.sent) == 3, "two digests, and what is no digest"
    assert len(worked.post.received("ana")) == 1
    await worked.deliver()
    assert len(worked.post.sent) == 3
    walk.clock.move(timedelta(seconds=1))
    await worked.deliver()
    assert {account for account, _message in worked.post.sent} == {"U-ANA", "U-DAN", "U-GIL", "U-EVE"}
    assert len(worked.post.sent) == 4


async def off(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await digests.change(db, walk.organization_id, walk.people["dan"], walk.clock(), is_on=False)


async def without_reports(walk: Walk) -> None:
    for who in ("ana", "ben", "cleo"):
        await walk.set_person(who, manager_id=None)


async def not_closed(walk: Walk) -> None:
    for model in (ClosedPeriod, Closing):
        await walk.execute(f"DELETE FROM {model.__tablename__}")


BEFORE: list[tuple[Before, LeftOut | SkipReason]] = [
    (off, LeftOut.NOT_WANTED),
    (without_reports, LeftOut.NOTHING_LEFT),
    (not_closed, LeftOut.NOT_CLOSED),
    (lambda walk: walk.set_preferences("dan", nudges_stopped=True), SkipReason.STOPPED),
    (lambda walk: walk.set_preferences("dan", paused_until=MONDAY + DAY), SkipReason.PAUSED),
    (lambda walk: walk.set_preferences("dan", zone="Pacific/Pago_Pago"), SkipReason.TOO_EARLY),
    (lambda walk: walk.set_person("dan", left_on=MONDAY), LeftOut.NOT_EMPLOYED),
]


@pytest.mark.parametrize(("before", "reason"), BEFORE)
async def test_what_changed_since_it_was_planned_is_seen(
    walk: Walk, worked: Worked, before: Before, reason: LeftOut | SkipReason
) -> None:
    await monday(worked)
    await before(walk)
    await worked.deliver()
    assert worked.post.received("dan") == []
    assert await worked.states("dan") == [(DeliveryState.SKIPPED, reason.value)]
    assert worked.counted(DeliveryState.SKIPPED, reason.value) >= 1


async def test_one_that_waited_until_the_evening_is_too_late(walk: Walk, worked: Worked) -> None:
    await monday(worked)
    walk.clock.set(NINE + timedelta(hours=11))
    await worked.deliver()
    assert await worked.states("dan") == [(DeliveryState.SKIPPED, SkipReason.TOO_LATE)]
    assert worked.post.sent == []


async def test_one_whose_whole_day_was_missed_is_told_as_that_and_the_next_one_comes(
    walk: Walk, worked: Worked
) -> None:
    await monday(worked, DUE + 2 * DAY)
    await worked.deliver()
    assert await worked.states("dan") == [(DeliveryState.SKIPPED, SkipReason.TOO_LATE)]
    await monday(worked, DUE + 7 * DAY)
    await worked.deliver()
    assert [one.state for one in await worked.deliveries("dan")] == [DeliveryState.SKIPPED, DeliveryState.SENT]


async def test_a_week_that_is_never_closed_is_waited_for_all_day_and_told_as_that(walk: Walk, worked: Worked) -> None:
    walk.clock.set(DUE)
    for _ in range(12 * 6):
        await planning.plan_digests(worked.app)
        await worked.deliver()
        walk.clock.move(timedelta(minutes=10))
    assert await worked.states("dan") == [(DeliveryState.SKIPPED, LeftOut.NOT_CLOSED)]
    assert worked.post.sent == []


async def test_a_refusal_for_now_is_tried_again_and_tells_the_same(walk: Walk, worked: Worked) -> None:
    worked.post.says("U-DAN", Later(60), Delivered({}))
    await monday(worked)
    await worked.deliver()
    walk.clock.move(timedelta(minutes=5))
    await worked.deliver()
    first, second = worked.post.received("dan")
    assert first == second
    assert await worked.states("dan") == [SENT]


@pytest.mark.parametrize("outcome", [Lost("timeout"), Refused(FailReason.REFUSED)])
async def test_one_that_may_have_arrived_or_was_refused_is_not_sent_again(
    walk: Walk, worked: Worked, outcome: Any
) -> None:
    worked.post.says("U-DAN", outcome)
    await monday(worked)
    for _ in range(4):
        await worked.deliver()
        walk.clock.move(timedelta(hours=1))
        await planning.plan_digests(worked.app)
    assert len(worked.post.received("dan")) == 1
    assert len(await worked.deliveries("dan")) == 1


async def test_one_that_cannot_be_written_holds_up_nobody(
    walk: Walk, worked: Worked, monkeypatch: pytest.MonkeyPatch, logged: StringIO
) -> None:
    content = digest.content

    async def broken(db: Any, organization_id: Any, person_id: Any, *rest: Any, **more: Any) -> Any:
        if person_id == walk.people["dan"]:
            raise KeyError("a mistake of ours")
        return await content(db, organization_id, person_id, *rest, **more)

    monkeypatch.setattr(digest, "content", broken)
    await monday(worked)
    await worked.deliver()
    assert await worked.states("dan") == [(DeliveryState.SKIPPED, LeftOut.BROKEN)]
    assert await worked.states("gil") == [SENT]
    assert "nudge_not_made" in logged.getvalue()


async def test_it_takes_no_place_in_the_rhythm_and_is_never_ignored(walk: Walk, worked: Worked) -> None:
    """Gil answers every nudge, and has a digest on the first of the only two days of his week."""
    await walk.set_preferences("gil", nudge_days="01")
    await worked.schedule("gil")
    await worked.plan()
    while walk.clock() < DUE + 30 * DAY:
        moments = [(await worked.next("gil"))[0], (await digest_of(walk, "gil")).next_due_at]
        walk.clock.set(min(one for one in moments if one is not None))
        await closing.close(worked.app)
        await planning.plan_digests(worked.app)
        await worked.plan()
        await worked.deliver()
        for one in await worked.deliveries("gil"):
            if one.nudge is not Nudge.DIGEST and one.answered_at is None:
                async with walk.database.begin() as db:
                    await nudge_answers.answered(db, walk.organization_id, one.person_id, one.id, walk.clock())
    found = await worked.deliveries("gil")
    assert {one.state for one in found} == {DeliveryState.SENT}
    mondays = [MONDAY + timedelta(days=7 * number) for number in range(5)]
    assert [one.day for one in found if one.nudge is Nudge.DIGEST][:5] == mondays
    both = sorted([*mondays, *(one + DAY for one in mondays)])
    assert [one.day for one in found if one.nudge is not Nudge.DIGEST][: len(both)] == both


async def test_a_nudge_of_the_same_day_comes_beside_it(walk: Walk, worked: Worked) -> None:
    await monday(worked)
    await worked.deliver()
    await walk.set_preferences("dan", nudge_days="0", nudges_from=time(9), nudges_to=time(17))
    await worked.schedule("dan")
    await worked.due("dan")
    await worked.deliver()
    found = await worked.deliveries("dan")
    assert [(one.day, one.state) for one in found] == [(MONDAY, DeliveryState.SENT)] * 2
    assert [one.nudge is Nudge.DIGEST for one in found] == [True, False]


async def test_the_choice_is_in_their_own_record_and_goes_with_them(walk: Walk, worked: Worked) -> None:
    await walk.say("settings zone Europe/Berlin", as_="dan")
    async with walk.database.begin() as db:
        await digests.change(db, walk.organization_id, walk.people["dan"], walk.clock(), weekday=4, at=time(7, 30))
        record = await own_record.collect(db, walk.cipher, walk.organization_id, walk.people["dan"], walk.clock())
    assert record["digest"]["weekday"] == 4
    assert record["digest"]["comes_at"] == time(7, 30)
    assert record["digest"]["is_on"] is True
    await monday(worked)
    async with walk.database.begin() as db:
        await erasure.erase(db, walk.organization_id, walk.people["dan"], today=MONDAY, now=walk.clock())
    assert await walk.rows(Digest, Digest.person_id == walk.people["dan"]) == []
    await worked.deliver()
    assert worked.post.received("dan") == []


@pytest.mark.parametrize("button", ["Read the lesson", "Day and time", "No digest any more"])
async def test_whatever_is_pressed_on_it_the_last_one_counts_as_answered(
    walk: Walk, worked: Worked, button: str
) -> None:
    for week in range(2):
        await monday(worked, DUE + week * 7 * DAY)
        await worked.deliver()
    [_first, second] = worked.post.received("dan")
    await walk.press_button(second, button, as_="dan")
    await walk.press_button(second, button, as_="dan")
    digests_of_dan = [one for one in await worked.deliveries("dan") if one.nudge is Nudge.DIGEST]
    assert [one.answered_at for one in digests_of_dan] == [None, walk.clock()]
    assert {one.answered_at for one in await worked.deliveries("gil")} == {None}


async def test_what_it_offers_counts_as_nothing_that_was_shown(walk: Walk, worked: Worked) -> None:
    await monday(worked)
    await worked.deliver()
    assert await walk.rows(SeenItem) == []
    assert await walk.rows(Schedule) == []
