"""What people put off comes again once, or is let go of; a plan is asked about once, whatever happens on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bot.delivery import Courier
from nudges.library import Library
from nudges.sender import Address, Delivered, Refused
from storage import erasure, plans
from storage.models import Plan, SeenItem
from storage.models.base import new_id
from storage.words import DeliveryState, FailReason, Nudge
from tests.sending import OUT_OF_PACE, Worked

SENT = (DeliveryState.SENT, None)


async def last_one(worked: Worked) -> Any:
    return max(await worked.deliveries("ana"), key=lambda one: one.day)


async def next_one(worked: Worked) -> Any:
    """Ana's next nudge comes; she looks at it, so that her pace stays as it is."""
    await worked.due("ana")
    await worked.deliver()
    worked.walk.clock.move(timedelta(seconds=1))
    last = await last_one(worked)
    if last.state is DeliveryState.SENT:
        await worked.walk.press("nudge.why", last.id, as_="ana")
    return last


async def put_off(worked: Worked) -> Any:
    """Ana got a nudge, and put it off until tomorrow."""
    await worked.schedule("ana")
    first = await next_one(worked)
    await worked.walk.press("nudge.tomorrow", first.id, as_="ana")
    return first


def take_out(worked: Worked, item: str) -> None:
    """Whoever keeps the content took the item out."""
    items = {id_: one for id_, one in worked.app.library.items.items() if id_ != item}
    worked.app = replace(worked.app, library=Library("en", items))
    worked.courier = Courier(worked.app, limits=OUT_OF_PACE)


async def planned(worked: Worked, day: date) -> UUID:
    walk = worked.walk
    async with walk.database.begin() as db:
        return await plans.add(
            db, walk.cipher, walk.organization_id, walk.people["ana"], "If …, then I will …",
            follow_up_on=day, now=walk.clock(),
        )  # fmt: skip


async def test_one_whose_item_is_gone_is_let_go_of_and_the_rhythm_holds(worked: Worked) -> None:
    first = await put_off(worked)
    take_out(worked, first.item)
    following = [await next_one(worked) for _ in range(6)]
    assert [one.reason for one in following if one.again_of == first.id] == ["item_gone"]
    came = [one.day for one in following if one.state is DeliveryState.SENT]
    assert len(came) == 5
    for day in came:
        assert sum(timedelta() <= one - day < timedelta(days=7) for one in came) <= 2


async def test_one_that_turns_out_not_to_be_for_them_does_not_come_again(worked: Worked) -> None:
    first = await put_off(worked)
    await worked.walk.press("nudge.not_for_me", first.item, as_="ana")
    following = [await next_one(worked) for _ in range(4)]
    assert [one.reason for one in following if one.again_of == first.id] == ["turned_down"]
    assert first.item not in [one.item for one in following if one.state is DeliveryState.SENT]


async def test_one_that_was_to_be_tried_again_is_another_once_it_is_not_for_them(worked: Worked) -> None:
    [prompt, *_] = worked.app.library.prompts
    await worked.walk.press("nudge.not_for_me", prompt.id, as_="ana")
    await worked.line_up("ana", item=prompt.id)
    await worked.deliver()
    sent = await worked.delivery("ana")
    assert sent.state is DeliveryState.SENT
    assert sent.item != prompt.id


async def test_one_outlasts_a_pause_of_months_and_comes_once(worked: Worked) -> None:
    first = await put_off(worked)
    await worked.walk.say("pause 3 months", as_="ana")
    again = await next_one(worked)
    assert (again.again_of, again.item, again.state) == (first.id, first.item, DeliveryState.SENT)
    assert again.day >= first.day + timedelta(days=80)
    following = [await next_one(worked) for _ in range(4)]
    assert {one.again_of for one in following} == {None}


async def test_one_that_a_pause_overtook_in_the_line_outlasts_it_too(worked: Worked) -> None:
    first = await put_off(worked)
    await worked.due("ana")
    await worked.walk.say("pause 3 months", as_="ana")
    await worked.deliver()
    assert (await last_one(worked)).reason == "paused"
    again = await next_one(worked)
    assert (again.again_of, again.state) == (first.id, DeliveryState.SENT)


async def test_one_that_they_had_meanwhile_is_left_out_and_does_not_come_again(worked: Worked) -> None:
    await put_off(worked)
    await worked.due("ana")
    await worked.change("ana", snoozed_until=None)
    await worked.deliver()
    assert (await last_one(worked)).reason == "out_of_date"
    following = [await next_one(worked) for _ in range(3)]
    assert {one.again_of for one in following} == {None}


