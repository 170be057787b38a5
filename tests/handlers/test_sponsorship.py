"""A sponsorship's life: what its sponsor says of it, what its beneficiary says, and neither to the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from handlers.dispatch import may_open_form
from handlers.request import Press
from messages.forms import Form, FormErrors
from storage.models import Action, Delivery, Sponsorship
from storage.models.base import new_id
from storage.words import DeliveryState, Nudge, SponsorshipOutcome, SponsorshipState
from tests.golden import check_golden
from tests.handlers.crowds import with_steady_ids
from tests.storage.everything import put
from tests.walking import Walk, all_buttons, words_of

TODAY = date(2026, 3, 4)
OPEN, CHANCE, OVER = SponsorshipState.NOMINATED, SponsorshipState.OPPORTUNITY, SponsorshipState.OUTCOME
GOT_IT, OTHER, NOT_NOW, STOPPED = SponsorshipOutcome
PRESSES = ("got_it", "other", "not_now", "stopped", "open", "edit", "silence")


async def nominate(walk: Walk, said: str = "sponsor @ana for staff engineer") -> UUID:
    await walk.say(said)
    one = (await walk.rows(Sponsorship))[-1]
    one_id: UUID = one.id
    return one_id


async def agreed(walk: Walk) -> UUID:
    """Ana agreed to be asked what came of it."""
    subject = await nominate(walk)
    async with walk.database.begin() as db:
        await db.execute(update(Sponsorship).values(beneficiary_agreed=True))
    return subject


async def stored(walk: Walk) -> Any:
    (one,) = await walk.rows(Sponsorship)
    return one


async def said(walk: Walk) -> tuple[Any, ...]:
    """What the sponsor said, and since when it counts as a step up."""
    one = await stored(walk)
    return one.state, one.outcome, one.concluded_on, one.advanced_on


@pytest.mark.parametrize(
    ("pressed", "outcome", "advanced_on"),
    [("got_it", GOT_IT, TODAY), ("other", OTHER, TODAY), ("not_now", NOT_NOW, None), ("stopped", STOPPED, None)],
)
async def test_the_sponsor_says_what_came_of_it(
    walk: Walk, pressed: str, outcome: SponsorshipOutcome, advanced_on: date | None
) -> None:
    subject = await nominate(walk)
    await walk.press(f"sponsorship.{pressed}", subject)
    assert await said(walk) == (OVER, outcome, TODAY, advanced_on)


async def test_still_open_says_when_it_is_asked_again(walk: Walk) -> None:
    subject = await nominate(walk)
    walk.clock.move(timedelta(days=30))
    reply = await walk.press("sponsorship.open", subject)
    assert await said(walk) == (OPEN, None, None, None)
    assert (await stored(walk)).check_in_due == date(2026, 6, 2)
    assert "I may ask again from 2 June 2026 on." in words_of(reply)


async def test_it_can_be_opened_again(walk: Walk) -> None:
    subject = await nominate(walk)
    await walk.press("sponsorship.got_it", subject)
    await walk.press("sponsorship.open", subject)
    assert await said(walk) == (OPEN, None, None, None)


async def test_a_second_press_moves_no_day(walk: Walk) -> None:
    subject = await nominate(walk)
    first = await walk.press("sponsorship.got_it", subject)
    walk.clock.move(timedelta(days=9))
    assert await walk.press("sponsorship.got_it", subject) == first
    assert await said(walk) == (OVER, GOT_IT, TODAY, TODAY)


async def test_another_day_or_answer_by_the_form(walk: Walk) -> None:
    subject = await nominate(walk)
    walk.clock.move(timedelta(days=40))
    assert may_open_form(Press("sponsorship.edit"))
    card = await walk.press("sponsorship.got_it", subject)
    form = await walk.press_button(card, "Another day, or another answer")
    await walk.submit(form, {"concluded_on": date(2026, 3, 20)})
    assert await said(walk) == (OVER, GOT_IT, date(2026, 3, 20), date(2026, 3, 20))
    form = await walk.press("sponsorship.edit", subject)
    await walk.submit(form, {"outcome": "opportunity"})
    assert await said(walk) == (CHANCE, None, None, None)
    await walk.press("sponsorship.open", subject)  # a chance stays one
    assert (await stored(walk)).state is CHANCE


@pytest.mark.parametrize(
    ("values", "wrong", "why"),
    [
        ({"outcome": "got_it", "concluded_on": date(2026, 3, 5)}, "concluded_on", "still to come"),
        ({"outcome": "got_it", "concluded_on": date(2026, 3, 3)}, "concluded_on", "before you put them forward"),
        ({"outcome": "got_it", "concluded_on": None}, "concluded_on", "Pick the day"),
        ({"outcome": "got_it", "concluded_on": "soon"}, "concluded_on", "in no calendar I know"),
        ({"outcome": "promoted"}, "outcome", "choose one"),
        ({"outcome": None}, "outcome", "choose one"),
    ],
)
async def test_what_is_wrong_in_the_form_is_told(walk: Walk, values: dict[str, Any], wrong: str, why: str) -> None:
    form = await walk.press("sponsorship.edit", await nominate(walk))
    reply = await walk.submit(form, values)
    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == [wrong]
    assert why in reply.errors[wrong]
    assert await said(walk) == (OPEN, None, None, None)


async def test_it_is_nobody_elses_to_say(walk: Walk) -> None:
    """Nor that of whoever was put forward, before they agreed to be asked."""
    subject = await nominate(walk)
    other = await walk.another_organization()
    before = await stored(walk)
    for pressed in PRESSES:
        for who in ("ana", "dan", "eve", "ada"):
            assert "can't find" in words_of(await walk.press(f"sponsorship.{pressed}", subject, as_=who))
        assert "can't find" in words_of(await other.press(f"sponsorship.{pressed}", subject, as_="zoe"))
        for nonsense in ("", "nonsense", new_id()):
            assert "can't find" in words_of(await walk.press(f"sponsorship.{pressed}", nonsense))
    forged = await walk.submit("sponsorship", {"outcome": "stopped"}, subject=subject, as_="ana")
    assert "can't find" in words_of(forged)
    after = await stored(walk)
    assert (after.state, after.outcome, after.beneficiary_outcome) == (before.state, None, None)


async def test_what_was_taken_back_is_over(walk: Walk) -> None:
    subject = await nominate(walk)
    await walk.say("undo")
    assert "can't find that sponsorship" in words_of(await walk.press("sponsorship.got_it", subject))
    assert "You have put nobody forward so far." in words_of(await walk.say("sponsorships"))
    assert (await stored(walk)).state is OPEN


# whoever was put forward


async def test_the_beneficiary_says_it_in_private(walk: Walk) -> None:
    """Neither the sponsor's list nor their own record nor anything they press tells what she said."""
    subject = await agreed(walk)
    pages = [await walk.say(page) for page in ("sponsorships", "me")]
    for pressed in ("got_it", "other", "not_now", "open", "silence"):
        await walk.press(f"sponsorship.{pressed}", subject, as_="ana")
        assert [await walk.say(page) for page in ("sponsorships", "me")] == pages
    assert (await said(walk))[:3] == (OPEN, None, None)


