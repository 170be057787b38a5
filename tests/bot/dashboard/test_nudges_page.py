"""The page of nudges: what was told of them, and why some did not go out; never of fewer than k people."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

import pytest

from bot.dashboard.not_sent import CHOSEN
from bot.dashboard.pages.nudges import REASONS
from storage import nudge_figures
from storage.models import Delivery
from storage.nudge_figures import NotSent
from storage.words import DeliveryState, FailReason, LeftOut, Nudge, SkipReason, UnknownReason
from tests.bot.dashboard.conftest import Browser
from tests.bot.dashboard.test_overview import HIDDEN, MEASURED, MONDAY, close, told, words
from tests.storage.everything import put
from tests.walking import Walk

SKIPPED, FAILED = DeliveryState.SKIPPED, DeliveryState.FAILED


async def crowd(walk: Walk, number: int) -> list[UUID]:
    return [await walk.add_person(f"crowd{at}", f"Crowd {at}") for at in range(number)]


async def deliver(
    walk: Walk,
    person: UUID,
    state: DeliveryState,
    reason: str | None = None,
    *,
    day: date = MONDAY,
    nudge: Nudge = Nudge.REFLECTION,
) -> None:
    await put(
        walk,
        Delivery,
        person_id=person,
        nudge=nudge,
        day=day,
        state=state,
        reason=reason,
        zone="UTC",
        due_at=walk.clock(),
        ready_at=walk.clock(),
        created_at=walk.clock(),
    )


def row(page: str, reason: str) -> list[str]:
    """The cells of a reason; none where it is not listed."""
    found = re.search(rf"<tr><th scope=\"row\">{re.escape(reason)}</th>(.*?)</tr>", page, re.DOTALL)
    return re.findall(r'<td class="number">(.*?)</td>', found[1]) if found else []


async def test_sent_and_answered_are_as_they_were_told_and_nothing_else(browser: Browser) -> None:
    await close(
        browser.walk,
        MONDAY,
        {"nudge_response": {"all": told(30, 70), "reflection": told(12, 40), "lesson": HIDDEN}},
    )
    await browser.sign_in("olu")
    page = (await browser.get("nudges")).text
    assert "30 of 70" in page
    assert "12 of 40" in page
    assert "not shown" in page
    assert not re.search(rf"\b{MEASURED}\b", page)  # as a number; a form's token may hold its digits


async def test_before_any_week_is_closed_it_says_so(browser: Browser) -> None:
    await browser.sign_in("ada")
    assert "No week is closed yet." in (await browser.get("nudges")).text


async def test_a_reason_is_counted_where_k_people_are_behind_it(browser: Browser) -> None:
    walk = browser.walk
    people = await crowd(walk, 12)
    await close(walk, MONDAY, {})
    for person in people[:5]:
        await deliver(walk, person, SKIPPED, SkipReason.PAUSED)
    for person in people[:4]:
        await deliver(walk, person, SKIPPED, SkipReason.HOLIDAY, nudge=Nudge.LESSON)
    for at, person in enumerate(people):
        await deliver(walk, person, FAILED, FailReason.NOT_INSTALLED, day=MONDAY + timedelta(days=1))
        if at < 6:
            await deliver(walk, person, DeliveryState.UNKNOWN, UnknownReason.NO_ANSWER, nudge=Nudge.FOLLOW_UP)
    await browser.sign_in("ada")
    page = (await browser.get("nudges")).text
    assert row(page, "They had paused nudges") == ["5"]
    assert row(page, "The app was not installed any more") == ["12"]
    assert row(page, "The platform did not say whether it arrived") == ["6"]
    assert row(page, "It was a holiday") == []
    assert "fewer than five people in each of these weeks, or of nobody" in page
    assert "Crowd" not in page


async def test_what_nearly_everybody_chose_and_what_one_person_made_has_no_number(browser: Browser) -> None:
    walk = browser.walk
    people = await crowd(walk, 9)
    await close(walk, MONDAY, {})
    for person in people:
        await deliver(walk, person, SKIPPED, SkipReason.STOPPED)
    for person in people[:5]:
        await deliver(walk, person, SKIPPED, SkipReason.TOO_LATE, nudge=Nudge.LESSON)
    for at in range(1, 7):
        await deliver(walk, people[0], SKIPPED, SkipReason.TOO_LATE, day=MONDAY + timedelta(days=at))
    await browser.sign_in("ada")
    page = (await browser.get("nudges")).text
    assert row(page, "They had stopped nudges") == ["nearly all"]
    assert row(page, "It had become too late") == ["not shown"]


async def test_a_larger_k_hides_more_and_a_smaller_one_shows_no_more_than_the_week_was_told_by(
    browser: Browser,
) -> None:
    walk = browser.walk
    people = await crowd(walk, 12)
    await close(walk, MONDAY, {})
    for person in people[:6]:
        await deliver(walk, person, SKIPPED, SkipReason.PACE)
    await walk.set_organization(k=7)
    await browser.sign_in("ada")
    page = (await browser.get("nudges")).text
    assert row(page, "They had enough that week") == []
    assert "fewer than seven people" in page


async def test_a_week_is_shown_when_it_stands_still_and_cells_without_enough_say_so(browser: Browser) -> None:
    walk = browser.walk
    people = await crowd(walk, 12)
    before = MONDAY - timedelta(days=7)
    await close(walk, before, {})
    await close(walk, MONDAY, {})
    for person in people[:5]:
        await deliver(walk, person, SKIPPED, SkipReason.PACE, day=before + timedelta(days=6))
    await deliver(walk, people[0], SKIPPED, SkipReason.PACE)
    for monday in (before, MONDAY):
        for person in people:
            await deliver(walk, person, DeliveryState.SENT, day=monday + timedelta(days=2))
    walk.clock.move(timedelta(days=-1))
    await browser.sign_in("ada")
    assert row((await browser.get("nudges")).text, "They had enough that week") == ["5"]
    walk.clock.move(timedelta(days=1))
    await browser.sign_in("ada")
    assert row((await browser.get("nudges")).text, "They had enough that week") == ["fewer than 5", "5"]


async def test_the_counts_of_weeks_are_right_and_of_no_other_organization(walk: Walk) -> None:
    people = await crowd(walk, 3)
    other = MONDAY + timedelta(days=7)
    await deliver(walk, people[0], SKIPPED, SkipReason.PACE)
    await deliver(walk, people[0], SKIPPED, SkipReason.PACE, nudge=Nudge.LESSON)
    await deliver(walk, people[1], SKIPPED, SkipReason.PACE, day=MONDAY + timedelta(days=6))
    await deliver(walk, people[2], SKIPPED, SkipReason.PACE, day=other)
    await deliver(walk, people[2], DeliveryState.SENT)
    await deliver(walk, people[1], SKIPPED, SkipReason.PACE, day=MONDAY - timedelta(days=1))
    async with walk.database.begin() as db:
        found = await nudge_figures.not_sent(db, walk.organization_id, [MONDAY, other])
        assert await nudge_figures.people(db, walk.organization_id, [MONDAY, other]) == {MONDAY: 3, other: 1}
        assert await nudge_figures.not_sent(db, UUID(int=7), [MONDAY]) == []
        assert await nudge_figures.not_sent(db, walk.organization_id, []) == []
    assert sorted(found, key=lambda one: one.monday) == [
        NotSent(MONDAY, SKIPPED, "pace", 3, 2, 2),
        NotSent(other, SKIPPED, "pace", 1, 1, 1),
    ]


@pytest.mark.parametrize("reasons", [SkipReason, LeftOut, FailReason, UnknownReason])
def test_every_reason_has_its_words(reasons: type[StrEnum]) -> None:
    assert {one.value for one in reasons} <= {str(reason) for _, reason in REASONS}
    assert set(REASONS) >= CHOSEN


async def test_nobody_without_a_role_sees_it(browser: Browser) -> None:
    assert "Sign in from your chat" in words((await browser.get("nudges")).text)


async def test_a_week_in_which_too_few_had_any_nudge_is_not_told_of(browser: Browser) -> None:
    walk = browser.walk
    people = await crowd(walk, 6)
    await close(walk, MONDAY, {})
    for person in people[:5]:
        await deliver(walk, person, SKIPPED, SkipReason.TOO_LATE)
    await browser.sign_in("ada")
    page = (await browser.get("nudges")).text
    assert row(page, "It had become too late") == []
    assert "In none of these weeks more than five people had any nudge" in page
    await deliver(walk, people[5], DeliveryState.SENT)
    assert row((await browser.get("nudges")).text, "It had become too late") == ["5"]
