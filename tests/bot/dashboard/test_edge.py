"""Every page's frame: who may see and do what, forms that are ours, headers, sentences, an absent database."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from sqlalchemy.exc import OperationalError

from bot.dashboard.guard import own_origin
from bot.dashboard.sessions import Sessions
from bot.settings import load
from bot.upstander import Upstander
from storage.database import Database
from tests.bot.dashboard.conftest import KEY, Browser, browsing
from tests.bot.dashboard.probes import Probe
from tests.walking import PUBLIC_URL, Walk


async def test_the_menu_and_the_pages_are_by_role(prober: Browser) -> None:
    await prober.sign_in("ada")
    page = (await prober.get("for-both")).text
    assert "For both" in page
    assert "For admins" in page
    assert '<a href="/dashboard/for-both" aria-current="page">' in page
    assert (await prober.get("for-admins")).status_code == 200


async def test_an_auditor_reads_and_changes_nothing(prober: Browser, probe: Probe) -> None:
    await prober.sign_in("olu")
    assert "For admins" not in (await prober.get("for-both")).text
    assert (await prober.get("for-admins")).status_code == 403
    assert (await prober.post("for-both", "do")).status_code == 403
    assert (await prober.post("for-admins", "do")).status_code == 403
    assert probe.acted == []


async def test_a_page_reached_from_another_marks_that_one(prober: Browser, probe: Probe) -> None:
    await prober.sign_in("ada")
    response = await prober.get("things/7", sort="name")
    assert '<a href="/dashboard/for-both" aria-current="page">' in response.text
    assert dict(probe.shown[-1].path) == {"thing": "7"}
    assert dict(probe.shown[-1].query) == {"sort": "name"}
    assert (await prober.get("things/gone")).status_code == 404


async def test_the_root_leads_to_the_first_page_of_the_menu(prober: Browser) -> None:
    await prober.sign_in("olu")
    assert (await prober.get()).headers["location"] == "/dashboard/for-both"


async def test_a_form_acts_and_the_next_page_says_so_once(prober: Browser, probe: Probe) -> None:
    await prober.sign_in("ada")
    page = await prober.follow(await prober.post("for-admins", "do", what="this"))
    assert probe.acted == ["this"]
    assert "It was done, for &lt;b&gt;you&lt;/b&gt;." in page.text
    assert "It was done" not in (await prober.get("for-both")).text


async def test_a_form_that_is_refused_by_its_page_is_shown_again(prober: Browser) -> None:
    await prober.sign_in("ada")
    response = await prober.post("for-both", "refuse")
    assert (response.status_code, "Something is missing." in response.text) == (422, True)


async def test_what_was_said_to_another_session_is_not_shown(prober: Browser) -> None:
    await prober.sign_in("ada")
    moved = await prober.post("for-both", "do")
    await prober.sign_in("ada")
    said = {one.name: one.value or "" for one in moved.cookies.jar}
    prober.client.cookies.set(*next(iter(said.items())), "upstander.example.com", "/dashboard")
    assert "It was done" not in (await prober.get("for-both")).text


@pytest.mark.parametrize("csrf", ["", "0" * 64, "ü", None])
async def test_a_form_without_the_sessions_own_mark_does_nothing(
    prober: Browser, probe: Probe, csrf: str | None
) -> None:
    await prober.sign_in("ada")
    data = {"act": "do"} | ({"csrf": csrf} if csrf is not None else {})
    response = await prober.client.post("/dashboard/for-both", data=data, headers=prober.own())
    assert response.status_code == 403
    assert probe.acted == []


async def test_another_sessions_mark_does_nothing(app: Upstander, prober: Browser, walk: Walk, probe: Probe) -> None:
    await prober.sign_in("ada")
    async with browsing(app, walk, probe.pages()) as other:
        await other.sign_in("ada")
        prober.csrf = other.csrf
    assert (await prober.post("for-both", "do")).status_code == 403
    assert probe.acted == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": f"{PUBLIC_URL}.evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_another_sites_form_does_nothing_even_with_the_mark(
    prober: Browser, probe: Probe, headers: dict[str, str]
) -> None:
    await prober.sign_in("ada")
    data = {"csrf": prober.csrf, "act": "do"}
    assert (await prober.client.post("/dashboard/for-both", data=data, headers=headers)).status_code == 403
    assert probe.acted == []


@pytest.mark.parametrize(
    ("public_url", "origin"),
    [
        ("https://Upstander.Example.com", "https://upstander.example.com"),
        ("https://upstander.example.com:443/", "https://upstander.example.com"),
        ("https://upstander.example.com:8443", "https://upstander.example.com:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_our_origin_is_what_browsers_call_it(public_url: str, origin: str) -> None:
    assert own_origin(load(public_url=public_url)) == origin


async def test_an_act_that_no_page_has_does_nothing(prober: Browser, probe: Probe) -> None:
    await prober.sign_in("ada")
    assert (await prober.post("for-admins", "refuse")).status_code == 403
    assert (await prober.post("for-admins", "")).status_code == 403
    assert (await prober.post("things/7", "do")).status_code == 405
    assert probe.acted == []


async def test_a_role_that_is_lost_while_a_form_is_sent_is_gone(
    prober: Browser, walk: Walk, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prober.sign_in("ada")
    look_again = Sessions.look_again

    async def lost_meanwhile(self: Sessions, *arguments: object) -> object:
        await walk.set_person("ada", is_admin=False, is_auditor=True)
        return await look_again(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Sessions, "look_again", lost_meanwhile)
    assert (await prober.post("for-both", "do")).status_code == 403
    assert probe.acted == []


async def test_what_is_no_form_is_told_so(prober: Browser) -> None:
    await prober.sign_in("ada")
    headers = prober.own() | {"content-type": "multipart/form-data; boundary=x"}
    response = await prober.client.post("/dashboard/for-both", content=b"no form at all", headers=headers)
    assert response.status_code in {400, 403}


@pytest.mark.parametrize("path", ["", "for-both", "open/nothing", "for-admins", "things/gone"])
@pytest.mark.parametrize("who", ["", "ada", "olu"])
async def test_every_answer_keeps_to_itself(prober: Browser, path: str, who: str) -> None:
    if who:
        await prober.sign_in(who)
    headers = (await prober.get(path)).headers
    policy = headers["content-security-policy"]
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert "script" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"  # with less, browsers would not say that a form is ours


async def test_nothing_is_inline(prober: Browser) -> None:
    await prober.sign_in("ada")
    for page in (await prober.get("for-both"), await prober.client.get(await prober.link("ada"))):
        assert "<script" not in page.text
        assert "<style" not in page.text
        assert "style=" not in page.text


async def test_files_are_served_to_anybody_and_nothing_beside_them(prober: Browser) -> None:
    style = await prober.client.get("/dashboard/static/dashboard.css")
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert (await prober.client.get("/dashboard/static/mark.svg")).headers["content-type"] == "image/svg+xml"
    shared = await prober.client.get("/dashboard/static/common.css")
    assert "--paper" in shared.text
    assert shared.headers["cache-control"] == style.headers["cache-control"] == "no-cache"
    for name in ("nothing.css", "..%2Fedge.py", "frame.html"):
        assert (await prober.client.get(f"/dashboard/static/{name}")).status_code == 404


async def test_on_this_machine_alone_the_cookie_goes_by_http(walk: Walk, probe: Probe, app: Upstander) -> None:
    local = replace(app, settings=load(database_url=app.settings.database_url, secret_keys=(KEY,), host="127.0.0.1"))
    async with browsing(local, walk, probe.pages()) as browser:
        response = await browser.client.post(await browser.link("ada"), headers=browser.own())
        (cookie,) = response.headers.get_list("set-cookie")
        assert cookie.startswith("upstander=")
        assert "Secure" not in cookie
        assert (await browser.get("for-both")).status_code == 200


async def test_a_database_that_is_away_is_told_as_such(prober: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    await prober.sign_in("ada")

    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, ConnectionError("connection lost"), connection_invalidated=True)

    monkeypatch.setattr(Database, "begin", away)
    response = await prober.get("for-both")
    assert (response.status_code, response.headers["retry-after"]) == (503, "30")
    assert "Please try again in a minute" in response.text


async def test_refusals_are_counted_by_reason(prober: Browser, app: Upstander) -> None:
    await prober.client.get("/dashboard/open/guessed")
    await prober.sign_in("olu")
    await prober.get("for-admins")

    def count(reason: str) -> float | None:
        labels = {"platform": "dashboard", "reason": reason}
        return app.metrics.registry.get_sample_value("upstander_refused_requests_total", labels)

    assert (count("link"), count("role")) == (1, 1)


async def test_tokens_are_in_no_log(prober: Browser, logged: StringIO) -> None:
    path = await prober.link("ada")
    await prober.client.get(path)
    await prober.sign_in("ada")
    await prober.get("for-both")
    text = logged.getvalue()
    assert "/dashboard/open/{token}" in text
    assert path.rpartition("/")[2] not in text
    assert prober.session not in text
