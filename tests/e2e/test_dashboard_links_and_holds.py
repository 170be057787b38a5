"""Link requests and legal holds in a real browser, filled: by axe, on a desk and a phone, and done by an admin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import insert, select

from storage import linking
from storage.database import Database
from storage.models import Account, Organization, Person, Preferences, Workspace
from storage.models.base import new_id
from tests.conftest import run_apart
from tests.e2e.chat import Chat
from tests.e2e.test_dashboard import ADMIN, DESKTOP, PHONE, SignedIn, window
from tests.serving import running

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignedIn]:
    """The demo, with two people whom the roster does not know, and one without an account, on hold, whom it lists."""
    folder = tmp_path_factory.mktemp("demo")
    with running("demo", "--port", "0", folder=folder) as program:
        address = program.ready()
        run_apart(_ask(folder / ".demo" / "demo.db"))
        context = browser.new_context(viewport=DESKTOP, locale="en-GB")
        chat = Chat(context, address)
        chat.be(ADMIN)
        link = chat.say("dashboard").get_by_role("link").first.get_attribute("href")
        assert link is not None
        page = context.new_page()
        page.goto(link)
        page.get_by_role("button").first.click()
        expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
        page.goto(f"{address}/dashboard/legal-holds")
        page.get_by_label("Their e-mail address").fill("samantha@marigold.example")
        page.get_by_label("Why", exact=True).fill("case 4711")
        page.get_by_role("button", name="Set it").click()
        expect(page.get_by_role("status")).to_contain_text("nothing of samantha@marigold.example is deleted")
        yield SignedIn(address, context.storage_state())
        context.close()


async def _ask(file: Path) -> None:
    database, now = Database(f"sqlite:///{file}"), datetime.now(UTC)
    async with database.begin(patient=True) as db:
        own = {"organization_id": await db.scalar(select(Organization.id))}
        workspace_id = await db.scalar(select(Workspace.id))

        async def add(name: str, email: str | None, account: str | None, **more: Any) -> Any:
            person_id = new_id()
            person = {"id": person_id, "name": name, "email": email, "is_example": True, "created_at": now, **more}
            await db.execute(insert(Person).values(**own, **person))
            await db.execute(insert(Preferences).values(**own, person_id=person_id))
            if account is not None:
                tie = {"workspace_id": workspace_id, "person_id": person_id, "external_id": account}
                await db.execute(insert(Account).values(**own, **tie, created_at=now))
            return person_id

        await add("Samantha Okoye", "samantha@marigold.example", None, department="Care")
        for name, email in (("Sam", "samantha@marigold.example"), ("Guest 7", "nobody@marigold.example")):
            guest = await add(name, None, name.lower().replace(" ", "-"))
            assert await linking.ask(db, own["organization_id"], guest, email, now) is not None  # type: ignore[arg-type]
    await database.close()


def complaints(page: Any) -> list[str]:
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"][:3]]


@pytest.mark.parametrize(("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light-desktop", "dark-phone"])
@pytest.mark.parametrize("path", ["link-requests", "legal-holds"])
def test_axe_finds_nothing_on_pages_that_are_filled(
    browser: Browser, signed_in: SignedIn, path: str, scheme: Any, size: Any
) -> None:
    seen = window(browser, signed_in, viewport=size, color_scheme=scheme)
    page = seen.page
    seen.open(path)
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert seen.complaints == []
    page.context.close()


def test_an_admin_lifts_the_hold_and_links_them(browser: Browser, signed_in: SignedIn) -> None:
    seen = window(browser, signed_in)
    page = seen.page
    seen.open("link-requests")
    asks = page.get_by_role("region", name="Sam", exact=True)
    expect(asks).to_contain_text("A legal hold is on one of them")
    seen.open("legal-holds")
    page.get_by_role("button", name=re.compile("the hold on Samantha Okoye")).click()
    expect(page.get_by_role("status")).to_contain_text("The hold is lifted.")
    seen.open("link-requests")
    asks.get_by_role("button", name=re.compile("Sam and Samantha Okoye")).click()
    expect(page.get_by_role("status")).to_contain_text("Sam is Samantha Okoye now")
    page.get_by_role("button", name=re.compile("Guest 7")).click()
    expect(page.get_by_role("main")).to_contain_text("Nobody waits.")
    assert seen.complaints == []
    page.context.close()
