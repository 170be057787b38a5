"""The pages of indicators and teams, as an admin and an auditor read them: what was told, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from bot.dashboard import figures
from indicators.definitions import REGISTRY
from indicators.overview import MOST
from indicators.periods import Length, period_of
from indicators.table_one import ROWS
from storage import closings, indicator_values
from storage.indicator_values import NewValue, Stored
from storage.models import Team
from tests.bot.dashboard.conftest import Browser
from tests.walking import Walk

MONDAY = date(2026, 2, 23)
"""Of the last week that is over, by the frozen clock."""
MEASURED = 987
"""A number that was measured, and must be on no page."""
HIDDEN: Stored = (MEASURED, 1000, 3, 1, "hidden", 0, 0, "small")


def told(count: int, people: int, verdict: str = "whole") -> Stored:
    """Told otherwise than it was measured."""
    return (MEASURED, 1000, 400, 1, verdict, people, count, None)


async def close(
    walk: Walk,
    first: date,
    values: Mapping[str, Mapping[str, Stored]],
    *,
    length: Length = Length.WEEK,
    revision: int = 0,
    teams: Mapping[UUID, Mapping[str, Mapping[str, Stored]]] | None = None,
) -> None:
    reason = "late" if revision else None
    of_all = {walk.organization_id: values, **(teams or {})}
    async with walk.database.begin() as db:
        key = length.value, first
        assert await closings.close(db, walk.organization_id, key, revision, 5, reason, walk.clock())
        new = [NewValue(team, name, 1, parts) for team, some in of_all.items() for name, parts in some.items()]
        await indicator_values.write(db, walk.organization_id, *key, new, revision=revision, reason=reason)


def _capitalized(text: str) -> str:
    return text[0].upper() + text[1:]


def words(html: str) -> str:
    """What a reader sees of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


async def test_before_anything_is_told_the_overview_says_when_numbers_come(browser: Browser) -> None:
    page = await (await browser.sign_in()).get("overview")
    assert page.status_code == 200
    assert "No numbers may be shown yet" in page.text
    for length in Length:
        assert (await browser.get("overview", period=length.value)).status_code == 200


async def test_that_nothing_happened_reads_like_too_little(browser: Browser, walk: Walk) -> None:
    await browser.sign_in()
    before = (await browser.get("overview")).text
    await close(walk, MONDAY, {"participation": {"all": HIDDEN}})
    assert (await browser.get("overview")).text == before


async def test_an_indicator_is_told_with_its_interval_what_it_was_made_from_and_its_trend(
    browser: Browser, walk: Walk
) -> None:
    await browser.sign_in()
    for back, count in ((2, 10), (1, 25), (0, 34)):
        await close(walk, MONDAY - timedelta(days=7 * back), {"participation": {"all": told(count, 60), "men": HIDDEN}})
    page = await browser.get("overview")
    text = words(page.text)
    assert "57% Everybody , 23 Feb – 1 Mar 2026: 34 of 60; 95% interval 44–68%." in text
    assert "Men not shown" in text
    assert "From 17% in 9 Feb to 57% in 23 Feb, between 17% and 57%." in page.text
    assert "For no week so far a number is shown of: Actions per 100 people , Interventions , " in text
    assert str(MEASURED) not in text


async def test_what_is_hidden_in_the_last_week_is_told_of_the_latest_that_is_not(browser: Browser, walk: Walk) -> None:
    await browser.sign_in()
    await close(walk, MONDAY - timedelta(days=7), {"participation": {"all": told(21, 40, "part")}})
    await close(walk, MONDAY, {"participation": {"all": HIDDEN}})
    text = words((await browser.get("overview")).text)
    assert "53% Everybody , 16–22 Feb 2026: 21 of 40; 95% interval 37–67%; small groups left out. Of 23 Feb" in text
    assert "it is not shown ." in text
    assert "Of 23 Feb – 1 Mar 2026 alone, no number is shown of: Participation." in text


async def test_nearly_all_is_told_in_words(browser: Browser, walk: Walk) -> None:
    await browser.sign_in()
    await close(walk, MONDAY, {"training_reach": {"all": (MEASURED, 1000, 987, 1, "nearly_all", 0, 0, None)}})
    text = words((await browser.get("overview")).text)
    assert "Training reach nearly all Everybody , 23 Feb – 1 Mar 2026." in text
    assert str(MEASURED) not in words((await browser.get("indicators/training_reach")).text)


async def test_a_revision_is_marked_where_what_was_told_moved(browser: Browser, walk: Walk) -> None:
    await browser.sign_in()
    await close(walk, MONDAY, {"participation": {"all": told(20, 60), "men": HIDDEN}})
    await close(walk, MONDAY, {"participation": {"all": told(27, 60), "men": HIDDEN}}, revision=1)
    marked = "Was 33% (20 of 60): more was logged after the period was over"
    assert words((await browser.get("overview")).text).count(f"Revised {marked}.") == 1
    assert words((await browser.get("indicators/participation")).text).count(marked) == 1
    assert "Was " not in words((await browser.get("indicators/participation", part="men")).text)


