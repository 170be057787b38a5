"""The way into the dashboard and out of it, and everything that must not be one."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from bot.upstander import Upstander
from storage import audit, dashboard_sessions
from storage.models import AuditEvent, DashboardSession, LoginLink
from tests.bot.dashboard.conftest import Browser, browsing
from tests.bot.dashboard.probes import Probe
from tests.walking import PUBLIC_URL, Walk

OUT = "Sign in from your chat"
DEAD = "This link does not work (any more)"


def is_out(response: httpx.Response) -> bool:
    return response.status_code == 403 and OUT in response.text


async def is_in(browser: Browser) -> bool:
    return not is_out(await browser.get("for-both"))


async def open_with(browser: Browser, path: str) -> httpx.Response:
    return await browser.client.post(path, headers=browser.own())


async def events(walk: Walk) -> list[str]:
    return [one.event for one in await walk.rows(AuditEvent)]


class TestLink:
    async def test_opens_and_says_for_whom(self, prober: Browser, walk: Walk) -> None:
        path = await prober.link("ada")
        page = await prober.client.get(path)
        assert page.status_code == 200
        assert walk.names["ada"] in page.text
        response = await open_with(prober, path)
        assert (response.status_code, response.headers["location"]) == (303, "/dashboard")
        assert (await prober.get("for-both")).status_code == 200
        assert await events(walk) == ["dashboard.link_made", "dashboard.signed_in"]

    async def test_looking_at_it_does_not_use_it_up(self, prober: Browser) -> None:
        """A chat program that shows what is behind a link, twice."""
        path = await prober.link("ada")
        for _ in range(2):
            assert (await prober.client.get(path)).status_code == 200
            assert (await prober.client.head(path)).status_code == 200
        assert not prober.session
        assert (await open_with(prober, path)).status_code == 303

    async def test_opens_once(self, app: Upstander, prober: Browser, walk: Walk, probe: Probe) -> None:
        path = await prober.link("ada")
        assert (await open_with(prober, path)).status_code == 303
        async with browsing(app, walk, probe.pages()) as other:
            for response in (await other.client.get(path), await open_with(other, path)):
                assert response.status_code == 404
                assert DEAD in response.text
            assert not await is_in(other)
        assert await walk.rows(LoginLink) == []

    async def test_opens_once_for_many_at_once(self, app: Upstander, walk: Walk, prober: Browser) -> None:
        path = await prober.link("ada")
        answers = await asyncio.gather(*(open_with(prober, path) for _ in range(8)))
        assert sorted(one.status_code for one in answers).count(303) == 1
        assert len(await walk.rows(DashboardSession)) == 1
        async with walk.database.begin() as db:
            assert not (await audit.verify(db, walk.organization_id)).findings

    async def test_is_over_after_five_minutes(self, prober: Browser, walk: Walk) -> None:
        path = await prober.link("ada")
        walk.clock.move(timedelta(minutes=5) - timedelta(seconds=1))
        assert (await prober.client.get(path)).status_code == 200
        walk.clock.move(timedelta(seconds=1))
        for response in (await prober.client.get(path), await open_with(prober, path)):
            assert response.status_code == 404
        assert not await is_in(prober)

    @pytest.mark.parametrize("token", ["x" * 43, "x" * 5000, "%00", "%F0%9F%99%82", "..%2F..%2Fetc", "' OR 1=1 --"])
    async def test_a_guessed_one_opens_nothing(self, prober: Browser, walk: Walk, token: str) -> None:
        await prober.link("ada")
        path = f"/dashboard/open/{token}"
        for response in (await prober.client.get(path), await open_with(prober, path)):
            assert response.status_code == 404
        assert not prober.session
        assert await walk.rows(DashboardSession) == []

    async def test_what_is_stored_opens_nothing(self, prober: Browser, walk: Walk) -> None:
        path = await prober.link("ada")
        (link,) = await walk.rows(LoginLink)
        assert path.rpartition("/")[2] not in await walk.dump()
        assert (await open_with(prober, f"/dashboard/open/{link.token_hash}")).status_code == 404

    async def test_somebody_elses_does_not_open_in_my_browser_and_is_not_used_up(
        self, app: Upstander, prober: Browser, walk: Walk, probe: Probe
    ) -> None:
        await prober.sign_in("ada")
        path = await prober.link("olu")
        before = prober.session
        for response in (await prober.client.get(path), await open_with(prober, path)):
            assert response.status_code == 403
            assert "This link is for somebody else" in response.text
        assert prober.session == before
        await prober.get("for-both")
        assert probe.shown[-1].viewer.person_id == walk.people["ada"]
        async with browsing(app, walk, probe.pages()) as other:
            assert (await open_with(other, path)).status_code == 303

    async def test_is_for_its_person_whoever_opens_it(self, prober: Browser, walk: Walk, probe: Probe) -> None:
        await prober.sign_in("olu")
        await prober.get("for-both")
        assert probe.shown[-1].viewer.person_id == walk.people["olu"]
        assert not probe.shown[-1].viewer.is_admin

    async def test_of_somebody_who_lost_the_role_opens_nothing(self, prober: Browser, walk: Walk) -> None:
        path = await prober.link("ada")
        await walk.set_person("ada", is_admin=False)
        assert (await open_with(prober, path)).status_code == 403
        assert not prober.session
        assert await walk.rows(DashboardSession) == []

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site", "origin": PUBLIC_URL},
            {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        ],
    )
    async def test_another_sites_page_can_not_open_it(self, prober: Browser, headers: dict[str, str]) -> None:
        path = await prober.link("ada")
        assert (await prober.client.post(path, headers=headers)).status_code == 403
        assert not prober.session
        assert (await open_with(prober, path)).status_code == 303


class TestSession:
    async def test_cookie(self, prober: Browser) -> None:
        response = await open_with(prober, await prober.link("ada"))
        (cookie,) = response.headers.get_list("set-cookie")
        name, *attributes = [one.strip() for one in cookie.split(";")]
        assert name.startswith("__Secure-upstander=")
        assert {one.lower() for one in attributes} == {
            "httponly",
            "secure",
            "samesite=lax",
            "path=/dashboard",
            "max-age=43200",
        }

    async def test_a_fixed_one_is_worth_nothing(
        self, app: Upstander, prober: Browser, walk: Walk, probe: Probe
    ) -> None:
        """Somebody put a session of their making into the browser before its owner signs in."""
        fixed = "f" * 43
        prober.client.cookies.set("__Secure-upstander", fixed, "upstander.example.com", "/dashboard")
        await prober.sign_in("ada")
        async with browsing(app, walk, probe.pages()) as other:
            other.client.cookies.set("__Secure-upstander", fixed, "upstander.example.com", "/dashboard")
            assert not await is_in(other)

    async def test_signing_in_again_gives_a_new_one_and_ends_the_old_one(
        self, app: Upstander, prober: Browser, walk: Walk, probe: Probe
    ) -> None:
        await prober.sign_in("ada")
        old = prober.session
        await prober.sign_in("ada")
        assert prober.session != old
        assert len(await walk.rows(DashboardSession)) == 1
        async with browsing(app, walk, probe.pages()) as other:
            other.client.cookies.set("__Secure-upstander", old, "upstander.example.com", "/dashboard")
            assert not await is_in(other)

    async def test_what_is_stored_is_none(self, prober: Browser, walk: Walk) -> None:
        await prober.sign_in("ada")
        assert prober.session not in await walk.dump()

    async def test_is_over_an_hour_after_the_last_use(self, prober: Browser, walk: Walk) -> None:
        await prober.sign_in("ada")
        for _ in range(3):
            walk.clock.move(timedelta(minutes=59))
            assert await is_in(prober)
        walk.clock.move(timedelta(hours=1))
        assert not await is_in(prober)
        assert not prober.session  # the browser was told to forget it

    async def test_is_over_after_twelve_hours_however_it_is_used(self, prober: Browser, walk: Walk) -> None:
        await prober.sign_in("ada")
        for _ in range(23):
            walk.clock.move(timedelta(minutes=30))
            assert await is_in(prober)
        walk.clock.move(timedelta(minutes=30))
        assert not await is_in(prober)

    async def test_losing_both_roles_ends_it_for_good(self, prober: Browser, walk: Walk) -> None:
        await prober.sign_in("ada")
        await walk.set_person("ada", is_admin=False)
        assert not await is_in(prober)
        assert await walk.rows(DashboardSession) == []
        await walk.set_person("ada", is_admin=True)
        assert not await is_in(prober)
        assert (await events(walk))[-1] == "dashboard.signed_out"

    async def test_losing_one_of_two_roles_hides_its_pages(self, prober: Browser, walk: Walk) -> None:
        await walk.set_person("ada", is_auditor=True)
        await prober.sign_in("ada")
        assert "For admins" in (await prober.get("for-both")).text
        await walk.set_person("ada", is_admin=False)
        response = await prober.get("for-both")
        assert response.status_code == 200
        assert "For admins" not in response.text
        assert (await prober.get("for-admins")).status_code == 403

    async def test_leaving_ends_it(self, prober: Browser, walk: Walk) -> None:
        await prober.sign_in("ada")
        await walk.set_person("ada", left_on=walk.clock().date())
        assert not await is_in(prober)

    async def test_erasure_ends_it_and_its_links(self, prober: Browser, walk: Walk) -> None:
        await prober.sign_in("ada")
        path = await prober.link("ada")
        await walk.press("privacy.erase", walk.people["ada"], as_="ada")
        assert not await is_in(prober)
        assert (await open_with(prober, path)).status_code == 404
        assert await walk.rows(DashboardSession) == await walk.rows(LoginLink) == []

    async def test_another_organizations_admin_sees_their_own(self, prober: Browser, walk: Walk, probe: Probe) -> None:
        other = await walk.another_organization()
        await other.set_person("zoe", is_admin=True)
        browser = Browser(prober.app, other, prober.client)
        await browser.sign_in("zoe")
        await browser.get("for-both")
        assert probe.shown[-1].viewer.organization_id == other.organization_id

    async def test_sweeping_drops_what_is_over_and_nothing_else(self, prober: Browser, walk: Walk) -> None:
        await prober.sign_in("ada")
        async with walk.database.begin() as db:
            assert await dashboard_sessions.forget_over(db, walk.clock() + timedelta(minutes=59)) == 0
            assert await dashboard_sessions.forget_over(db, walk.clock() + timedelta(minutes=60)) == 1


class TestSigningOut:
    async def sign_out(self, browser: Browser, **headers: str) -> httpx.Response:
        sent = browser.own() | headers
        return await browser.client.post("/dashboard/sign-out", data={"csrf": browser.csrf}, headers=sent)

    async def test_ends_it_on_the_server(self, app: Upstander, prober: Browser, walk: Walk, probe: Probe) -> None:
        await prober.sign_in("ada")
        token = prober.session
        response = await self.sign_out(prober)
        assert "You are signed out" in response.text
        assert not prober.session
        assert await walk.rows(DashboardSession) == []
        assert (await events(walk))[-1] == "dashboard.signed_out"
        async with browsing(app, walk, probe.pages()) as other:
            other.client.cookies.set("__Secure-upstander", token, "upstander.example.com", "/dashboard")
            assert not await is_in(other)

    async def test_of_one_browser_leaves_another_of_mine(
        self, app: Upstander, prober: Browser, walk: Walk, probe: Probe
    ) -> None:
        await prober.sign_in("ada")
        async with browsing(app, walk, probe.pages()) as other:
            await other.sign_in("ada")
            await self.sign_out(other)
        assert await is_in(prober)

    async def test_needs_our_own_page(self, prober: Browser) -> None:
        await prober.sign_in("ada")
        assert (await self.sign_out(prober, origin="https://evil.example")).status_code == 403
        prober.csrf = "0" * 64
        assert (await self.sign_out(prober)).status_code == 403
        assert await is_in(prober)

    async def test_what_is_no_form_does_not(self, prober: Browser) -> None:
        await prober.sign_in("ada")
        headers = prober.own() | {"content-type": "multipart/form-data; boundary=x"}
        response = await prober.client.post("/dashboard/sign-out", content=b"no form at all", headers=headers)
        assert response.status_code in {400, 403}
        assert await is_in(prober)

    async def test_twice_is_as_good_as_once(self, prober: Browser) -> None:
        await prober.sign_in("ada")
        await self.sign_out(prober)
        assert "You are signed out" in (await self.sign_out(prober)).text
