"""`/ally team`: who may look at what, what is told, and what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.request import Reply
from messages.blocks import Chart, Message, Table
from storage import erasure
from storage.words import Withdrawal
from tests.golden import check_golden
from tests.handlers.crowds import LAST_WEEK, THIS_WEEK, act, crowd, with_steady_ids
from tests.walking import Walk, all_buttons, find_button, words_of


def table(reply: Reply, caption: str = "Week by week") -> dict[str, tuple[str, ...]]:
    """The rows of a table by their first cell."""
    assert isinstance(reply, Message)
    found = next(block for block in reply.blocks if isinstance(block, Table) and block.caption == caption)
    return {row[0]: row[1:] for row in found.rows}


def charts(reply: Reply) -> dict[str, dict[str, float]]:
    assert isinstance(reply, Message)
    return {
        block.title: dict(zip(block.categories, block.series[0].values, strict=True))
        for block in reply.blocks
        if isinstance(block, Chart)
    }


async def payments_of_20(walk: Walk) -> None:
    """Payments: dan, ana, ben, cleo and sixteen more; eight did something this week, seven the week before."""
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:8], THIS_WEEK)
    await act(walk, "payments", people[:4], THIS_WEEK)
    await act(walk, "payments", people[:7], LAST_WEEK)


# who may look


@pytest.mark.parametrize("action", ["team", "team.weeks"])
async def test_whoever_has_no_reports_is_told_nothing(walk: Walk, action: str) -> None:
    assert words_of(await walk.say("team", as_="ana")).startswith("/ally team is for managers.")
    subject = f"{walk.teams['payments']}/2026-W09"
    assert words_of(await walk.press(action, subject, as_="ana")).startswith("/ally team is for managers.")


async def test_a_manager_sees_the_team_they_lead(walk: Walk) -> None:
    await payments_of_20(walk)
    reply = await walk.say("team", as_="dan")
    assert "Payments, this week so far: 8 of 20 people logged something." in words_of(reply)
    assert "12 actions, 60 per 100 people." in words_of(reply)
    assert table(reply)["2–8 Mar, so far"] == ("8 of 20", "12", "60")
    assert table(reply)["23 Feb – 1 Mar"] == ("7 of 20", "7", "35")
    assert table(reply)["16–22 Feb"] == ("fewer than five", "not shown", "not shown")


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
    assert "Company, this week so far: 8 of 20 people logged something, small groups left out." in words_of(reply)
    teams = table(reply, "How many people logged something, by team")
    assert teams == {"Payments": ("8 of 20", "7 of 20"), "Platform": ("fewer than five", "fewer than five")}
    payments = await walk.press_button(reply, "Payments", as_="eve")
    assert payments == await walk.say("team", as_="dan")


@pytest.mark.parametrize("typed", ["team payments", "teams Paymets", "team “PAYMENTS”"])
async def test_a_team_of_ones_tree_is_found_by_its_name(walk: Walk, typed: str) -> None:
    assert words_of(await walk.say(typed, as_="eve")).startswith("Payments, this week so far")


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
        "Island": ("fewer than five", "fewer than five"),
        "Payments": ("8 of 20", "7 of 20"),
    }
    assert words_of(await walk.press_button(reply, "Payments", as_="dan")).startswith("Payments, this week so far: 8")


async def test_a_led_team_inside_a_led_team_is_part_of_it(walk: Walk) -> None:
    await walk.execute(
        f"UPDATE teams SET lead_id = (SELECT lead_id FROM teams WHERE name = 'Company') {_where('Payments')}"
    )
    assert words_of(await walk.say("team", as_="eve")).startswith("Company, this week so far")


async def test_teams_in_a_circle_are_hidden_and_end(walk: Walk) -> None:
    await payments_of_20(walk)
    await walk.execute(
        f"UPDATE teams SET parent_id = (SELECT id FROM teams WHERE name = 'Payments') {_where('Company')}"
    )
    reply = await walk.say("team", as_="dan")
    assert "8 of" not in words_of(reply)
    assert "fewer than five" in words_of(reply)


# what is told


async def test_a_small_team_reads_fewer_than_five_and_the_smallest_above_that_may_be_shown(walk: Walk) -> None:
    await payments_of_20(walk)
    reply = await walk.say("team", as_="gil")
    assert (
        "Platform, this week so far: fewer than five, so no number is shown. The smallest team above it that may be "
        "shown is Company: 8 of 20 people logged something, small groups left out."
    ) in words_of(reply)
    assert table(reply)["2–8 Mar, so far"] == ("fewer than five", "not shown", "not shown", "Company: 8 of 20, in part")
    assert table(reply)["16–22 Feb"] == ("fewer than five", "not shown", "not shown", "–")
    assert charts(reply) == {}


async def test_the_smallest_team_above_comes_before_a_larger_one(walk: Walk) -> None:
    await payments_of_20(walk)
    await walk.add_team("cards", "Cards", parent="payments")
    await walk.add_person("lea", "Lea", team="cards", leads="cards")
    await walk.add_person("ivo", "Ivo", team="cards", manager="lea")
    reply = await walk.say("team", as_="lea")
    assert "The smallest team above it that may be shown is Payments: 8 of 20 people" in words_of(reply)


async def test_where_no_team_above_may_be_shown_that_is_said(walk: Walk) -> None:
    assert "No team above it may be shown" in words_of(await walk.say("team", as_="gil"))
    assert "No team above it" not in words_of(await walk.say("team", as_="eve"))


async def test_none_and_four_read_the_same(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    nobody = await walk.say("team", as_="dan")
    await act(walk, "payments", people[:4], THIS_WEEK, LAST_WEEK)
    assert await walk.say("team", as_="dan") == nobody


async def test_nearly_all_is_a_word_and_not_a_number(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people, THIS_WEEK)
    reply = await walk.say("team", as_="dan")
    assert "Payments, this week so far: nearly all logged something." in words_of(reply)
    assert "The number of actions is not shown" in words_of(reply)
    assert table(reply)["2–8 Mar, so far"] == ("nearly all", "not shown", "not shown")


async def test_actions_mostly_of_one_person_are_not_counted_out(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:8], THIS_WEEK)
    await act(walk, "payments", people[:1], *[THIS_WEEK] * 8)
    reply = await walk.say("team", as_="dan")
    assert table(reply)["2–8 Mar, so far"] == ("8 of 20", "not shown", "not shown")


async def test_a_larger_k_is_kept_and_said(walk: Walk) -> None:
    await payments_of_20(walk)
    await walk.set_organization(k=9)
    reply = await walk.say("team", as_="dan")
    assert "fewer than nine, so no number is shown" in words_of(reply)
    assert "8 of 20" not in words_of(reply)


async def test_withdrawn_actions_do_not_count(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:7], THIS_WEEK)
    await act(walk, "payments", people[7:9], THIS_WEEK, withdrawn_at=walk.clock(), withdrawal=Withdrawal.UNDONE)
    assert "7 of 20 people" in words_of(await walk.say("team", as_="dan"))


async def test_what_somebody_logs_is_counted_at_once(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:6], THIS_WEEK)
    assert "6 of 20 people" in words_of(await walk.say("team", as_="dan"))
    await walk.say("amplify @ana: her idea", as_="ben")
    reply = await walk.say("team", as_="dan")
    assert "7 of 20 people" in words_of(reply)
    assert table(reply)["2–8 Mar, so far"] == ("7 of 20", "7", "35")


async def test_the_week_is_that_of_the_organizations_zone(walk: Walk) -> None:
    """Sunday evening in London is Monday morning in Tokyo."""
    walk.clock.set(datetime(2026, 3, 8, 23, tzinfo=UTC))
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:6], date(2026, 3, 9))
    assert "fewer than five" in words_of(await walk.say("team", as_="dan"))
    await walk.set_organization(zone="Asia/Tokyo")
    reply = await walk.say("team", as_="dan")
    assert "This week so far (9–15 Mar): " in words_of(reply)
    assert "6 of 20 people" in words_of(reply)


async def test_no_name_and_nobody_who_did_nothing_is_told(walk: Walk) -> None:
    await payments_of_20(walk)
    await walk.say("amplify @ana: her idea", as_="ben")
    for who in ("dan", "eve", "gil"):
        told = words_of(await walk.say("team", as_=who))
        for name in [*walk.names.values(), "Somebody"]:
            assert name not in told
        assert "self-reported" in told


async def test_counts_hold_when_a_person_is_erased(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:6], THIS_WEEK, LAST_WEEK)
    before = await walk.say("team", as_="dan")
    async with walk.database.begin() as db:
        await erasure.erase(db, walk.organization_id, people[0], today=date(2026, 3, 4), now=walk.clock())
    assert await walk.say("team", as_="dan") == before


async def test_another_organization_changes_nothing(walk: Walk) -> None:
    await payments_of_20(walk)
    before = await walk.say("team", as_="dan")
    other = await walk.another_organization()
    await other.add_team("payments", "Payments")
    await act(other, "payments", await crowd(other, "payments", 20), THIS_WEEK)
    assert await walk.say("team", as_="dan") == before


# weeks


async def test_one_steps_back_week_by_week_for_a_year(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    weeks = [LAST_WEEK - timedelta(weeks=back) for back in range(60)]
    await act(walk, "payments", people[:6], *weeks)
    reply = await walk.say("team", as_="dan")
    assert list(table(reply)) == [
        "2–8 Mar, so far",
        "23 Feb – 1 Mar",
        "16–22 Feb",
        "9–15 Feb",
        "2–8 Feb",
        "26 Jan – 1 Feb",
        "19–25 Jan",
        "12–18 Jan",
        "5–11 Jan",
    ]
    mondays = ["5 Jan", "12 Jan", "19 Jan", "26 Jan", "2 Feb", "9 Feb", "16 Feb", "23 Feb"]
    assert charts(reply)["People who logged something"] == dict.fromkeys(mondays, 30.0)
    steps = 0
    while any(button.label == "Earlier weeks" for button in all_buttons(reply)):
        reply = await walk.press_button(reply, "Earlier weeks", as_="dan")
        assert len(table(reply)) == 8
        assert set(table(reply).values()) == {("6 of 20", "6", "30")}
        steps += 1
    assert steps >= 5
    assert words_of(await walk.press_button(reply, "This week", as_="dan")).startswith("Payments, this week so far")


@pytest.mark.parametrize("week", ["2026-W10", "2026-W11", "2024-W01", "2026-W99", "", "soon"])
async def test_weeks_to_come_too_old_or_none_are_out_of_date(walk: Walk, week: str) -> None:
    reply = await walk.press("team.weeks", f"{walk.teams['payments']}/{week}", as_="dan")
    assert "out of date" in words_of(reply)


async def test_a_week_that_is_not_told_has_no_bar(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    for back, active in enumerate([6, 2, 8, 19]):
        await act(walk, "payments", people[: min(active, 16)], LAST_WEEK - timedelta(weeks=back))
    reply = await walk.say("team", as_="dan")
    assert charts(reply)["People who logged something"] == {"9 Feb": 40.0, "23 Feb": 30.0}


# as recorded


async def test_golden_team(walk: Walk) -> None:
    await payments_of_20(walk)
    people = await crowd(walk, "platform", 6)
    await act(walk, "platform", people, THIS_WEEK, LAST_WEEK - timedelta(weeks=1))
    check_golden("team/of_a_manager", with_steady_ids(await walk.say("team", as_="dan")))
    check_golden("team/of_a_director", with_steady_ids(await walk.say("team", as_="eve")))
    check_golden("team/nearly_all", with_steady_ids(await walk.say("team", as_="gil")))
    earlier = f"{walk.teams['payments']}/2026-W09"
    check_golden("team/earlier_weeks", with_steady_ids(await walk.press("team.weeks", earlier, as_="dan")))


async def test_golden_small_team(walk: Walk) -> None:
    await payments_of_20(walk)
    await walk.set_person("gil", is_example=True)
    check_golden("team/fewer_than_five", with_steady_ids(await walk.say("team", as_="gil")))


async def test_golden_several_teams(walk: Walk) -> None:
    await payments_of_20(walk)
    await walk.add_team("island", "Island")
    await walk.execute(
        f"UPDATE teams SET lead_id = (SELECT lead_id FROM teams WHERE name = 'Payments') {_where('Island')}"
    )
    check_golden("team/several", with_steady_ids(await walk.say("team", as_="dan")))


async def test_golden_no_such_team(walk: Walk) -> None:
    check_golden("team/not_in_your_tree", await walk.say("team Skunkworks <b>", as_="dan"))
    await walk.add_person("lea", "Lea")
    await walk.add_person("ivo", "Ivo", manager="lea")
    check_golden("team/no_team", await walk.say("team", as_="lea"))
    check_golden("team/for_managers", await walk.say("team", as_="ana"))
    find_button(await walk.say("team Skunkworks", as_="dan"), "My team")


def _where(name: str) -> str:
    return f"WHERE name = '{name}'"
