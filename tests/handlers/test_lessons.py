"""`/ally learn`: a lesson, its quiz, and how far one is in a track."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.request import Reply
from messages import slack, teams
from messages.blocks import Message
from messages.forms import Form
from nudges import cards, tracks
from nudges.items import Lesson
from storage.models import Action, LessonResult, SeenItem
from storage.words import Kind, Sector
from tests.fakes import slack_limits, teams_limits
from tests.golden import check_golden
from tests.handlers.test_entry_golden import steady
from tests.nudged import LESSON, PROMPT, card, delivery, nudged, planned
from tests.shown import all_buttons, find_button, words_of
from tests.walking import LIBRARY, Walk


def labels(reply: Reply) -> list[str]:
    return [one.label for one in all_buttons(reply)]


async def take(walk: Walk, lesson: Lesson, *, right: bool = True) -> None:
    """Answers the lesson's question."""
    number = next(at for at, one in enumerate(lesson.quiz.answers) if one.is_best is right)
    await walk.press(f"quiz.{'abcd'[number]}", lesson.id)


def of_track(track: tracks.Track) -> list[Lesson]:
    return [one for one in LIBRARY.lessons if tracks.of(one) is track and one.tags.sector is Sector.GENERAL]


# at once


@pytest.mark.parametrize("typed", ["learn", "learn lesson", "learn a lesson", "Learn!", "learn next"])
async def test_a_lesson_comes_at_once(walk: Walk, typed: str) -> None:
    reply = await walk.say(typed)
    assert labels(reply)[-3:] == ["Another lesson", "Not for me", "Log something I learned"]
    assert labels(reply)[:3] == ["A", "B", "C"]
    assert " done." in words_of(reply)
    (seen,) = await walk.rows(SeenItem)
    assert isinstance(LIBRARY.items[seen.item], Lesson)
    assert seen.shown_on == walk.clock().date()
    assert await walk.rows(Action) == []


async def test_the_next_lesson_is_another_one(walk: Walk) -> None:
    first = await walk.say("learn")
    assert words_of(await walk.press_button(first, "Another lesson")) != words_of(first)
    assert len(await walk.rows(SeenItem)) == 2


async def test_lessons_come_though_the_person_gets_only_questions_by_themselves(walk: Walk) -> None:
    await walk.set_preferences("ben", wants_lessons=False)
    assert "A" in labels(await walk.say("learn"))


async def test_who_turned_every_lesson_down_is_told_so(walk: Walk) -> None:
    for lesson in LIBRARY.lessons:
        await walk.press("nudge.not_for_me", lesson.id)
    assert "turned down every lesson" in words_of(await walk.say("learn"))
    assert "no lesson for you in Speaking up" in words_of(await walk.say("learn speaking up"))


async def test_a_lesson_fits_the_persons_sector(walk: Walk) -> None:
    await walk.set_preferences("ben", sector=Sector.HEALTHCARE)
    shown = set()
    reply = await walk.say("learn making room")
    for _ in range(40):
        shown |= {one.item for one in await walk.rows(SeenItem)}
        reply = await walk.press_button(reply, "Another lesson")
    sectors = {LIBRARY.items[one].tags.sector for one in shown}
    assert sectors == {Sector.GENERAL, Sector.HEALTHCARE}


async def test_words_that_name_no_lesson_are_what_somebody_learned(walk: Walk) -> None:
    for typed in ("learn: read about who gets interrupted", "learned speaking up is hard", "learn speaking up @ana"):
        assert words_of(await walk.say(typed)).startswith("Logged: Learn")
    assert len(await walk.rows(Action)) == 3


async def test_what_was_learned_is_logged_from_the_card(walk: Walk) -> None:
    form = await walk.press_button(await walk.say("learn"), "Log something I learned")
    assert isinstance(form, Form)
    assert words_of(await walk.submit(form, {"note": "who is credited"})).startswith("Logged: Learn")
    form = await walk.press("nudge.log_learning", "gone")
    assert isinstance(form, Form)


# the quiz


async def test_a_right_answer_is_stored_and_explained(walk: Walk) -> None:
    told = words_of(await walk.press_button(await card(walk, LESSON.id), "A"))
    assert f"You chose A: {LESSON.quiz.answers[0].text}" in told
    assert "That is the one that helps best." in told
    assert LESSON.quiz.answers[0].why in told
    assert LESSON.plan in told
    assert LESSON.source.name in told
    assert "Giving credit: 1 of 6 done." in told
    (row,) = await walk.rows(LessonResult)
    assert (row.person_id, row.lesson, row.answer, row.is_right) == (walk.people["ben"], LESSON.id, 0, True)
    assert (row.answered_on, row.delivery_id) == (date(2026, 3, 4), (await delivery(walk)).id)


