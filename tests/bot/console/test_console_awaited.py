"""An export on the local chat page: in the answer where it is soon, else looked at by the page, and told in private."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bot import notices, worker
from bot.clock import MovableClock
from bot.console.edge import ConsoleEdge
from bot.console.travel import Traveller
from bot.upstander import Upstander
from bot.web import web_app
from storage.export_making import STILL_LOOKS
from storage.models import ExportLink
from tests.bot.console.conftest import OWN, Page
from tests.clock import FrozenClock
from tests.looking import Meanwhile

NOOR, TOMAS = "noor.haddad", "tomas.herrera"
REASON = "for the yearly ceremony"


@pytest.fixture
def meanwhile() -> Meanwhile:
    return Meanwhile()


@pytest.fixture
async def looking(app: Upstander, traveller: Traveller, meanwhile: Meanwhile) -> AsyncIterator[Page]:
    web = web_app(app, [ConsoleEdge(app, traveller, meanwhile.looks())])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=OWN) as client:
        page = Page(client)
        await page.open()
        yield page


async def arrived(page: Page, account: str) -> list[dict[str, Any]]:
    told = (await page.client.get(f"/console/nudges?account={account}")).json()
    return [one for one in told["nudges"] if one.get("is_notice")]


def button(shown: dict[str, Any], label: str) -> dict[str, str]:
    """What the page sends when the button is pressed."""
    for attributes, words in re.findall(r"<button([^>]*)>([^<]*)", shown["html"]):
        if words.strip() == label:
            return dict(re.findall(r'data-(action|subject)="([^"]*)"', attributes))
    raise AssertionError(f"no {label!r} in {shown['html']}")


async def test_an_export_of_a_moment_is_in_the_answer(looking: Page, app: Upstander, meanwhile: Meanwhile) -> None:
    meanwhile.makes(app)
    shown = await looking.say("export activity 2025", NOOR)
    assert "Your export is ready" in shown["html"]
    assert "/exports/orders/" in shown["html"]
    assert "again" not in shown


async def test_the_page_looks_by_itself_and_uses_nothing_up(
    looking: Page, app: Upstander, clock: FrozenClock, demo_clock: MovableClock
) -> None:
    shown = await looking.say("export activity 2025", NOOR)
    assert "I&#39;m making your export." in shown["html"]
    again = await looking.ask("press", NOOR, waits=False, **shown["again"])
    assert again["again"] == shown["again"]
    await worker.make_exports(app)
    there = await looking.ask("press", NOOR, waits=False, **again["again"])
    assert "again" not in there
    async with app.database.begin() as db:
        assert (await db.execute(ExportLink.__table__.select())).all() == []
    clock.move(STILL_LOOKS)
    assert await notices.send(app) == 1
    [told] = await arrived(looking, NOOR)
    fetched = await looking.ask("press", NOOR, **button(told, "Get the file"))
    assert "/exports/orders/" in fetched["html"]


async def test_a_second_admin_is_asked_in_private_and_the_asker_told(
    looking: Page, app: Upstander, clock: FrozenClock
) -> None:
    form = await looking.ask("press", NOOR, action="export.new")
    assert form["kind"] == "form"
    days = {"date:first": "2025-10-01", "date:last": "2025-12-31"}
    names = {"toggle:with_names": ["yes"], "text:reason": REASON}
    values = {"choice:what": "activity", "choice:form": "csv", **days, **names}
    waiting = await looking.ask("submit", NOOR, form="export", values=values)
    assert "a second program admin has to agree" in waiting["html"], waiting
    await notices.send(app)
    assert await arrived(looking, NOOR) == []
    [told] = await arrived(looking, TOMAS)
    assert REASON in told["html"]
    declined = await looking.ask("press", TOMAS, **button(told, "Decline"))
    assert "Declined." in declined["html"]
    await notices.send(app)
    [decided] = await arrived(looking, NOOR)
    assert "Tomás Herrera did not agree to names." in decided["html"]
    [again] = await arrived(looking, TOMAS)
    assert "nothing to decide any more" in again["html"]


async def test_at_night_the_question_comes_with_their_next_nudge_or_before(
    looking: Page, app: Upstander, clock: FrozenClock
) -> None:
    clock.set(datetime(2026, 3, 6, 23, 0, tzinfo=UTC))  # a Friday
    days = {"date:first": "2025-10-01", "date:last": "2025-12-31"}
    names = {"toggle:with_names": ["yes"], "text:reason": REASON}
    values = {"choice:what": "activity", "choice:form": "csv", **days, **names}
    await looking.ask("submit", NOOR, form="export", values=values)
    await notices.send(app)
    assert await arrived(looking, TOMAS) == []
    moved = (await looking.send("clock", {"account": TOMAS, "key": "moved-now", "by": "next"})).json()
    assert moved["said"].startswith("It is Monday, 9 March 2026, 09:30 now.")
    assert moved["said"].endswith("one of them to you.")
    [told] = await arrived(looking, TOMAS)
    assert REASON in told["html"]
