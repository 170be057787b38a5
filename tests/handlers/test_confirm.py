"""Answering what a colleague logged: in private, by the one who was asked, for a day to change, and told to nobody."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from handlers.request import Reply
from storage.models import Action, Confirmation, Delivery, Preferences, Sponsorship
from storage.models.base import new_id
from storage.words import ConfirmationAnswer, ConfirmationPart, DeliveryState, Nudge
from tests.golden import check_golden
from tests.handlers.crowds import with_steady_ids
from tests.storage.everything import put
from tests.walking import Walk, all_buttons, words_of

ANSWERS = {
    "yes": ConfirmationAnswer.YES,
    "somewhat": ConfirmationAnswer.SOMEWHAT,
    "no": ConfirmationAnswer.NO,
    "otherwise": ConfirmationAnswer.NOT_LIKE_THAT,
    "skip": ConfirmationAnswer.DECLINED,
    "absent": ConfirmationAnswer.DECLINED,
}


async def asked(
    walk: Walk, said: str = "amplify @ana in standup: her idea", who: str = "ana", *, witness: bool = False
) -> UUID:
    """Ben logs something, and a colleague is asked about it."""
    await walk.say(said)
    action = (await walk.rows(Action))[-1]
    part = ConfirmationPart.WITNESS if witness else ConfirmationPart.BENEFICIARY
    return await put(
        walk, Confirmation, action_id=action.id, person_id=walk.people[who], part=part, asked_at=walk.clock()
    )


async def sent(walk: Walk, confirmation_id: UUID, who: str = "ana") -> None:
    """The nudge that asked."""
    await put(
        walk,
        Delivery,
        person_id=walk.people[who],
        nudge=Nudge.CHECK_IN,
        day=walk.clock().date(),
        state=DeliveryState.SENT,
        confirmation_id=confirmation_id,
        zone="UTC",
        due_at=walk.clock(),
        ready_at=walk.clock(),
        sent_at=walk.clock(),
        created_at=walk.clock(),
    )


async def stored(walk: Walk) -> ConfirmationAnswer | None:
    (one,) = await walk.rows(Confirmation)
    answer: ConfirmationAnswer | None = one.answer
    return answer


def labels(reply: Reply) -> list[str]:
    return [button.label for button in all_buttons(reply)]


@pytest.mark.parametrize(("pressed", "answer"), ANSWERS.items())
async def test_an_answer_is_kept(walk: Walk, pressed: str, answer: ConfirmationAnswer) -> None:
    subject = await asked(walk)
    reply = await walk.press(f"confirm.{pressed}", subject, as_="ana")
    (one,) = await walk.rows(Confirmation)
    assert (one.answer, one.answered_at) == (answer, walk.clock())
    assert "Change my answer" in labels(reply)


async def test_only_the_one_who_was_asked_may_answer(walk: Walk) -> None:
    """Neither the author nor a manager, an admin or a stranger; and nobody learns whether there is a question."""
    subject = await asked(walk)
    other = await walk.another_organization()
    told = set()
    for pressed in (*ANSWERS, "open", "agree", "disagree"):
        for who in ("ben", "dan", "eve", "ada"):
            told.add(words_of(await walk.press(f"confirm.{pressed}", subject, as_=who)))
        told.add(words_of(await other.press(f"confirm.{pressed}", subject, as_="zoe")))
        for nonsense in ("", "nonsense", new_id()):
            told.add(words_of(await walk.press(f"confirm.{pressed}", nonsense, as_="ana")))
    (only,) = told
    assert "I can't find that question any more. /ally confirm shows what waits for your answer." in only
    assert await stored(walk) is None


async def test_pressed_twice_is_answered_once(walk: Walk) -> None:
    subject = await asked(walk)
    first = await walk.press("confirm.yes", subject, as_="ana")
    at = walk.clock()
    walk.clock.move(timedelta(hours=3))
    assert await walk.press("confirm.yes", subject, as_="ana") == first
    (one,) = await walk.rows(Confirmation)
    assert one.answered_at == at


async def test_an_answer_may_be_changed_for_a_day(walk: Walk) -> None:
    subject = await asked(walk)
    thanks = await walk.press("confirm.yes", subject, as_="ana")
    walk.clock.move(timedelta(hours=23, minutes=59))
    again = await walk.press_button(thanks, "Change my answer", as_="ana")
    assert "Did that help?" in words_of(again)
    await walk.press_button(again, "It didn't happen like that", as_="ana")
    assert await stored(walk) is ConfirmationAnswer.NOT_LIKE_THAT
    walk.clock.move(timedelta(days=1))
    for pressed in ("yes", "skip", "open"):
        told = words_of(await walk.press(f"confirm.{pressed}", subject, as_="ana"))
        assert "You answered this one on 5 March 2026: it didn't happen like that." in told
    assert await stored(walk) is ConfirmationAnswer.NOT_LIKE_THAT


async def test_who_said_nothing_may_still_say_something_later(walk: Walk) -> None:
    subject = await asked(walk)
    await walk.press("confirm.skip", subject, as_="ana")
    walk.clock.move(timedelta(days=9))
    await walk.press("confirm.somewhat", subject, as_="ana")
    assert await stored(walk) is ConfirmationAnswer.SOMEWHAT


async def test_what_was_taken_back_has_nothing_to_answer_and_loses_nothing(walk: Walk) -> None:
    subject = await asked(walk)
    await walk.say("undo")
    told = words_of(await walk.press("confirm.yes", subject, as_="ana"))
    assert "Ben Okafor has taken this back or changed it since" in told
    assert "Nothing was kept." in told
    assert await stored(walk) is None
    assert "No question waits for you." in words_of(await walk.say("confirm", as_="ana"))
    action = (await walk.rows(Action))[-1]
    await walk.press("undo.restore", action.id)
    await walk.press("confirm.yes", subject, as_="ana")
    await walk.press("undo", action.id)
    assert "What you had answered stays yours." in words_of(await walk.press("confirm.no", subject, as_="ana"))
    assert await stored(walk) is ConfirmationAnswer.YES


async def test_an_erased_author_is_told_of_without_a_name(walk: Walk) -> None:
    subject = await asked(walk)
    await walk.press("privacy.erase", walk.people["ben"])
    told = words_of(await walk.press("confirm.yes", subject, as_="ana"))
    assert "Whoever logged this is not here any more" in told
    assert "Ben" not in told
    assert await stored(walk) is None


async def test_the_nudge_that_asked_counts_as_answered(walk: Walk) -> None:
    subject = await asked(walk)
    await sent(walk, subject)
    await walk.press("confirm.skip", subject, as_="ana")
    (delivery,) = await walk.rows(Delivery)
    assert delivery.answered_at == walk.clock()


async def test_dont_ask_me_ends_the_questions_and_can_be_taken_back(walk: Walk) -> None:
    subject = await asked(walk)
    reply = await walk.press("confirm.never", subject, as_="ana")
    (hers,) = await walk.rows(Preferences, Preferences.person_id == walk.people["ana"])
    assert (hers.ask_me, hers.log_me) == (False, True)
    assert await stored(walk) is ConfirmationAnswer.DECLINED
    await walk.press_button(reply, "Ask me after all", as_="ana")
    (hers,) = await walk.rows(Preferences, Preferences.person_id == walk.people["ana"])
    assert hers.ask_me
    (bens,) = await walk.rows(Preferences, Preferences.person_id == walk.people["ben"])
    assert bens.ask_me


async def test_dont_ask_me_leaves_an_answer_as_it_is(walk: Walk) -> None:
    subject = await asked(walk)
    await walk.press("confirm.yes", subject, as_="ana")
    await walk.press("confirm.never", subject, as_="ana")
    assert await stored(walk) is ConfirmationAnswer.YES


async def test_the_author_never_reads_an_answer(walk: Walk) -> None:
    """Whatever Ana does with the question, Ben's pages say the same."""
    subject = await asked(walk)
    before = [await walk.say(page) for page in ("me", "me quarter", "sponsorships", "confirm", "home")]
    for pressed in (*ANSWERS, "never"):
        await walk.press(f"confirm.{pressed}", subject, as_="ana")
        assert [await walk.say(page) for page in ("me", "me quarter", "sponsorships", "confirm", "home")] == before


