"""What is done about what people asked for in chat: an admin is told there, opens the dashboard, and presses a button.

async with visiting(app) as visitor:
    await visitor.enters(link)            # what the button in the chat leads to
    page = await visitor.opens("link-requests")
    page = await visitor.presses("Link them")
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from sqlalchemy import insert, select, update

from bot import notices
from bot.dashboard.edge import DashboardEdge
from bot.upstander import Upstander, sending
from bot.web import web_app
from storage.models import Organization, Person, Preferences
from storage.models.base import new_id


async def make_admin(app: Upstander, name: str) -> None:
    """Makes somebody who is known a program admin."""
    async with app.database.begin() as db:
        done = await db.execute(update(Person).where(Person.name == name).values(is_admin=True))
        assert done.rowcount == 1


async def on_roster(app: Upstander, name: str, email: str) -> UUID:
    """Somebody whom the roster lists and no chat account knows."""
    now, person_id = app.clock(), new_id()
    async with app.database.begin() as db:
        own = {"organization_id": await db.scalar(select(Organization.id))}
        person = {"id": person_id, "name": name, "email": email, "department": "Engineering", "created_at": now}
        await db.execute(insert(Person).values(**own, **person))
        await db.execute(insert(Preferences).values(**own, person_id=person_id))
    return person_id


async def tell(app: Upstander) -> int:
    """Sends what waits to be told, as the worker does; how many."""
    async with sending(app):
        return await notices.send(app)


@dataclass
class _Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    label: str = ""


class _Forms(HTMLParser):
    """The forms of a page: where each goes, what it holds, and what its button says."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[_Form] = []
        self._in_button = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(_Form(held.get("action", "")))
        elif tag == "input" and self.found and "name" in held:
            self.found[-1].fields[held["name"]] = held.get("value", "")
        elif tag == "button":
            self._in_button = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._in_button = False

    def handle_data(self, data: str) -> None:
        if self._in_button and self.found:
            self.found[-1].label += data


@dataclass
class Visitor:
    """A browser in process. It keeps cookies, and presses what is on the page it is on."""

    client: httpx.AsyncClient
    page: httpx.Response | None = None

    async def opens(self, path: str) -> str:
        """A page of the dashboard, or an address that the chat told; what it says."""
        whole = urlsplit(path)
        target = whole.path if whole.netloc else f"/dashboard/{path}"
        return await self._show(await self.client.get(target))

    async def enters(self, link: str) -> str:
        """By the link from the chat: looks at it, and presses the button that is there."""
        await self.opens(link)
        return await self.presses("")

    async def presses(self, label: str) -> str:
        """The first button that begins so."""
        assert self.page is not None
        forms = _Forms(self.page.text).found
        form = next((one for one in forms if one.label.strip().startswith(label)), None)
        assert form is not None, f"no button {label!r} among {[one.label.strip() for one in forms]}"
        here = str(self.client.base_url).rstrip("/")
        headers = {"origin": here, "sec-fetch-site": "same-origin"}
        address = urlsplit(form.action).path or self.page.url.path
        return await self._show(await self.client.post(address, data=form.fields, headers=headers))

    async def follows(self, label: str) -> httpx.Response:
        """Where the first link leads that says so."""
        assert self.page is not None
        found = re.search(rf'<a href="([^"]+)"[^>]*>{label}</a>', self.page.text)
        assert found is not None, f"no link {label!r}"
        return await self.client.get(found[1])

    async def _show(self, response: httpx.Response) -> str:
        while response.status_code == 303:
            response = await self.client.get(response.headers["location"])
        self.page = response
        return response.text


@asynccontextmanager
async def visiting(app: Upstander) -> AsyncIterator[Visitor]:
    """Somebody's browser, with nobody signed in."""
    transport = httpx.ASGITransport(web_app(app, [DashboardEdge(app)]))
    headers = {"accept": "text/html,*/*"}
    async with httpx.AsyncClient(transport=transport, base_url=app.settings.own_url, headers=headers) as client:
        yield Visitor(client)
