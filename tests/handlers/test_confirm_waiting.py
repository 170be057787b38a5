"""`/ally confirm` brings what waits for somebody, though no nudge ever came: by the rules that hold for the nudge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from storage.models import Action, Confirmation
from storage.words import ConfirmationAnswer, ConfirmationPart, Kind, Nudge, Visibility
from tests.asking import DAY, WEEK, change, is_asked
from tests.sending import Worked
from tests.walking import Walk, all_buttons, words_of

NOTHING = "No question waits for you."
LOGGED = "amplify @ana in standup: her idea"


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


async def asked_for(walk: Walk, who: str = "ana") -> str:
    return words_of(await walk.say("confirm", as_=who))


@pytest.mark.parametrize("said", ["stop", "pause 2 weeks", "nudges weekly"])
async def test_whoever_gets_no_nudges_can_answer_all_the_same(walk: Walk, said: str) -> None:
    await walk.say(said, as_="ana")
    await walk.say(LOGGED)
    walk.clock.move(DAY)
    record = await walk.say("me", as_="ana")
    assert await walk.rows(Confirmation) == [], "looking at the record asks nothing"
    waiting = await walk.press_button(record, "See what waits for me", as_="ana")
    assert "Ben Okafor logged that they credited an idea of yours, in a meeting" in words_of(waiting)
    assert "her idea" not in words_of(waiting)
    [one] = await walk.rows(Confirmation)
    assert (one.part, one.answer, one.asked_at) == (ConfirmationPart.BENEFICIARY, None, walk.clock())
    await walk.press_button(waiting, "Somewhat", as_="ana")
    [one] = await walk.rows(Confirmation)
    assert one.answer is ConfirmationAnswer.SOMEWHAT
    assert NOTHING in await asked_for(walk)
    assert "See what waits" not in words_of(await walk.say("me", as_="ana"))


async def test_asked_for_twice_it_is_the_same_question(walk: Walk) -> None:
    await walk.say(LOGGED)
    walk.clock.move(DAY)
    first = await walk.say("confirm", as_="ana")
    at = walk.clock()
    walk.clock.move(timedelta(hours=1))
    assert await walk.say("confirm", as_="ana") == first
    [one] = await walk.rows(Confirmation)
    assert one.asked_at == at


async def test_it_waits_while_its_author_may_take_it_back_unseen(walk: Walk) -> None:
    await walk.say(LOGGED)
    assert NOTHING in await asked_for(walk)
    walk.clock.move(DAY)
    await walk.say("undo")
    assert NOTHING in await asked_for(walk)
    assert await walk.rows(Confirmation) == []


async def test_nobody_else_is_shown_it(walk: Walk) -> None:
    await walk.say(LOGGED)
    walk.clock.move(DAY)
    for who in ("ben", "dan", "eve", "ada", "cleo"):
        assert NOTHING in await asked_for(walk, who)
    assert await walk.rows(Confirmation) == []


async def no_questions(walk: Walk) -> None:
    await walk.say("settings don't ask me", as_="ana")


async def not_named(walk: Walk) -> None:
    await walk.say("settings don't log me", as_="ana")


async def intervened(walk: Walk) -> None:
    await change(walk, Action, kind=Kind.INTERVENE)


async def kept_private(walk: Walk) -> None:
    await change(walk, Action, visibility=Visibility.PRIVATE)


async def author_erased(walk: Walk) -> None:
    await walk.press("privacy.erase", walk.people["ben"])


async def long_ago(walk: Walk) -> None:
    walk.clock.move(31 * DAY)


@pytest.mark.parametrize("why", [no_questions, not_named, intervened, kept_private, author_erased, long_ago])
async def test_what_no_nudge_may_ask_is_not_shown_either(walk: Walk, why: Callable[[Walk], Awaitable[None]]) -> None:
    await walk.say(LOGGED)
    walk.clock.move(DAY)
    await why(walk)
    assert NOTHING in await asked_for(walk)
    assert "See what waits" not in words_of(await walk.say("me", as_="ana"))
    assert await walk.rows(Confirmation) == []


async def test_a_nudge_does_not_ask_what_was_shown(walk: Walk, worked: Worked) -> None:
    await walk.say(LOGGED)
    walk.clock.move(DAY)
    await asked_for(walk)
    await worked.schedule("ana")
    assert not await is_asked(worked, within=5 * WEEK)


async def test_a_nudge_does_not_ask_a_witness_what_was_shown(walk: Walk, worked: Worked) -> None:
    card = await walk.say(LOGGED)
    form = await walk.press_button(card, "Ask a colleague who was there")
    await walk.submit(form, {"colleague": walk.mention("cleo")})
    assert "Did you see it?" in await asked_for(walk, "cleo")
    await worked.schedule("cleo")
    assert not await is_asked(worked, "cleo", within=5 * WEEK)


async def test_shown_while_the_nudge_is_in_line_it_is_asked_once(walk: Walk, worked: Worked) -> None:
    await walk.say(LOGGED)
    await worked.schedule("ana")
    await worked.due("ana")
    assert [one.nudge for one in await worked.deliveries("ana")] == [Nudge.CHECK_IN]
    await asked_for(walk)
    assert await worked.deliver() == 0
    assert worked.post.received("ana") == []
    assert len(await walk.rows(Confirmation)) == 1


async def test_many_are_shown_by_and_by_and_the_rest_may_come_by_nudge(walk: Walk) -> None:
    for at in range(7):
        await walk.say(f"amplify @ana in standup: idea {at}")
    walk.clock.move(DAY)
    reply = await walk.say("confirm", as_="ana")
    labels = [one.label for one in all_buttons(reply)]
    assert labels.count("Don't ask me") == 5
    assert "they come up as you answer these" in words_of(reply)
    shown: list[Any] = [one for one in await walk.rows(Confirmation) if one.asked_at is not None]
    assert len(shown) == 5
    for one in shown:
        await walk.press("confirm.skip", one.id, as_="ana")
    left = await walk.say("confirm", as_="ana")
    assert [one.label for one in all_buttons(left)].count("Don't ask me") == 2
