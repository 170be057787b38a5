"""What words say of nudges: a table of what people write, and any text at all."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import time
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.nudge_words import CHECK_INS, LEAST, MOST_A_WEEK, Unclear, understood
from storage.nudge_preferences import NudgeChoices
from storage.words import Pace, Sector, Setting

HELD = NudgeChoices(
    zone="UTC",
    zone_is_own=False,
    language="en",
    country=None,
    days=frozenset({1, 2, 3}),
    starts=time(9, 30),
    ends=time(16, 30),
    wants_reflections=True,
    wants_lessons=True,
    pace=Pace.WEEKLY,
    paused_until=None,
    stopped=False,
    sector=Sector.GENERAL,
    settings=frozenset(),
    account_id=None,
)
SITUATIONS = frozenset({Setting.MEETING, Setting.REVIEW, Setting.HIRING, Setting.CHAT, Setting.REMOTE})


def days(*numbers: int) -> dict[str, Any]:
    return {"days": frozenset(numbers)}


def at(starts: time, ends: time) -> dict[str, Any]:
    return {"starts": starts, "ends": ends}


LESSONS = {"wants_reflections": False}
REFLECTIONS = {"wants_lessons": False}


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        # days
        ("tue thu", days(1, 3)),
        ("tuesday and thursday", days(1, 3)),
        ("only on tuesdays", days(1)),
        ("every monday", days(0)),
        ("mon-fri", days(0, 1, 2, 3, 4)),
        ("monday to friday", days(0, 1, 2, 3, 4)),
        ("fri-mon", days(4, 5, 6, 0)),
        ("weekdays", days(0, 1, 2, 3, 4)),
        ("any day", days(*range(7))),
        ("weekends", days(5, 6)),
        ("weekdays except friday", days(0, 1, 2, 3)),
        ("not on tuesdays", days(2, 3)),
        ("no nudges on wednesday", days(1, 3)),
        ("nothing on thursday", days(1, 2)),
        ("also friday", days(1, 2, 3, 4)),
        ("plus mondays", days(0, 1, 2, 3)),
        ("mon at 10, and wed", {**days(0, 2), **at(time(10), time(11))}),
        ("tusday", days(1)),
        ("thurs", days(3)),
        # times
        ("10-15", at(time(10), time(15))),
        ("from 10 to 3", at(time(10), time(15))),
        ("between 9:15 and 11:45", at(time(9, 15), time(11, 45))),
        ("9-5", at(time(9), time(17))),
        ("9-5pm", at(time(9), time(17))),
        ("2-4pm", at(time(14), time(16))),
        ("9am-11am", at(time(9), time(11))),
        ("10 a.m. to 12 p.m.", at(time(10), time(12))),
        ("10am-3", at(time(10), time(15))),
        ("8-8", at(time(8), time(20))),
        ("12-2", at(time(12), time(14))),
        ("22-2", at(time(22), time(2))),
        ("22:00-02:00", at(time(22), time(2))),
        ("09:00-05:00", at(time(9), time(5))),
        ("9h30-16h", at(time(9, 30), time(16))),
        ("9.45-16.15", at(time(9, 45), time(16, 15))),
        ("18-24", at(time(18), time())),
        ("noon to 3", at(time(12), time(15))),
        ("noon to midnight", at(time(12), time())),
        ("at 10 o'clock", at(time(10), time(11))),
        ("at 11pm", at(time(23), time())),
        ("mornings", at(time(9), time(12))),
        ("in the afternoon", at(time(13), time(17))),
        ("any time", at(time(), time())),
        ("after 10", {"starts": time(10)}),
        ("not before 10", {"starts": time(10)}),
        ("until 15:00", {"ends": time(15)}),
        # kinds
        ("only lessons", LESSONS),
        ("lessons only", LESSONS),
        ("lesons", LESSONS),
        ("no lessons", REFLECTIONS),
        ("don't send me lessons", REFLECTIONS),
        ("just questions", REFLECTIONS),
        ("no more reflection prompts", LESSONS),
        ("lessons and reflections", {}),
        ("lessons, also reflections", {}),
        # pace
        ("twice a week", {"pace": Pace.TWICE_A_WEEK}),
        ("2x a week", {"pace": Pace.TWICE_A_WEEK}),
        ("more often", {"pace": Pace.TWICE_A_WEEK}),
        ("more", {"pace": Pace.TWICE_A_WEEK}),
        ("less often", {"pace": Pace.EVERY_TWO_WEEKS}),
        ("fewer", {"pace": Pace.EVERY_TWO_WEEKS}),
        ("every 2 weeks", {"pace": Pace.EVERY_TWO_WEEKS}),
        ("every other week", {"pace": Pace.EVERY_TWO_WEEKS}),
        ("biweekly", {"pace": Pace.EVERY_TWO_WEEKS}),
        ("weekley", {}),
        ("once a week", {}),
        # what they are about
        ("healthcare", {"sector": Sector.HEALTHCARE}),
        ("my sector is finance", {"sector": Sector.FINANCE}),
        ("sector software", {"sector": Sector.ENGINEERING}),
        ("about meetings and hiring", {"settings": {Setting.MEETING, Setting.HIRING}}),
        ("in reviews", {"settings": {Setting.REVIEW}}),
        ("not about hiring", {"settings": SITUATIONS - {Setting.HIRING}}),
        ("any situation", {}),
        ("in english", {}),
        ("country germany", {"country": "DE"}),
        ("country chad", {"country": "TD"}),
        ("holidays of the netherlands, only tuesdays", {"country": "NL", **days(1)}),
        ("country south korea weekly", {"country": "KR"}),
        ("country untied kingdom", {"country": "GB"}),
        ("country none", {}),
        # all at once
        (
            "please send me lessons every two weeks on thursdays in the morning about reviews",
            {**LESSONS, **days(3), **at(time(9), time(12)), "pace": Pace.EVERY_TWO_WEEKS, "settings": {Setting.REVIEW}},
        ),
    ],
)
def test_what_people_write(said: str, changes: dict[str, Any]) -> None:
    assert understood(said, HELD) == replace(HELD, **changes)


def test_what_is_added_or_left_out_goes_by_what_holds() -> None:
    only_lessons = replace(HELD, wants_reflections=False, settings=frozenset({Setting.MEETING}), country="DE")
    assert understood("also reflections", only_lessons).wants_lessons
    assert understood("also about reviews", only_lessons).settings == {Setting.MEETING, Setting.REVIEW}
    assert understood("meetings, 10-12, also calls", HELD).settings == {Setting.MEETING, Setting.REMOTE}
    assert understood("any situation", only_lessons).settings == frozenset()
    assert understood("country none", only_lessons).country is None
    overnight = replace(HELD, starts=time(22), ends=time(2))
    assert understood("until 3:00", overnight).ends == time(3)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("daily", f"{MOST_A_WEEK} “nudges any day” leaves them all open."),
        ("every day", f"{MOST_A_WEEK} “nudges any day” leaves them all open."),
        ("3 times a week", MOST_A_WEEK),
        ("once a month", LEAST),
        ("after 17", "17:00 until 16:30 would go over midnight. Please write both, like 10-15."),
        ("10-25", "I can't read those times. You can write 9:30-16:30, 10-15 or 9am-5pm."),
        ("after 13pm", "I can't read those times. You can write 9:30-16:30, 10-15 or 9am-5pm."),
        ("at 25", "I can't read those times. You can write 9:30-16:30, 10-15 or 9am-5pm."),
        ("language german", "I speak English only, for now."),
        (
            "sector mining",
            "Nudges can speak of engineering, healthcare or finance work, or of any kind (“general”).",
        ),
        ("zone berlin", "Your time zone is a setting of its own, as in “settings zone Berlin”."),
        ("country", "Holidays stay free once I know your country, as in “nudges country Germany”."),
        ("no holidays", "Holidays stay free once I know your country, as in “nudges country Germany”."),
        (
            "country xyzzy",
            "I know no holidays of “xyzzy”. Its English name or code is enough, like Germany or DE.",
        ),
        (
            "country xyzzy or so",
            "I know no holidays of “xyzzy or so”. Its English name or code is enough, like Germany or DE.",
        ),
        ("mondey tuesdayish", "I don't know what “tuesdayish” means for nudges. Did you mean tuesday?"),
        ("no check-ins", CHECK_INS),
        ("only check ins", CHECK_INS),
        ("blah", "I don't know what “blah” means for nudges."),
        ("not", "I don't know what “not” means for nudges."),
        ("x" * 400, "That is more than I can take in at once. A few words are enough."),
    ],
)
def test_what_can_not_be_is_told(said: str, told: str) -> None:
    with pytest.raises(Unclear) as unclear:
        understood(said, HELD)
    assert str(unclear.value) == told


def test_holidays_that_are_known_are_named() -> None:
    with pytest.raises(Unclear, match="Holidays stay free already, those of Germany"):
        understood("no holidays", replace(HELD, country="DE"))


def test_the_pace_has_an_end_on_both_sides() -> None:
    with pytest.raises(Unclear) as unclear:
        understood("more often", replace(HELD, pace=Pace.TWICE_A_WEEK))
    assert str(unclear.value) == MOST_A_WEEK
    with pytest.raises(Unclear) as unclear:
        understood("less", replace(HELD, pace=Pace.EVERY_TWO_WEEKS))
    assert str(unclear.value) == LEAST


@given(st.text(max_size=350))
def test_any_text_is_understood_or_unclear(said: str) -> None:
    with suppress(Unclear):
        assert isinstance(understood(said, HELD), NudgeChoices)


WEEKDAYS = ("mon", "tuesdays", "wed", "thursday", "fri", "saturday", "sun")
ALL_WORDS = (
    *WEEKDAYS, "no", "not", "also", "except", "only", "and", ",", "-", "to", "10", "9:30", "5pm", "at", "after",
    "until", "lessons", "reflections", "weekly", "twice", "a", "week", "every", "two", "weeks", "mornings", "country",
    "germany", "holidays", "healthcare", "sector", "about", "meetings", "any", "day", "time", "more", "less", "often",
    "in", "english",
)  # fmt: skip


@given(st.lists(st.sampled_from(ALL_WORDS), max_size=12))
def test_our_own_words_in_any_order_are_understood_or_unclear(words: list[str]) -> None:
    try:
        wanted = understood(" ".join(words), HELD)
    except Unclear:
        return
    assert wanted.days <= set(range(7))
    assert replace(wanted, zone=HELD.zone, paused_until=None, stopped=False, account_id=None) == wanted


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 47),
    st.integers(1, 47),
    st.sampled_from([("weekly", Pace.WEEKLY), ("twice a week", Pace.TWICE_A_WEEK)]),
    st.sampled_from([("only lessons", LESSONS), ("only reflections", REFLECTIONS)]),
    st.sampled_from(list(permutations(range(4)))),
)
def test_days_times_pace_and_kinds_are_understood_in_any_order(
    chosen: set[int],
    start: int,
    length: int,
    pace: tuple[str, Pace],
    kind: tuple[str, dict[str, Any]],
    order: tuple[int, ...],
) -> None:
    starts, ends = (time(*divmod(half % 48 * 30, 60)) for half in (start, start + length))
    assume(starts < ends or starts.hour > 12)  # "10:30-10:00" is read as until ten in the evening
    phrases = [
        " ".join(WEEKDAYS[one] for one in sorted(chosen)),
        f"{starts:%H:%M}-{ends:%H:%M}",
        pace[0],
        kind[0],
    ]
    said = " ".join(phrases[one] for one in order)
    assert understood(said, HELD) == replace(HELD, **days(*chosen), **at(starts, ends), pace=pace[1], **kind[1])
