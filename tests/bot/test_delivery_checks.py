"""What is looked at again before a nudge is sent, and what is chosen then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import insert, update

from storage.models import SeenItem, Workspace
from storage.words import DeliveryState, LeftOut, Nudge, SkipReason
from tests.sending import SENT, Worked
from tests.walking import Walk


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


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
    assert worked.counted(DeliveryState.SKIPPED, reason.value) == 1
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


@pytest.mark.parametrize(
    "mistaken", [{"zone": "Nowhere/At-All"}, {"nudge_settings": "gone,review", "nudge_days": "1x2"}]
)
async def test_mistaken_data_of_one_person_holds_up_nobodys_nudge(
    worked: Worked, logged: StringIO, mistaken: dict[str, str]
) -> None:
    await worked.line_up("ana")
    await worked.line_up("ben")
    await worked.walk.set_preferences("ana", **mistaken)
    await worked.deliver()
    assert await worked.states("ben") == [SENT]
    if "zone" in mistaken:
        assert await worked.states("ana") == [(DeliveryState.SKIPPED, "broken")]
        assert "nudge_not_made" in logged.getvalue()
    else:
        assert await worked.states("ana") == [SENT], "what can be read of it holds"


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
