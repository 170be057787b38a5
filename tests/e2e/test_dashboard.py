"""The dashboard in a real browser, as the example organization's admin: each page by axe, and reading an indicator."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, expect

from bot.dashboard.pages.table import PAGES
from tests.e2e.chat import IMAGES, Chat
from tests.serving import running

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=360, height=740)
ADMIN = "Noor Haddad"
FILE = "audit-trail/file"
"""No page to look at: the browser saves it."""


@dataclass(frozen=True)
class SignedIn:
    """Where the demo is, and what a browser keeps once the admin is signed in."""

    address: str
    state: StorageState


@pytest.fixture(scope="module")
def signed_in(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignedIn]:
    """The demo, and the admin's session: by the link that the bot gives."""
    with running("demo", "--port", "0", folder=tmp_path_factory.mktemp("demo")) as program:
        address = program.ready()
        context = browser.new_context(viewport=DESKTOP, locale="en-GB")
        chat = Chat(context, address)
        chat.be(ADMIN)
        link = chat.say("dashboard").get_by_role("link").first.get_attribute("href")
        assert link is not None
        page = context.new_page()
        page.goto(link)
        page.get_by_role("button").first.click()
        expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
        yield SignedIn(address, context.storage_state())
        context.close()


@dataclass
class Window:
    """A page of the dashboard, and what the browser complained about: of its policy, of files, of scripts."""

    page: Page
    address: str
    complaints: list[str]

    def open(self, path: str) -> None:
        response = self.page.goto(f"{self.address}/dashboard/{path}")
        assert response is not None
        assert response.status == 200, path


def window(browser: Browser, signed_in: SignedIn, **options: Any) -> Window:
    context = browser.new_context(
        **{
            "viewport": DESKTOP,
            "locale": "en-GB",
            "reduced_motion": "reduce",
            "storage_state": signed_in.state,
            **options,
        }
    )
    context.add_init_script(path=AXE)
    made = Window(context.new_page(), signed_in.address, [])
    made.page.on("console", lambda message: made.complaints.append(message.text))
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.page.on("requestfailed", lambda request: made.complaints.append(f"{request.url}: {request.failure}"))
    return made


@pytest.mark.parametrize(("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light-desktop", "dark-phone"])
@pytest.mark.parametrize("path", [one.path for one in PAGES if one.path != FILE])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, signed_in: SignedIn, path: str, scheme: Literal["light", "dark"], size: ViewportSize
) -> None:
    seen = window(browser, signed_in, viewport=size, color_scheme=scheme)
    seen.open(_example_of(seen, path))
    page = seen.page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert seen.complaints == []
    page.context.close()


def _example_of(seen: Window, path: str) -> str:
    """A page that the address stands for: one that the page it is under links to, where it names something."""
    if "{" not in path:
        return path
    (under,) = [one.under for one in PAGES if one.path == path]
    seen.open(under)
    pattern = re.compile("/dashboard/" + re.sub(r"\{[^}]+\}", "[^/?]+", path) + r"(\?.*)?")
    plain = {f"/dashboard/{one.path}" for one in PAGES}
    for link in seen.page.locator("main a[href]").all():
        href = link.get_attribute("href") or ""
        if pattern.fullmatch(href) and href.partition("?")[0] not in plain:
            return href.removeprefix("/dashboard/")
    pytest.skip(f"in the example organization /dashboard/{under} leads to no {path}")


def test_an_indicator_is_read_from_the_overview_to_its_numbers_without_any_script(
    browser: Browser, signed_in: SignedIn
) -> None:
    seen = window(browser, signed_in, java_script_enabled=False)
    page = seen.page
    seen.open("")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    if os.environ.get("UPSTANDER_SCREENSHOTS") == "record":
        page.screenshot(path=IMAGES / "dashboard-overview.png")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Participation"))
    expect(card.get_by_role("img", name="Participation: Everybody.")).to_be_visible()
    expect(card).to_contain_text("95% interval")
    page.get_by_role("link", name="Participation").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Participation")
    expect(page.locator("svg.trend")).to_be_visible()
    expect(page.get_by_role("table", name="Participation, by department")).to_contain_text("Engineering")
    expect(page.get_by_text("tracking the career progression of women under male sponsorship")).to_be_visible()
    page.get_by_role("link", name="Months").click()
    expect(page.get_by_role("link", name="Months")).to_have_attribute("aria-current", "true")
    page.get_by_text("The numbers").click()
    expect(page.get_by_role("region", name="Participation: Everybody").get_by_role("row")).not_to_have_count(0)
    page.get_by_role("link", name="Women").click()
    expect(page.get_by_role("heading", level=2, name="Women")).to_be_visible()
    expect(page.get_by_role("heading", name="Where no number is shown")).to_be_visible()

    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Teams").click()
    expect(page.locator(".tree")).to_contain_text("fewer than five")
    page.get_by_role("link", name="Research", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("The smallest team above it that may be shown is")
    page.get_by_role("navigation", name="Teams above").get_by_role("link", name="Product").click()
    expect(page.get_by_role("main")).to_contain_text("people logged something")
    assert seen.complaints == []
    page.context.close()
