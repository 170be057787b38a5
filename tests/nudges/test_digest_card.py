"""The digest's card: what it says of each sort of week, and as it is recorded for Slack, Teams and the page."""

from __future__ import annotations

from datetime import time

import pytest

from indicators.suppression import Ruling, Verdict
from messages.blocks import Button, Chart, Message
from nudges import digest_card
from nudges.digest_card import Page
from nudges.team_weeks import Told
from storage.digests import DigestChoice
from storage.words import Kind, Tier
from tests.golden import check_golden
from tests.nudges.digests import COMPANY, HIDDEN, PAYMENTS, PLATFORM, page, part, reading, weeks_of, whole
from tests.shown import all_buttons, field_of, find_button, words_of

KINDS = {Kind.AMPLIFY: whole(14, 23), Kind.RECOGNIZE: whole(9, 23), Kind.SPONSOR: whole(6, 23)}
TIERS = {Tier.SELF_REPORTED: whole(23, 23), Tier.CONFIRMED: whole(6, 23)}
EIGHT = [
    reading(whole(6, 22)),
    reading(whole(7, 22)),
    HIDDEN,
    reading(whole(8, 23)),
    reading(whole(8, 23)),
    reading(whole(7, 23)),
    reading(whole(8, 23)),
    reading(whole(9, 23), KINDS, TIERS),
]
IN_PART = [
    reading(part(11, 40)),
    reading(part(12, 40), {Kind.AMPLIFY: part(16, 40)}, {Tier.SELF_REPORTED: part(20, 40)}),
]


def card(shown: Page, *, is_example: bool = False) -> Message:
    return digest_card.card(shown, is_example=is_example)


FULL = page(weeks_of(PAYMENTS, EIGHT), turn=3)
PARTLY = page(weeks_of(COMPANY, IN_PART), turn=2)
FALLBACK = page(
    weeks_of(COMPANY, [*EIGHT]),
    weeks_of(PLATFORM, [HIDDEN], above=Told(COMPANY, EIGHT[-1])),
    turn=4,
)
NOTHING = page(weeks_of(PLATFORM, [HIDDEN] * 8), turn=5)
SEVERAL = page(
    weeks_of(PAYMENTS, EIGHT),
    [*weeks_of(PAYMENTS, EIGHT[-1:]), *weeks_of(PLATFORM, [HIDDEN]), *weeks_of(COMPANY, IN_PART[-1:])],
    turn=6,
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("full", FULL), ("partly", PARTLY), ("fallback", FALLBACK), ("nothing", NOTHING), ("several", SEVERAL)],
)
def test_golden_digest(name: str, shown: Page) -> None:
    check_golden(f"digest/{name}", card(shown, is_example=name == "full"))


def test_a_share_is_told_as_a_band_with_the_numbers_it_stands_for() -> None:
    words = words_of(card(FULL))
    assert words.startswith(
        "Your week, Payments, 23 Feb – 1 Mar: about a third of 23 people (7 to 9) logged something."
    )
    assert "9 of 23" not in words


def test_a_week_that_is_not_told_has_no_bar_and_that_is_said() -> None:
    message = card(FULL)
    (trend,) = [block for block in message.blocks if isinstance(block, Chart)]
    assert trend.categories == ("5 Jan", "12 Jan", "26 Jan", "2 Feb", "9 Feb", "16 Feb", "23 Feb")
    assert trend.series[0].values[-1] == 39.1
    assert "A week without a number had none that may be shown." in words_of(message)


def test_evidence_tiers_stand_apart() -> None:
    message = card(FULL)
    assert field_of(message, "Self-reported") == "23"
    assert field_of(message, "Confirmed by the colleague it was for") == "6"
    assert field_of(message, "Confirmed by a witness") == "not shown"


def test_what_is_left_out_is_said() -> None:
    words = words_of(card(PARTLY))
    assert "about a third of 40 people (12 to 16) logged something, small groups left out." in words
    assert "Amplify 16, in part. The other kinds are not shown" in words
    assert "only the groups are counted that are large enough to show" in words
    assert "Fewer than five" not in words
    assert "in part" not in words_of(card(FULL))


def test_a_hidden_team_is_told_by_the_smallest_above_and_why() -> None:
    words = words_of(card(FALLBACK))
    assert "Of Platform no number is shown for this week: a group of fewer than five would show through." in words
    assert "What follows is about Company, the smallest team above that may be shown." in words
    assert "About a third of 23 people (7 to 9) logged something." in words


def test_where_nothing_may_be_told_there_is_still_an_idea_and_a_lesson() -> None:
    message = card(NOTHING)
    words = words_of(message)
    assert "No team above it may be shown either." in words
    assert "One idea, if you like: " in words
    assert "A lesson that fits: " in words
    assert "What went well" not in words
    assert not [block for block in message.blocks if isinstance(block, Chart)]
    assert len(message.blocks) < 14


def test_none_and_four_read_the_same_and_so_does_nearly_nobody_active_above() -> None:
    """What is hidden is hidden whatever it was: a digest holds nothing but what was told."""
    assert card(page(weeks_of(PLATFORM, [HIDDEN] * 8), turn=5)) == card(NOTHING)


def test_nearly_all_is_a_word_and_not_a_number() -> None:
    words = words_of(card(page(weeks_of(PAYMENTS, [reading(Ruling(Verdict.NEARLY_ALL))]))))
    assert "Nearly all logged something." in words
    assert "What kinds: this week they are not shown" in words


def test_several_teams_stand_in_a_line_each_and_the_largest_follows() -> None:
    message = card(SEVERAL)
    words = words_of(message)
    assert "Payments | about a third of 23 (7 to 9)" in words
    assert "Platform | fewer than five" in words
    assert "Company | about a third of 40 (12 to 16), in part" in words
    assert "What follows is about Payments." in words
    for team in (PAYMENTS, PLATFORM, COMPANY):
        button = find_button(message, team.name)
        assert isinstance(button, Button)
        assert (button.action, button.subject) == ("team", str(team.id))


def test_a_larger_k_is_said() -> None:
    words = words_of(card(page(weeks_of(PLATFORM, [HIDDEN], k=9))))
    assert "a group of fewer than nine would show through" in words


def test_the_way_out_is_on_every_digest() -> None:
    for shown in (FULL, PARTLY, FALLBACK, NOTHING, SEVERAL):
        labels = {one.label for one in all_buttons(card(shown))}
        assert {"Read the lesson", "Day and time", "No digest any more"} <= labels


def test_when_it_comes_is_said() -> None:
    friday = page(weeks_of(PAYMENTS, EIGHT), choice=DigestChoice(weekday=4, at=time(16)))
    assert "The digest comes on Fridays at 16:00, by your own clock." in words_of(card(friday))
    off = card(page(weeks_of(PAYMENTS, EIGHT), choice=DigestChoice(is_on=False)))
    assert "The digest does not come by itself: you turned it off." in words_of(off)
    assert {"Send it weekly"} == {one.label for one in all_buttons(off)} & {"Send it weekly", "No digest any more"}
