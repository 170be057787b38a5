"""From a question that arrives to what its buttons do, and what is asked next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from storage.models import Confirmation, Preferences, Sponsorship
from storage.words import ConfirmationAnswer, Nudge, SponsorshipOutcome, SponsorshipState
from tests.asking import DAY, TODAY, WEEK, credited, is_asked, nominated, sent_next
from tests.sending import Worked
from tests.walking import Walk


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    for who in ("ana", "dan"):
        await walk.set_preferences(who, wants_reflections=False, wants_lessons=False)
    yield worked
    await worked.close()


async def the(walk: Walk, model: Any) -> Any:
    [one] = await walk.rows(model)
    return one


async def test_an_answer_is_kept_and_the_nudge_answered(walk: Walk, worked: Worked) -> None:
    await credited(walk)
    await worked.schedule("ana")
    sent = await sent_next(worked)
    await walk.press_button(worked.post.received("ana")[0], "Somewhat", as_="ana")
    assert (await the(walk, Confirmation)).answer is ConfirmationAnswer.SOMEWHAT
    assert [(one.id, one.answered_at) for one in await worked.deliveries("ana")] == [(sent.id, walk.clock())]


async def test_nobody_else_answers_by_the_same_button(walk: Walk, worked: Worked) -> None:
    await credited(walk)
    await worked.schedule("ana")
    await sent_next(worked)
    await walk.press_button(worked.post.received("ana")[0], "Yes", as_="ben")
    assert (await the(walk, Confirmation)).answer is None
    assert (await worked.delivery("ana")).answered_at is None


async def test_dont_ask_me_ends_all_questions(walk: Walk, worked: Worked) -> None:
    await credited(walk)
    await credited(walk, "cleo")
    await worked.schedule("ana")
    await sent_next(worked)
    await walk.press_button(worked.post.received("ana")[0], "Don't ask me", as_="ana")
    assert [one.ask_me for one in await walk.rows(Preferences, Preferences.person_id == walk.people["ana"])] == [False]
    assert len(await worked.deliveries("ana")) == 1
    walk.clock.move(WEEK)
    await worked.plan()
    assert await worked.next("ana") == (None, None)


async def test_whoever_agrees_when_asked_whether_it_helped_is_asked_months_later(walk: Walk, worked: Worked) -> None:
    sponsorship_id = await nominated(walk)
    await worked.schedule("ana")
    await sent_next(worked)
    thanks = await walk.press_button(worked.post.received("ana")[0], "Yes", as_="ana")
    await walk.press_button(thanks, "Yes, you may", as_="ana")
    later = await sent_next(worked)
    assert (later.nudge, later.sponsorship_id) == (Nudge.CHECK_IN, sponsorship_id)
    assert later.day >= TODAY + 90 * DAY
    await walk.press_button(worked.post.received("ana")[1], "Got something else", as_="ana")
    one = await the(walk, Sponsorship)
    assert (one.beneficiary_outcome, one.advanced_on) == (SponsorshipOutcome.OTHER, later.day)
    assert one.state is SponsorshipState.NOMINATED, "its sponsor has said nothing"
    assert not await is_asked_again(worked, "ana")


async def test_a_sponsor_says_that_it_is_open_and_then_how_it_ended(walk: Walk, worked: Worked) -> None:
    await nominated(walk)
    await worked.schedule("dan")
    first = await sent_next(worked, "dan")
    await walk.press_button(worked.post.received("dan")[0], "Still open", as_="dan")
    one = await the(walk, Sponsorship)
    assert (one.state, one.check_in_due) == (SponsorshipState.NOMINATED, TODAY + 90 * DAY)
    second = await sent_next(worked, "dan")
    assert second.day - first.day > 3 * WEEK
    await walk.press_button(worked.post.received("dan")[1], "Got the role", as_="dan")
    one = await the(walk, Sponsorship)
    assert (one.state, one.outcome, one.advanced_on) == (
        SponsorshipState.OUTCOME,
        SponsorshipOutcome.GOT_IT,
        second.day,
    )
    assert not await is_asked_again(worked, "dan")


async def is_asked_again(worked: Worked, who: str) -> bool:
    """Within two years."""
    before = len(await worked.deliveries(who))
    await is_asked(worked, who, within=104 * WEEK)
    return len(await worked.deliveries(who)) > before
