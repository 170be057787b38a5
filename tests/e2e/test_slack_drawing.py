"""A recorded Slack message, drawn in a browser from the very blocks Slack would get; the README's picture of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import slack_drawing

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
UNDRAWN = {"image", "input"}
"""Pictures come from elsewhere, and forms are no messages."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 608, "height": 300}, device_scale_factor=2)
    yield context.new_page()
    context.close()


def test_a_logged_action_as_slack_would_show_it(page: Page) -> None:
    draw(page, "entries/amplify")
    expect(page.get_by_text("Amplify for Ana Lima, today")).to_be_visible()
    assert page.locator(".button").all_inner_texts() == ["Undo", "Edit", "Ask a colleague who was there"]
    picture(page, "slack-message.png")


def test_a_digest_as_slack_would_show_it(page: Page) -> None:
    draw(page, "digest/full")
    assert page.locator(".chart rect").count() == 7
    picture(page, "slack-digest.png")


def test_every_recorded_message_can_be_drawn(page: Page) -> None:
    drawn = 0
    for recorded in GOLDEN.rglob("*.slack.json"):
        message = json.loads(recorded.read_text(encoding="utf-8"))
        if UNDRAWN.isdisjoint(block["type"] for block in message.get("blocks", ({"type": "input"},))):
            page.set_content(slack_drawing.page(message))
            assert page.locator("body").inner_text().count("Upstander") >= 1
            drawn += 1
    assert drawn > 100


def draw(page: Page, name: str) -> None:
    recorded = GOLDEN / f"{name}.slack.json"
    page.set_content(slack_drawing.page(json.loads(recorded.read_text(encoding="utf-8"))))


def picture(page: Page, name: str) -> None:
    if os.environ.get("UPSTANDER_SCREENSHOTS") == "record":
        page.screenshot(path=ROOT / "docs" / "images" / name, full_page=True)