async def test_what_waits_is_listed_for_whoever_asks(walk: Walk) -> None:
    await asked(walk)
    walk.clock.move(timedelta(minutes=5))
    await asked(walk, "recognize @cleo yesterday", witness=True)
    assert "No question waits for you." in words_of(await walk.say("confirm"))
    record = words_of(await walk.say("me", as_="ana"))
    assert "You may say, in private, whether it was so." in record
    reply = await walk.press_button(await walk.say("me", as_="ana"), "See what waits for me", as_="ana")
    told = words_of(reply)
    assert told.index("credited an idea of yours") < told.index("named a colleague's work where it counts")
    assert "Cleo" not in told
    assert "her idea" not in told
    await walk.press_button(reply, "Yes", as_="ana")
    left = await walk.say("questions", as_="ana")
    assert "credited an idea" not in words_of(left)
    await walk.press_button(left, "I wasn't there", as_="ana")
    assert "No question waits for you." in words_of(await walk.say("confirm", as_="ana"))


async def test_many_questions_come_by_and_by(walk: Walk) -> None:
    for at in range(7):
        await asked(walk, f"amplify @ana in standup: idea {at}")
    reply = await walk.say("confirm", as_="ana")
    assert labels(reply).count("Don't ask me") == 5
    assert "they come up as you answer these" in words_of(reply)


