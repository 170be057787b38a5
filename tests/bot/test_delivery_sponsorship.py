"""Check-ins about a sponsorship: to its sponsor, and to whoever was put forward and agreed; and when there are none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from storage import erasure
from storage.models import Action, Confirmation, Sponsorship
from storage.words import (
    DeliveryState,
    LeftOut,
    Nudge,
    SponsorshipOutcome,
    SponsorshipState,
    Visibility,
    Withdrawal,
)
from tests.asking import DAY, TODAY, answers, change, nominated, sent_next
from tests.sending import Worked
from tests.shown import words_of
from tests.walking import Walk


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


async def test_a_sponsor_is_asked_after_30_90_and_180_days_and_then_half_yearly(walk: Walk, worked: Worked) -> None:
    await walk.set_preferences("dan", wants_reflections=False, wants_lessons=False)
    sponsorship_id = await nominated(walk)
    await worked.schedule("dan")
    days = []
    for _step in range(5):
        sent = await sent_next(worked, "dan")
        assert (sent.nudge, sent.state, sent.sponsorship_id) == (Nudge.CHECK_IN, DeliveryState.SENT, sponsorship_id)
        days.append((sent.day - TODAY).days)
    assert all(step <= day <= step + 7 for step, day in zip((30, 90, 180, 362, 544), days, strict=True)), days
    message = worked.post.received("dan")[0]
    assert "On 4 March 2026 you put Ana Lima forward for a role." in words_of(message)
    assert "staff engineer" not in words_of(message), "sealed words are for the sponsor's own list"
    assert [(one.label, one.action) for one in answers(message)] == [
        ("Still open", "sponsorship.open"),
        ("Got the role", "sponsorship.got_it"),
        ("Got something else", "sponsorship.other"),
        ("Not this time", "sponsorship.not_now"),
        ("I stopped", "sponsorship.stopped"),
    ]
    assert {one.subject for one in answers(message)} == {str(sponsorship_id)}
    assert await walk.rows(Confirmation) == [], "a check-in is no confirmation"


async def concluded(walk: Walk) -> None:
    await change(
        walk, Sponsorship, state=SponsorshipState.OUTCOME, outcome=SponsorshipOutcome.GOT_IT, concluded_on=TODAY
    )


async def beneficiary_left(walk: Walk) -> None:
    await walk.set_person("ana", left_on=TODAY)


async def beneficiary_erased(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await erasure.erase(db, walk.organization_id, walk.people["ana"], today=TODAY, now=walk.clock())


async def beneficiary_not_named(walk: Walk) -> None:
    await walk.set_preferences("ana", log_me=False)


async def taken_back(walk: Walk) -> None:
    await change(walk, Action, withdrawn_at=walk.clock(), withdrawal=Withdrawal.UNDONE)


async def sponsor_not_asked(walk: Walk) -> None:
    await walk.set_preferences("dan", ask_me=False)


ENDED = (concluded, beneficiary_left, beneficiary_erased, beneficiary_not_named, taken_back, sponsor_not_asked)


@pytest.mark.parametrize("end", ENDED)
async def test_a_sponsor_is_not_asked_about_what_has_ended_meanwhile(
    walk: Walk, worked: Worked, end: Callable[[Walk], Awaitable[None]]
) -> None:
    await walk.set_preferences("dan", wants_reflections=False, wants_lessons=False)
    await nominated(walk)
    await worked.schedule("dan")
    await worked.due("dan")
    await end(walk)
    assert await worked.deliver() == 0
    assert await worked.states("dan") == [(DeliveryState.SKIPPED, LeftOut.OUT_OF_DATE)]
    await worked.plan()
    assert await worked.next("dan") == (None, None)


async def test_whoever_was_put_forward_is_asked_if_they_agreed(walk: Walk, worked: Worked) -> None:
    for who in ("ana", "cleo"):
        await walk.set_preferences(who, wants_reflections=False, wants_lessons=False)
    agreed = await nominated(walk, beneficiary_agreed=True)
    await nominated(walk, whom="cleo", beneficiary_agreed=False)
    await change(walk, Action, visibility=Visibility.PRIVATE)  # so that no confirmation comes between
    await worked.schedule("ana", "cleo")
    sent = await sent_next(worked)
    assert (sent.nudge, sent.sponsorship_id) == (Nudge.CHECK_IN, agreed)
    assert 90 <= (sent.day - TODAY).days <= 97
    [message] = worked.post.received("ana")
    assert "Dan Weber put you forward for an opportunity" in words_of(message)
    assert [one.action for one in answers(message)] == [
        "sponsorship.open", "sponsorship.got_it", "sponsorship.other", "sponsorship.not_now", "sponsorship.silence",
    ]  # fmt: skip
    [one] = await walk.rows(Sponsorship, Sponsorship.id == agreed)
    assert (one.beneficiary_due, one.check_in_due) == (TODAY + 180 * DAY, None)
    assert await worked.next("cleo") == (None, None)
    await change(walk, Sponsorship, beneficiary_outcome=SponsorshipOutcome.NOT_NOW)
    await worked.ask_to_plan("ana")
    await worked.plan()
    assert await worked.next("ana") == (None, None), "they have said what came of it"
