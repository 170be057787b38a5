"""Where two people who become one both have what there can be one of: what stays, and that nothing logged goes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from storage.models import Action, Confirmation, Delivery, LessonResult, SeenItem, Sponsorship
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    DeliveryState,
    Kind,
    Nudge,
    Opportunity,
    SponsorshipState,
    Visibility,
)
from tests.storage.everything import action, put
from tests.storage.linked import known, link
from tests.walking import Walk

__all__ = ["known"]  # a fixture of the other file


async def delivered(walk: Walk, who: str, day: int, state: DeliveryState = DeliveryState.SENT, **more: Any) -> Any:
    values = {"zone": "UTC", "due_at": walk.clock(), "ready_at": walk.clock(), "created_at": walk.clock()}
    return await put(
        walk,
        Delivery,
        person_id=walk.people[who],
        nudge=Nudge.REFLECTION,
        day=date(2026, 3, day),
        state=state,
        **values,
        **more,
    )


async def test_the_same_words_of_both_stay_two_actions(known: Walk) -> None:
    for who in ("ana", "sam"):
        await action(known, who, note="the very same")
    await link(known)
    rows = await known.rows(Action, Action.actor_id == known.people["ana"])
    assert len(rows) == 2
    assert sorted(one.said is None for one in rows) == [False, True]
    assert [known.cipher.open(one.note_sealed) for one in rows] == ["the very same"] * 2


@pytest.mark.parametrize(
    ("mine", "theirs", "stays"),
    [
        (ConfirmationAnswer.YES, ConfirmationAnswer.DECLINED, ConfirmationAnswer.YES),
        (None, ConfirmationAnswer.YES, ConfirmationAnswer.YES),
        (ConfirmationAnswer.YES, None, ConfirmationAnswer.YES),
        (None, None, None),
    ],
)
async def test_a_question_to_both_is_one_and_an_answer_stays(
    known: Walk, mine: ConfirmationAnswer | None, theirs: ConfirmationAnswer | None, stays: ConfirmationAnswer | None
) -> None:
    about = await action(known, "ben")
    asked = {
        who: await put(
            known,
            Confirmation,
            action_id=about,
            person_id=known.people[who],
            part=ConfirmationPart.WITNESS,
            answer=answer,
            answered_at=known.clock() if answer else None,
        )
        for who, answer in (("ana", mine), ("sam", theirs))
    }
    for at, who in enumerate(asked, 2):
        await delivered(known, who, at, confirmation_id=asked[who])
    await link(known)
    [one] = await known.rows(Confirmation)
    assert (one.person_id, one.answer) == (known.people["ana"], stays)
    assert {each.confirmation_id for each in await known.rows(Delivery)} == {one.id}


async def test_nobody_is_left_as_their_own_colleague_or_witness(known: Walk) -> None:
    about = await action(
        known, "sam", Kind.SPONSOR, beneficiary_id=known.people["ana"], note="stays", visibility=Visibility.NAMED
    )
    await put(
        known,
        Sponsorship,
        action_id=about,
        sponsor_id=known.people["sam"],
        beneficiary_id=known.people["ana"],
        opportunity=Opportunity.ROLE,
        state=SponsorshipState.NOMINATED,
        nominated_on=date(2026, 3, 2),
        beneficiary_agreed=True,
    )
    asked = await put(
        known,
        Confirmation,
        action_id=about,
        person_id=known.people["ana"],
        part=ConfirmationPart.BENEFICIARY,
        answer=ConfirmationAnswer.YES,
        answered_at=known.clock(),
    )
    await delivered(known, "ana", 2, confirmation_id=asked)
    await link(known)
    [logged] = await known.rows(Action)
    assert (logged.actor_id, logged.beneficiary_id, logged.withdrawn_at) == (known.people["ana"], None, None)
    assert known.cipher.open(logged.note_sealed) == "stays"
    assert await known.rows(Confirmation) == []
    [sponsorship] = await known.rows(Sponsorship)
    assert (sponsorship.sponsor_id, sponsorship.beneficiary_id) == (known.people["ana"], None)
    assert sponsorship.beneficiary_agreed is None
    [nudge] = await known.rows(Delivery)
    assert nudge.confirmation_id is None


@pytest.mark.parametrize(
    ("mine", "theirs", "stays"),
    [
        (DeliveryState.SENT, DeliveryState.SENT, "ana"),
        (DeliveryState.SKIPPED, DeliveryState.SENT, "sam"),
        (DeliveryState.PENDING, DeliveryState.UNKNOWN, "sam"),
        (DeliveryState.SENT, DeliveryState.PENDING, "ana"),
        (DeliveryState.FAILED, DeliveryState.SKIPPED, "ana"),
    ],
)
async def test_of_two_nudges_of_a_day_the_one_that_arrived_stays(
    known: Walk, mine: DeliveryState, theirs: DeliveryState, stays: str
) -> None:
    ids = {"ana": await delivered(known, "ana", 3, mine), "sam": await delivered(known, "sam", 3, theirs)}
    other = await delivered(known, "sam", 2)
    await put(
        known,
        LessonResult,
        person_id=known.people["sam"],
        delivery_id=ids["sam"],
        lesson="interrupted",
        answer=1,
        is_right=True,
        answered_on=date(2026, 3, 3),
        created_at=known.clock(),
    )
    await link(known)
    assert {one.id for one in await known.rows(Delivery)} == {ids[stays], other}
    [result] = await known.rows(LessonResult)
    assert result.person_id == known.people["ana"]
    assert result.delivery_id == (ids["sam"] if stays == "sam" else None)


async def test_an_answer_to_a_lesson_on_one_day_is_the_roster_persons(known: Walk) -> None:
    for who, answer, day in (("ana", 0, 3), ("sam", 1, 3), ("sam", 2, 2)):
        await put(
            known,
            LessonResult,
            person_id=known.people[who],
            lesson="interrupted",
            answer=answer,
            is_right=True,
            answered_on=date(2026, 3, day),
            created_at=known.clock(),
        )
    await link(known)
    rows = await known.rows(LessonResult, LessonResult.person_id == known.people["ana"])
    assert sorted((one.answered_on.day, one.answer) for one in rows) == [(2, 2), (3, 0)]


async def test_what_either_turned_down_stays_turned_down(known: Walk) -> None:
    async with known.database.begin() as db:
        for who, item, shown, turned_down in (
            ("ana", "both", 1, None),
            ("sam", "both", 3, 3),
            ("sam", "theirs", 2, None),
        ):
            await db.execute(
                insert(SeenItem).values(
                    organization_id=known.organization_id,
                    person_id=known.people[who],
                    item=item,
                    shown_on=date(2026, 3, shown),
                    not_for_me_on=date(2026, 3, turned_down) if turned_down else None,
                )
            )
    await link(known)
    rows = await known.rows(SeenItem)
    assert sorted((one.person_id, one.item, one.shown_on.day, one.not_for_me_on) for one in rows) == [
        (known.people["ana"], "both", 1, date(2026, 3, 3)),
        (known.people["ana"], "theirs", 2, None),
    ]
