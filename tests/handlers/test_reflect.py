"""`/ally reflect`, and what a person can do with a question: answer it, log from it, ask why, turn it down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.request import Reply
from messages.blocks import Message
from messages.forms import Form, FormErrors
from nudges.items import Prompt
from storage.models import Delivery, Reflection, SeenItem
from storage.words import DeliveryState
from tests.golden import check_golden
from tests.handlers.test_entry_golden import steady
from tests.nudged import LESSON, PROMPT, card, delivery, nudged, planned
from tests.shown import all_buttons, words_of
from tests.walking import LIBRARY, Walk

SECRET = "Only I may read this quokka"


def labels(reply: Reply) -> list[str]:
    return [one.label for one in all_buttons(reply)]


# at once


async def test_a_question_comes_at_once_with_the_reason_and_is_not_repeated(walk: Walk) -> None:
    first, second = await walk.say("reflect"), await walk.say("reflect")
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert "Why this one? You have not had this one yet." in words_of(first)
    assert labels(first) == ["Answer", "Log an action", "Another one", "Not for me"]
    assert first.fallback != second.fallback
    seen = await walk.rows(SeenItem)
    questions = {one.id: one.question for one in LIBRARY.items.values() if isinstance(one, Prompt)}
    assert {questions[one.item] for one in seen} == {first.fallback, second.fallback}
    assert {one.shown_on for one in seen} == {walk.clock().date()}


async def test_the_question_follows_what_was_logged_last(walk: Walk) -> None:
    await walk.say("sponsor @ana for staff engineer")
    assert "You logged a sponsorship today, and this one follows it." in words_of(await walk.say("reflect"))


async def test_questions_come_though_the_person_gets_only_lessons_by_themselves(walk: Walk) -> None:
    await walk.set_preferences("ben", wants_reflections=False)
    assert "Answer" in labels(await walk.say("reflect"))


async def test_another_one_is_another_one(walk: Walk) -> None:
    first = await walk.say("reflect")
    second = await walk.press_button(first, "Another one")
    assert "Answer" in labels(second)
    assert words_of(second) != words_of(first)


async def test_who_turned_everything_down_is_told_so(walk: Walk) -> None:
    for prompt in LIBRARY.prompts:
        await walk.press("nudge.not_for_me", prompt.id)
    assert "turned down every question" in words_of(await walk.say("reflect"))
    assert "Source: " in words_of(await walk.say("learn"))


# an answer


async def test_an_answer_is_kept_sealed_with_its_question_and_is_theirs_alone(walk: Walk) -> None:
    shown = await card(walk, PROMPT.id)
    form = await walk.press_button(shown, "Answer")
    assert PROMPT.question in words_of(form)
    kept = await walk.submit(form, {"text": f"  {SECRET} "})
    assert "Kept, for you alone" in words_of(kept)
    (row,) = await walk.rows(Reflection)
    assert (row.person_id, row.prompt) == (walk.people["ben"], PROMPT.id)
    assert walk.cipher.open(row.text_sealed) == SECRET
    assert SECRET not in await walk.dump()


async def test_an_answer_can_be_forgotten_by_its_author_only(walk: Walk) -> None:
    form = await walk.press_button(await card(walk, PROMPT.id), "Answer")
    kept = await walk.submit(form, {"text": SECRET})
    assert "can't find" in words_of(await walk.press_button(kept, "Forget it", as_="ana"))
    assert len(await walk.rows(Reflection)) == 1
    assert "Nothing of it is kept" in words_of(await walk.press_button(kept, "Forget it"))
    assert await walk.rows(Reflection) == []
    assert "can't find" in words_of(await walk.press_button(kept, "Forget it"))
    assert "can't find" in words_of(await walk.press("nudge.forget", "nonsense"))


@pytest.mark.parametrize(("text", "problem"), [("", "Write a line"), (" \n ", "Write a line"), ("x" * 3001, "longer")])
async def test_what_cannot_be_kept_is_told_beside_the_field(walk: Walk, text: str, problem: str) -> None:
    form = await walk.press_button(await card(walk, PROMPT.id), "Answer")
    reply = await walk.submit(form, {"text": text})
    assert isinstance(reply, FormErrors)
    assert problem in reply.errors["text"]
    assert await walk.rows(Reflection) == []


async def test_a_question_asked_for_at_once_can_be_answered_too(walk: Walk) -> None:
    form = await walk.press_button(await walk.say("reflect"), "Answer")
    assert "Kept" in words_of(await walk.submit(form, {"text": SECRET}))
    (row,) = await walk.rows(Reflection)
    assert row.prompt in LIBRARY.items


# an action


async def test_an_action_is_logged_straight_from_it(walk: Walk) -> None:
    form = await walk.press_button(await card(walk, PROMPT.id), "Log an action")
    assert isinstance(form, Form)
    assert form.name == "log"
    logged = await walk.submit(form, {"note": "her name is in now"})
    assert words_of(logged).startswith("Logged: Amplify")


async def test_an_answer_leads_to_an_action(walk: Walk) -> None:
    form = await walk.press_button(await card(walk, PROMPT.id), "Answer")
    kept = await walk.submit(form, {"text": SECRET})
    logging = await walk.press_button(kept, "Log it as an action")
    assert isinstance(logging, Form)
    assert SECRET not in repr(logging)


async def test_a_question_about_stepping_in_leads_to_the_fork(walk: Walk) -> None:
    prompt = next(one for one in LIBRARY.prompts if one.tags.kind == "intervene")
    form = await walk.press_button(await card(walk, prompt.id), "Log an action")
    assert "Keep it as a private reflection" in words_of(form)


# why, and not for me


async def test_why_this_one_is_told_on_the_card_itself(walk: Walk) -> None:
    shown = await card(walk, PROMPT.id, why="You logged a sponsorship today, and this one follows it.")
    told = await walk.press_button(shown, "Why this one?")
    assert "Why this one? You logged a sponsorship today, and this one follows it." in words_of(told)
    assert labels(told) == ["Answer", "Log an action", "Later", "Not for me"]


async def test_a_reason_that_was_not_stored_is_told_in_general_words(walk: Walk) -> None:
    shown = await card(walk, PROMPT.id, why=None)
    assert "It was this one's turn" in words_of(await walk.press_button(shown, "Why this one?"))
    assert "It was this one's turn" in words_of(await walk.press("nudge.why", PROMPT.id))


async def test_what_is_not_for_me_never_comes_again_unless_taken_back(walk: Walk) -> None:
    shown = await card(walk, PROMPT.id)
    reply = await walk.press_button(shown, "Not for me")
    (row,) = await walk.rows(SeenItem)
    assert (row.item, row.not_for_me_on) == (PROMPT.id, date(2026, 3, 4))
    assert "won't come again" in words_of(reply)
    assert "Answer" in labels(await walk.press_button(reply, "Another one"))
    again = await walk.press_button(reply, "Keep it after all")
    assert isinstance(again, Message)
    assert again.fallback == PROMPT.question
    (row,) = await walk.rows(SeenItem, SeenItem.item == PROMPT.id)
    assert row.not_for_me_on is None


# what every press does


@pytest.mark.parametrize("label", ["Answer", "Log an action", "Later", "Not for me", "Why this one?"])
async def test_any_press_answers_the_nudge_once_and_the_next_is_planned_anew(walk: Walk, label: str) -> None:
    shown = await card(walk, PROMPT.id)
    first = walk.clock()
    await walk.press_button(shown, label)
    assert (await delivery(walk)).answered_at == first
    assert await planned(walk) == (first, None)
    walk.clock.move(timedelta(hours=1))
    await walk.press_button(shown, label)
    assert (await delivery(walk)).answered_at == first
    assert await planned(walk) == (first, None)


ALL = (
    "answer", "log", "log_learning", "later", "tomorrow", "next_week", "show", "why", "not_for_me", "take_back",
    "another",
)  # fmt: skip


@pytest.mark.parametrize("action", ALL)
async def test_nobody_reaches_the_nudge_of_somebody_else(walk: Walk, action: str) -> None:
    other = await nudged(walk, PROMPT.id, who="ana")
    reply = await walk.press(f"nudge.{action}", other)
    unknown = await walk.press(f"nudge.{action}", "01890000-0000-7000-8000-000000000000")
    assert reply == unknown
    assert PROMPT.question not in words_of(reply)
    found = await delivery(walk)
    assert (found.answered_at, found.snoozed_until) == (None, None)
    assert await walk.rows(SeenItem) == []


@pytest.mark.parametrize("action", [one for one in ALL if one != "log_learning"])
@pytest.mark.parametrize("item", ["gone-from-the-library", None])
async def test_what_is_not_there_any_more_is_said_kindly(walk: Walk, action: str, item: str | None) -> None:
    nudge = await nudged(walk, item)
    assert "/ally reflect and /ally learn bring a fresh one" in words_of(await walk.press(f"nudge.{action}", nudge))
    assert "/ally reflect and /ally learn bring a fresh one" in words_of(await walk.press(f"nudge.{action}", "gone"))


async def test_a_form_of_what_is_not_there_any_more_is_said_kindly(walk: Walk) -> None:
    reply = await walk.submit("nudge.answer", {"text": "x"}, subject="gone")
    assert "bring a fresh one" in words_of(reply)
    assert "bring a fresh one" in words_of(await walk.submit("nudge.answer", {"text": "x"}, subject=LESSON.id))
    assert await walk.rows(Reflection) == []


async def test_a_lesson_has_no_words_to_answer_with(walk: Walk) -> None:
    assert "bring a fresh one" in words_of(await walk.press("nudge.answer", await nudged(walk, LESSON.id)))


# later


@pytest.mark.parametrize(("label", "day", "told"), [
    ("Tomorrow", date(2026, 3, 5), "Thursday, 5 March 2026"),
    ("Next week", date(2026, 3, 11), "Wednesday, 11 March 2026"),
])  # fmt: skip
async def test_a_nudge_is_put_off(walk: Walk, label: str, day: date, told: str) -> None:
    asked = await walk.press_button(await card(walk, PROMPT.id), "Later")
    assert labels(asked) == ["Tomorrow", "Next week", "Show it now"]
    walk.clock.move(timedelta(minutes=1))
    reply = await walk.press_button(asked, label)
    assert f"I'll bring it back on {told}" in words_of(reply)
    found = await delivery(walk)
    assert (found.snoozed_until, found.state) == (day, DeliveryState.SENT)
    assert await planned(walk) == (walk.clock(), None)


async def test_the_day_of_tomorrow_is_the_persons_own(walk: Walk) -> None:
    await walk.set_preferences("ben", zone="Pacific/Kiritimati")
    walk.clock.move(timedelta(hours=3))
    await walk.press("nudge.tomorrow", await nudged(walk, PROMPT.id))
    assert (await delivery(walk)).snoozed_until == date(2026, 3, 6)


async def test_what_was_put_off_can_be_shown_now(walk: Walk) -> None:
    shown = await card(walk, PROMPT.id)
    reply = await walk.press_button(await walk.press_button(shown, "Later"), "Tomorrow")
    assert await walk.press_button(reply, "Show it now") == shown


@pytest.mark.parametrize(("columns", "told"), [
    ({"nudges_stopped": True}, "You have stopped nudges"),
    ({"paused_until": date(2026, 3, 20)}, "paused"),
])  # fmt: skip
async def test_what_holds_it_back_is_said(walk: Walk, columns: dict[str, object], told: str) -> None:
    await walk.set_preferences("ben", **columns)
    assert told in words_of(await walk.press("nudge.tomorrow", await nudged(walk, PROMPT.id)))


async def test_a_pause_that_is_over_holds_nothing_back(walk: Walk) -> None:
    await walk.set_preferences("ben", paused_until=date(2026, 3, 4))
    assert "paused" not in words_of(await walk.press("nudge.tomorrow", await nudged(walk, PROMPT.id)))


@pytest.mark.parametrize("dealing", ["nudge.not_for_me", "nudge.answer"])
async def test_what_was_dealt_with_meanwhile_does_not_come_again(walk: Walk, dealing: str) -> None:
    nudge = await nudged(walk, PROMPT.id)
    await walk.press("nudge.tomorrow", nudge)
    walk.clock.move(timedelta(minutes=1))
    form = await walk.press(dealing, nudge)
    if isinstance(form, Form):
        assert (await delivery(walk)).snoozed_until == date(2026, 3, 5)
        await walk.submit(form, {"text": SECRET})
    assert (await delivery(walk)).snoozed_until is None
    assert await planned(walk) == (walk.clock(), None)


async def test_what_was_asked_for_can_not_be_put_off(walk: Walk) -> None:
    for action in ("later", "tomorrow", "next_week"):
        assert "bring a fresh one" in words_of(await walk.press(f"nudge.{action}", PROMPT.id))
    assert await walk.rows(Delivery) == []


async def test_golden_reflection(walk: Walk) -> None:
    shown = await card(walk, PROMPT.id)
    check_golden("nudges/reflection", steady(shown))
    check_golden("nudges/reflection_why", steady(await walk.press_button(shown, "Why this one?")))
    form = await walk.press_button(shown, "Answer")
    check_golden("nudges/reflection_form", steady(form))
    check_golden("nudges/reflection_errors", steady(await walk.submit(form, {"text": ""})))
    check_golden("nudges/reflection_kept", steady(await walk.submit(form, {"text": SECRET})))
    later = await walk.press_button(shown, "Later")
    check_golden("nudges/later", steady(later))
    check_golden("nudges/put_off", steady(await walk.press_button(later, "Tomorrow")))
    check_golden("nudges/not_for_me", steady(await walk.press_button(shown, "Not for me")))
    check_golden("nudges/gone", await walk.press("nudge.show", "gone"))


async def test_golden_reflect(walk: Walk) -> None:
    reply = await walk.press("nudge.take_back", PROMPT.id)
    check_golden("nudges/reflect_asked_for", reply)
