"""Ideas that fit what is missing, and lessons that fit the ideas."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from indicators.readings import Reading
from nudges.digest_ideas import EVIDENCE, IDEAS, INVITATION, SMALL, Idea, does_not_show, for_week, lesson
from nudges.history import History, NotForMe, Seen
from storage.words import Kind, Seniority, Tier
from tests.nudges.digests import HIDDEN, LEADER, LIBRARY, part, reading, whole

EVERY = [*SMALL, *(one for some in IDEAS.values() for one in some), EVIDENCE, INVITATION]
TURNS = range(60)


def lessons_of(idea: Idea, past: History) -> set[str]:
    """Those that come within a year or so."""
    return {found.id for turn in TURNS if (found := lesson(LIBRARY, idea, LEADER, past, turn))}


def of(*kinds: Kind) -> Reading:
    return reading(whole(12, 30), {kind: whole(8, 30) for kind in kinds})


def test_a_hidden_week_gets_something_small() -> None:
    assert {for_week(HIDDEN, turn) for turn in TURNS} == set(SMALL)
    assert not any(does_not_show(one, HIDDEN) for one in EVERY)


def test_sponsorship_takes_every_second_turn_while_it_is_missing() -> None:
    missing = of(Kind.AMPLIFY)
    assert all(for_week(missing, turn) in IDEAS[Kind.SPONSOR] for turn in TURNS if turn % 2 == 0)
    assert all(for_week(missing, turn) not in IDEAS[Kind.SPONSOR] for turn in TURNS if turn % 2)
    assert {for_week(missing, turn) for turn in TURNS} >= set(IDEAS[Kind.SPONSOR])


@pytest.mark.parametrize("kind", IDEAS)
def test_a_kind_that_is_told_is_not_missing(kind: Kind) -> None:
    told, missing = of(*(one for one in IDEAS if one is not kind)), of(*IDEAS)
    assert {for_week(told, turn) for turn in TURNS} == set(IDEAS[kind])
    assert all(does_not_show(for_week(told, turn), told) for turn in TURNS)
    assert not any(does_not_show(for_week(missing, turn), missing) for turn in TURNS)


def test_where_no_kind_is_told_none_is_said_not_to_show() -> None:
    shown = reading(whole(12, 30))
    assert not any(does_not_show(for_week(shown, turn), shown) for turn in TURNS)


def test_every_idea_has_its_turn() -> None:
    shown = of(Kind.LEARN)
    assert {for_week(shown, turn) for turn in range(200)} == {one for some in IDEAS.values() for one in some}


def test_where_all_is_self_reported_confirmations_are_an_idea() -> None:
    alone = replace(of(Kind.AMPLIFY), tiers={Tier.SELF_REPORTED: whole(8, 30)})
    backed = replace(alone, tiers={**alone.tiers, Tier.WITNESSED: whole(6, 30)})
    assert EVIDENCE in {for_week(alone, turn) for turn in TURNS}
    assert EVIDENCE not in {for_week(backed, turn) for turn in TURNS}


@pytest.mark.parametrize(("men", "women", "is_told"), [(5, 12, True), (12, 5, True), (8, 9, False)])
def test_where_women_and_men_differ_an_invitation_is_an_idea(men: int, women: int, *, is_told: bool) -> None:
    shown = replace(of(Kind.AMPLIFY), men=whole(men, 20), women=whole(women, 20))
    assert (INVITATION in {for_week(shown, turn) for turn in TURNS}) is is_told
    in_part = replace(shown, women=part(women, 15))
    assert INVITATION not in {for_week(in_part, turn) for turn in TURNS}


@pytest.mark.parametrize("idea", EVERY, ids=lambda one: one.text[:30])
def test_an_idea_is_a_short_offer_for_everybody_with_its_source(idea: Idea) -> None:
    assert len(idea.text) <= 240
    assert re.search(r"\b(?:you could|whoever)\b", idea.text, re.IGNORECASE)
    assert not re.search(r"\b(?:must|should|have to|need to|has to)\b", idea.text, re.IGNORECASE)
    assert not re.search(r"\b(?:he|she|his|her|him)\b", idea.text)
    assert idea.source


@pytest.mark.parametrize("idea", EVERY, ids=lambda one: one.text[:30])
def test_each_idea_has_a_lesson_of_its_kind_for_a_lead(idea: Idea) -> None:
    found = lesson(LIBRARY, idea, LEADER, History(), 0)
    assert found is not None
    assert found.tags.kind is idea.lesson
    assert found.tags.seniority is not Seniority.JUNIOR


def test_the_lesson_is_the_same_all_week_and_another_one_later() -> None:
    idea = IDEAS[Kind.SPONSOR][0]
    assert lesson(LIBRARY, idea, LEADER, History(), 7) == lesson(LIBRARY, idea, LEADER, History(), 7)
    assert len(lessons_of(idea, History())) > 1


def test_what_was_seen_comes_last_and_what_was_turned_down_never() -> None:
    idea = IDEAS[Kind.SPONSOR][0]
    every = lessons_of(idea, History())
    one = min(every)
    seen = History(seen=(Seen(one, date(2026, 2, 1)),))
    never = History(not_for_me=(NotForMe(one, date(2026, 2, 1)),))
    for past in (seen, never):
        assert lessons_of(idea, past) == every - {one}
    all_seen = History(seen=tuple(Seen(id_, date(2026, 2, 2)) for id_ in every - {one}) + seen.seen)
    assert lessons_of(idea, all_seen) == {one}
    none_left = History(not_for_me=tuple(NotForMe(each.id, date(2026, 2, 1)) for each in LIBRARY.lessons))
    assert lesson(LIBRARY, idea, LEADER, none_left, 0) is None
