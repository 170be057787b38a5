"""Questions whether something helped: whom they reach, once, at most one a week; and who is left in peace."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bot import planning
from nudges.outbox import LEASE
from nudges.sender import Address, Delivered, Lost, Refused
from storage import actions, erasure, nudge_answers
from storage.models import Action, Confirmation, Delivery, Person
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    DeliveryState,
    FailReason,
    Kind,
    LeftOut,
    Nudge,
    Setting,
    SkipReason,
    Visibility,
    Withdrawal,
)
from tests.asking import DAY, TODAY, WEEK, answers, change, credited, is_asked, nudges_until, sent_next
from tests.sending import Worked
from tests.shown import words_of
from tests.storage.everything import put
from tests.walking import Walk


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


async def test_a_colleague_is_asked_in_private_whether_it_helped(walk: Walk, worked: Worked) -> None:
    action_id = await credited(walk, note="the roadmap was her idea", setting=Setting.MEETING)
    await worked.schedule("ana", "ben")
    sent = await sent_next(worked)
    assert (sent.nudge, sent.state) == (Nudge.CHECK_IN, DeliveryState.SENT)
    assert sent.day == TODAY + DAY, "not on the day on which it may still be taken back"
    [question] = await walk.rows(Confirmation)
    assert (question.id, question.action_id, question.person_id) == (
        sent.confirmation_id,
        action_id,
        walk.people["ana"],
    )
    assert (question.part, question.answer, question.asked_at) == (
        ConfirmationPart.BENEFICIARY,
        None,
        walk.clock(),
    )
    [message] = worked.post.received("ana")
    assert "Ben Okafor logged that they credited an idea of yours, in a meeting, on 4 March 2026." in words_of(message)
    assert "roadmap" not in words_of(message), "the note is the author's"
    assert [(one.label, one.action) for one in answers(message)] == [
        ("Yes", "confirm.yes"),
        ("Somewhat", "confirm.somewhat"),
        ("No", "confirm.no"),
        ("It didn't happen like that", "confirm.otherwise"),
        ("I'd rather not say", "confirm.skip"),
        ("Don't ask me", "confirm.never"),
    ]
    assert {one.subject for one in answers(message)} == {str(question.id)}
    later = await nudges_until(worked, walk.clock() + 5 * WEEK)
    assert [one.nudge for one in later].count(Nudge.CHECK_IN) == 1, "asked once"


async def test_whatever_the_number_of_colleagues_there_is_one_question_a_week(walk: Walk, worked: Worked) -> None:
    for who in ("ben", "cleo", "dan", "eve", "gil"):
        await credited(walk, who)
    await worked.schedule("ana")
    answered = await nudges_until(worked, walk.clock() + 5 * WEEK)
    days = [one.day for one in answered if one.nudge is Nudge.CHECK_IN]
    assert 3 <= len(days) <= 5, "and what comes between is what is usual"
    assert all(later - earlier >= WEEK for earlier, later in pairwise(days))
    assert {one.nudge for one in answered} > {Nudge.CHECK_IN}
    assert all(one.day <= TODAY + 30 * DAY for one in answered if one.nudge is Nudge.CHECK_IN), "while it is fresh"
    assert len({one.action_id for one in await walk.rows(Confirmation)}) == len(days)


async def withdrawn(walk: Walk, action_id: UUID) -> None:
    async with walk.database.begin() as db:
        await actions.withdraw(db, walk.organization_id, walk.people["ben"], action_id, Withdrawal.UNDONE, walk.clock())


async def author_erased(walk: Walk, _action_id: UUID) -> None:
    async with walk.database.begin() as db:
        await erasure.erase(db, walk.organization_id, walk.people["ben"], today=TODAY, now=walk.clock())


async def no_questions(walk: Walk, _action_id: UUID) -> None:
    await walk.set_preferences("ana", ask_me=False)


async def not_named(walk: Walk, _action_id: UUID) -> None:
    await walk.set_preferences("ana", log_me=False)


async def kept_private(walk: Walk, action_id: UUID) -> None:
    await change(walk, Action, Action.id == action_id, visibility=Visibility.PRIVATE)


async def intervened(walk: Walk, action_id: UUID) -> None:
    await change(walk, Action, Action.id == action_id, kind=Kind.INTERVENE)


async def made_up(walk: Walk, action_id: UUID) -> None:
    await change(walk, Action, Action.id == action_id, is_example=True)


async def long_ago(walk: Walk, action_id: UUID) -> None:
    await change(walk, Action, Action.id == action_id, occurred_on=TODAY - 40 * DAY)


async def answered(walk: Walk, action_id: UUID) -> None:
    await put(
        walk,
        Confirmation,
        action_id=action_id,
        person_id=walk.people["ana"],
        part=ConfirmationPart.BENEFICIARY,
        answer=ConfirmationAnswer.YES,
        asked_at=None,
        answered_at=walk.clock(),
    )


OVER = (withdrawn, author_erased, no_questions, not_named, kept_private, intervened, made_up, long_ago, answered)


@pytest.mark.parametrize("why", OVER)
async def test_who_must_not_be_asked_is_not(
    walk: Walk, worked: Worked, why: Callable[[Walk, UUID], Awaitable[None]]
) -> None:
    await why(walk, await credited(walk))
    await worked.schedule("ana")
    assert not await is_asked(worked)
    assert [one.answer for one in await walk.rows(Confirmation)] == (
        [ConfirmationAnswer.YES] if why is answered else []
    )


@pytest.mark.parametrize("why", OVER)
async def test_what_is_over_by_then_is_not_asked(
    walk: Walk, worked: Worked, why: Callable[[Walk, UUID], Awaitable[None]]
) -> None:
    action_id = await credited(walk)
    await worked.schedule("ana")
    await worked.due("ana")
    await why(walk, action_id)
    assert await worked.deliver() == 0
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, LeftOut.OUT_OF_DATE)]
    assert worked.post.sent == []
    await worked.plan()
    at, _day = await worked.next("ana")
    assert at is not None, "what is usual comes next"


async def test_made_up_people_are_asked_about_what_is_made_up(walk: Walk, worked: Worked) -> None:
    await made_up(walk, await credited(walk))
    await walk.set_person("ana", is_example=True)
    await worked.schedule("ana")
    assert await is_asked(worked)


async def test_where_one_is_over_another_is_asked(walk: Walk, worked: Worked) -> None:
    old = await credited(walk, "cleo", occurred_on=TODAY - DAY)
    taken_back = await credited(walk)
    await worked.schedule("ana")
    await worked.due("ana")
    await withdrawn(walk, taken_back)
    assert await worked.deliver() == 1
    [question] = await walk.rows(Confirmation)
    assert question.action_id == old


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"nudges_stopped": True}, SkipReason.STOPPED), ({"paused_until": TODAY + 9 * DAY}, SkipReason.PAUSED)],
)
async def test_who_stopped_or_paused_is_left_in_peace(
    walk: Walk, worked: Worked, changes: dict[str, Any], reason: SkipReason
) -> None:
    await credited(walk)
    await worked.schedule("ana")
    await worked.due("ana")
    await walk.set_preferences("ana", **changes)
    assert await worked.deliver() == 0
    assert await worked.states("ana") == [(DeliveryState.SKIPPED, reason)]
    assert await walk.rows(Confirmation) == []


async def test_one_sent_meanwhile_on_another_road_holds_the_next_back(walk: Walk, worked: Worked) -> None:
    """Two processes, or a clock that was set: what is in line is looked at again."""
    await credited(walk)
    await worked.schedule("ana")
    await worked.due("ana")
    yesterday = walk.clock() - DAY
    await worked.line_up(
        "ana", nudge=Nudge.CHECK_IN, state=DeliveryState.SENT, day=yesterday.date(), due_at=yesterday, sent_at=yesterday
    )
    assert await worked.deliver() == 0
    assert (DeliveryState.SKIPPED, SkipReason.PACE) in await worked.states("ana")


async def test_a_question_that_was_refused_is_asked_on_another_day(walk: Walk, worked: Worked) -> None:
    await credited(walk)
    await worked.schedule("ana")
    worked.post.says("U-ANA", Refused(FailReason.REFUSED), Delivered({"ts": "1"}))
    first = await sent_next(worked)
    [question] = await walk.rows(Confirmation)
    assert (first.state, question.asked_at) == (DeliveryState.FAILED, None)
    second = await sent_next(worked)
    assert (second.nudge, second.state, second.confirmation_id) == (Nudge.CHECK_IN, DeliveryState.SENT, question.id)
    [question] = await walk.rows(Confirmation)
    assert question.asked_at == walk.clock()


async def test_a_question_that_may_have_arrived_is_not_asked_again(walk: Walk, worked: Worked) -> None:
    await credited(walk)
    await worked.schedule("ana")
    worked.post.says("U-ANA", Lost("timeout"), Delivered({"ts": "1"}))
    first = await sent_next(worked)
    assert first.state is DeliveryState.UNKNOWN
    [question] = await walk.rows(Confirmation)
    assert question.asked_at is not None
    assert not any(one.nudge is Nudge.CHECK_IN for one in (await nudges_until(worked, walk.clock() + 3 * WEEK))[1:])


async def test_one_whose_sender_died_is_not_asked_again(walk: Walk, worked: Worked) -> None:
    await credited(walk)
    await worked.schedule("ana")
    await worked.due("ana")

    async def meanwhile(_to: Address) -> None:
        walk.clock.move(LEASE + timedelta(seconds=1))
        await worked.sweep()

    worked.post.meanwhile = meanwhile
    await worked.deliver()
    [question] = await walk.rows(Confirmation)
    assert await worked.states("ana") == [(DeliveryState.UNKNOWN, "lease_lost")]
    assert question.asked_at == walk.clock()


async def test_a_witness_is_asked_whom_the_author_named(walk: Walk, worked: Worked) -> None:
    """Also about what is private, and about an intervention: the author wants it."""
    action_id = await credited(walk, whom="cleo", kind=Kind.INTERVENE, visibility=Visibility.PRIVATE)
    row_id = await put(
        walk, Confirmation, action_id=action_id, person_id=walk.people["ana"], part=ConfirmationPart.WITNESS
    )
    await worked.schedule("ana", "cleo")
    sent = await sent_next(worked)
    assert (sent.nudge, sent.confirmation_id) == (Nudge.CHECK_IN, row_id)
    [message] = worked.post.received("ana")
    assert "stepped in when something biased happened" in words_of(message)
    assert "Cleo" not in words_of(message), "a witness is not told whom it was for"
    assert [one.action for one in answers(message)] == [
        "confirm.yes", "confirm.otherwise", "confirm.absent", "confirm.never",
    ]  # fmt: skip
    assert len(await walk.rows(Confirmation)) == 1


async def test_who_wants_nothing_else_is_found_by_looking_again(walk: Walk, worked: Worked) -> None:
    for who in ("ana", "cleo", "hana"):
        await walk.set_preferences(who, wants_reflections=False, wants_lessons=False)
    await walk.set_preferences("cleo", nudges_stopped=True)
    await worked.schedule("ana", "cleo", "hana")
    await worked.plan()
    assert [await worked.next(who) for who in ("ana", "cleo", "hana")] == [(None, None)] * 3
    await credited(walk)
    await credited(walk, whom="cleo")
    assert await planning.look_again(worked.app) == 1
    await worked.plan()
    assert [(await worked.next(who))[1] for who in ("ana", "cleo", "hana")] == [TODAY + DAY, None, None]
    sent = await sent_next(worked)
    assert (sent.nudge, sent.state) == (Nudge.CHECK_IN, DeliveryState.SENT)
    walk.clock.move(WEEK + DAY)
    await worked.plan()
    assert await worked.next("ana") == (None, None)
    assert await planning.look_again(worked.app) == 0, "there is nothing more to ask"


async def test_whatever_is_pressed_on_it_a_question_counts_as_answered(walk: Walk, worked: Worked) -> None:
    await credited(walk)
    await worked.schedule("ana")
    sent = await sent_next(worked)
    async with walk.database.begin() as db:
        mine = (walk.organization_id, walk.people["ana"], sent.confirmation_id)
        assert not await nudge_answers.answered_about(
            db, walk.organization_id, walk.people["ben"], mine[2], walk.clock()
        )
        assert await nudge_answers.answered_about(db, *mine, walk.clock())
        assert not await nudge_answers.answered_about(db, *mine, walk.clock() + DAY)
    assert [one.answered_at for one in await walk.rows(Delivery)] == [walk.clock()]


async def test_an_erasure_takes_what_others_were_asked_about(walk: Walk, worked: Worked) -> None:
    """What the author had taken back is dropped with them, though a nudge had asked about it."""
    action_id = await credited(walk)
    await worked.schedule("ana")
    sent = await sent_next(worked)
    await withdrawn(walk, action_id)
    await author_erased(walk, action_id)
    assert await walk.rows(Confirmation) == await walk.rows(Action) == []
    [left] = await worked.deliveries("ana")
    assert (left.id, left.confirmation_id) == (sent.id, None)


async def test_an_erasure_of_the_one_who_was_asked_unties_the_answer_from_them(walk: Walk, worked: Worked) -> None:
    await credited(walk)
    await worked.schedule("ana")
    assert (await sent_next(worked)).state is DeliveryState.SENT
    async with walk.database.begin() as db:
        await erasure.erase(db, walk.organization_id, walk.people["ana"], today=TODAY + DAY, now=walk.clock())
        nobody = await db.scalar(select(Person.id).where(Person.erased_at.is_not(None)))
    [delivery] = await walk.rows(Delivery)
    [question] = await walk.rows(Confirmation)
    assert (delivery.person_id, delivery.confirmation_id, question.person_id) == (nobody, None, None)