async def test_her_word_counts_before_his(walk: Walk) -> None:
    subject = await agreed(walk)
    await walk.press("sponsorship.got_it", subject)
    assert (await stored(walk)).advanced_on == TODAY
    walk.clock.move(timedelta(days=10))
    await walk.press("sponsorship.not_now", subject, as_="ana")
    assert await said(walk) == (OVER, GOT_IT, TODAY, None)
    await walk.press("sponsorship.other", subject, as_="ana")
    assert await said(walk) == (OVER, GOT_IT, TODAY, date(2026, 3, 14))
    await walk.press("sponsorship.not_now", subject)
    assert (await stored(walk)).advanced_on == date(2026, 3, 14)


async def test_while_it_is_open_to_her_his_word_counts(walk: Walk) -> None:
    subject = await agreed(walk)
    await walk.press("sponsorship.got_it", subject)
    await walk.press("sponsorship.not_now", subject, as_="ana")
    await walk.press("sponsorship.open", subject, as_="ana")
    one = await stored(walk)
    assert (one.beneficiary_outcome, one.advanced_on) == (None, TODAY)


async def test_she_can_end_it(walk: Walk) -> None:
    subject = await agreed(walk)
    card = await walk.press("sponsorship.open", subject, as_="ana")
    await walk.press_button(card, "Don't ask me about this one", as_="ana")
    assert (await stored(walk)).beneficiary_agreed is False
    assert "can't find" in words_of(await walk.press("sponsorship.got_it", subject, as_="ana"))


async def test_that_the_sponsor_stopped_is_not_hers_to_say(walk: Walk) -> None:
    subject = await agreed(walk)
    assert "can't find" in words_of(await walk.press("sponsorship.stopped", subject, as_="ana"))
    assert (await stored(walk)).beneficiary_outcome is None


