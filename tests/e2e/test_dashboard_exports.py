"""Exports in a real browser: the log in each form, its trace in the audit trail, and names that need two admins."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chat import Chat
from tests.e2e.test_dashboard import DESKTOP, SignedIn, signed_in, window

__all__ = ["signed_in"]  # a fixture of the other file

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

ADMIN = "Noor Haddad"
SECOND = "Tomás Herrera"
FORMS = {
    "CSV": "activity.csv",
    "CSV for Excel": "activity.csv",
    "Excel workbook (XLSX)": "activity.xlsx",
    "JSON Lines": "activity.jsonl",
    "Parquet": "activity.parquet",
}
MADE_SECONDS = 60


def ask(page: Page, form: str, reason: str = "") -> None:
    """Asks for the whole year's activity log."""
    page.get_by_label("From").fill("2026-01-01")
    page.get_by_label("As", exact=True).select_option(label=form)
    if reason:
        page.get_by_label("With names").check()
        page.get_by_label("What are the names for?").fill(reason)
    page.get_by_role("button", name="Export", exact=True).click()


def fetch(page: Page) -> zipfile.ZipFile:
    """Waits until the file is made, and fetches it as a person does."""
    page.get_by_role("button", name="Get a link to the file").click(timeout=MADE_SECONDS * 1000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Fetch the file").click()
    zipped = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert zipped.testzip() is None
    return zipped


@pytest.mark.parametrize("form", FORMS)
def test_the_log_in_each_form(browser: Browser, signed_in: SignedIn, form: str) -> None:
    seen = window(browser, signed_in)
    seen.open("exports")
    ask(seen.page, form)
    assert FORMS[form] in fetch(seen.page).namelist()
    seen.open("audit-trail")
    expect(seen.page.get_by_role("main")).to_contain_text("export", ignore_case=True)
    seen.page.context.close()


def test_names_wait_for_a_second_admin(browser: Browser, signed_in: SignedIn) -> None:
    seen = window(browser, signed_in)
    page = seen.page
    seen.open("exports")
    ask(page, "CSV", "The works council asked who may be thanked by name at the yearly meeting.")
    expect(page.get_by_role("status")).to_contain_text("It waits for a second program admin now")
    own = page.url.partition("#")[0]  # to go to an address with a "#" where one is already loads nothing
    expect(page.get_by_role("button", name="Get a link to the file")).to_have_count(0)
    seen.open("exports")
    expect(page.get_by_role("button", name="Agree")).to_have_count(0)

    other = browser.new_context(viewport=DESKTOP, locale="en-GB")
    chat = Chat(other, signed_in.address)
    chat.be(SECOND)
    link = chat.say("dashboard").get_by_role("link").first.get_attribute("href")
    assert link is not None
    theirs = other.new_page()
    theirs.goto(link)
    theirs.get_by_role("button", name="Open the dashboard").click()
    theirs.get_by_role("link", name="Exports").click()
    expect(theirs.get_by_role("main")).to_contain_text("The works council asked")
    theirs.get_by_role("button", name="Agree").click()
    expect(theirs.get_by_role("status")).to_contain_text("Agreed")
    other.close()

    for _ in range(MADE_SECONDS):
        page.goto(own)
        if page.get_by_role("button", name="Get a link to the file").count():
            break
        page.wait_for_timeout(1000)  # a page that does not watch is looked at again by hand
    zipped = fetch(page)
    assert zipped.read("activity.csv").decode().splitlines()[0].split(",")[2] == '"name"'
    page.context.close()


def test_in_the_chat_it_is_in_the_answer_and_a_second_admin_is_asked_in_private(
    browser: Browser, signed_in: SignedIn
) -> None:
    chat = Chat(browser.new_context(viewport=DESKTOP, locale="en-GB"), signed_in.address)
    chat.be(ADMIN)
    ready = chat.say("export activity csv 2026")
    # Within two seconds it is in the answer; on a busy machine the page looks by itself, and it comes in its place.
    expect(ready).to_contain_text("Your export is ready", timeout=MADE_SECONDS * 1000)

    form = chat.press("New export", within=chat.say("export"))
    form.get_by_label("With names").check()
    form.get_by_label("What are the names for?").fill("Whoever may be thanked by name in our newsletter.")
    form.get_by_role("button", name="Export", exact=True).click()
    expect(form).to_contain_text("a second program admin has to agree")

    chat.be(SECOND)
    asked = chat.nudges.filter(has_text="in our newsletter")
    chat.move_clock("To my next nudge")  # whoever may decide is asked in their own hours: there it comes first
    expect(asked).to_contain_text(f"{ADMIN} asks for", timeout=30_000)
    expect(asked).to_contain_text("a private message")
    assert "Declined." in chat.press("Decline", within=asked).inner_text()

    chat.be(ADMIN)
    expect(chat.nudges.filter(has_text=f"{SECOND} did not agree to names.")).to_have_count(1, timeout=30_000)
    assert chat.complaints == []
    chat.context.close()