async def test_another_answer_gets_its_reason_and_the_best_one_with_its_own(walk: Walk) -> None:
    told = words_of(await walk.press_button(await card(walk, LESSON.id), "C"))
    chosen, best = LESSON.quiz.answers[2], LESSON.quiz.best
    assert f"You chose C: {chosen.text}" in told
    assert told.index(chosen.why) < told.index(f"What helps best is A: {best.text}")
    assert best.why in told
    assert "wrong" not in told.casefold()
    (row,) = await walk.rows(LessonResult)
    assert (row.answer, row.is_right) == (2, False)


async def test_reading_the_other_reasons_is_no_second_try(walk: Walk) -> None:
    shown = await card(walk, LESSON.id)
    assert "first answer" not in words_of(await walk.press_button(shown, "B"))
    assert "first answer" not in words_of(await walk.press_button(shown, "B"))
    assert "Your first answer of today is the one I keep." in words_of(await walk.press_button(shown, "A"))
    (row,) = await walk.rows(LessonResult)
    assert row.answer == 1
    walk.clock.move(timedelta(days=7))
    assert "first answer" not in words_of(await walk.press_button(shown, "A"))
    assert [one.answer for one in await walk.rows(LessonResult)] == [1, 0]


async def test_of_two_answers_at_once_one_is_kept(walk: Walk) -> None:
    replies = await asyncio.gather(walk.press("quiz.a", LESSON.id), walk.press("quiz.b", LESSON.id))
    told = ["first answer of today" in words_of(one) for one in replies]
    assert sorted(told) == [False, True]
    (row,) = await walk.rows(LessonResult)
    assert row.answer == told.index(False), "what was told is what is kept"


async def test_a_lesson_asked_for_at_once_has_no_delivery(walk: Walk) -> None:
    await walk.press_button(await walk.say("learn"), "A")
    (row,) = await walk.rows(LessonResult)
    assert row.delivery_id is None


async def test_a_missed_question_comes_back_after_a_week_and_says_so(walk: Walk) -> None:
    await take(walk, LESSON, right=False)
    walk.clock.move(timedelta(days=7))
    reply = words_of(await walk.say("learn"))
    assert reply.startswith(f"A short lesson: {LESSON.title}")
    assert "You met this one on 4 March 2026." in reply
    assert "Meeting it again after a while helps it stay." in reply


async def test_the_day_one_met_it_stays_on_the_card_of_a_nudge(walk: Walk) -> None:
    await take(walk, LESSON, right=False)
    walk.clock.move(timedelta(days=7))
    for action in ("show", "why", "take_back"):
        shown = await walk.press(f"nudge.{action}", await nudged(walk, LESSON.id, day=date(2026, 3, 11 + len(action))))
        assert "You met this one on 4 March 2026." in words_of(shown)


async def test_an_answer_answers_the_nudge(walk: Walk) -> None:
    await walk.press_button(await card(walk, LESSON.id), "A")
    assert (await delivery(walk)).answered_at == walk.clock()
    assert await planned(walk) == (walk.clock(), None)


async def test_a_lesson_that_was_put_off_and_then_taken_does_not_come_again(walk: Walk) -> None:
    shown = await card(walk, LESSON.id)
    put_off = await walk.press_button(await walk.press_button(shown, "Later"), "Next week")
    assert (await delivery(walk)).snoozed_until == date(2026, 3, 11)
    await walk.press_button(await walk.press_button(put_off, "Show it now"), "A")
    assert (await delivery(walk)).snoozed_until is None


@pytest.mark.parametrize("subject", ["gone", PROMPT.id, "01890000-0000-7000-8000-000000000000"])
async def test_a_quiz_that_is_not_there_is_said_kindly(walk: Walk, subject: str) -> None:
    assert "bring a fresh one" in words_of(await walk.press("quiz.a", subject))
    assert await walk.rows(LessonResult) == []


async def test_an_answer_that_the_quiz_has_no_more_is_said_kindly(walk: Walk) -> None:
    assert len(LESSON.quiz.answers) == 3
    assert "bring a fresh one" in words_of(await walk.press("quiz.d", LESSON.id))


async def test_nobody_answers_the_quiz_of_somebody_else(walk: Walk) -> None:
    await walk.press("quiz.a", await nudged(walk, LESSON.id, who="ana"))
    assert await walk.rows(LessonResult) == []
    assert (await delivery(walk)).answered_at is None


# tracks


def test_every_kind_belongs_to_one_track_and_every_track_has_lessons() -> None:
    assert sorted(kind for one in tracks.TRACKS for kind in one.kinds) == sorted(Kind)
    assert all(len(of_track(one)) >= 3 for one in tracks.TRACKS)


@given(st.sampled_from(tracks.TRACKS), st.booleans(), st.sampled_from(["", "the ", "track "]))
def test_a_track_is_found_by_its_name(track: tracks.Track, upper: bool, before: str) -> None:
    name = track.name.upper() if upper else track.name.casefold()
    assert tracks.named(f" {before}{name}. ") is track
    assert tracks.named(name.replace("i", "", 1).replace("I", "", 1)) is track


