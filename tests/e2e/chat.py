"""The local chat page, open in a browser, as a person uses it; and what can be asked of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

IMAGES = Path(__file__).parents[2] / "docs" / "images"
TOUCHED = frozenset(
    {"button", "checkbox", "combobox", "dialog", "link", "listbox", "log", "option", "radio", "radiogroup"}
    | {"searchbox", "spinbutton", "switch", "tab", "tablist", "tabpanel", "textbox", "Date", "DisclosureTriangle"}
)
"""Roles of whatever one can use: a screen reader has nothing to say of one without a name."""


class Chat:
    """The page, open in a browser, as a person uses it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{address}/console")
        self.box = self.page.get_by_role("textbox", name="Message to Upstander")
        self.answers = self.page.locator("#log .entry.bot:not(.nudge)")
        self.nudges = self.page.locator("#log .entry.nudge")
        self.demo = self.page.get_by_role("region", name="Controls of the demo")
        expect(self.page.locator("#switch strong")).not_to_have_text("…")
        self._is_all_there()

    def be(self, name: str) -> None:
        self.page.locator("#switch").click()
        self.page.get_by_role("searchbox", name="Search").fill(name)
        self.page.locator("#people-list").get_by_role("button", name=name).click()
        expect(self.page.locator("#switch strong")).to_have_text(name)
        self._is_all_there()

    def say(self, text: str) -> Locator:
        """Types it, sends it, and gives what was answered."""
        self.box.fill(text)
        return self.answer_to(lambda: self.page.get_by_role("button", name="Send", exact=True).click())

    def press(self, label: str, within: Locator) -> Locator:
        return self.answer_to(within.get_by_role("button", name=label, exact=True).click)

    def answer_to(self, act: Callable[[], object]) -> Locator:
        """Does it, and waits for one answer more."""
        count = self.answers.count()
        act()
        expect(self.answers).to_have_count(count + 1)
        return self.answers.last

    def send_me_one(self) -> Locator:
        """Asks the demo for a nudge, and gives what arrived: within a minute, as is promised."""
        asked_for = self.nudges.filter(has_text="asked for by the demo")
        count = asked_for.count()
        self.demo.get_by_role("button", name="Send me one now").click()
        expect(asked_for).to_have_count(count + 1, timeout=60_000)
        return asked_for.last

    def move_clock(self, label: str) -> str:
        """Moves the demo's clock, and gives what the bar says then."""
        self.demo.get_by_role("button", name=label, exact=True).click()
        expect(self.demo).not_to_have_attribute("aria-busy", "true", timeout=60_000)
        return self.demo.get_by_role("status").inner_text()

    def _is_all_there(self) -> None:
        """Waits for the nudges of before."""
        expect(self.page.get_by_role("log")).to_have_attribute("aria-busy", "false")

    def picture(self, name: str, **options: Any) -> None:
        """Records a picture for the README, when asked to."""
        if os.environ.get("UPSTANDER_SCREENSHOTS") == "record":
            IMAGES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=IMAGES / name, **options)


def pick(form: Locator, label: str, typed: str, name: str) -> None:
    """Finds a colleague by a part of the name."""
    box = form.get_by_label(label)
    box.press_sequentially(typed)
    option = form.page.get_by_role("option", name=name)
    expect(option).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value(name)


def tab_to(page: Page, wanted: Locator, *, backwards: bool = False) -> None:
    """Presses Tab until it is reached; no place may be out of reach or a trap."""
    for _ in range(80):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"Tab does not reach {wanted}")


def nameless(chat: Chat) -> list[str]:
    """Whatever one can use and a screen reader has no name for."""
    session = chat.context.new_cdp_session(chat.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    used = [one for one in nodes if not one["ignored"] and one["role"]["value"] in TOUCHED]
    assert used
    return [str(one) for one in used if not one.get("name", {}).get("value", "").strip()]


def axe(chat: Chat, where: str) -> list[str]:
    """What axe finds wrong, in a line each."""
    found = chat.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{where}: {one['id']}: {one['help']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]