async def test_an_erased_sponsor_leaves_nothing_to_say(walk: Walk) -> None:
    subject = await agreed(walk)
    await walk.press("privacy.erase", walk.people["ben"])
    assert "can't find" in words_of(await walk.press("sponsorship.got_it", subject, as_="ana"))


async def test_an_erased_beneficiary_leaves_his_to_him(walk: Walk) -> None:
    subject = await agreed(walk)
    await walk.press("privacy.erase", walk.people["ana"], as_="ana")
    reply = await walk.press("sponsorship.got_it", subject)
    assert "A colleague, for a role (staff engineer)" in words_of(reply)
    assert await said(walk) == (OVER, GOT_IT, TODAY, TODAY)


@pytest.mark.parametrize("who", ["ben", "ana"])
async def test_the_nudge_that_asked_counts_as_answered(walk: Walk, who: str) -> None:
    subject = await agreed(walk)
    for at, person in enumerate(("ben", "ana"), 2):
        await put(
            walk,
            Delivery,
            person_id=walk.people[person],
            nudge=Nudge.CHECK_IN,
            day=date(2026, 3, at),
            state=DeliveryState.SENT,
            sponsorship_id=subject,
            zone="UTC",
            due_at=walk.clock(),
            ready_at=walk.clock(),
            created_at=walk.clock(),
        )
    await walk.press("sponsorship.open", subject, as_=who)
    answered = [one.person_id for one in await walk.rows(Delivery) if one.answered_at is not None]
    assert answered == [walk.people[who]]


# the list


async def test_the_record_leads_to_what_is_open(walk: Walk) -> None:
    await nominate(walk)
    record = await walk.say("me")
    assert "1 open sponsorship: what came of it can be said at any time." in words_of(record)
    listed = await walk.press_button(record, "My sponsorships")
    assert listed == await walk.say("sponsorship")
    await walk.press_button(listed, "Not this time")
    assert "open sponsorship" not in words_of(await walk.say("me"))
    told = words_of(await walk.say("sponsorships"))
    assert "Ana Lima, for a role (staff engineer): not this time, 4 March 2026" in told


async def test_a_lost_key_loses_the_words_alone(walk: Walk) -> None:
    await nominate(walk)
    await walk.execute("UPDATE sponsorships SET detail_sealed = 'sealed with a key that is lost'")
    assert "Ana Lima, for a role\n" in words_of(await walk.say("sponsorships"))


async def test_many_open_ones_come_up_by_and_by(walk: Walk) -> None:
    for at in range(9):
        await nominate(walk, f"sponsor @ana for role {at}")
    reply = await walk.say("sponsorships")
    assert len([one for one in all_buttons(reply) if one.label == "They got it"]) == 8
    assert "1 older ones come up as you close these" in words_of(reply)


async def test_an_edited_nomination_keeps_its_life(walk: Walk) -> None:
    subject = await nominate(walk)
    await walk.press("sponsorship.got_it", subject)
    await walk.submit(await walk.say("edit"), {"detail": "principal engineer"})
    old, new = await walk.rows(Sponsorship)
    assert old.id == subject
    assert (new.state, new.outcome, new.concluded_on, new.advanced_on) == (OVER, GOT_IT, TODAY, TODAY)
    assert len(await walk.rows(Action)) == 2


async def test_golden_sponsorships(walk: Walk) -> None:
    check_golden("sponsorship/none", await walk.say("sponsorships"))
    stopped = await nominate(walk, "sponsor @dan for the keynote")
    await walk.press("sponsorship.stopped", stopped)
    subject = await nominate(walk)
    form = await walk.press("sponsorship.edit", subject)
    assert isinstance(form, Form)
    check_golden("sponsorship/form", Form(form.name, form.title, form.submit_label, form.inputs, "1", form.intro))
    check_golden("sponsorship/list", with_steady_ids(await walk.say("sponsorships")))
    check_golden("sponsorship/open", with_steady_ids(await walk.press("sponsorship.open", subject)))
    check_golden("sponsorship/got_it", with_steady_ids(await walk.press("sponsorship.got_it", subject)))
    check_golden("sponsorship/not_now", with_steady_ids(await walk.press("sponsorship.not_now", subject)))
    async with walk.database.begin() as db:
        await db.execute(update(Sponsorship).values(beneficiary_agreed=True))
    check_golden("sponsorship/she_said", with_steady_ids(await walk.press("sponsorship.got_it", subject, as_="ana")))
