"""`/ally team`: what is told of a team, and what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from nudges import chosen
from storage import erasure
from storage.words import Gender, Kind, Withdrawal
from tests.golden import check_golden
from tests.handlers.closing import close_weeks
from tests.handlers.crowds import LAST_WEEK, THIS_WEEK, act, crowd, with_steady_ids
from tests.handlers.team_cards import WEEK_BEFORE, charts, payments_of_20, table
from tests.walking import Walk, all_buttons, find_button, words_of

# what is told


async def test_a_small_team_reads_fewer_than_five_and_the_smallest_above_that_may_be_shown(walk: Walk) -> None:
    await payments_of_20(walk)
    reply = await walk.say("team", as_="gil")
    assert (
        "Platform, last week: fewer than five, so no number is shown. The smallest team above it that may be "
        "shown is Company: 8 of 20 people logged something, small groups left out."
    ) in words_of(reply)
    assert table(reply)["23 Feb – 1 Mar"] == ("fewer than five", "not shown", "not shown", "Company: 8 of 20, in part")
    assert table(reply)["9–15 Feb"] == ("fewer than five", "not shown", "not shown", "–")
    assert charts(reply) == {}


async def test_the_smallest_team_above_comes_before_a_larger_one(walk: Walk) -> None:
    await payments_of_20(walk, close=False)
    await walk.add_team("cards", "Cards", parent="payments")
    await walk.add_person("lea", "Lea", team="cards", leads="cards")
    await walk.add_person("ivo", "Ivo", team="cards", manager="lea")
    await close_weeks(walk)
    reply = await walk.say("team", as_="lea")
    assert "The smallest team above it that may be shown is Payments: 8 of 20 people" in words_of(reply)


async def test_where_no_team_above_may_be_shown_that_is_said(walk: Walk) -> None:
    assert "No team above it may be shown" in words_of(await walk.say("team", as_="gil"))
    assert "No team above it" not in words_of(await walk.say("team", as_="eve"))


async def test_none_and_four_read_the_same(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:4], LAST_WEEK)
    await close_weeks(walk)
    four = await walk.say("team", as_="dan")
    assert table(four)["23 Feb – 1 Mar"] == table(four)["16–22 Feb"] == ("fewer than five", "not shown", "not shown")
    walk.clock.move(timedelta(weeks=1))
    await close_weeks(walk)
    none = await walk.say("team", as_="dan")
    assert (
        words_of(none).split("Last week")[1].split("):")[1].split("Numbers")[0]
        == (words_of(four).split("Last week")[1].split("):")[1].split("Numbers")[0])
    )


async def test_a_week_that_was_never_closed_reads_like_one_in_which_nobody_logged_anything(walk: Walk) -> None:
    never = await walk.say("team", as_="dan")
    await close_weeks(walk)
    assert await walk.say("team", as_="dan") == never
    assert set(table(never).values()) == {("fewer than five", "not shown", "not shown")}


async def test_nearly_all_is_a_word_and_not_a_number(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people, LAST_WEEK)
    await close_weeks(walk)
    reply = await walk.say("team", as_="dan")
    assert "Payments, last week: nearly all logged something." in words_of(reply)
    assert "The number of actions is not shown" in words_of(reply)
    assert table(reply)["23 Feb – 1 Mar"] == ("nearly all", "not shown", "not shown")


async def test_actions_mostly_of_one_person_are_not_counted_out(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:8], LAST_WEEK)
    await act(walk, "payments", people[:1], *[LAST_WEEK] * 8)
    await close_weeks(walk)
    reply = await walk.say("team", as_="dan")
    assert table(reply)["23 Feb – 1 Mar"] == ("8 of 20", "not shown", "not shown")


async def test_a_larger_k_is_kept_and_said(walk: Walk) -> None:
    await payments_of_20(walk, close=False)
    await walk.set_organization(k=9)
    await close_weeks(walk)
    reply = await walk.say("team", as_="dan")
    assert "fewer than nine, so no number is shown" in words_of(reply)
    assert "8 of 20" not in words_of(reply)


async def test_a_hidden_week_is_named_by_the_k_it_was_hidden_with(walk: Walk) -> None:
    """Eight are fewer than nine, and would not be fewer than five."""
    await payments_of_20(walk, close=False)
    await walk.set_organization(k=9)
    await close_weeks(walk)
    await walk.set_organization(k=5)
    assert "fewer than nine, so no number is shown" in words_of(await walk.say("team", as_="dan"))


async def test_withdrawn_actions_do_not_count(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:7], LAST_WEEK)
    await act(walk, "payments", people[7:9], LAST_WEEK, withdrawn_at=walk.clock(), withdrawal=Withdrawal.UNDONE)
    await close_weeks(walk)
    assert "7 of 20 people" in words_of(await walk.say("team", as_="dan"))


async def test_the_open_week_is_told_when_it_is_over(walk: Walk) -> None:
    """Else each look at it would tell of one act."""
    people = await payments_of_20(walk)
    before = await walk.say("team", as_="dan")
    assert "Numbers of this week (2–8 Mar) come on Monday, when it is over." in words_of(before)
    await act(walk, "payments", people[:6], THIS_WEEK)
    await walk.say("amplify @ana: her idea", as_="ben")
    assert await walk.say("team", as_="dan") == before
    walk.clock.move(timedelta(weeks=1))
    await close_weeks(walk)
    reply = await walk.say("team", as_="dan")
    assert "Payments, last week: 7 of 20 people logged something." in words_of(reply)
    assert table(reply)["2–8 Mar"] == ("7 of 20", "7", "35")


async def test_a_week_just_over_is_being_worked_out_and_later_it_is_hidden(walk: Walk) -> None:
    await payments_of_20(walk)
    walk.clock.set(datetime(2026, 3, 9, 0, 5, tzinfo=UTC))
    reply = await walk.say("team", as_="dan")
    assert "Last week (2–8 Mar): its numbers are being worked out." in words_of(reply)
    assert table(reply)["2–8 Mar"] == ("not worked out yet", "not shown", "not shown")
    assert table(reply)["23 Feb – 1 Mar"] == ("8 of 20", "12", "60")
    walk.clock.set(datetime(2026, 3, 10, 0, 5, tzinfo=UTC))
    assert table(await walk.say("team", as_="dan"))["2–8 Mar"] == ("fewer than five", "not shown", "not shown")


async def test_men_and_women_are_told_apart_where_they_may_be(walk: Walk) -> None:
    men = await crowd(walk, "payments", 15, gender=Gender.MAN)
    women = await crowd(walk, "payments", 15, gender=Gender.WOMAN)
    others = await crowd(walk, "payments", 15)
    for some, many in ((men, 6), (women, 8), (others, 7)):
        await act(walk, "payments", some[:many], LAST_WEEK)
    await close_weeks(walk)
    words = words_of(await walk.say("team", as_="dan"))
    assert "Of these, by what people declare: 6 of 17 men and 8 of 17 women." in words


async def test_kinds_and_evidence_are_told_where_they_may_be(walk: Walk) -> None:
    people = await crowd(walk, "payments", 40)
    for kind, many in ((Kind.AMPLIFY, 14), (Kind.SPONSOR, 9), (Kind.MENTOR, 4)):
        await act(walk, "payments", people[:many], LAST_WEEK, LAST_WEEK, kind=kind)
    await close_weeks(walk)
    kinds = table(await walk.say("team", as_="dan"), "By kind, 23 Feb – 1 Mar")
    assert kinds["Amplify"] == ("28", "64")
    assert kinds["Other kinds"] == ("not shown", "not shown")
    assert "Mentor" not in kinds


async def test_the_week_is_that_of_the_organizations_zone(walk: Walk) -> None:
    """Sunday evening in London is Monday morning in Tokyo."""
    walk.clock.set(datetime(2026, 3, 8, 23, tzinfo=UTC))
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:6], date(2026, 3, 2))
    assert "Last week (23 Feb – 1 Mar): fewer than five" in words_of(await walk.say("team", as_="dan"))
    await walk.set_organization(zone="Asia/Tokyo")
    await close_weeks(walk)
    reply = await walk.say("team", as_="dan")
    assert "Last week (2–8 Mar): 6 of 20 people" in words_of(reply)
    assert "Numbers of this week (9–15 Mar) come on Monday" in words_of(reply)


async def test_no_name_and_nobody_who_did_nothing_is_told(walk: Walk) -> None:
    await payments_of_20(walk)
    await walk.say("amplify @ana: her idea", as_="ben")
    for who in ("dan", "eve", "gil"):
        told = words_of(await walk.say("team", as_=who))
        for name in [*walk.names.values(), "Somebody"]:
            assert name not in told
        assert "People log this themselves" in told


async def test_counts_hold_when_a_person_is_erased(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    await act(walk, "payments", people[:6], LAST_WEEK, WEEK_BEFORE)
    await close_weeks(walk)
    before = await walk.say("team", as_="dan")
    async with walk.database.begin() as db:
        await erasure.erase(db, walk.organization_id, people[0], today=date(2026, 3, 4), now=walk.clock())
    assert await walk.say("team", as_="dan") == before


async def test_another_organization_changes_nothing(walk: Walk) -> None:
    await payments_of_20(walk)
    before = await walk.say("team", as_="dan")
    other = await walk.another_organization()
    await other.add_team("payments", "Payments")
    await act(other, "payments", await crowd(other, "payments", 20), LAST_WEEK)
    await close_weeks(other)
    assert await walk.say("team", as_="dan") == before


# weeks


async def test_one_steps_back_week_by_week_for_a_year(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    weeks = [LAST_WEEK - timedelta(weeks=back) for back in range(60)]
    await act(walk, "payments", people[:6], *weeks)
    await close_weeks(walk, 60)
    reply = await walk.say("team", as_="dan")
    assert list(table(reply)) == [
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
    assert words_of(await walk.press_button(reply, "Last week", as_="dan")).startswith("Payments, last week")


@pytest.mark.parametrize("week", ["2026-W10", "2026-W11", "2024-W01", "2026-W99", "", "soon"])
async def test_weeks_to_come_too_old_or_none_are_out_of_date(walk: Walk, week: str) -> None:
    reply = await walk.press("team.weeks", f"{walk.teams['payments']}/{week}", as_="dan")
    assert "out of date" in words_of(reply)


async def test_a_week_that_is_not_told_has_no_bar(walk: Walk) -> None:
    people = await crowd(walk, "payments", 16)
    for back, active in enumerate([6, 2, 8, 19]):
        await act(walk, "payments", people[: min(active, 16)], LAST_WEEK - timedelta(weeks=back))
    await close_weeks(walk)
    reply = await walk.say("team", as_="dan")
    assert charts(reply)["People who logged something"] == {"9 Feb": 40.0, "23 Feb": 30.0}


# as recorded


@pytest.fixture
def lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between lessons nobody has seen the lot decides, by each person's id: here it is the same for everybody."""
    profile = chosen.profile
    monkeypatch.setattr(chosen, "profile", lambda _id, choices, leads: profile(UUID(int=1), choices, leads=leads))


