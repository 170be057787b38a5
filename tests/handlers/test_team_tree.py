"""`/ally team`: who may look at which teams."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from messages.blocks import Divider, Message
from storage.models import Person
from tests.handlers.closing import close_weeks
from tests.handlers.team_cards import payments_of_20, table
from tests.walking import Walk, words_of


@pytest.mark.parametrize("action", ["team", "team.weeks"])
async def test_whoever_has_no_reports_is_told_nothing(walk: Walk, action: str) -> None:
    assert words_of(await walk.say("team", as_="ana")).startswith("/ally team is for managers.")
    subject = f"{walk.teams['payments']}/2026-W09"
    assert words_of(await walk.press(action, subject, as_="ana")).startswith("/ally team is for managers.")


async def test_whose_last_report_is_about_to_leave_leads_until_that_day(walk: Walk) -> None:
    last = walk.clock().date() + timedelta(days=1)
    for person in await walk.rows(Person, Person.manager_id == walk.people["dan"]):
        async with walk.database.begin() as db:
            await db.execute(update(Person).where(Person.id == person.id).values(left_on=last))
    assert words_of(await walk.say("team", as_="dan")).startswith("Payments, last week")
    walk.clock.move(timedelta(days=1))
    assert words_of(await walk.say("team", as_="dan")).startswith("/ally team is for managers.")


async def test_a_manager_sees_the_team_they_lead(walk: Walk) -> None:
    await payments_of_20(walk)
    reply = await walk.say("team", as_="dan")
    assert "Payments, last week: 8 of 20 people logged something." in words_of(reply)
    assert "12 actions, 60 per 100 people." in words_of(reply)
    assert table(reply)["23 Feb – 1 Mar"] == ("8 of 20", "12", "60")
    assert table(reply)["16–22 Feb"] == ("7 of 20", "7", "35")
    assert table(reply)["9–15 Feb"] == ("fewer than five", "not shown", "not shown")


@pytest.mark.parametrize("subject", ["platform", "company"])
async def test_a_manager_sees_no_team_beside_or_above_theirs(walk: Walk, subject: str) -> None:
    team_id = walk.teams[subject]
    gone = await walk.press("team", new_team_id := "01950000-0000-7000-8000-000000000000", as_="dan")
    assert await walk.press("team", team_id, as_="dan") == gone
    assert await walk.press("team.weeks", f"{team_id}/2026-W09", as_="dan") == gone
    assert await walk.press("team.weeks", f"{new_team_id}/2026-W09", as_="dan") == gone
    assert "can't find that team" in words_of(gone)
    assert f"no team “{subject}” in your tree" in words_of(await walk.say(f"team {subject}", as_="dan"))


@pytest.mark.parametrize("subject", ["", "/", "x", "x/2026-W09", "2026-W09", "' OR 1=1 --/2026-W09"])
async def test_a_forged_subject_finds_no_team(walk: Walk, subject: str) -> None:
    assert "can't find that team" in words_of(await walk.press("team.weeks", subject, as_="dan"))


async def test_a_director_sees_the_whole_tree_and_each_team_in_it(walk: Walk) -> None:
    await payments_of_20(walk)
    reply = await walk.say("team", as_="eve")
    assert "Company, last week: 8 of 20 people logged something, small groups left out." in words_of(reply)
    teams = table(reply, "How many people logged something, by team")
    assert teams == {"Payments": ("8 of 20",), "Platform": ("fewer than five",)}
    payments = await walk.press_button(reply, "Payments", as_="eve")
    to_dan = await walk.say("team", as_="dan")
    assert isinstance(payments, Message)
    assert isinstance(to_dan, Message)
    numbers = to_dan.blocks[: to_dan.blocks.index(Divider())]  # which lesson fits beneath is for each by what they read
    assert payments.blocks[: len(numbers)] == numbers


@pytest.mark.parametrize("typed", ["team payments", "teams Paymets", "team “PAYMENTS”"])
async def test_a_team_of_ones_tree_is_found_by_its_name(walk: Walk, typed: str) -> None:
    assert words_of(await walk.say(typed, as_="eve")).startswith("Payments, last week")


async def test_a_team_deep_down_belongs_to_the_tree(walk: Walk) -> None:
    await walk.add_team("cards", "Cards", parent="payments")
    await walk.add_team("chips", "Chips", parent="cards")
    assert words_of(await walk.say("team chips", as_="eve")).startswith("Chips")
    assert words_of(await walk.say("team chips", as_="dan")).startswith("Chips")
    assert "no team “chips”" in words_of(await walk.say("team chips", as_="gil"))


async def test_whoever_leads_no_team_sees_the_smallest_around_their_reports(walk: Walk) -> None:
    await walk.add_team("cards", "Cards", parent="payments")
    await walk.add_person("lea", "Lea")
    await walk.add_person("ivo", "Ivo", team="cards", manager="lea")
    assert words_of(await walk.say("team", as_="lea")).startswith("Cards")
    await walk.set_person("cleo", manager_id=walk.people["lea"])
    assert words_of(await walk.say("team", as_="lea")).startswith("Payments")
    await walk.set_person("hana", manager_id=walk.people["lea"])
    assert words_of(await walk.say("team", as_="lea")).startswith("Company")


async def test_no_team_around_the_reports_is_said_plainly(walk: Walk) -> None:
    await walk.add_person("lea", "Lea")
    await walk.add_person("ivo", "Ivo", manager="lea")
    assert "but not in which team" in words_of(await walk.say("team", as_="lea"))
    await walk.add_team("island", "Island")
    await walk.add_person("jan", "Jan", team="island", manager="lea")
    await walk.set_person("cleo", manager_id=walk.people["lea"])
    assert "but not in which team" in words_of(await walk.say("team", as_="lea"))


async def test_the_lead_of_several_teams_chooses(walk: Walk) -> None:
    await payments_of_20(walk)
    await walk.add_team("island", "Island")
    await walk.execute(
        f"UPDATE teams SET lead_id = (SELECT lead_id FROM teams WHERE name = 'Payments') {_where('Island')}"
    )
    reply = await walk.say("team", as_="dan")
    assert table(reply, "How many people logged something") == {
        "Island": ("fewer than five",),
        "Payments": ("8 of 20",),
    }
    assert words_of(await walk.press_button(reply, "Payments", as_="dan")).startswith("Payments, last week: 8")


async def test_a_led_team_inside_a_led_team_is_part_of_it(walk: Walk) -> None:
    await walk.execute(
        f"UPDATE teams SET lead_id = (SELECT lead_id FROM teams WHERE name = 'Company') {_where('Payments')}"
    )
    assert words_of(await walk.say("team", as_="eve")).startswith("Company, last week")


async def test_teams_in_a_circle_come_to_an_end_and_count_everybody_once(walk: Walk) -> None:
    await payments_of_20(walk, close=False)
    await walk.execute(
        f"UPDATE teams SET parent_id = (SELECT id FROM teams WHERE name = 'Payments') {_where('Company')}"
    )
    await close_weeks(walk)
    assert "Payments, last week: 8 of 20 people" in words_of(await walk.say("team", as_="dan"))


def _where(name: str) -> str:
    return f"WHERE name = '{name}'"
