"""`undo` takes back what counts, and only one's own."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from storage.models import Action
from storage.words import Withdrawal
from tests.walking import Walk, all_buttons, find_button, words_of

UNKNOWN = "01900000-0000-7000-8000-000000000000"


async def withdrawals(walk: Walk) -> list[Withdrawal | None]:
    return [one.withdrawal for one in await walk.rows(Action)]


async def test_it_takes_back_the_last_that_counts_and_says_which(walk: Walk) -> None:
    await walk.say("amplify @ana: one")
    await walk.say("mentor @cleo yesterday: two")
    reply = await walk.say("undo")
    assert "Undone: Mentor for Cleo Martin, yesterday." in words_of(reply)
    assert await withdrawals(walk) == [None, Withdrawal.UNDONE]
    assert "Undone: Amplify for Ana Lima, today." in words_of(await walk.say("undo that"))
    assert await withdrawals(walk) == [Withdrawal.UNDONE, Withdrawal.UNDONE]
    assert "nothing to undo" in words_of(await walk.say("undo"))


async def test_it_can_be_put_back(walk: Walk) -> None:
    await walk.say("amplify @ana: one")
    undone = await walk.say("undo")
    reply = await walk.press_button(undone, "Put it back")
    assert "It counts: Amplify for Ana Lima, today." in words_of(reply)
    assert await withdrawals(walk) == [None]
    assert words_of(await walk.press_button(undone, "Put it back")) == words_of(reply)


async def test_a_button_takes_back_its_own_card(walk: Walk) -> None:
    first = await walk.say("amplify @ana: one")
    await walk.say("amplify @ana: two")
    await walk.press_button(first, "Undo")
    assert await withdrawals(walk) == [Withdrawal.UNDONE, None]


async def test_undoing_twice_is_told_kindly(walk: Walk) -> None:
    card = await walk.say("amplify @ana: one")
    await walk.press_button(card, "Undo")
    again = await walk.press_button(card, "Undo")
    assert "was undone before" in words_of(again)
    assert [one.label for one in all_buttons(again)] == ["Put it back"]


async def test_a_duplicate_is_asked_about_again(walk: Walk) -> None:
    await walk.say("amplify @ana: one")
    second = find_button(await walk.say("amplify @ana: one"), "It happened twice: count both")
    assert "Already logged" in words_of(await walk.press("undo", getattr(second, "subject", "")))


async def test_an_edited_one_is_not_undone_or_put_back(walk: Walk) -> None:
    card = await walk.say("amplify @ana: one")
    await walk.submit(await walk.press_button(card, "Edit"), {"note": "two"})
    assert "changed that one since" in words_of(await walk.press_button(card, "Undo"))
    old = find_button(card, "Undo")
    assert "changed that one since" in words_of(await walk.press("undo.restore", getattr(old, "subject", "")))
    assert await withdrawals(walk) == [Withdrawal.EDITED, None]


@pytest.mark.parametrize("action", ["undo", "undo.restore", "edit", "log.both"])
async def test_somebody_elses_action_is_as_unknown_as_any(walk: Walk, action: str) -> None:
    card = await walk.say("amplify @ana: one", as_="ben")
    button = find_button(card, "Undo")
    subject = getattr(button, "subject", "")
    other = await walk.another_organization()
    answers = [
        await walk.press(action, subject, as_="ana"),  # she is the colleague, and not the author
        await walk.press(action, subject, as_="dan"),  # his manager
        await walk.press(action, subject, as_="ada"),  # an admin
        await walk.press(action, UNKNOWN, as_="ana"),
        await walk.press(action, "no id", as_="ana"),
        await walk.press(action, "", as_="ana"),
        await other.press(action, subject, as_="zoe"),
    ]
    assert len({words_of(one) for one in answers}) == 1
    assert await withdrawals(walk) == [None]


async def test_the_same_id_in_another_organization_is_another_action(walk: Walk) -> None:
    other = await walk.another_organization()
    card = await other.say("learn: x", as_="zoe")
    subject = getattr(find_button(card, "Undo"), "subject", "")
    assert str(UUID(subject)) == subject
    await walk.press("undo", subject, as_="ben")
    assert await withdrawals(other) == [None]


@pytest.mark.parametrize(
    ("days", "visibility", "stays"), [(4, "program", False), (5, "program", True), (5, "private", False)]
)
async def test_of_a_week_that_is_over_it_says_what_exports_keep(
    walk: Walk, days: int, visibility: str, stays: bool
) -> None:
    """The clock shows a Wednesday. What is private is in no export, and a name is gone at once."""
    await walk.say(f"settings visibility {visibility}")
    await walk.say("amplify @ana: one")
    walk.clock.move(timedelta(days=days))
    assert ("exports may go on having it as it was, without your name" in words_of(await walk.say("undo"))) is stays