@pytest.mark.usefixtures("lot")
async def test_golden_team(walk: Walk) -> None:
    payments = await crowd(walk, "payments", 40)
    for kind, many in ((Kind.AMPLIFY, 18), (Kind.SPONSOR, 7), (Kind.RECOGNIZE, 12)):
        await act(walk, "payments", payments[:many], LAST_WEEK, LAST_WEEK, kind=kind)
    await act(walk, "payments", payments[:11], WEEK_BEFORE)
    platform = await crowd(walk, "platform", 6)
    await act(walk, "platform", platform, LAST_WEEK, WEEK_BEFORE - timedelta(weeks=1))
    await close_weeks(walk, 16)
    check_golden("team/of_a_manager", with_steady_ids(await walk.say("team", as_="dan")))
    check_golden("team/of_a_director", with_steady_ids(await walk.say("team", as_="eve")))
    check_golden("team/nearly_all", with_steady_ids(await walk.say("team", as_="gil")))
    earlier = f"{walk.teams['payments']}/2026-W09"
    check_golden("team/earlier_weeks", with_steady_ids(await walk.press("team.weeks", earlier, as_="dan")))


@pytest.mark.usefixtures("lot")
async def test_golden_small_team(walk: Walk) -> None:
    await payments_of_20(walk)
    await walk.set_person("gil", is_example=True)
    check_golden("team/fewer_than_five", with_steady_ids(await walk.say("team", as_="gil")))


@pytest.mark.usefixtures("lot")
async def test_golden_week_just_over(walk: Walk) -> None:
    await payments_of_20(walk)
    walk.clock.set(datetime(2026, 3, 9, 0, 5, tzinfo=UTC))
    check_golden("team/just_over", with_steady_ids(await walk.say("team", as_="dan")))


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
