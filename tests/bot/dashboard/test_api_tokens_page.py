"""The page of API tokens: a token is shown once and works, and admins alone make and end one."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import httpx
import pytest

from bot.api.edge import ApiEdge
from bot.web import web_app
from storage import api_tokens
from storage.models import ApiToken, AuditEvent
from storage.words import TokenScope
from tests.bot.dashboard.conftest import Browser
from tests.walking import PUBLIC_URL

PAGE = "api-tokens"
TOKEN = re.compile(r"upst_[0-9A-Za-z]{46}")
WANTED: dict[str, str | list[str]] = {"name": "Board report", "scope": ["indicators", "teams"], "lifetime": "90"}


async def status(browser: Browser, token: str, path: str = "organization") -> int:
    transport = httpx.ASGITransport(web_app(browser.app, [ApiEdge(browser.app)]))
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        return (await client.get(f"/api/v1/{path}", headers={"authorization": f"Bearer {token}"})).status_code


async def make(browser: Browser, **changed: str | list[str]) -> str:
    page = await browser.post(PAGE, "make", None, **WANTED | changed)
    assert page.status_code == 200, page.text
    token: str = TOKEN.findall(page.text)[0]
    return token


async def test_a_token_is_shown_once_and_works(browser: Browser) -> None:
    await browser.sign_in("ada")
    token = await make(browser)
    assert api_tokens.is_well_formed(token)
    assert await status(browser, token) == 200
    assert await status(browser, token, "teams") == 200
    assert await status(browser, token, "exports") == 403
    page = await browser.get(PAGE)
    assert not TOKEN.search(page.text)
    for shown in ("Board report", "indicators, teams", "Ada", "works"):
        assert shown in page.text
    [kept] = await browser.walk.rows(ApiToken)
    assert kept.expires_at == browser.walk.clock() + timedelta(days=90)


async def test_a_revoked_token_opens_nothing_and_both_are_in_the_audit_trail(browser: Browser) -> None:
    await browser.sign_in("ada")
    token = await make(browser)
    [kept] = await browser.walk.rows(ApiToken)
    page = await browser.follow(await browser.post(PAGE, "revoke", token=str(kept.id)))
    assert "It is revoked" in page.text
    assert await status(browser, token) == 401
    again = await browser.follow(await browser.post(PAGE, "revoke", token=str(kept.id)))
    assert "had been revoked already" in again.text
    events = await browser.walk.rows(AuditEvent, AuditEvent.event.like("token.%"))
    assert [(one.event, one.actor) for one in events] == [
        ("token.made", str(browser.walk.people["ada"])),
        ("token.revoked", str(browser.walk.people["ada"])),
    ]
    assert "Board report" not in repr([one.details for one in events])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "  "}, "Please write what it is for"),
        ({"name": "x" * 81}, "at most 80 letters"),
        ({"scope": []}, "Please choose at least one thing"),
        ({"scope": ["everything"]}, "Please choose at least one thing"),
        ({"lifetime": "366"}, "Please choose one of these."),
        ({"lifetime": "-1"}, "Please choose one of these."),
    ],
)
async def test_what_cannot_be_made_is_told_and_nothing_typed_is_lost(
    browser: Browser, changed: dict[str, str | list[str]], said: str
) -> None:
    await browser.sign_in("ada")
    page = await browser.post(PAGE, "make", None, **WANTED | changed)
    assert (page.status_code, said in page.text) == (422, True), page.text
    assert str((WANTED | changed)["name"]).strip() in page.text
    assert await browser.walk.rows(ApiToken) == []


async def test_an_auditor_reads_the_list_and_changes_nothing(browser: Browser) -> None:
    await browser.sign_in("ada")
    await make(browser)
    [kept] = await browser.walk.rows(ApiToken)
    browser.client.cookies.clear()
    page = await (await browser.sign_in("olu")).get(PAGE)
    assert "Board report" in page.text
    assert "Make a token" not in page.text
    assert "Revoke" not in page.text
    assert (await browser.post(PAGE, "make", None, **WANTED)).status_code == 403
    assert (await browser.post(PAGE, "revoke", token=str(kept.id))).status_code == 403
    [same] = await browser.walk.rows(ApiToken)
    assert same.revoked_at is None


async def test_another_organizations_token_is_not_there(browser: Browser) -> None:
    other = await browser.walk.another_organization()
    async with other.database.begin() as db:
        scopes = set(TokenScope)
        token_id, _token = await api_tokens.make(
            db, other.organization_id, other.people["zoe"], "Theirs", scopes, timedelta(days=1), other.clock()
        )
    await browser.sign_in("ada")
    assert "Theirs" not in (await browser.get(PAGE)).text
    await browser.post(PAGE, "revoke", token=str(token_id))
    [theirs] = await browser.walk.rows(ApiToken)
    assert theirs.revoked_at is None
    assert (await browser.post(PAGE, "revoke", token="x")).status_code == 404


async def test_a_name_is_text_and_nothing_else(browser: Browser) -> None:
    await browser.sign_in("ada")
    name = '"><script>alert(1)</script>'
    page = await browser.post(PAGE, "make", None, **WANTED | {"name": name})
    assert "<script" not in page.text
    assert name in unescape(page.text)


async def test_there_are_only_so_many(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    await browser.sign_in("ada")
    monkeypatch.setattr("storage.api_tokens.MOST", 2)
    await make(browser)
    await make(browser)
    page = await browser.post(PAGE, "make", None, **WANTED)
    assert "Revoke one first" in page.text
    browser.walk.clock.move(timedelta(minutes=1))
    kept, _other = await browser.walk.rows(ApiToken)
    await browser.post(PAGE, "revoke", token=str(kept.id))
    await make(browser)