@given(st.text(max_size=40))
def test_any_words_are_a_track_or_none(text: str) -> None:
    assert tracks.named(text) is None or tracks.named(text) in tracks.TRACKS


@pytest.mark.parametrize("typed", ["speaking", "giving credit to my colleagues", "doors", "", "read about doors"])
def test_other_words_are_no_track(typed: str) -> None:
    assert tracks.named(typed) is None


@pytest.mark.parametrize("typed", ["learn tracks", "learn progress", "learn lessons"])
async def test_all_tracks_are_shown_with_how_far_one_is(walk: Walk, typed: str) -> None:
    await take(walk, LESSON)
    reply = await walk.say(typed)
    assert "Giving credit: 1 of 6 done\nOpening doors: 0 of 5 done" in words_of(reply)
    assert labels(reply) == [one.name for one in tracks.TRACKS]
    assert "Opening doors: 0 of 5 done." in words_of(await walk.press_button(reply, "Opening doors"))


@pytest.mark.parametrize(
    "typed", ["learn speaking up", "learn Speaking Up track", "learn speking up", "learn: speaking up"]
)
async def test_the_next_of_a_track_is_one_that_was_not_taken(walk: Walk, typed: str) -> None:
    track = tracks.by_id("speaking-up")
    assert track is not None
    lessons = of_track(track)
    for lesson in lessons[1:]:
        await take(walk, lesson, right=False)
    reply = await walk.say(typed)
    assert words_of(reply).startswith(f"A short lesson: {lessons[0].title}")
    assert f"Speaking up: {len(lessons) - 1} of {len(lessons)} done." in words_of(reply)


async def test_the_quiz_leads_on_in_the_track(walk: Walk) -> None:
    result = await walk.press_button(await walk.say("learn making room"), "A")
    reply = await walk.press_button(result, "Next in Making room")
    assert "Making room: 1 of 3 done." in words_of(reply)


async def test_a_track_that_is_done_is_celebrated_and_offered_again(walk: Walk) -> None:
    track = tracks.by_id("making-room")
    assert track is not None
    for lesson in of_track(track):
        await take(walk, lesson)
    reply = await walk.say("learn making room")
    assert "You have taken all 3 lessons of Making room." in words_of(reply)
    again = await walk.press_button(reply, "Take one once more")
    assert "Making room: 3 of 3 done." in words_of(again)
    assert "Your lessons" in words_of(await walk.press_button(reply, "Other tracks"))


async def test_what_was_turned_down_is_not_asked_for_in_a_track(walk: Walk) -> None:
    await walk.press("nudge.not_for_me", LESSON.id)
    assert "Giving credit: 0 of 5 done" in words_of(await walk.say("learn tracks"))


async def test_a_track_that_is_not_there_any_more_leads_to_all(walk: Walk) -> None:
    for action in ("learn.track", "learn.again"):
        assert "Your lessons" in words_of(await walk.press(action, "gone"))


async def test_the_buttons_of_other_cards_bring_a_lesson_and_a_question(walk: Walk) -> None:
    assert "A" in labels(await walk.press("learn"))
    assert "Answer" in labels(await walk.press("reflect"))


async def test_the_fallback_of_a_result_tells_what_helps_best(walk: Walk) -> None:
    reply = await walk.press("quiz.c", LESSON.id)
    assert isinstance(reply, Message)
    assert LESSON.quiz.best.text in reply.fallback


async def test_golden_lesson(walk: Walk) -> None:
    shown = await card(walk, LESSON.id)
    check_golden("nudges/lesson", steady(shown))
    check_golden("nudges/lesson_why", steady(await walk.press_button(shown, "Why this one?")))
    check_golden("nudges/lesson_right", steady(await walk.press_button(shown, "A")))
    check_golden("nudges/lesson_first_answer", steady(await walk.press_button(shown, "B")))
    walk.clock.move(timedelta(days=7))
    check_golden("nudges/lesson_other", steady(await walk.press_button(shown, "B")))
    walk.clock.move(timedelta(days=7))
    check_golden("nudges/lesson_again", steady(await walk.say("learn")))
    check_golden("nudges/tracks", steady(await walk.say("learn tracks")))
    for lesson in LIBRARY.lessons:
        await take(walk, lesson)
    check_golden("nudges/track_done", steady(await walk.say("learn making room")))
    for lesson in LIBRARY.lessons:
        await walk.press("nudge.not_for_me", lesson.id)
    check_golden("nudges/track_empty", steady(await walk.say("learn making room")))
    check_golden("nudges/nothing_left", await walk.say("learn"))


@pytest.mark.parametrize("lesson", LIBRARY.lessons, ids=lambda one: one.id)
def test_each_lesson_is_within_every_platforms_limits(lesson: Lesson) -> None:

    shown = cards.of_item(lesson, "an-id")
    slack_limits.check_message(slack.message(shown))
    teams_limits.check_card(teams.card(shown))
    assert find_button(shown, "Later").label == "Later"
