"""The page of exports: asking, watching, agreeing, fetching; and what an auditor sees of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.exporting import maker
from bot.exporting.order import Made, Order, Progress, Sink
from bot.upstander import Upstander
from storage import export_making
from storage.export_making import LIFETIME
from storage.export_words import ExportState
from storage.models import AuditEvent, ExportLink, ExportOrder
from storage.words import ExportForm, Gender
from tests.bot.dashboard.conftest import Browser
from tests.walking import Walk

FILLED = {"what": "activity", "first": "2026-01-01", "last": "2026-02-28", "form": "csv_bom", "reason": ""}
NAMES = FILLED | {"with_names": "yes", "reason": "for the yearly ceremony"}


async def write_file(_app: Upstander, _order: Order, sink: Sink, _progress: Progress) -> Made:
    await sink.write(b"the file")
    return Made(rows=1234, withheld=1)


async def orders(walk: Walk) -> list[Any]:
    return await walk.rows(ExportOrder)


async def make(browser: Browser) -> None:
    assert await maker.make_next(browser.app, write_file) == 1


@pytest.fixture
async def second(walk: Walk) -> None:
    await walk.add_person("ira", "Ira Second", Gender.UNDISCLOSED, is_admin=True)


async def be(browser: Browser, who: str) -> Browser:
    browser.client.cookies.clear()
    return await browser.sign_in(who)


async def test_asked_for_watched_and_fetched(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    assert "Nothing yet." in (await browser.get("exports")).text
    moved = await browser.post("exports", "ask", None, **FILLED)
    [order] = await orders(walk)
    assert (order.form, order.with_bom, order.state) == (ExportForm.CSV, True, ExportState.ORDERED)
    page = await browser.follow(moved)
    assert "It is being made." in page.text
    assert f'<meta http-equiv="refresh" content="2; url=/dashboard/exports/{order.id}?watch=yes">' in page.text
    assert "Stop that" in page.text
    assert 'http-equiv="refresh"' not in (await browser.get(f"exports/{order.id}")).text
    async with walk.database.begin() as db:
        claimed = await export_making.claim(db, walk.cipher, walk.clock())
        assert claimed is not None
        await export_making.hold(db, claimed[0], walk.clock(), rows=(43, 100))
        await export_making.release(db, claimed[0])
    assert '<progress id="made" max="100" value="43">' in (await browser.get(f"exports/{order.id}")).text
    await make(browser)
    page = await browser.get(f"exports/{order.id}", watch="yes")
    assert 'http-equiv="refresh"' not in page.text
    assert "1,234" in page.text
    assert "Rows of 1 period" in page.text
    page = await browser.post(f"exports/{order.id}", "fetch")
    assert (await browser.client.get(file_of(page))).content == b"the file"
    await browser.app.background.drain(5)
    trail = [one.event for one in await walk.rows(AuditEvent) if one.event.startswith("export.")]
    assert trail == ["export.asked", "export.made", "export.download_started", "export.downloaded"]


def file_of(page: httpx.Response) -> str:
    found = re.search(r'href="(/exports/orders/[^"]+/file)"', page.text)
    assert found is not None, page.text
    return found[1]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"last": "2025-12-31"}, "The last day is before the first."),
        ({"last": "2026-03-05"}, "That is still to come."),
        ({"first": "2020-01-01"}, "more than 5 years"),
        ({"first": "soon"}, "“soon” is no day"),
        ({"last": ""}, "Please pick a day."),
        ({"what": "passwords"}, "Please choose one of these."),
        ({"with_names": "yes", "reason": "because"}, "a little more"),
        ({"with_names": "yes", "what": "nudges", "reason": "for the yearly ceremony"}, "never go with names"),
    ],
)
async def test_what_is_wrong_is_told_beside_what_was_typed(
    browser: Browser, walk: Walk, second: None, changed: dict[str, str], told: str
) -> None:
    await browser.sign_in("ada")
    page = await browser.post("exports", "ask", None, **FILLED | changed)
    assert page.status_code == 422
    assert told in page.text
    assert "Nothing was exported yet." in page.text
    if changed.get("reason"):
        assert f">{changed['reason']}</textarea>" in page.text
    assert 'value="csv_bom" selected' in page.text
    assert await orders(walk) == []


async def test_the_only_admin_is_told_so(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    assert "There is none yet." in (await browser.get("exports")).text
    assert "you are the only one" in (await browser.post("exports", "ask", None, **NAMES)).text
    assert await orders(walk) == []


@pytest.mark.usefixtures("second")
async def test_names_wait_for_a_second_admin(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    await browser.follow(await browser.post("exports", "ask", None, **NAMES))
    [order] = await orders(walk)
    assert "Agree<" not in (await browser.get("exports")).text
    page = await browser.follow(await browser.post("exports", "agree", order=str(order.id)))
    assert "There was nothing to decide" in page.text
    assert (await orders(walk))[0].state is ExportState.WAITING
    await be(browser, "ira")
    page = await browser.get("exports")
    assert "Their reason: <em>for the yearly ceremony</em>" in page.text
    page = await browser.follow(await browser.post("exports", "agree", order=str(order.id)))
    assert "Agreed: Ada Novak gets Activity log" in page.text
    await make(browser)
    assert "Only Ada Novak can fetch the file." in (await browser.get(f"exports/{order.id}")).text
    assert (await browser.post(f"exports/{order.id}", "fetch")).status_code == 404
    assert await walk.rows(ExportLink) == []
    await be(browser, "ada")
    assert file_of(await browser.post(f"exports/{order.id}", "fetch"))


@pytest.mark.usefixtures("second")
async def test_declined_is_told(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    await browser.post("exports", "ask", None, **NAMES)
    [order] = await orders(walk)
    await be(browser, "ira")
    await browser.post("exports", "decline", order=str(order.id))
    assert "Ira Second did not agree to names." in (await browser.get(f"exports/{order.id}")).text
    assert await maker.make_next(browser.app, write_file) == 0


@pytest.mark.usefixtures("second")
async def test_an_auditor_sees_what_was_exported_and_not_why(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    await browser.post("exports", "ask", None, **NAMES)
    [order] = await orders(walk)
    await be(browser, "olu")
    pages = (await browser.get("exports")).text + (await browser.get(f"exports/{order.id}")).text
    assert "Activity log, 1 January 2026 to 28 February 2026, CSV for Excel, with names" in pages
    for hidden in ("yearly ceremony", "New export", "Agree<", "Get a link"):
        assert hidden not in pages
    for act, fields in (("ask", FILLED), ("agree", {"order": str(order.id)})):
        assert (await browser.post("exports", act, None, **fields)).status_code == 403
    assert (await orders(walk))[0].state is ExportState.WAITING


async def test_when_its_time_is_over_there_is_nothing_to_fetch(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    await browser.post("exports", "ask", None, **FILLED)
    [order] = await orders(walk)
    await make(browser)
    walk.clock.move(LIFETIME + timedelta(minutes=1))
    await be(browser, "ada")
    assert "Its time was over" in (await browser.get(f"exports/{order.id}")).text
    assert (await browser.post(f"exports/{order.id}", "fetch")).status_code == 404


@pytest.mark.parametrize("order", ["nonsense", "00000000-0000-0000-0000-000000000000"])
async def test_what_is_not_there_is_missing(browser: Browser, order: str) -> None:
    await browser.sign_in("ada")
    assert (await browser.get(f"exports/{order}")).status_code == 404
    assert (await browser.post(f"exports/{order}", "fetch")).status_code == 404


async def test_ten_an_hour_and_the_form_keeps_what_was_filled_in(browser: Browser, walk: Walk) -> None:
    await browser.sign_in("ada")
    for day in range(10):
        await browser.post("exports", "ask", None, **FILLED | {"first": f"2026-01-{day + 1:02}"})
    page = await browser.post("exports", "ask", None, **FILLED | {"what": "nudges"})
    assert page.status_code == 422
    assert "10 exports within an hour" in page.text
    assert '<option value="nudges" selected' in page.text
    assert len(await orders(walk)) == 10
