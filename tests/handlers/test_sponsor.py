"""`sponsor` by words: it keeps the opportunity and starts a sponsorship."""

from __future__ import annotations

from datetime import date

from storage.models import Action, Sponsorship
from storage.words import Kind, Opportunity, SponsorshipState
from tests.walking import Walk, field_of, words_of


async def test_it_starts_a_sponsorship(walk: Walk) -> None:
    reply = await walk.say("sponsor @ana for staff engineer")
    (action,) = await walk.rows(Action)
    (sponsorship,) = await walk.rows(Sponsorship)
    assert action.kind is Kind.SPONSOR
    assert sponsorship.action_id == action.id
    assert sponsorship.sponsor_id == walk.people["ben"]
    assert sponsorship.beneficiary_id == walk.people["ana"]
    assert sponsorship.opportunity is Opportunity.ROLE
    assert sponsorship.state is SponsorshipState.NOMINATED
    assert sponsorship.nominated_on == date(2026, 3, 4)
    assert sponsorship.concluded_on is None
    assert walk.cipher.open(sponsorship.detail_sealed) == "staff engineer"
    assert field_of(reply, "Put forward for") == "A role: staff engineer"
    assert "nominated" in words_of(reply)


async def test_what_it_is_for_is_sealed(walk: Walk) -> None:
    await walk.say("sponsor @ana for staff engineer")
    assert "staff engineer" not in await walk.dump()


async def test_a_reason_is_the_note(walk: Walk) -> None:
    await walk.say("nominate @ana for the keynote yesterday: she knows it best")
    (action,) = await walk.rows(Action)
    (sponsorship,) = await walk.rows(Sponsorship)
    assert walk.cipher.open(action.note_sealed) == "she knows it best"
    assert sponsorship.opportunity is Opportunity.TALK
    assert sponsorship.nominated_on == action.occurred_on == date(2026, 3, 3)


async def test_the_same_person_for_something_else_is_another_one(walk: Walk) -> None:
    await walk.say("sponsor @ana for the keynote")
    await walk.say("sponsor @ana for the award")
    assert all(one.withdrawn_at is None for one in await walk.rows(Action))
    assert "Already logged" in words_of(await walk.say("sponsor @ana for the award"))


async def test_nobody_and_nothing_is_enough(walk: Walk) -> None:
    reply = await walk.say("sponsor")
    (sponsorship,) = await walk.rows(Sponsorship)
    assert (sponsorship.beneficiary_id, sponsorship.opportunity) == (None, Opportunity.OTHER)
    assert field_of(reply, "Put forward for") == "Something else"
