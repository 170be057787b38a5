"""What comes next: in simulated months of a person's life, and for each reason by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nudges import why
from nudges.choice import RESTS, SIMILAR_RESTS, Choice, choose
from nudges.fit import fitting
from nudges.history import Answered, History, Logged, NotForMe, Profile, Seen
from nudges.items import Item, Lesson, Prompt
from nudges.library import BUILT_IN, Library, load
from nudges.repetition import AFTER_MISS, AFTER_RIGHT
from storage.words import Kind, Sector, Seniority, Setting

LIBRARY = load(BUILT_IN, "en")
TODAY = date(2026, 3, 4)
PROFILES = st.builds(
    Profile,
    key=st.text(max_size=5),
    sector=st.sampled_from(Sector),
    settings=st.frozensets(st.sampled_from(Setting)),
    seniority=st.sampled_from(Seniority),
    prompts=st.booleans(),
    lessons=st.booleans(),
).filter(lambda one: one.prompts or one.lessons)
IDS = st.sampled_from(sorted(LIBRARY.items))
LESSONS = st.sampled_from([one.id for one in LIBRARY.lessons])
DAYS = st.dates(TODAY - timedelta(days=400), TODAY)
HISTORIES = st.builds(
    History,
    seen=st.lists(st.builds(Seen, IDS, DAYS), max_size=60).map(tuple),
    answered=st.lists(st.builds(Answered, LESSONS, DAYS, st.booleans()), max_size=12).map(tuple),
    not_for_me=st.lists(st.builds(NotForMe, IDS, DAYS), max_size=25).map(tuple),
    logged=st.none() | st.builds(Logged, st.sampled_from(Kind), DAYS),
)


def chosen(history: History, profile: Profile, today: date = TODAY, library: Library = LIBRARY) -> Choice:
    choice = choose(library, history, profile, today)
    assert choice is not None
    return choice


def shown(history: History, item: Item, on: date) -> History:
    return replace(history, seen=(*history.seen, Seen(item.id, on)))


def of_sort(profile: Profile, sort: type[Item]) -> set[str]:
    return {one.id for one in fitting([one for one in LIBRARY.items.values() if isinstance(one, sort)], profile).items}


@settings(max_examples=15, deadline=None)
@given(PROFILES, st.integers(2, 10))
def test_nothing_comes_twice_before_all_of_its_sort_that_fit_were_seen(profile: Profile, gap: int) -> None:
    history, seen = History(), Counter[str]()
    sorts: tuple[type[Item], ...] = ((Prompt,) if profile.prompts else ()) + ((Lesson,) if profile.lessons else ())
    for step in range(2 * sum(len(of_sort(profile, sort)) for sort in sorts)):
        today = TODAY + timedelta(days=step * gap)
        item = chosen(history, profile, today).item
        fit = of_sort(profile, type(item))
        assert item.id in fit
        assert seen[item.id] == 0 or len(fit) == 1 or all(seen[one] for one in fit)
        seen[item.id] += 1
        history = shown(history, item, today)
    for sort in sorts:
        assert all(seen[one] for one in of_sort(profile, sort))


@settings(max_examples=60, deadline=None)
@given(PROFILES, st.sampled_from(LIBRARY.lessons), st.integers(1, 5))
def test_a_missed_quiz_comes_back_after_a_week_and_once_more_after_three(
    profile: Profile, lesson: Lesson, gap: int
) -> None:
    profile = replace(profile, lessons=True)
    history = History(seen=(Seen(lesson.id, TODAY),), answered=(Answered(lesson.id, TODAY, is_right=False),))
    asked: list[date] = []
    today = TODAY
    while len(asked) < 2:
        today += timedelta(days=gap)
        assert today < TODAY + timedelta(days=60), "it never came back"
        item = chosen(history, profile, today).item
        history = shown(history, item, today)
        if item == lesson:
            asked.append(today)
            history = replace(history, answered=(*history.answered, Answered(lesson.id, today, is_right=True)))
    week, weeks = asked[0] - TODAY, asked[1] - asked[0]
    assert AFTER_MISS <= week < AFTER_MISS + timedelta(days=gap)
    assert AFTER_RIGHT <= weeks < AFTER_RIGHT + timedelta(days=gap)
    later = asked[1] + timedelta(days=gap)
    assert "question" not in chosen(history, profile, later).why, "it went well twice and is done"


@settings(max_examples=60, deadline=None)
@given(HISTORIES, PROFILES)
def test_there_is_always_something_that_was_not_turned_down(history: History, profile: Profile) -> None:
    choice = chosen(history, profile)
    assert choice.item.id not in {one.id for one in history.not_for_me}
    assert isinstance(choice.item, Prompt) or profile.lessons
    assert isinstance(choice.item, Lesson) or profile.prompts
    assert choice.why.endswith(".")


@settings(max_examples=60, deadline=None)
@given(HISTORIES, PROFILES)
def test_the_same_day_gives_the_same_choice_whatever_the_order_of_what_is_told(
    history: History, profile: Profile
) -> None:
    assert chosen(history, profile) == chosen(history, profile)
    one_a_day = {one.on: one for one in history.seen}.values()
    told = replace(history, seen=tuple(one_a_day), answered=history.answered[:1])
    assert chosen(told, profile) == chosen(replace(told, seen=tuple(reversed(told.seen))), profile)


def test_people_differ_on_a_day_and_a_person_over_days() -> None:
    assert len({chosen(History(), Profile(str(key))).item.id for key in range(30)}) > 10
    days = (TODAY + timedelta(days=one) for one in range(30))
    assert len({chosen(History(), Profile("ana"), day).item.id for day in days}) > 10


@settings(max_examples=60, deadline=None)
@given(PROFILES, st.sampled_from(sorted(LIBRARY.items)), st.integers(1, 59))
def test_what_is_like_something_turned_down_rests(profile: Profile, id_: str, days: int) -> None:
    refused = LIBRARY.items[id_]
    history = History(not_for_me=(NotForMe(id_, TODAY - timedelta(days=days)),))
    item = chosen(history, profile).item
    alike = type(item) is type(refused) and item.tags.kind is refused.tags.kind
    assert not (alike and item.tags.setting is refused.tags.setting)


def test_what_is_like_something_turned_down_comes_again_after_its_rest() -> None:
    refused, like = LIBRARY.items["idea-that-went-by"], LIBRARY.items["small-thing-that-balances"]
    library = Library("en", {one.id: one for one in (refused, like, LIBRARY.items["ask-and-listen"])})
    for days, comes in ((SIMILAR_RESTS.days - 1, False), (SIMILAR_RESTS.days, True)):
        turned_down = NotForMe(refused.id, TODAY - timedelta(days=days))
        history = History(not_for_me=(turned_down,), logged=Logged(Kind.AMPLIFY, TODAY))
        assert (chosen(history, Profile("ana"), library=library).item == like) is comes


def test_the_last_that_is_left_comes_though_it_is_like_something_turned_down() -> None:
    refused, like = LIBRARY.items["idea-that-went-by"], LIBRARY.items["small-thing-that-balances"]
    library = Library("en", {refused.id: refused, like.id: like})
    history = History(not_for_me=(NotForMe(refused.id, TODAY),))
    assert chosen(history, Profile("ana"), library=library).item == like
    history = replace(history, not_for_me=(*history.not_for_me, NotForMe(like.id, TODAY)))
    assert choose(library, history, Profile("ana"), TODAY) is None


def test_who_wants_nothing_gets_nothing() -> None:
    assert choose(LIBRARY, History(), Profile("ana", prompts=False, lessons=False), TODAY) is None


@pytest.mark.parametrize("kind", Kind)
def test_a_logged_action_is_followed_once_by_something_of_its_kind(kind: Kind) -> None:
    history = History(logged=Logged(kind, TODAY - timedelta(days=6)))
    first = chosen(history, Profile("ana"))
    assert isinstance(first.item, Prompt)
    assert first.item.tags.kind is kind
    assert first.why == f"You logged {why.LOGGED[kind]} last week, and this one follows it."
    second = chosen(shown(history, first.item, TODAY), Profile("ana"), TODAY + timedelta(days=3))
    assert second.item.tags.kind is not kind
    assert "follows" not in second.why


def test_an_old_action_is_not_followed() -> None:
    history = History(logged=Logged(Kind.SPONSOR, TODAY - timedelta(days=15)))
    assert "follows" not in chosen(history, Profile("ana")).why


def test_prompts_and_lessons_take_turns() -> None:
    history, sorts = History(), []
    for step in range(8):
        item = chosen(history, Profile("ana"), TODAY + timedelta(days=3 * step)).item
        sorts.append(type(item))
        history = shown(history, item, TODAY + timedelta(days=3 * step))
    assert sorts == [Prompt, Lesson] * 4


@pytest.mark.parametrize("sector", [Sector.ENGINEERING, Sector.HEALTHCARE, Sector.FINANCE])
def test_a_sector_gets_its_own_and_what_is_for_all_and_never_anothers(sector: Sector) -> None:
    history = History()
    for step in range(60):
        today = TODAY + timedelta(days=4 * step)
        history = shown(history, chosen(history, Profile("ana", sector), today).item, today)
    sectors = Counter(LIBRARY.items[one.id].tags.sector for one in history.seen)
    assert set(sectors) == {sector, Sector.GENERAL}
    assert sectors[sector] >= 10


def test_a_quiz_that_was_shown_and_not_answered_waits_another_week() -> None:
    lesson = LIBRARY.lessons[0]
    history = History(
        seen=(Seen(lesson.id, TODAY), Seen(lesson.id, TODAY + timedelta(days=7))),
        answered=(Answered(lesson.id, TODAY, is_right=False),),
    )
    for days, comes in ((13, False), (14, True)):
        choice = chosen(history, Profile("ana", prompts=False), TODAY + timedelta(days=days))
        assert ("another answer" in choice.why) is comes
        assert (choice.item == lesson) is comes


def test_a_right_answer_before_its_day_does_not_count_as_the_repetition() -> None:
    lesson = LIBRARY.lessons[0]
    history = History(
        answered=(Answered(lesson.id, TODAY, is_right=False), Answered(lesson.id, TODAY, is_right=True)),
    )
    assert chosen(history, Profile("ana"), TODAY + AFTER_MISS).item == lesson


def test_the_reason_tells_what_is_so() -> None:
    lesson = LIBRARY.lessons[0]
    missed = History(answered=(Answered(lesson.id, TODAY - timedelta(days=9), is_right=False),))
    assert chosen(missed, Profile("ana")).why == (
        "You chose another answer to this lesson's question last week. Meeting it again after a while helps it stay."
    )
    assert "You have not had this one yet." in chosen(History(), Profile("ana")).why
    prompt = LIBRARY.items["on-call-rota"]
    own = Library("en", {prompt.id: prompt})
    engineer = Profile("ana", Sector.ENGINEERING)
    new = chosen(History(), engineer, library=own).why
    assert new == "You have not had this one yet. It is about work in engineering."
    seen = History(seen=(Seen(prompt.id, TODAY - timedelta(days=100)),))
    assert chosen(seen, engineer, library=own).why == "You saw this one 3 months ago. By now it is its turn again."
    assert chosen(History(), Profile("ana"), library=own).why.startswith("Nothing fits you more closely")


@pytest.mark.parametrize(
    ("settings", "seniority", "expected"),
    [
        (frozenset({Setting.CHAT}), Seniority.ANYONE, "meeting"),  # no chat: the setting is let go of first
        (frozenset({Setting.MEETING}), Seniority.JUNIOR, "meeting"),
        (frozenset({Setting.REVIEW}), Seniority.LEADER, "leader"),
    ],
)
def test_what_fits_is_widened_step_by_step(settings: frozenset[Setting], seniority: Seniority, expected: str) -> None:
    items = {"meeting": LIBRARY.items["idea-that-went-by"], "leader": LIBRARY.items["work-seen-closely"]}
    fit = fitting(list(items.values()), Profile("ana", settings=settings, seniority=seniority))
    assert list(fit.items) == [items[expected]]
    leader_only = fitting([items["leader"]], Profile("ana", seniority=Seniority.JUNIOR))
    assert leader_only.items
    assert leader_only.is_widened


def test_something_shown_lately_rests_while_others_are_left() -> None:
    """Even something that follows the last action."""
    ids = ("idea-that-went-by", "ask-and-listen", "time-you-were-given")
    library = Library("en", {id_: LIBRARY.items[id_] for id_ in ids})
    days = (TODAY - RESTS, TODAY - timedelta(days=3), TODAY - timedelta(days=1))
    history = History(seen=tuple(map(Seen, ids, days)), logged=Logged(Kind.LEARN, TODAY))
    assert chosen(history, Profile("ana"), library=library).item.id == ids[0]
    rested = replace(history, seen=(history.seen[0], Seen(ids[1], TODAY - RESTS), history.seen[2]))
    assert chosen(rested, Profile("ana"), library=library).item.id == ids[1]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "earlier this week"),
        (3, "last week"),
        (9, "last week"),
        (10, "2 weeks ago"),
        (57, "8 weeks ago"),
        (90, "3 months ago"),
        (400, "more than a year ago"),
    ],
)
def test_how_long_ago(days: int, words: str) -> None:
    """From a Wednesday; weeks begin on Monday."""
    assert why.ago(TODAY - timedelta(days=days), TODAY) == words
