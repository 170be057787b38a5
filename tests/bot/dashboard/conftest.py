"""A browser on the dashboard, in process: of the small organization of `tests/walking.py`, on each database.

    page = await (await browser.sign_in("ada")).get("settings")
    moved = await browser.post("settings", "save", k="7")       # with the csrf of the session
    page = await browser.follow(moved)

`ada` is an admin, `olu` an auditor (added here). `browser.client` is the plain httpx client.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpx
import pytest

from bot.dashboard.edge import DashboardEdge
from bot.dashboard.page import Page
from bot.dashboard.pages.table import PAGES
from bot.settings import load
from bot.upstander import Upstander
from bot.web import web_app
from bot.wiring import build
from messages.forms import Link
from storage.words import Gender
from tests.bot.dashboard.probes import Probe
from tests.walking import PUBLIC_URL, Walk

KEY = "a key of the application, long enough" * 2
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass
class Browser:
    """Keeps cookies, and the proof of the session's forms. `get` and `post` take what follows /dashboard/."""

    app: Upstander
    walk: Walk
    client: httpx.AsyncClient
    csrf: str = ""

    async def link(self, who: str = "ada") -> str:
        """Where the link leads that the person is given in the chat."""
        reply = await self.walk.say("dashboard", as_=who)
        assert isinstance(reply, Link), reply
        return urlsplit(reply.url).path

    async def sign_in(self, who: str = "ada") -> Browser:
        """Opens a link of the person, and presses its button."""
        path = await self.link(who)
        assert (await self.client.get(path)).status_code == 200
        response = await self.client.post(path, headers=self.own())
        assert response.status_code == 303, response.text
        self._keep_csrf(await self.client.get(response.headers["location"], follow_redirects=True))
        return self

    async def get(self, path: str = "", **query: str) -> httpx.Response:
        response = await self.client.get(self._at(path), params=query or None)
        self._keep_csrf(response)
        return response

    async def post(
        self, path: str, act: str, files: dict[str, tuple[str, bytes]] | None = None, **fields: str | list[str]
    ) -> httpx.Response:
        """Sends a form of a page, as the browser would."""
        data = {"csrf": self.csrf, "act": act, **fields}
        return await self.client.post(self._at(path), data=data, files=files, headers=self.own())

    async def follow(self, moved: httpx.Response) -> httpx.Response:
        """The page that a form led to."""
        assert moved.status_code == 303, moved.text
        response = await self.client.get(moved.headers["location"])
        self._keep_csrf(response)
        return response

    def own(self) -> dict[str, str]:
        """What a browser sends with a form of our own page."""
        return {"origin": self.app.settings.own_url, "sec-fetch-site": "same-origin"}

    @property
    def session(self) -> str:
        """What the browser holds of its session; empty for nothing."""
        return next((one.value or "" for one in self.client.cookies.jar if one.name.endswith("upstander")), "")

    def _at(self, path: str) -> str:
        return f"/dashboard/{path}" if path else "/dashboard"

    def _keep_csrf(self, response: httpx.Response) -> None:
        if found := _CSRF.search(response.text):
            self.csrf = found[1]


@pytest.fixture
async def app(walk: Walk, database_url: str) -> Upstander:
    """The application on the walk's database, with its clock."""
    app = build(load(database_url=database_url, secret_keys=(KEY,), public_url=PUBLIC_URL), walk.clock)
    await app.database.close()
    await walk.add_person("olu", "Olu Ade", Gender.UNDISCLOSED, is_auditor=True)
    return replace(app, database=walk.database, cipher=walk.cipher)


@asynccontextmanager
async def browsing(app: Upstander, walk: Walk, pages: Sequence[Page] = PAGES) -> AsyncIterator[Browser]:
    """A browser of its own; a test may have several."""
    web = web_app(app, [DashboardEdge(app, pages)])
    headers = {"accept": "text/html,*/*"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(web), base_url=app.settings.own_url, headers=headers
    ) as client:
        yield Browser(app, walk, client)


@pytest.fixture
async def browser(app: Upstander, walk: Walk) -> AsyncIterator[Browser]:
    """A browser with nobody signed in yet."""
    async with browsing(app, walk) as browser:
        yield browser


@pytest.fixture
def probe() -> Probe:
    return Probe()


@pytest.fixture
async def prober(app: Upstander, walk: Walk, probe: Probe) -> AsyncIterator[Browser]:
    """A browser on the probe's pages in place of the real ones."""
    async with browsing(app, walk, probe.pages()) as browser:
        yield browser
