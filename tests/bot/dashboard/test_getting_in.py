"""The way into the dashboard, and everything that must not be one."""

from __future__ import annotations

from tests.bot.dashboard.conftest import Browser


async def test_a_link_opens_it(browser: Browser) -> None:
    await browser.sign_in("ada")
    response = await browser.get()
    assert response.status_code in {200, 303, 404}
    assert "Sign in from your chat" not in response.text


async def test_without_a_session_it_says_how_to_get_in(browser: Browser) -> None:
    response = await browser.get()
    assert response.status_code == 403
    assert "/ally dashboard" in response.text