async def test_who_was_put_forward_may_agree_to_be_asked_later(walk: Walk) -> None:
    subject = await asked(walk, "sponsor @ana for staff engineer")
    thanks = await walk.press("confirm.yes", subject, as_="ana")
    assert "May I ask you in some months what came of it?" in words_of(thanks)
    await walk.press_button(thanks, "Yes, you may", as_="ana")
    (sponsorship,) = await walk.rows(Sponsorship)
    assert sponsorship.beneficiary_agreed is True
    await walk.press_button(thanks, "No, thanks", as_="ana")
    (sponsorship,) = await walk.rows(Sponsorship)
    assert sponsorship.beneficiary_agreed is False
    assert "May I ask" not in words_of(await walk.press("confirm.somewhat", subject, as_="ana"))


@pytest.mark.parametrize("pressed", ["no", "otherwise", "skip"])
async def test_who_did_not_confirm_is_not_asked_for_more(walk: Walk, pressed: str) -> None:
    subject = await asked(walk, "sponsor @ana for staff engineer")
    assert "May I ask" not in words_of(await walk.press(f"confirm.{pressed}", subject, as_="ana"))


async def test_a_witness_of_a_sponsorship_can_agree_to_nothing(walk: Walk) -> None:
    subject = await asked(walk, "sponsor @ana for staff engineer", who="cleo", witness=True)
    assert "May I ask" not in words_of(await walk.press("confirm.yes", subject, as_="cleo"))
    await walk.press("confirm.agree", subject, as_="cleo")
    (sponsorship,) = await walk.rows(Sponsorship)
    assert sponsorship.beneficiary_agreed is None


async def test_golden(walk: Walk) -> None:
    check_golden("confirm/nothing", await walk.say("confirm", as_="ana"))
    subject = await asked(walk, "sponsor @ana for staff engineer in a review")
    await asked(walk, "recognize @cleo yesterday", witness=True)
    check_golden("confirm/waiting", with_steady_ids(await walk.say("confirm", as_="ana")))
    check_golden("confirm/thanks_sponsored", with_steady_ids(await walk.press("confirm.yes", subject, as_="ana")))
    check_golden("confirm/agreed", await walk.press("confirm.agree", subject, as_="ana"))
    check_golden("confirm/thanks", with_steady_ids(await walk.press("confirm.no", subject, as_="ana")))
    check_golden("confirm/question", with_steady_ids(await walk.press("confirm.open", subject, as_="ana")))
    check_golden("confirm/declined", with_steady_ids(await walk.press("confirm.skip", subject, as_="ana")))
    check_golden("confirm/never", await walk.press("confirm.never", subject, as_="ana"))
    await walk.press("confirm.yes", subject, as_="ana")
    walk.clock.move(timedelta(days=2))
    check_golden("confirm/final", await walk.press("confirm.no", subject, as_="ana"))
