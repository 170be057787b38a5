"""The page of content: people by item, in steps of ten, as they were when the last week closed; and the item's text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import escape, unescape
from uuid import UUID

from sqlalchemy import insert

from storage import content_figures
from storage.content_figures import Used
from storage.models import Delivery, LessonResult, SeenItem
from storage.words import DeliveryState, Nudge
from tests.bot.dashboard.conftest import Browser
from tests.bot.dashboard.test_nudges_page import crowd
from tests.bot.dashboard.test_overview import MONDAY, close
from tests.storage.everything import put
from tests.walking import Walk

SUNDAY = MONDAY + timedelta(days=6)
IN_TIME = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOO_LATE = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def send(
    walk: Walk, person: UUID, item: str, *, day: date = MONDAY, answered: datetime | None = None, state: str = "sent"
) -> None:
    await put(
        walk,
        Delivery,
        person_id=person,
        nudge=Nudge.LESSON,
        day=day,
        state=DeliveryState(state),
        item=item,
        zone="UTC",
        due_at=IN_TIME,
        ready_at=IN_TIME,
        answered_at=answered,
        created_at=IN_TIME,
    )


async def answer(walk: Walk, person: UUID, lesson: str, *, is_right: bool, day: date = MONDAY) -> None:
    await put(
        walk,
        LessonResult,
        person_id=person,
        lesson=lesson,
        answer=0,
        is_right=is_right,
        answered_on=day,
        created_at=IN_TIME,
    )


async def turn_down(walk: Walk, person: UUID, item: str, day: date = MONDAY) -> None:
    async with walk.database.begin() as db:
        row = {"organization_id": walk.organization_id, "person_id": person, "item": item, "not_for_me_on": day}
        await db.execute(insert(SeenItem).values(row))


def cells(page: str, item: str) -> list[str]:
    [found] = re.findall(rf'<a href="/dashboard/content/{re.escape(item)}">.*?</tr>', page, re.DOTALL)
    return [unescape(one) for one in re.findall(r"<td>(.*?)</td>", found)][1:]


async def test_people_are_counted_in_steps_of_ten(browser: Browser) -> None:
    walk = browser.walk
    lesson, other = browser.app.library.lessons[:2]
    people = await crowd(walk, 33)
    await close(walk, MONDAY, {})
    for at, person in enumerate(people):
        await send(walk, person, lesson.id, answered=IN_TIME if at < 29 else TOO_LATE)
        if at < 9:
            await turn_down(walk, person, lesson.id)
        if at < 30:
            await answer(walk, person, lesson.id, is_right=at < 16)
        if at < 19:
            await answer(walk, person, other.id, is_right=at < 10)
    await browser.sign_in("olu")
    page = (await browser.get("content")).text
    assert cells(page, lesson.id) == ["30 or more", "20 or more", "fewer than 10", "about 50%"]
    assert cells(page, other.id) == ["fewer than 10", "fewer than 10", "fewer than 10", "nearly all"]
    assert "Crowd" not in page
    await walk.set_organization(k=20)
    assert cells((await browser.get("content")).text, lesson.id) == [
        "20 or more",
        "20 or more",
        "fewer than 20",
        "fewer than 20 people",
    ]


async def test_what_comes_after_the_last_closed_week_moves_nothing(browser: Browser) -> None:
    walk = browser.walk
    prompt = browser.app.library.prompts[0]
    await close(walk, MONDAY, {})
    await browser.sign_in("ada")
    before = cells((await browser.get("content")).text, prompt.id)
    for person in await crowd(walk, 12):
        await send(walk, person, prompt.id, day=SUNDAY + timedelta(days=1), answered=TOO_LATE)
    assert cells((await browser.get("content")).text, prompt.id) == before == ["fewer than 10"] * 3


async def test_before_any_week_is_closed_there_is_no_number(browser: Browser) -> None:
    await browser.sign_in("ada")
    page = (await browser.get("content")).text
    assert "No week is closed yet" in page
    assert not re.search(r"\d or more", page)


async def test_people_are_counted_once_and_by_their_first_answer(walk: Walk) -> None:
    one, two, three = await crowd(walk, 3)
    await send(walk, one, "a")
    await send(walk, one, "a", day=SUNDAY, answered=IN_TIME)
    await send(walk, two, "a", answered=TOO_LATE)
    await send(walk, three, "a", state="skipped")
    await send(walk, three, "b", day=SUNDAY + timedelta(days=1))
    await answer(walk, one, "a", is_right=False)
    await answer(walk, one, "a", is_right=True, day=SUNDAY)
    await answer(walk, two, "a", is_right=True, day=SUNDAY)
    await answer(walk, three, "a", is_right=True, day=SUNDAY + timedelta(days=1))
    await turn_down(walk, three, "c")
    until = SUNDAY + timedelta(days=1)
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    async with walk.database.begin() as db:
        assert await content_figures.used(db, walk.organization_id, until, moment) == {
            "a": Used(sent=2, answered=1, quizzed=2, first_right=1),
            "c": Used(not_for_me=1),
        }
        assert await content_figures.used(db, UUID(int=7), until, moment) == {}


async def test_each_item_has_its_text(browser: Browser) -> None:
    await browser.sign_in("ada")
    lesson, prompt = browser.app.library.lessons[0], browser.app.library.prompts[0]
    page = unescape((await browser.get(f"content/{lesson.id}")).text)
    for text in (lesson.title, lesson.quiz.question, lesson.plan, *(one.why for one in lesson.quiz.answers)):
        assert text in page
    assert escape(prompt.question) in (await browser.get(f"content/{prompt.id}")).text.replace("&#39;", "&#x27;")
    assert (await browser.get("content/no-such-item")).status_code == 404
    assert (await browser.get("content/%3Cscript%3E")).status_code == 404
