"""Microsoft's own Agents Playground, with our bot behind it, and a person who uses it in a real browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

HERE = Path(__file__).parent
IMAGES = HERE.parents[1] / "docs" / "images"
PLAYGROUND = HERE / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
SCREEN = ViewportSize(width=1400, height=900)
START_SECONDS = 60


@contextmanager
def playground(bot: str, folder: Path) -> Iterator[str]:
    """The address of the Playground's page, while it runs in that folder."""
    node = shutil.which("node")
    if node is None or not PLAYGROUND.exists():
        pytest.fail("the Agents Playground is missing: `make e2e` installs it with npm")
    port = free_port()
    command = [node, str(PLAYGROUND), "start", "-e", f"{bot}/api/messages", "-c", "msteams", "-p", str(port)]
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            [*command, "--disable-telemetry"],
            cwd=folder,
            env={**os.environ, "TEAMSAPPTESTER_BROWSER": "none"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


class Teams:
    """The Playground, as a person uses it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address, wait_until="domcontentloaded")
        self.box = page.get_by_role("textbox").last
        expect(self.box).to_be_visible(timeout=START_SECONDS * 1000)
        page.get_by_title("Hide log panel").click()

    def open(self, chat: str) -> None:
        """Changes to another chat or channel."""
        self.page.get_by_text(chat, exact=True).first.click()

    def say(self, text: str) -> None:
        self.box.click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    @property
    def cards(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard")

    @property
    def card(self) -> Locator:
        """The newest card in the chat."""
        return self.cards.last

    def press(self, label: str) -> None:
        self.card.get_by_role("button", name=label, exact=True).click()

    def choose(self, label: str, option: str) -> None:
        """Picks from the list under a label the first choice that begins so."""
        self.card.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option).first.click()

    def picture(self, name: str) -> None:
        """Records a picture for the README, when asked to."""
        if os.environ.get("UPSTANDER_SCREENSHOTS") == "record":
            IMAGES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=IMAGES / name)


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Teams]:
    """A window of its own, closed in the end."""
    context = browser.new_context(viewport=SCREEN, color_scheme="light", locale="en-GB")
    yield Teams(context.new_page(), address)
    context.close()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as held:
        return int(held.getsockname()[1])


def _wait_for(address: str, playground: subprocess.Popen[bytes]) -> None:
    """Until the page is there; the Playground says nothing that one could rely on."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            assert playground.poll() is None, "the Playground ended at once"
            assert time.monotonic() < end, "the Playground did not start"
            time.sleep(0.2)
