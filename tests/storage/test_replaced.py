"""An action that is corrected keeps what colleagues said of it, as long as it says the same to them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from storage import actions
from storage.actions import NewAction, Nomination
from storage.models import Confirmation, Sponsorship
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    Kind,
    Opportunity,
    Setting,
    SponsorshipOutcome,
    SponsorshipState,
    Visibility,
)
from tests.storage.everything import put
from tests.storage.test_actions import act, log
from tests.walking import Walk

A_ROLE = Nomination(Opportunity.ROLE, "a role")
ANSWERED_ON = date(2026, 3, 3)


async def replaced(walk: Walk, old: UUID, new: NewAction) -> UUID:
    async with walk.database.begin() as db:
        new_id = await actions.replace(db, walk.cipher, walk.organization_id, old, new, walk.clock())
    assert new_id is not None
    return new_id


async def confirmed(walk: Walk, action_id: UUID) -> None:
    await put(
        walk,
        Confirmation,
        action_id=action_id,
        person_id=walk.people["ana"],
        part=ConfirmationPart.BENEFICIARY,
        answer=ConfirmationAnswer.YES,
        asked_at=walk.clock(),
        answered_at=walk.clock(),
    )


@pytest.mark.parametrize(
    ("changes", "is_kept"),
    [
        ({"note": "mended"}, True),
        ({"visibility": Visibility.NAMED}, True),
        ({"kind": Kind.INCLUDE}, False),
        ({"occurred_on": date(2026, 3, 1)}, False),
        ({"setting": Setting.CHAT}, False),
        ({"setting": None}, False),
        ({"beneficiary_id": None}, False),
    ],
)
async def test_answers_stay_with_what_they_were_about(walk: Walk, changes: dict[str, Any], is_kept: bool) -> None:
    old = await log(walk, act(walk))
    await confirmed(walk, old)
    other = await log(walk, act(walk, occurred_on=date(2026, 2, 2)))
    await confirmed(walk, other)
    new = await replaced(walk, old, act(walk, **changes))
    assert {one.action_id for one in await walk.rows(Confirmation)} == {new if is_kept else old, other}


async def test_answers_go_along_through_many_corrections_also_of_what_says_nothing(walk: Walk) -> None:
    plain = {"setting": None, "beneficiary_id": None}
    last = await log(walk, act(walk, **plain))
    await confirmed(walk, last)
    for note in ("one", "two"):
        last = await replaced(walk, last, act(walk, note=note, **plain))
    assert [one.action_id for one in await walk.rows(Confirmation)] == [last]


@pytest.mark.parametrize(
    ("is_for_the_same", "said", "advanced_on"),
    [
        (True, None, ANSWERED_ON),
        (True, SponsorshipOutcome.NOT_NOW, None),
        (False, None, ANSWERED_ON),
        (False, SponsorshipOutcome.NOT_NOW, ANSWERED_ON),
    ],
)
async def test_a_sponsorship_goes_on_and_what_a_beneficiary_said_is_of_them_alone(
    walk: Walk, is_for_the_same: bool, said: SponsorshipOutcome | None, advanced_on: date | None
) -> None:
    old = await log(walk, act(walk, kind=Kind.SPONSOR, nomination=A_ROLE))
    life = {
        "state": SponsorshipState.OUTCOME,
        "outcome": SponsorshipOutcome.GOT_IT,
        "concluded_on": ANSWERED_ON,
        "check_in_due": date(2026, 6, 1),
    }
    theirs = {"beneficiary_agreed": True, "beneficiary_outcome": said, "beneficiary_due": date(2026, 7, 1)}
    async with walk.database.begin() as db:
        word = ANSWERED_ON if said is None else None
        await db.execute(update(Sponsorship).values(**life, **theirs, advanced_on=word))
    whom = walk.people["ana" if is_for_the_same else "cleo"]
    new = await replaced(walk, old, act(walk, kind=Kind.SPONSOR, nomination=A_ROLE, beneficiary_id=whom))
    [one] = await walk.rows(Sponsorship, Sponsorship.action_id == new)
    assert {name: getattr(one, name) for name in life} == life
    kept = theirs if is_for_the_same else dict.fromkeys(theirs)
    assert {name: getattr(one, name) for name in theirs} == kept
    assert one.advanced_on == advanced_on


async def test_what_becomes_of_a_sponsorship_that_is_none_any_more_is_not_looked_for(walk: Walk) -> None:
    old = await log(walk, act(walk, kind=Kind.SPONSOR, nomination=A_ROLE))
    await replaced(walk, old, act(walk, kind=Kind.MENTOR))
    assert [one.action_id for one in await walk.rows(Sponsorship)] == [old]
