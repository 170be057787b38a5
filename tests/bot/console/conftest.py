"""The local chat page on a fresh SQLite database with the example organization, asked over HTTP as a browser would."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot.clock import MovableClock
from bot.console import demo
from bot.console.edge import ConsoleEdge
from bot.console.travel import Traveller
from bot.settings import Settings, load
from bot.upstander import Upstander
from bot.web import web_app
from bot.wiring import build
from tests.clock import FrozenClock
from tests.conftest import SECRET, run_apart

OWN = "http://127.0.0.1:8000"
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
"""The moment of the `clock` that every test begins with."""


@dataclass
class Page:
    """A browser with the page open. `ask` sends what the page's script would."""

    client: httpx.AsyncClient
    token: str = ""

    async def open(self) -> httpx.Response:
        response = await self.client.get("/console")
        found = re.search(r'name="upstander-token" content="([^"]+)"', response.text)
        assert found, response.text
        self.token = found[1]
        return response

    async def send(self, path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        sent = {"origin": OWN, "x-upstander-token": self.token, **headers}
        return await self.client.post(f"/console/{path}", json=body, headers={k: v for k, v in sent.items() if v})

    async def ask(self, path: str, account: str = "ana.lima", key: str | None = None, **body: Any) -> dict[str, Any]:
        response = await self.send(path, {"account": account, "key": key or str(uuid4()), **body})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def say(self, text: str, account: str = "ana.lima", key: str | None = None) -> dict[str, Any]:
        return await self.ask("say", account, key, text=text)


@pytest.fixture(scope="session")
def example_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the example organization as it is at the tests' moment: made once, for it takes seconds."""
    path = tmp_path_factory.mktemp("example") / "example.db"
    shutil.copy(sqlite_template, path)
    run_apart(_prepare(path))
    return path


async def _prepare(path: Path) -> None:
    app = build(_settings(path), FrozenClock(NOW))
    await demo.prepare(app)
    await app.database.close()


def _settings(path: Path) -> Settings:
    return load(database_url=f"sqlite:///{path}", secret_keys=(SECRET,), host="127.0.0.1", port=8000)


@pytest.fixture
def settings(example_template: Path, tmp_path: Path) -> Settings:
    path = tmp_path / "upstander.db"
    shutil.copy(example_template, path)
    return _settings(path)


@pytest.fixture
def demo_clock(tmp_path: Path, clock: FrozenClock) -> MovableClock:
    """The demo's clock, over one that stands still."""
    return MovableClock(tmp_path / "clock", clock)


@pytest.fixture
async def app(settings: Settings, demo_clock: MovableClock) -> AsyncIterator[Upstander]:
    app = build(settings, demo_clock)
    yield app
    await app.database.close()


@pytest.fixture
def traveller(app: Upstander, demo_clock: MovableClock) -> Traveller:
    """Moves the clock; what the worker does, the tests do."""
    return demo.travelling(app, demo_clock)[0]


@pytest.fixture
async def page(app: Upstander, traveller: Traveller) -> AsyncIterator[Page]:
    web = web_app(app, [ConsoleEdge(app, traveller)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=OWN) as client:
        page = Page(client)
        await page.open()
        yield page