@pytest.mark.parametrize("length", list(Length))
async def test_each_length_of_period_has_its_own_numbers(browser: Browser, walk: Walk, length: Length) -> None:
    await browser.sign_in()
    for count, one in enumerate(Length, 20):
        first = period_of(one, MONDAY).first
        await close(walk, first, {"participation": {"all": told(count, 60)}}, length=one)
    page = await browser.get("overview", period=length.value)
    mine = {one: f"{count} of 60" for count, one in enumerate(Length, 20)}
    assert {one for one, made_of in mine.items() if made_of in page.text} == {length}
    assert figures.days(period_of(length, MONDAY)) in words(page.text)


async def test_evidence_tiers_are_told_each_by_itself(browser: Browser, walk: Walk) -> None:
    await browser.sign_in()
    tiers = {"self_reported": told(90, 60), "confirmed": told(30, 60), "witnessed": HIDDEN}
    await close(walk, MONDAY, {"actions_per_100": {"all": told(130, 60), **tiers}})
    text = words((await browser.get("overview")).text)
    assert "Self-reported 23 Feb – 1 Mar 2026 150 90 by 60 people" in text
    assert "Confirmed by the colleague it was for 23 Feb – 1 Mar 2026 50 30 by 60 people" in text
    assert "Confirmed by a witness not shown – –" in text


@pytest.mark.parametrize("indicator", list(REGISTRY))
async def test_every_indicator_has_a_page_with_its_definition_and_its_rows_of_table_one(
    browser: Browser, walk: Walk, indicator: str
) -> None:
    await browser.sign_in("olu")
    definition = REGISTRY[indicator]
    await close(walk, MONDAY, {indicator: {part.id: told(20, 60) for part in definition.parts}})
    page = await browser.get(f"indicators/{indicator}")
    text = words(page.text.replace("&amp;", "&").replace("&#39;", "'"))
    assert page.status_code == 200
    for said in (
        definition.formula,
        definition.population,
        definition.note,
        *(one.formula for one in definition.parts),
    ):
        assert said in text.replace(_capitalized(definition.population), definition.population)
    for criterion, row in ROWS.items():
        assert (row.methods in text) == (criterion in definition.criteria)
    for part in definition.parts:
        assert figures.part_name(indicator, part.id) in text
        assert (await browser.get(f"indicators/{indicator}", part=part.id, period="week")).status_code == 200
    assert str(MEASURED) not in text


async def test_what_the_address_asks_for_and_is_not_there(browser: Browser) -> None:
    await browser.sign_in()
    for path in ("indicators/nothing", "teams/nothing", f"teams/{UUID(int=7)}"):
        assert (await browser.get(path)).status_code == 404
    assert (await browser.get("indicators/sponsors", part="nothing", period="decade")).status_code == 200


async def test_a_team_reads_as_it_does_in_chat_and_names_nobody(browser: Browser, walk: Walk) -> None:
    await browser.sign_in()
    async with walk.database.begin() as db:
        query = select(Team.id, Team.name, Team.parent_id).where(Team.organization_id == walk.organization_id)
        found = (await db.execute(query)).all()
    (top, *_) = [one for one in found if any(other.parent_id == one.id for other in found)]
    (part, *_) = [one for one in found if one.parent_id == top.id]
    weeks = {
        top.id: {
            "participation": {"all": told(31, 60), "men": HIDDEN},
            "actions_per_100": {"all": told(48, 60), "amplify": told(20, 60), "sponsor": HIDDEN},
        },
        part.id: {"participation": {"all": HIDDEN}},
    }
    await close(walk, MONDAY, {"participation": {"all": told(40, 90)}}, teams=weeks)
    tree = words((await browser.get("teams")).text)
    assert f"{top.name} 31 of 60" in tree
    assert f"{part.name} fewer than five" in tree
    of_top = words((await browser.get(f"teams/{top.id}")).text)
    for said in (
        "31 of 60 people logged something.",
        "48 actions, 80 per 100 people.",
        "Amplify 20 33",
        "Other kinds not shown",
    ):
        assert said in of_top
    of_part = words((await browser.get(f"teams/{part.id}")).text)
    assert "fewer than five , so no number is shown." in of_part
    assert f"The smallest team above it that may be shown is {top.name}: 31 of 60 people" in of_part
    for text in (tree, of_top, of_part):
        assert str(MEASURED) not in text


async def test_a_team_without_a_closed_week(browser: Browser, walk: Walk) -> None:
    await browser.sign_in()
    async with walk.database.begin() as db:
        query = select(Team.id).where(Team.organization_id == walk.organization_id)
        team, *_ = (await db.execute(query)).scalars()
    assert "when the first week is over" in (await browser.get("teams")).text
    assert "Numbers come when the first week is over." in (await browser.get(f"teams/{team}")).text


def test_every_number_has_a_name_and_every_length_an_end() -> None:
    for indicator in REGISTRY.values():
        names = [figures.part_name(indicator.id, part.id) for part in indicator.parts]
        assert len(set(names)) == len(names)
    assert set(MOST) == set(Length)
