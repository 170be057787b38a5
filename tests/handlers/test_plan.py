"""`/ally plan`, plans from lessons, and the one question that follows: did the moment come?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from handlers import plan_form
from handlers.request import Reply
from messages import html, slack, teams
from messages.blocks import Message
from messages.forms import Form, FormErrors
from nudges import cards
from nudges.items import Lesson
from storage import own_record, plans
from storage.encryption import Cipher
from storage.models import Action, Delivery, LessonResult, Plan, Reflection, SeenItem
from storage.words import Nudge, PlanState
from tests.fakes import slack_limits, teams_limits
from tests.golden import check_golden
from tests.handlers.test_entry_golden import steady
from tests.nudged import LESSON, card, delivery, nudged, planned
from tests.shown import all_buttons, field_of, values_of, words_of
from tests.walking import LIBRARY, Walk

SECRET = "If the quokka is interrupted, then I will ask to hear the end."
IN_TWO_WEEKS = date(2026, 3, 18)
OTHER_ORDER = {
    "follow_up.came": PlanState.DONE,
    "follow_up.not_yet": PlanState.NOT_YET,
    "follow_up.drop": PlanState.DROPPED,
}


def labels(reply: Reply) -> list[str]:
    return [one.label for one in all_buttons(reply)]


async def made(walk: Walk, text: str = SECRET, *, as_: str = "ben", **values: Any) -> Reply:
    """A plan made by the form."""
    form = await walk.press("plan.new", as_=as_)
    return await walk.submit(form, {"text": text} | values, as_=as_)


async def the_plan(walk: Walk) -> Any:
    (found,) = await walk.rows(Plan)
    return found


async def asked_about(walk: Walk) -> None:
    """The plan was asked about, as by whoever sends nudges."""
    plan = await the_plan(walk)
    day = plan.follow_up_on or walk.clock().date()
    async with walk.database.begin() as db:
        await plans.mark_asked(db, walk.organization_id, [plan.id], day, walk.clock())


async def followed_up(walk: Walk, **details: Any) -> UUID:
    """The question about the one plan there is, as it was sent."""
    return await nudged(walk, None, nudge=Nudge.FOLLOW_UP, plan_id=(await the_plan(walk)).id, **details)


# from a lesson


async def test_a_lessons_plan_is_completed_and_kept_sealed(walk: Walk) -> None:
    result = await walk.press_button(await card(walk, LESSON.id), "A")
    form = await walk.press_button(result, "Make a plan")
    assert isinstance(form, Form)
    assert values_of(form) == {"text": LESSON.plan, "ask_on": IN_TWO_WEEKS}
    kept = await walk.submit(form, {"text": f" {SECRET}\n"})
    assert SECRET in words_of(kept)
    assert "I'll ask once whether the moment came: on Wednesday, 18 March 2026, or soon after." in words_of(kept)
    plan = await the_plan(walk)
    assert (plan.person_id, plan.lesson, plan.state) == (walk.people["ben"], LESSON.id, PlanState.OPEN)
    assert (plan.follow_up_on, plan.asked_at) == (IN_TWO_WEEKS, None)
    assert walk.cipher.open(plan.text_sealed) == SECRET
    assert "quokka" not in await walk.dump()
    assert await planned(walk) == (walk.clock(), None)


async def test_a_plan_may_be_kept_without_being_asked_about(walk: Walk) -> None:
    kept = await made(walk, ask_on=None)
    assert "I won't ask about it." in words_of(kept)
    assert (await the_plan(walk)).follow_up_on is None


async def test_a_plan_is_kept_though_its_lesson_is_gone(walk: Walk) -> None:
    await walk.submit("plan.from_lesson", {"text": SECRET, "ask_on": None}, subject="gone")
    assert (await the_plan(walk)).lesson is None
    assert "bring a fresh one" in words_of(await walk.press("plan.from_lesson", "gone"))


@pytest.mark.parametrize(("values", "name", "told"), [
    ({"text": ""}, "text", "Write your plan"),
    ({"text": "x" * 601}, "text", "1 characters too long"),
    ({"text": LESSON.plan}, "text", "There is still a …"),
    ({"ask_on": date(2026, 3, 4)}, "ask_on", "Pick a day after today"),
    ({"ask_on": date(2027, 3, 6)}, "ask_on", "far away"),
    ({"ask_on": "2026-02-31"}, "ask_on", "in no calendar I know. Write it like 2026-03-18."),
])  # fmt: skip
async def test_what_cannot_be_kept_is_told_beside_its_field(
    walk: Walk, values: dict[str, Any], name: str, told: str
) -> None:
    form = await walk.press("plan.from_lesson", LESSON.id)
    reply = await walk.submit(form, {"text": SECRET} | values)
    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == [name]
    assert told in reply.errors[name]
    assert values_of(reply.form)["text"] == values.get("text", SECRET)
    assert reply.form.subject == LESSON.id
    assert await walk.rows(Plan) == []


async def test_a_day_just_within_a_year_is_fine(walk: Walk) -> None:
    await made(walk, ask_on=date(2027, 3, 5))
    assert (await the_plan(walk)).follow_up_on == date(2027, 3, 5)


async def test_what_holds_the_question_back_is_said(walk: Walk) -> None:
    await walk.set_preferences("ben", nudges_stopped=True)
    assert "You have stopped nudges" in words_of(await made(walk))
    assert "You have stopped nudges" not in words_of(await made(walk, ask_on=None))


# the moment


@pytest.mark.parametrize(("action", "state"), OTHER_ORDER.items())
async def test_the_question_is_answered(walk: Walk, action: str, state: PlanState) -> None:
    await made(walk)
    question = await followed_up(walk)
    walk.clock.move(timedelta(hours=3))
    reply = await walk.press(action, question)
    plan = await the_plan(walk)
    assert (plan.state, plan.follow_up_on) == (state, None)
    assert plan.closed_at == (None if state is PlanState.NOT_YET else walk.clock())
    assert SECRET in words_of(reply)
    assert (await delivery(walk)).answered_at == walk.clock()
    assert await planned(walk) == (walk.clock(), None)


async def test_a_moment_that_came_leads_to_an_action_of_the_lessons_kind(walk: Walk) -> None:
    form = await walk.press("plan.from_lesson", LESSON.id)
    await walk.submit(form, {"text": SECRET})
    came = await walk.press("follow_up.came", await followed_up(walk))
    assert "Thank you for being ready" in words_of(came)
    logging = await walk.press_button(came, "Log it as an action")
    assert isinstance(logging, Form)
    assert "quokka" not in repr(logging)
    assert words_of(await walk.submit(logging)).startswith("Logged: Amplify")
    assert len(await walk.rows(Action)) == 1


async def test_a_moment_of_a_free_plan_leads_to_the_form_of_every_kind(walk: Walk) -> None:
    await made(walk)
    came = await walk.press("follow_up.came", await followed_up(walk))
    logging = await walk.press_button(came, "Log it as an action")
    assert isinstance(logging, Form)
    assert values_of(logging)["kind"] == ""


async def test_not_yet_is_not_asked_again_unless_the_person_picks_a_day(walk: Walk) -> None:
    await made(walk)
    question = await followed_up(walk)
    await asked_about(walk)
    reply = await walk.press("follow_up.not_yet", question)
    assert "I won't ask again by myself" in words_of(reply)
    form = await walk.press_button(reply, "Ask me once more")
    assert isinstance(form, Form)
    assert values_of(form) == {"ask_on": IN_TWO_WEEKS}
    kept = await walk.submit(form, {"ask_on": date(2026, 4, 1)})
    assert "on Wednesday, 1 April 2026" in words_of(kept)
    plan = await the_plan(walk)
    assert (plan.state, plan.follow_up_on, plan.asked_at) == (PlanState.OPEN, date(2026, 4, 1), None)


async def test_no_day_is_an_answer_too(walk: Walk) -> None:
    await made(walk)
    form = await walk.press("plan.ask", (await the_plan(walk)).id)
    assert "I won't ask about it." in words_of(await walk.submit(form, {"ask_on": None}))
    plan = await the_plan(walk)
    assert (plan.state, plan.follow_up_on) == (PlanState.NOT_YET, None)


async def test_a_new_day_that_can_not_be_is_told_beside_the_field(walk: Walk) -> None:
    await made(walk)
    form = await walk.press("plan.ask", (await the_plan(walk)).id)
    for day, told in ((date(2026, 3, 1), "after today"), ("soon", "in no calendar")):
        reply = await walk.submit(form, {"ask_on": day})
        assert isinstance(reply, FormErrors)
        assert told in reply.errors["ask_on"]
    assert (await the_plan(walk)).follow_up_on == IN_TWO_WEEKS


async def test_a_dropped_plan_can_be_kept_after_all(walk: Walk) -> None:
    reply = await walk.press_button(await made(walk), "Drop it")
    assert (await the_plan(walk)).state is PlanState.DROPPED
    listed = await walk.press_button(reply, "Keep it after all")
    plan = await the_plan(walk)
    assert (plan.state, plan.closed_at) == (PlanState.OPEN, None)
    assert "I won't ask about it." in words_of(listed)


ALL = ("plan.done", "plan.drop", "plan.keep", "plan.ask", "plan.log", *OTHER_ORDER)


@pytest.mark.parametrize("action", ALL)
async def test_nobody_reaches_the_plan_of_somebody_else(walk: Walk, action: str) -> None:
    await made(walk, as_="ana")
    before = await the_plan(walk)
    question = await nudged(walk, None, who="ana", nudge=Nudge.FOLLOW_UP, plan_id=before.id)
    for subject in (before.id, question, "01890000-0000-7000-8000-000000000000", "nonsense"):
        assert "can't find that plan" in words_of(await walk.press(action, subject))
    assert await the_plan(walk) == before
    assert (await delivery(walk)).answered_at is None


async def test_a_nudge_that_asks_about_no_plan_is_said_kindly(walk: Walk) -> None:
    assert "can't find that plan" in words_of(await walk.press("follow_up.came", await nudged(walk, LESSON.id)))
    assert "can't find that plan" in words_of(await walk.submit("plan.ask", {"ask_on": None}, subject="gone"))


async def test_a_plan_whose_key_is_lost_says_so_and_can_still_be_closed(walk: Walk) -> None:
    await made(walk)
    async with walk.database.begin() as db:
        text = Cipher(["another key of more than thirty-two characters"]).seal("x")
        found = await plans.of_person(db, walk.cipher, walk.organization_id, walk.people["ben"])
        await db.execute(update(Plan).values(text_sealed=text))
        told = await plans.texts(db, walk.cipher, walk.organization_id, [found[0].id])
    assert told == {found[0].id: None}
    assert cards.LOST_PLAN in words_of(cards.of_follow_up(None, "an-id"))
    assert cards.LOST_PLAN in words_of(await walk.say("plan"))
    assert cards.LOST_PLAN in words_of(await walk.press("plan.done", found[0].id))
    assert "a plan whose words are lost" in words_of(await walk.say("plan"))


async def test_only_open_plans_are_asked_about(walk: Walk) -> None:
    await made(walk)
    plan_id = (await the_plan(walk)).id
    async with walk.database.begin() as db:
        assert await plans.texts(db, walk.cipher, walk.organization_id, [plan_id]) == {plan_id: SECRET}
        await plans.mark_asked(db, walk.organization_id, [], walk.clock().date(), walk.clock())
    await walk.press("plan.drop", plan_id)
    async with walk.database.begin() as db:
        assert await plans.texts(db, walk.cipher, walk.organization_id, [plan_id]) == {}


# the list


async def test_without_a_plan_an_example_is_shown(walk: Walk) -> None:
    reply = await walk.say("plan")
    assert "You have no if-then plan yet." in words_of(reply)
    assert isinstance(await walk.press_button(reply, "New plan"), Form)


async def test_plans_are_listed_open_ones_first_with_what_can_be_done(walk: Walk) -> None:
    for text in ("If a, then I will b.", "If c, then I will d.", "If e, then I will f."):
        await made(walk, text)
        walk.clock.move(timedelta(days=1))
    first, second, _third = await walk.rows(Plan)
    await walk.press("plan.done", first.id)
    await walk.press("plan.drop", second.id)
    reply = await walk.say("plan")
    told = words_of(reply)
    assert told.startswith("You have 1 open plan.")
    assert "If e, then I will f.\nMade on 6 March 2026. I'll ask once" in told
    assert "7 March 2026, came true: If a, then I will b." in told
    assert "7 March 2026, dropped: If c, then I will d." in told
    assert labels(reply) == ["It came", "Ask on another day", "Drop it", "New plan"]
    await walk.press_button(reply, "It came")
    assert "None is open at the moment." in words_of(await walk.press("plan"))


async def test_a_plan_that_was_asked_about_says_so(walk: Walk) -> None:
    await made(walk)
    await asked_about(walk)
    reply = await walk.say("plan")
    assert "I asked once, and won't again by myself." in words_of(reply)
    assert "Ask me about it" in labels(reply)


async def test_many_plans_stay_within_the_card(walk: Walk) -> None:
    for number in range(11):
        await made(walk, f"If {number}, then " + "many words " * 50)
    reply = await walk.say("plan")
    assert isinstance(reply, Message)
    assert "3 older ones come up" in words_of(reply)
    slack_limits.check_message(slack.message(reply))
    teams_limits.check_card(teams.card(reply))


async def test_nobody_sees_the_plans_of_somebody_else(walk: Walk) -> None:
    await made(walk, as_="ana")
    assert "quokka" not in words_of(await walk.say("plan"))


@pytest.mark.parametrize(
    "typed", ["plan If Ana is interrupted, then I will ask.", "plans: If Ana is interrupted, then I will ask."]
)
async def test_words_are_in_the_form_already(walk: Walk, typed: str) -> None:
    form = await walk.say(typed)
    assert isinstance(form, Form)
    assert values_of(form) == {"text": "If Ana is interrupted, then I will ask.", "ask_on": IN_TWO_WEEKS}
    await walk.submit(form)
    assert (await the_plan(walk)).state is PlanState.OPEN


async def test_a_mention_is_a_name_in_it(walk: Walk) -> None:
    form = await walk.say("plan If @ana is interrupted, then I will ask.")
    assert isinstance(form, Form)
    assert values_of(form)["text"] == "If Ana Lima is interrupted, then I will ask."


@given(st.text(max_size=700))
def test_any_plan_fits_every_platform_or_is_told_what_is_wrong(text: str) -> None:
    draft = plan_form.Draft.sent({"text": text, "ask_on": None})
    wrong = plan_form._problem_with(draft.text)
    if not wrong:
        shown = cards.of_follow_up(draft.text, "an-id")
        slack_limits.check_message(slack.message(shown))
        teams_limits.check_card(teams.card(shown))
        assert html.message(shown)
    assert bool(wrong) == (not draft.text or len(draft.text) > 600 or "…" in draft.text)


@pytest.mark.parametrize("lesson", LIBRARY.lessons, ids=lambda one: one.id)
def test_each_lessons_plan_has_room_to_be_completed(lesson: Lesson) -> None:
    assert len(lesson.plan) < plan_form.LONGEST_PLAN / 2


async def test_the_own_record_has_all_of_it(walk: Walk) -> None:
    await made(walk)
    shown = await card(walk, LESSON.id)
    await walk.press_button(shown, "B")
    await walk.press_button(shown, "Not for me")
    await walk.submit("nudge.answer", {"text": "a numbat"}, subject=LIBRARY.prompts[0].id)
    told = await walk.say("privacy")
    assert field_of(told, "If-then plans").startswith("1 plan: ")
    assert field_of(told, "Nudges and lessons").startswith("1 nudge, 1 answer to lessons: ")
    assert field_of(told, "Private reflections").startswith("1 text: ")
    async with walk.database.begin() as db:
        record = await own_record.collect(db, walk.cipher, walk.organization_id, walk.people["ben"], walk.clock())
    assert record["plans"][0]["text"] == SECRET
    assert record["reflections"][0] == {"text": "a numbat", "prompt": LIBRARY.prompts[0].id, "created_at": walk.clock()}
    assert (record["lesson_results"][0]["lesson"], record["lesson_results"][0]["is_right"]) == (LESSON.id, False)
    assert record["seen_items"] == [{"item": LESSON.id, "shown_on": None, "not_for_me_on": walk.clock().date()}]
    assert record["deliveries"][0]["answered_at"] == walk.clock()


async def test_erasure_takes_every_word_of_it(walk: Walk) -> None:
    await made(walk)
    shown = await card(walk, LESSON.id)
    await walk.press_button(shown, "B")
    await walk.press_button(shown, "Not for me")
    await walk.submit("nudge.answer", {"text": "a numbat"}, subject=LIBRARY.prompts[0].id)
    await walk.press("privacy.erase", walk.people["ben"])
    assert [await walk.rows(model) for model in (Plan, SeenItem, Reflection)] == [[], [], []]
    for model in (LessonResult, Delivery):  # that a lesson was sent and taken stays, as a count without a name
        assert [one.person_id for one in await walk.rows(model)] != [walk.people["ben"]]


async def test_golden_plans(walk: Walk) -> None:
    check_golden("nudges/plan_none", await walk.say("plan"))
    form = await walk.press("plan.from_lesson", LESSON.id)
    check_golden("nudges/plan_form", steady(form))
    check_golden("nudges/plan_errors", steady(await walk.submit(form, {"ask_on": date(2026, 3, 1)})))
    kept = await walk.submit(form, {"text": SECRET})
    check_golden("nudges/plan_kept", steady(kept))
    await walk.set_preferences("ben", nudges_stopped=True)
    check_golden("nudges/plan_kept_stopped", steady(await made(walk, "If <b>*a*</b>, then <!channel> [b](http://c).")))
    check_golden("nudges/follow_up", cards.of_follow_up(SECRET, "an-id"))
    check_golden("nudges/follow_up_lost", cards.of_follow_up(None, "an-id"))
    first, second = await walk.rows(Plan)
    check_golden("nudges/plan_came", steady(await walk.press("plan.done", first.id)))
    not_yet = await walk.press("follow_up.not_yet", second.id)
    check_golden("nudges/plan_not_yet", steady(not_yet))
    check_golden("nudges/plan_ask", steady(await walk.press_button(not_yet, "Ask me once more")))
    check_golden("nudges/plans", steady(await walk.say("plan")))
    check_golden("nudges/plan_dropped", steady(await walk.press("plan.drop", second.id)))
    check_golden("nudges/plans_closed", steady(await walk.say("plan")))
    check_golden("nudges/plan_gone", await walk.press("plan.done", "gone"))
