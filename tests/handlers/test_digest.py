"""`/ally digest`: the last closed week at once, for those who lead, and the lesson that goes with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from handlers.request import Reply
from messages.blocks import Button, Chart, Message, Text
from nudges import cards
from nudges.items import Item
from storage import seen_items
from storage.words import Kind
from tests.handlers.closing import close_weeks
from tests.handlers.crowds import LAST_WEEK, THIS_WEEK, act, crowd
from tests.walking import LIBRARY, Walk, find_button, words_of


async def payments_of_44(walk: Walk, *, close: bool = True) -> list[UUID]:
    """Payments: dan, ana, ben, cleo and forty more; eighteen did something last week."""
    people = await crowd(walk, "payments", 40)
    for kind, many in ((Kind.AMPLIFY, 18), (Kind.SPONSOR, 7), (Kind.RECOGNIZE, 12)):
        await act(walk, "payments", people[:many], LAST_WEEK, LAST_WEEK, kind=kind)
    await act(walk, "payments", people[:11], LAST_WEEK - timedelta(weeks=1))
    if close:
        await close_weeks(walk)
    return people


def offered(reply: Reply) -> Item:
    """The lesson that a digest offers."""
    button = find_button(reply, "Read the lesson")
    assert isinstance(button, Button)
    return LIBRARY.items[button.subject]


@pytest.mark.parametrize("action", ["digest", "digest.lesson"])
async def test_whoever_has_no_reports_gets_none(walk: Walk, action: str) -> None:
    assert words_of(await walk.say("digest", as_="ana")).startswith("/ally digest is for managers.")
    assert words_of(await walk.press(action, "mentoring-and-sponsoring", as_="ana")).startswith("/ally digest is for")


async def test_a_manager_reads_the_last_closed_week(walk: Walk) -> None:
    await payments_of_44(walk)
    reply = await walk.say("digest", as_="dan")
    words = words_of(reply)
    assert words.startswith(
        "Your week, Payments, 23 Feb – 1 Mar: about a third of 44 people (13 to 18) logged something."
    )
    assert "What kinds: Amplify 36 and Recognize 24." in words
    assert "More people logged something than the week before: 18 of 44 after 11 of 44." in words
    assert await walk.press("digest", as_="dan") == reply
    assert await walk.press_button(await walk.say("team", as_="dan"), "Weekly digest", as_="dan") == reply


async def test_the_team_card_offers_the_same_at_once_and_of_earlier_weeks(walk: Walk) -> None:
    await payments_of_44(walk)
    team, digest = await walk.say("team", as_="dan"), await walk.say("digest", as_="dan")
    said = {start: _line(digest, start) for start in ("What went well", "One idea", "A lesson that fits")}
    assert said == {start: _line(team, start) for start in said}
    assert find_button(team, "Read the lesson") == find_button(digest, "Read the lesson")
    earlier = await walk.press("team.weeks", f"{walk.teams['payments']}/2026-W08", as_="dan")
    assert _line(earlier, "What went well") == "What went well: 11 people took a minute to log what they did."
    assert _line(earlier, "One idea") != said["One idea"]


def _line(reply: Reply, start: str) -> str:
    assert isinstance(reply, Message)
    lines = ["".join(span.text for span in one.spans) for one in reply.blocks if isinstance(one, Text)]
    return next(line for line in lines if line.startswith(start))


async def test_the_trend_has_the_weeks_that_may_be_told(walk: Walk) -> None:
    await payments_of_44(walk)
    reply = await walk.say("digest", as_="dan")
    assert isinstance(reply, Message)
    (trend,) = [block for block in reply.blocks if isinstance(block, Chart)]
    assert dict(zip(trend.categories, trend.series[0].values, strict=True)) == {"16 Feb": 25.0, "23 Feb": 40.9}


async def test_the_open_week_and_one_that_is_not_closed_yet_change_nothing(walk: Walk) -> None:
    people = await payments_of_44(walk)
    before = await walk.say("digest", as_="dan")
    await act(walk, "payments", people[:30], THIS_WEEK)
    assert await walk.say("digest", as_="dan") == before
    walk.clock.set(datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert await walk.say("digest", as_="dan") == before
    await close_weeks(walk)
    assert "2–8 Mar: about two thirds of 44 people" in words_of(await walk.say("digest", as_="dan"))


async def test_a_small_team_gives_way_to_the_smallest_above(walk: Walk) -> None:
    await payments_of_44(walk)
    words = words_of(await walk.say("digest", as_="gil"))
    assert "Of Platform no number is shown for this week: a group of fewer than five would show through." in words
    assert "What follows is about Company, the smallest team above that may be shown." in words
    assert "About a third of 44 people (13 to 18) logged something, small groups left out." in words


async def test_where_nothing_was_logged_it_is_short_and_useful(walk: Walk) -> None:
    never_closed = words_of(await walk.say("digest", as_="gil"))
    await close_weeks(walk)
    words = words_of(await walk.say("digest", as_="gil"))
    assert words == never_closed
    assert "No team above it may be shown either." in words
    assert "One idea, if you like: " in words
    assert "Read the lesson" in words


async def test_no_name_is_told(walk: Walk) -> None:
    await payments_of_44(walk)
    for who in ("dan", "eve", "gil"):
        words = words_of(await walk.say("digest", as_=who))
        assert not [name for name in (*walk.names.values(), "Somebody") if name in words]


async def test_who_leads_several_teams_gets_one_page(walk: Walk) -> None:
    await payments_of_44(walk)
    await walk.add_team("island", "Island")
    await walk.execute(
        "UPDATE teams SET lead_id = (SELECT lead_id FROM teams WHERE name = 'Payments') WHERE name = 'Island'"
    )
    reply = await walk.say("digest", as_="dan")
    words = words_of(reply)
    assert "Payments | about a third of 44 (13 to 18)" in words
    assert "Island | fewer than five" in words
    assert "What follows is about Payments." in words
    assert words_of(await walk.press_button(reply, "Island", as_="dan")).startswith("Island, last week")


async def test_without_a_team_that_is_said(walk: Walk) -> None:
    await walk.add_person("lea", "Lea")
    await walk.add_person("ivo", "Ivo", manager="lea")
    assert "but not in which team" in words_of(await walk.say("digest", as_="lea"))


async def test_the_lesson_opens_and_counts_as_seen(walk: Walk) -> None:
    await payments_of_44(walk)
    reply = await walk.say("digest", as_="dan")
    lesson = offered(reply)
    shown = words_of(await walk.press_button(reply, "Read the lesson", as_="dan"))
    assert shown.startswith(f"A short lesson: {cards.name_of(lesson)}")
    assert "Why this one? It goes with the idea in your weekly digest." in shown
    async with walk.database.begin() as db:
        seen = await seen_items.of_people(db, [(walk.organization_id, walk.people["dan"])])
    assert [one.item for one in seen] == [lesson.id]
    another = offered(await walk.say("digest", as_="dan"))
    assert another != lesson
    assert another.tags.kind is lesson.tags.kind


@pytest.mark.parametrize("subject", ["", "nonsense", "sponsor-what-held-back", "01950000-0000-7000-8000-000000000000"])
async def test_a_lesson_that_is_none_is_gone(walk: Walk, subject: str) -> None:
    assert "can't find what this card was about" in words_of(await walk.press("digest.lesson", subject, as_="dan"))


async def test_another_organization_changes_nothing(walk: Walk) -> None:
    await payments_of_44(walk)
    before = await walk.say("digest", as_="dan")
    other = await walk.another_organization()
    await other.add_team("payments", "Payments")
    await act(other, "payments", await crowd(other, "payments", 20), LAST_WEEK)
    await close_weeks(other)
    assert await walk.say("digest", as_="dan") == before
