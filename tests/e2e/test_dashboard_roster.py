"""The way into the dashboard and out of it, and a changed roster, with errors and then right, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.e2e.chat import Chat
from tests.e2e.test_dashboard import ADMIN, DESKTOP, PHONE, SignedIn, signed_in, window

__all__ = ["signed_in"]  # a fixture of the other file

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

HEADER = "email;name;level;hired_on"
WRONG = f"{HEADER}\nana.lima@marigold.example;Ana Maria Lima;L6;soon\nnewton@marigold;Newton Ngata;L3;2026-01-05\n"
RIGHT = WRONG.replace("soon", "2025-03-01").replace("marigold;Newton", "marigold.example;Newton")


def file(text: str) -> FilePayload:
    return {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode("utf-16")}


def test_a_roster_with_errors_and_then_right(browser: Browser, signed_in: SignedIn) -> None:
    seen = window(browser, signed_in, viewport=PHONE, java_script_enabled=False)
    page = seen.page
    seen.open("roster")
    page.get_by_label("CSV file").set_input_files(file(WRONG))
    page.get_by_role("button", name="Look at what it would change").click()
    problems = page.get_by_role("alert")
    expect(problems).to_contain_text("Nothing was imported: 2 things to mend")
    expect(problems.get_by_role("row").nth(1)).to_contain_text("“soon” is no date")
    expect(problems.get_by_role("row").nth(2)).to_contain_text("newton@marigold")

    page.get_by_label("CSV file").set_input_files(file(RIGHT))
    page.get_by_role("button", name="Look at what it would change").click()
    expect(page.get_by_role("heading", name="Nothing was imported yet")).to_be_visible()
    expect(page.get_by_role("region", name="New: 1")).to_contain_text("Newton Ngata")
    expect(page.get_by_role("region", name="Changed: 1")).to_contain_text("name Ana Lima → Ana Maria Lima")
    page.get_by_role("button", name="Import this").click()
    expect(page.get_by_role("status")).to_contain_text("Imported. People: 1 new, 1 changed")
    page.context.close()


def test_the_preview_by_axe(browser: Browser, signed_in: SignedIn) -> None:
    seen = window(browser, signed_in, viewport=PHONE)
    page = seen.page
    seen.open("roster")
    page.get_by_label("CSV file").set_input_files(file(f"{HEADER}\nzoe@marigold.example;Zoe Adams;L3;2026-01-05\n"))
    page.get_by_label("The file lists everybody").check()
    page.get_by_role("button", name="Look at what it would change").click()
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Import this").click()
    expect(page.get_by_text("Please tick the box")).to_be_visible()
    page.get_by_role("button", name="Import nothing").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing was imported")
    page.context.close()


def test_a_link_opens_once_and_signing_out_ends_it(browser: Browser, signed_in: SignedIn) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="en-GB")
    chat = Chat(context, signed_in.address)
    chat.be(ADMIN)
    link = chat.say("dashboard").get_by_role("link").first.get_attribute("href")
    assert link is not None
    page = context.new_page()
    for _ in range(2):  # looking at it does not use it up
        page.goto(link)
    page.get_by_role("button", name="Open the dashboard").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.get_by_role("link", name="Roster").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Roster")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    page.goto(f"{signed_in.address}/dashboard/roster")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in from your chat")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work (any more)")
    context.close()
