"""`/exports/{token}`: one's own record over HTTP, while the link lives, and nothing to anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot import downloads
from bot.settings import load
from bot.upstander import Upstander
from bot.web import web_app
from bot.wiring import build
from messages.forms import Link
from storage import audit
from storage.exports import LIFETIME
from storage.models import AuditEvent, Export
from tests.storage.everything import SECRETS, fill
from tests.walking import PUBLIC_URL, Walk


@pytest.fixture
async def app(walk: Walk, database_url: str) -> Upstander:
    """The application on the walk's database, with its clock."""
    app = build(load(database_url=database_url, secret_keys=("a key of the application, long enough" * 2,)), walk.clock)
    await app.database.close()
    return replace(app, database=walk.database, cipher=walk.cipher)


@pytest.fixture
async def browser(app: Upstander) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(web_app(app, ()))
    async with httpx.AsyncClient(
        transport=transport, base_url=PUBLIC_URL, headers={"accept": "text/html,*/*"}
    ) as browser:
        yield browser


async def path_for(walk: Walk, who: str = "ana") -> str:
    """Where the link leads that the person was given."""
    link = await walk.say("privacy export", as_=who)
    assert isinstance(link, Link)
    return urlsplit(link.url).path


async def events(walk: Walk) -> list[tuple[str, str]]:
    return [(one.event, one.actor) for one in await walk.rows(AuditEvent)]


async def test_serves_the_whole_record_as_a_file(walk: Walk, browser: httpx.AsyncClient) -> None:
    await fill(walk)
    await walk.set_preferences("ana", zone="UTC")
    response = await browser.get(await path_for(walk))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-disposition"] == 'attachment; filename="upstander-own-record-2026-03-04.json"'
    assert response.json()["person"]["name"] == "Ana Quokka"
    assert [word for word in SECRETS if word not in response.text and word not in {"Potoroo", "Troll"}] == []


async def test_is_kept_by_no_cache_and_leaks_to_no_other_site(walk: Walk, browser: httpx.AsyncClient) -> None:
    for path in (await path_for(walk), "/exports/unknown"):
        headers = (await browser.get(path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex"
        assert headers["content-security-policy"].startswith("default-src 'none'")


async def test_each_fetch_is_in_the_trail_by_export_and_not_by_token(walk: Walk, browser: httpx.AsyncClient) -> None:
    path = await path_for(walk)
    await browser.get(path)
    await browser.get(path)
    me = str(walk.people["ana"])
    assert await events(walk) == [
        ("own_record.offered", me),
        ("own_record.downloaded", me),
        ("own_record.downloaded", me),
    ]
    (export,) = await walk.rows(Export)
    assert (await walk.rows(AuditEvent))[-1].details == {"export": str(export.id)}
    assert path.rpartition("/")[2] not in await walk.dump()
    async with walk.database.begin() as db:
        assert not (await audit.verify(db, walk.organization_id)).findings


async def test_it_may_be_fetched_again_until_it_expires(walk: Walk, browser: httpx.AsyncClient) -> None:
    path = await path_for(walk)
    walk.clock.move(LIFETIME - timedelta(seconds=1))
    assert (await browser.get(path)).status_code == 200
    assert (await browser.get(path)).status_code == 200
    walk.clock.move(timedelta(seconds=1))
    assert (await browser.get(path)).status_code == 404


async def test_unknown_and_over_look_the_same_and_leave_no_trace(walk: Walk, browser: httpx.AsyncClient) -> None:
    path = await path_for(walk)
    walk.clock.move(LIFETIME)
    before = await walk.dump()
    over, unknown = await browser.get(path), await browser.get(f"/exports/{'x' * 43}")
    assert (over.status_code, over.text) == (unknown.status_code, unknown.text)
    assert over.status_code == 404
    assert "This link does not work (any more)" in over.text
    assert "/ally privacy export" in over.text
    assert over.headers["content-type"].startswith("text/html")
    assert await walk.dump() == before


@pytest.mark.parametrize("token", ["x" * 5000, "%00", "%F0%9F%99%82", "..%2F..%2Fetc", "' OR 1=1 --"])
async def test_no_odd_token_opens_anything(browser: httpx.AsyncClient, token: str) -> None:
    assert (await browser.get(f"/exports/{token}")).status_code == 404


async def test_only_ones_own_record_is_behind_a_link(walk: Walk, browser: httpx.AsyncClient) -> None:
    await fill(walk)
    response = await browser.get(await path_for(walk, "hana"))
    assert response.json()["person"]["name"] == "Hana Kim"
    assert [word for word in SECRETS if word in response.text] == []


async def test_an_erasure_ends_the_links(walk: Walk, browser: httpx.AsyncClient) -> None:
    path = await path_for(walk)
    await walk.press("privacy.erase", walk.people["ana"], as_="ana")
    assert (await browser.get(path)).status_code == 404


async def test_a_link_can_only_be_read(walk: Walk, browser: httpx.AsyncClient) -> None:
    assert (await browser.post(await path_for(walk))).status_code == 405


async def test_many_at_once_are_all_served(walk: Walk, browser: httpx.AsyncClient) -> None:
    path = await path_for(walk)
    answers = await asyncio.gather(*(browser.get(path) for _ in range(8)))
    assert [one.status_code for one in answers] == [200] * 8
    async with walk.database.begin() as db:
        verdict = await audit.verify(db, walk.organization_id)
    assert (verdict.entries, verdict.findings) == (9, ())


async def test_a_database_that_is_away_is_told_as_such(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, ConnectionError("connection lost"), connection_invalidated=True)

    monkeypatch.setattr(downloads, "_fetch", away)
    response = await browser.get("/exports/token")
    assert (response.status_code, response.headers["retry-after"]) == (503, "30")
    assert "Please try again in a minute" in response.text


async def test_a_fault_of_ours_is_a_failed_page(browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("what somebody wrote")

    monkeypatch.setattr(downloads, "_fetch", broken)
    response = await browser.get("/exports/token")
    assert response.status_code == 500
    assert "what somebody wrote" not in response.text
