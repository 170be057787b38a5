"""An indicator's page by department, location and level: sums of what teams are told, with of whom, or why not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.dashboard import bars
from bot.dashboard.bars import Bar
from indicators.periods import Length
from indicators.values import Unit
from storage.models import Membership, Person
from tests.bot.dashboard.conftest import Browser
from tests.bot.dashboard.test_overview import words
from tests.handlers.closing import close_weeks
from tests.handlers.crowds import LAST_WEEK, act, crowd
from tests.indicators.broken_down import work
from tests.walking import Walk


async def section(browser: Browser, indicator: str = "participation", **query: str) -> str:
    """The part of the page that this is about."""
    page = await browser.get(f"indicators/{indicator}", **query)
    assert page.status_code == 200
    [found] = re.findall(r'<section aria-labelledby="broken-down">.*?</section>', page.text, re.DOTALL)
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize("who", ["ada", "olu"])
async def test_a_group_is_told_with_its_interval_and_of_whom_it_is(browser: Browser, walk: Walk, who: str) -> None:
    await work(walk)
    await browser.sign_in(who)
    text = words(await section(browser))
    assert "Everybody , 23 Feb – 1 Mar 2026. " in text
    assert "Oslo 47% 32–63% 17 of 36 36 of 40 people" in text
    assert "L1 47% 32–63% 17 of 36 everybody" in text
    assert "Men not shown : the reasons are below Women not shown : the reasons are below" in text


async def test_what_is_not_told_says_why_and_small_groups_are_not_named(browser: Browser, walk: Walk) -> None:
    await work(walk)
    text = words(await section(await browser.sign_in()))
    assert "Sales not shown : too many of its people are in teams with people of other departments" in text
    assert "Smaller groups not shown : each has fewer than five people" in text
    assert "Board" not in text


async def test_bars_compare_where_there_are_two_groups(browser: Browser, walk: Walk) -> None:
    await work(walk)
    await browser.sign_in()
    assert "<svg" not in await section(browser)
    async with walk.database.begin() as db:
        there = select(Membership.person_id).where(Membership.team_id == walk.teams["phones"])
        await db.execute(update(Person).where(Person.id.in_(there)).values(level="L<3>"))
    drawn = await section(browser)
    assert 'aria-label="Participation: Everybody, by level. L1 40%; L&lt;3&gt; 56%."' in drawn
    assert "L<3>" not in drawn
    assert drawn.count('class="bar"') == 2
    assert drawn.count('class="interval"') == 2


async def test_a_week_is_chosen_by_its_link(browser: Browser, walk: Walk) -> None:
    await work(walk)
    before = LAST_WEEK - timedelta(days=7)
    ids = await crowd(walk, "cards", 12, department="Care", location="Oslo", level="L1", hired_on=LAST_WEEK)
    await act(walk, "cards", ids, before)
    await browser.sign_in()
    latest = await section(browser)
    assert latest.count('aria-current="true"') == 1
    [link] = re.findall(r'href="([^"]*week=2026-02-16[^"]*)"', latest)
    page = await browser.client.get(link.replace("&amp;", "&").partition("#")[0])
    assert "Everybody</strong>, 16–22 Feb 2026." in page.text
    assert "Oslo 47%" not in words(page.text)
    for wrong in ("2031-01-01", "then", "<b>"):
        assert await section(browser, week=wrong) == latest


async def test_where_nothing_can_be_told_it_says_what_can(browser: Browser, walk: Walk) -> None:
    await browser.sign_in()
    assert "There are numbers here once a week is closed." in words(await section(browser))
    await work(walk)
    months = await section(browser, period=Length.MONTH.value)
    assert 'href="/dashboard/indicators/participation?period=week&amp;part=all#broken-down"' in months
    women = words(await section(browser, part="women"))
    assert "Women: not told by department, location and level" in women
    assert women.endswith("These are: Everybody .")
    assert "told of the whole organization alone" in words(await section(browser, "training_reach"))
    sponsors = words(await section(browser, "sponsors"))
    assert "by declared gender above, as far as it may be shown" in sponsors


async def test_a_roster_without_places_is_told_to_be_one(browser: Browser, walk: Walk) -> None:
    await close_weeks(walk, 1)
    text = words(await section(await browser.sign_in()))
    assert text.count("The roster does not say.") == 3


async def test_many_groups_are_folded_and_the_largest_are_drawn(browser: Browser, walk: Walk) -> None:
    for number in range(bars.MOST + 2):
        await walk.add_team(f"t{number}", f"Team {number:02}", parent="company")
        ids = await crowd(walk, f"t{number}", 20 + number, department=f"Department {number:02}")
        await act(walk, f"t{number}", ids[:10], LAST_WEEK)
    await close_weeks(walk, 1)
    text = await section(await browser.sign_in())
    assert f"the {bars.MOST} largest" in words(text)
    assert text.count('class="bar"') == bars.MOST
    assert "<summary>All 27</summary>" in text
    [drawing] = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert "Department 01" not in drawing
    assert "Department 02" in drawing


def test_bars_are_as_long_as_their_numbers_and_stay_within_the_picture() -> None:
    drawn = bars.draw("Title", Unit.PERCENT, [Bar("A", 50, 20, 90), Bar("B", 100, 97, 100), Bar("C" * 60, 25)])
    widths = [float(one) for one in re.findall(r'<rect [^>]*width="([\d.]+)"', drawn)]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)
    assert widths[0] == pytest.approx(2 * widths[2], abs=0.2)
    assert max(float(one) for one in re.findall(r'x\d?="([\d.]+)"', drawn)) < 720
    assert "C" * 60 not in re.sub(r'aria-label="[^"]*"', "", drawn)
    assert "100%" in drawn
    nothing = bars.draw("Title", Unit.PER_100_PEOPLE, [Bar("A", 0), Bar("B", 0)])
    assert 'width="0.0"' in nothing