async def test_one_that_fails_is_tried_on_the_next_days(worked: Worked) -> None:
    first = await put_off(worked)
    worked.post.says("U-ANA", Refused(FailReason.REFUSED), Refused(FailReason.REFUSED), Delivered({}))
    following = [await next_one(worked) for _ in range(3)]
    assert [one.again_of for one in following] == [first.id] * 3
    assert [one.state for one in following] == [DeliveryState.FAILED, DeliveryState.FAILED, DeliveryState.SENT]
    assert (await next_one(worked)).again_of is None


async def test_a_question_about_a_plan_that_fails_is_asked_soon_and_once(worked: Worked) -> None:
    plan_id = await planned(worked, worked.walk.clock().date())
    await worked.schedule("ana")
    worked.post.says("U-ANA", Refused(FailReason.REFUSED), Delivered({}))
    tried = [await next_one(worked) for _ in range(2)]
    assert [(one.plan_id, one.state) for one in tried] == [
        (plan_id, DeliveryState.FAILED),
        (plan_id, DeliveryState.SENT),
    ]
    worked.walk.clock.move(timedelta(days=75))
    await worked.ask_to_plan("ana")
    assert (await next_one(worked)).nudge is not Nudge.FOLLOW_UP


async def test_a_question_that_fails_again_and_again_is_given_up_for_good(worked: Worked) -> None:
    await planned(worked, worked.walk.clock().date())
    await worked.schedule("ana")
    worked.post.says(
        "U-ANA", Refused(FailReason.REFUSED), Refused(FailReason.REFUSED), Refused(FailReason.REFUSED), Delivered({})
    )
    tried = [await next_one(worked) for _ in range(4)]
    assert [one.nudge is Nudge.FOLLOW_UP for one in tried] == [True, True, True, False]
    worked.walk.clock.move(timedelta(days=75))
    await worked.ask_to_plan("ana")
    assert (await next_one(worked)).nudge is not Nudge.FOLLOW_UP


async def lost(worked: Worked, **columns: Any) -> None:
    """Whoever was sending this to Ana is gone."""
    held: dict[str, Any] = {"state": DeliveryState.SENDING, "lease_id": new_id(), "lease_until": worked.walk.clock()}
    await worked.line_up("ana", **held | columns)
    await worked.sweep()
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "lease_lost")]


async def test_what_may_have_been_asked_by_a_worker_that_died_is_not_asked_again(worked: Worked) -> None:
    today = worked.walk.clock().date()
    plan_id = await planned(worked, today)
    await lost(worked, nudge=Nudge.FOLLOW_UP, plan_id=plan_id)
    assert [one.asked_at for one in await worked.walk.rows(Plan)] == [worked.walk.clock()]
    worked.walk.clock.move(timedelta(days=75))
    await worked.schedule("ana")
    assert (await next_one(worked)).nudge is not Nudge.FOLLOW_UP


async def test_what_may_have_been_shown_by_a_worker_that_died_was_seen(worked: Worked) -> None:
    [prompt, *_] = worked.app.library.prompts
    await lost(worked, item=prompt.id)
    seen = [(one.item, one.shown_on) for one in await worked.walk.rows(SeenItem)]
    assert seen == [(prompt.id, worked.walk.clock().date())]


async def test_of_who_was_erased_it_is_not_remembered(worked: Worked) -> None:
    [prompt, *_] = worked.app.library.prompts
    walk = worked.walk
    held: dict[str, Any] = {"state": DeliveryState.SENDING, "lease_id": new_id(), "lease_until": walk.clock()}
    await worked.line_up("ana", item=prompt.id, **held)
    async with walk.database.begin() as db:
        today = walk.clock().date()
        assert await erasure.erase(db, walk.organization_id, walk.people["ana"], today=today, now=walk.clock())
    assert await worked.sweep() == 1
    assert await walk.rows(SeenItem) == []


async def test_a_later_day_that_was_chosen_while_we_asked_holds(worked: Worked) -> None:
    today = worked.walk.clock().date()
    plan_id = await planned(worked, today)
    await worked.line_up("ana", nudge=Nudge.FOLLOW_UP, plan_id=plan_id)

    async def choose(_to: Address) -> None:
        walk = worked.walk
        async with walk.database.begin() as db:
            later = today + timedelta(days=7)
            assert await plans.ask_on(db, walk.organization_id, walk.people["ana"], plan_id, later)

    worked.post.meanwhile = choose
    await worked.deliver()
    assert await worked.states("ana") == [SENT]
    assert [one.asked_at for one in await worked.walk.rows(Plan)] == [None]
