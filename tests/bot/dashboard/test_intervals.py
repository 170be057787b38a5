"""What computes intervals is large: it loads where one is shown first, never where everybody else would wait for it."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from indicators import values
from tests.bot.dashboard.conftest import Browser
from tests.bot.dashboard.test_overview import MONDAY, close, told
from tests.loading import is_beside_the_loop, loaded_in
from tests.walking import Walk

__all__ = ["loaded_in"]  # a fixture of its own file


@pytest.mark.parametrize("page", ["overview", "indicators/participation", "nudges", "teams/{team}"])
async def test_a_page_loads_it_beside_the_loop(
    browser: Browser, walk: Walk, loaded_in: list[threading.Thread], page: str
) -> None:
    one = {"participation": {"all": told(8, 20)}, "nudge_response": {"all": told(8, 20)}}
    await close(walk, MONDAY, one, teams={walk.teams["payments"]: {"participation": {"all": told(8, 20)}}})
    await browser.sign_in("ada")
    response = await browser.get(page.format(team=walk.teams["payments"]))
    assert response.status_code == 200
    assert is_beside_the_loop(loaded_in)


async def test_other_pages_do_without(browser: Browser, loaded_in: list[threading.Thread]) -> None:
    await browser.sign_in("ada")
    loaded_in.clear()  # signing in leads to the overview
    values.load_intervals.cache_clear()
    for page in ("settings", "exports", "people", "content"):
        assert (await browser.get(page)).status_code == 200
    assert loaded_in == []


def test_a_start_does_without() -> None:
    edges = ", ".join(f"bot.{one}.edge" for one in ("api", "console", "dashboard", "slack", "teams"))
    heavy = "{'statsmodels', 'pyarrow'} & sys.modules.keys()"
    check = f"import sys, bot.cli, bot.serve, bot.wiring, {edges}; sys.exit(bool({heavy}))"
    assert subprocess.run((sys.executable, "-c", check), check=False).returncode == 0
