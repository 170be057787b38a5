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
RECORDED = ROOT / "tests" / "golden" / "entries" / "amplify.slack.json"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 608, "height": 300}, device_scale_factor=2)
    yield context.new_page()
    context.close()


def test_a_logged_action_as_slack_would_show_it(page: Page) -> None:
    message = json.loads(RECORDED.read_text(encoding="utf-8"))
    page.set_content(slack_drawing.page(message))
    expect(page.get_by_text("Amplify for Ana Lima, today")).to_be_visible()
    assert page.locator(".button").all_inner_texts() == ["Undo", "Edit", "Ask a colleague who was there"]
    if os.environ.get("UPSTANDER_SCREENSHOTS") == "record":
        page.screenshot(path=ROOT / "docs" / "images" / "slack-message.png", full_page=True)
