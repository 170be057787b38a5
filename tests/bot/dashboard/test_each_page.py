"""Each page of the table, and each thing its forms do, as each role: the walls are the same for all of them."""

from __future__ import annotations

import re

import pytest

from bot.dashboard.page import ADMINS, READERS, Page
from bot.dashboard.pages.table import PAGES
from storage import dashboard_sessions
from storage.models import DashboardSession
from storage.models.base import new_id
from storage.words import Role
from tests.bot.dashboard.conftest import Browser
from tests.walking import Walk

OUTSIDERS = ("", "ben", "dan")
"""Nobody, an employee, a manager."""
ROLES = {"ada": Role.ADMIN, "olu": Role.AUDITOR}
ACTS = [pytest.param(page, act, id=f"{page.path}:{act}") for page in PAGES for act in page.acts]
SHOWN = [pytest.param(page, id=page.path or "root") for page in PAGES]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """On one database alone: who may see a page is decided before it reads anything, and there are very many cases."""
    return sqlite_url


def address(page: Page) -> str:
    """Where the page is, for something that is not there."""
    return re.sub(r"\{[^}]*\}", str(new_id()), page.path)


async def be(browser: Browser, walk: Walk, who: str) -> None:
    """Signed in, with a session even where nobody would be given one."""
    if who in ROLES:
        await browser.sign_in(who)
    elif who:
        async with walk.database.begin() as db:
            _, token = await dashboard_sessions.begin(db, walk.organization_id, walk.people[who], walk.clock())
        browser.client.cookies.set("__Secure-upstander", token, "upstander.example.com", "/dashboard")


def test_every_page_needs_a_role_and_has_its_place() -> None:
    assert all(page.needs in {ADMINS, READERS} for page in PAGES)
    paths = [page.path for page in PAGES]
    assert len(set(paths)) == len(paths)
    assert {page.under for page in PAGES if not page.menu} <= {page.path for page in PAGES if page.menu}


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("page", SHOWN)
async def test_shows_nothing_to_whoever_has_no_role(browser: Browser, walk: Walk, page: Page, who: str) -> None:
    await be(browser, walk, who)
    response = await browser.get(address(page))
    assert response.status_code == 403
    assert "Sign in from your chat" in response.text
    assert await walk.rows(DashboardSession) == []


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("page", SHOWN)
async def test_is_shown_to_whoever_has_the_role(browser: Browser, walk: Walk, page: Page, who: str) -> None:
    await be(browser, walk, who)
    response = await browser.get(address(page))
    if ROLES[who] not in page.needs:
        assert response.status_code == 403
        assert "This page is not open to you" in response.text
    else:
        assert response.status_code in ({200, 404} if "{" in page.path else {200, 303})
        assert "<script" not in response.text.replace('<script type="module" src="/dashboard/static/', "")
        assert "<style" not in response.text
        assert not re.search(r"<[^>]* (style|on[a-z]+)=", response.text)


@pytest.mark.parametrize("who", [*OUTSIDERS, "olu"])
@pytest.mark.parametrize(("page", "act"), ACTS)
async def test_does_nothing_for_whoever_is_no_admin(
    browser: Browser, walk: Walk, page: Page, act: str, who: str
) -> None:
    await be(browser, walk, who)
    before = await walk.dump() if who == "olu" else ""
    response = await browser.post(address(page), act)
    assert response.status_code == 403
    if who == "olu":
        assert await walk.dump() == before


@pytest.mark.parametrize(("page", "act"), ACTS)
async def test_does_nothing_without_the_sessions_mark(browser: Browser, walk: Walk, page: Page, act: str) -> None:
    await browser.sign_in("ada")
    browser.csrf = "0" * 64
    before = await walk.dump()
    response = await browser.post(address(page), act)
    assert response.status_code == 403
    assert "did not come from a page of yours" in response.text
    assert await walk.dump() == before


@pytest.mark.parametrize(("page", "act"), ACTS)
async def test_an_empty_form_of_an_admin_is_answered(browser: Browser, page: Page, act: str) -> None:
    """Whatever it says: it is no fault of ours."""
    await browser.sign_in("ada")
    response = await browser.post(address(page), act)
    assert response.status_code in {200, 303, 400, 404, 409, 422}
