"""What admins do, in Microsoft's own Agents Playground: linked to the roster, into the dashboard, exports to the file.

One story: each step needs the one before.
"""

from __future__ import annotations

import asyncio
import os
import zipfile
from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from bot.settings import load
from bot.upstander import Upstander
from bot.wiring import build
from storage import export_orders, linking
from storage.database import Connection
from storage.export_orders import Wish
from storage.models import LinkRequest, Person
from storage.words import ExportForm, ExportWhat
from tests.conftest import run_apart
from tests.e2e.playground import START_SECONDS, Teams, free_port, opened, playground
from tests.serving import running

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

SECRET = "a-test-secret-of-more-than-thirty-two-characters"
ROSTER = """email,name,team,manager_email,department,gender,hired_on,left_on
alex.wilber@marigold.example,Alexandra Wilber,Design,,Product,,2022-01-01,
megan.bowen@marigold.example,Megan Bowen,Design,alex.wilber@marigold.example,Product,,2022-01-01,
"""
"""The Playground knows Alex by another address."""
SOON = START_SECONDS * 1000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where our program keeps its database."""
    return tmp_path_factory.mktemp("serve")


@pytest.fixture(scope="module")
def address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Playground's page, with our bot behind it. The links of that lead where it listens."""
    env = {"UPSTANDER_SECRET_KEYS": SECRET, "UPSTANDER_TEAMS_ALLOW_ANONYMOUS": "true"}
    (folder / "people.csv").write_text(ROSTER, encoding="utf-8")
    grant = ("admin", "grant", "admin", "megan.bowen@marigold.example")
    for command in (("migrate",), ("import", "roster", "people.csv"), grant):
        with running(*command, folder=folder, env=env) as done:
            assert done.wait() == 0, done.said
    with running("serve", "--port", str(free_port()), folder=folder, env=env) as program:
        with playground(program.ready(), tmp_path_factory.mktemp("playground")) as page:
            yield page
        assert program.stop() == 0, program.said


@pytest.fixture
def teams(browser: Browser, address: str) -> Iterator[Teams]:
    with opened(browser, address) as teams:
        yield teams


def test_who_is_not_on_the_roster_asks_and_is_told(teams: Teams, folder: Path) -> None:
    teams.say("link")
    expect(teams.card).to_contain_text("Find me on the roster")
    look(teams.page, "link-form")
    teams.card.get_by_label("Your work e-mail address").fill("alex")
    teams.press("Ask")
    expect(teams.card).to_contain_text("Please write your work e-mail address, like ana@example.com.")
    look(teams.page, "link-wrong")
    teams.card.get_by_label("Your work e-mail address").fill("alex.wilber@marigold.example")
    teams.press("Ask")
    expect(teams.card).to_contain_text("Thank you. A program admin looks at it")  # the form says the rest, too
    look(teams.page, "link-asked")
    do(folder, _agree)
    expect(teams.card).to_contain_text("You are on your organization's roster now", timeout=SOON)
    expect(teams.card).to_contain_text("Alexandra Wilber")
    look(teams.page, "link-linked")
    teams.press("My record")
    expect(teams.card).to_contain_text("Your record")


def test_the_dashboard_opens_by_the_link(teams: Teams, folder: Path) -> None:
    teams.say("dashboard")
    expect(teams.card).to_contain_text("/ally dashboard is for program admins and auditors.")
    do(folder, _becomes_admin)
    teams.say("dashboard")
    expect(teams.card).to_contain_text("for you alone")
    look(teams.page, "dashboard-link")
    page = followed(teams, "Open the dashboard")
    page.get_by_role("button").first.click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    look(page, "dashboard")


def test_an_export_is_ordered_and_its_file_fetched(teams: Teams, tmp_path: Path) -> None:
    teams.say("export")
    expect(teams.card).to_contain_text("Without names: pseudonyms")
    look(teams.page, "export-form")
    teams.press("Export")
    expect(teams.card).to_contain_text("Your export is ready", timeout=SOON)
    look(teams.page, "export-ready")
    if teams.card.get_by_role("button", name="Get the file").count():  # it took longer than the answer waited
        teams.press("Get the file")
    page = followed(teams, "Fetch the file")
    look(page, "export-page")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    download.value.save_as(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as held:
        assert [one for one in held.namelist() if one.endswith(".csv")]


def test_an_export_by_words(teams: Teams) -> None:
    teams.say("export indicators excel 2025")
    expect(teams.card).to_contain_text("Your export is ready", timeout=SOON)
    expect(teams.card).to_contain_text("Indicators, 1 January 2025 to 31 December 2025, Excel workbook (XLSX)")


def test_names_need_a_second_admin_who_is_asked_once_more(teams: Teams, folder: Path) -> None:
    do(folder, _megan_asks_for_names)
    teams.say("export")
    expect(teams.card).to_contain_text("Waiting for a second program admin")
    expect(teams.card).to_contain_text("for the yearly ceremony")
    expect(teams.card.get_by_text("Agree to names?")).to_be_hidden()
    look(teams.page, "names-waiting")
    teams.press("Agree")
    expect(teams.card.get_by_text("Agree to names?")).to_be_visible()
    look(teams.page, "names-question")
    teams.card.get_by_role("button", name="Agree", exact=True).last.click()
    expect(teams.card).to_contain_text("Agreed: Megan Bowen gets Activity log")
    look(teams.page, "names-agreed")


def followed(teams: Teams, label: str) -> Page:
    """The page that a button of the card opens."""
    with teams.page.context.expect_page() as opened_page:
        teams.card.get_by_role("button", name=label, exact=True).or_(teams.card.get_by_role("link", name=label)).click()
    page = opened_page.value
    page.wait_for_load_state()
    return page


def look(page: Page, name: str) -> None:
    """A picture to look at, in the folder that UPSTANDER_LOOK names."""
    if folder := os.environ.get("UPSTANDER_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def do(folder: Path, what: Callable[[Upstander, Connection], Coroutine[Any, Any, None]]) -> None:
    """Does something in the database of the program, beside it."""

    async def work() -> None:
        app = build(load(database_url=f"sqlite:///{folder / 'upstander.db'}", secret_keys=(SECRET,)))
        async with app.database.begin(patient=True) as db:
            await what(app, db)
        await app.database.close()

    run_apart(asyncio.wait_for(work(), START_SECONDS))


async def _agree(app: Upstander, db: Connection) -> None:
    """Megan says yes, as she would on the dashboard."""
    now = app.clock()
    ids = {one.name: one.id for one in await db.execute(select(Person.name, Person.id))}
    [one] = (await db.execute(select(*LinkRequest.__table__.columns))).all()
    alex, megan = ids["Alexandra Wilber"], ids["Megan Bowen"]
    assert await linking.approve(db, one.organization_id, one.id, alex, megan, today=now.date(), now=now) is None


async def _becomes_admin(_app: Upstander, db: Connection) -> None:
    await db.execute(update(Person).where(Person.name == "Alexandra Wilber").values(is_admin=True))


async def _megan_asks_for_names(app: Upstander, db: Connection) -> None:
    [megan] = await db.execute(select(Person.organization_id, Person.id).where(Person.name == "Megan Bowen"))
    days = date(2026, 1, 1), date(2026, 3, 31)
    wish = Wish(ExportWhat.ACTIVITY, *days, ExportForm.CSV, with_names=True, reason="for the yearly ceremony")
    await export_orders.ask(db, app.cipher, *megan, wish, app.clock())
