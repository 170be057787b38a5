"""Nobody but this machine's own page gets anything done, and with a public address nothing starts."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bot.clock import MovableClock
from bot.console.demo import travelling
from bot.console.edge import ConsoleEdge
from bot.console.travel import Traveller
from bot.settings import SettingsError, load
from bot.upstander import Upstander
from bot.web import web_app
from bot.wiring import build
from tests.bot.console.conftest import OWN, Page
from tests.conftest import SECRET

BODY = {"account": "ana.lima", "text": "help"}


def edge_of(app: Upstander, folder: Path) -> ConsoleEdge:
    return ConsoleEdge(app, travelling(app, MovableClock(folder / "clock"))[0])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "example.com", ""])
def test_listening_to_others_is_refused(sqlite_url: str, tmp_path: Path, host: str) -> None:
    app = build(load(database_url=sqlite_url, secret_keys=(SECRET,), host=host))
    with pytest.raises(SettingsError, match="works on this machine's own address only") as caught:
        edge_of(app, tmp_path)
    assert "UPSTANDER_HOST" in str(caught.value)


@pytest.mark.parametrize("url", ["https://upstander.example.com", "https://127.0.0.1.example.com"])
def test_a_public_address_is_refused(sqlite_url: str, tmp_path: Path, url: str) -> None:
    app = build(load(database_url=sqlite_url, secret_keys=(SECRET,), public_url=url))
    with pytest.raises(SettingsError, match=url):
        edge_of(app, tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_this_machine_is_fine(sqlite_url: str, tmp_path: Path, host: str) -> None:
    edge_of(build(load(database_url=sqlite_url, secret_keys=(SECRET,), host=host)), tmp_path)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", "evil.example:8000", "[", ""])
@pytest.mark.parametrize(
    "path", ["/console", "/console/people", "/console/nudges?account=ana.lima", "/console/static/console.js"]
)
async def test_another_name_for_this_machine_gets_nothing(page: Page, path: str, host: str) -> None:
    response = await page.client.get(path, headers={"host": host})
    assert response.status_code == 403
    assert "Ana" not in response.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "localhost", "[::1]:8000"])
async def test_this_machines_names_are_answered(page: Page, host: str) -> None:
    assert (await page.client.get("/console", headers={"host": host})).status_code == 200


async def test_another_machine_gets_nothing(app: Upstander, traveller: Traveller) -> None:
    web = web_app(app, [ConsoleEdge(app, traveller)])
    transport = httpx.ASGITransport(web, client=("203.0.113.9", 50000))
    async with httpx.AsyncClient(transport=transport, base_url=OWN) as client:
        assert (await client.get("/console")).status_code == 403
    assert app.metrics.refused.labels("console", "not_local")._value.get() == 1


@pytest.mark.parametrize("path", ["say", "press", "submit", "change", "shortcut", "home"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:8000"},
        {"origin": ""},
        {"x-upstander-token": ""},
        {"x-upstander-token": "forged"},
        {"cookie": "upstander_console=forged"},
        {"cookie": "upstander_console="},
        {"host": "evil.example", "origin": "http://evil.example"},
    ],
    ids=str,
)
async def test_another_page_gets_nothing_done(page: Page, path: str, headers: dict[str, str]) -> None:
    response = await page.send(path, {**BODY, "key": str(uuid4()), "action": "x", "form": "x"}, **headers)
    assert response.status_code == 403, response.text


async def test_the_token_of_another_visit_does_not_fit(page: Page) -> None:
    other = page.token
    page.client.cookies.clear()
    await page.open()
    assert page.token != other
    response = await page.send("say", {**BODY, "key": str(uuid4())}, **{"x-upstander-token": other})
    assert response.status_code == 403
    assert "load it anew" in response.json()["detail"]


async def test_the_cookie_stays_on_the_page_and_out_of_scripts(page: Page) -> None:
    page.client.cookies.clear()
    cookie = (await page.open()).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/console" in cookie


async def test_the_page_may_load_its_own_files_only(page: Page) -> None:
    response = await page.client.get("/console")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script>" not in response.text
    assert "style=" not in response.text
    assert "http://" not in response.text
    assert "https://" not in response.text


async def test_only_files_of_the_page_are_served(page: Page) -> None:
    served = await page.client.get("/console/static/console.js")
    assert served.status_code == 200
    assert served.headers["content-type"].startswith("text/javascript")
    assert "--paper" in (await page.client.get("/console/static/common.css")).text
    for path in ("/console/static/..%2fedge.py", "/console/static/edge.py", "/console/static/"):
        assert (await page.client.get(path)).status_code == 404
