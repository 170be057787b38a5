"""Upstander as Slack sees it: the real edge, road and database; the stand-in for Slack around them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from bot.road import Directory
from bot.settings import Settings, load
from bot.slack.asking import Patience
from bot.slack.edge import SlackEdge
from bot.upstander import Upstander
from bot.wiring import build
from handlers.command import Services
from handlers.request import Asked, Reply, Request
from storage.words import Platform
from tests.clients.slack import SlackUser
from tests.clients.slack_ways import OverHttp
from tests.clock import FrozenClock
from tests.conftest import SECRET
from tests.fakes.slack import FakeSlack

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
SOON = Patience(form=5, acknowledgement=5, travel=0)
"""For tests where everything is done in time, on however busy a machine."""
NEVER = Patience(form=0.01, acknowledgement=0.01, travel=0)
"""For tests where nothing is: the script holds the answer back."""


@dataclass
class Script:
    """Stands in for the handlers: gives the replies in order, once it is let go."""

    replies: deque[Reply] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.go.set()

    @property
    def asked(self) -> list[Asked]:
        return [one.asked for one in self.requests]

    def says(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    async def answer(self, request: Request, services: Services) -> Reply:
        self.requests.append(request)
        await self.go.wait()
        return self.replies.popleft()


@dataclass
class Place:
    """A running edge and the Slack around it."""

    slack: FakeSlack
    app: Upstander
    edge: SlackEdge
    http: httpx.AsyncClient
    way: OverHttp

    @property
    def directory(self) -> Directory:
        return self.app.directories[Platform.SLACK]

    def user(self, account: str, workspace: str = "T1") -> SlackUser:
        return SlackUser(self.slack, self.way, account, workspace)

    async def settle(self) -> None:
        """Waits for what goes on in the background."""
        await self.app.background.drain(10)

    async def rows(self, model: Any) -> list[Any]:
        async with self.app.database.begin() as db:
            return list((await db.execute(select(*model.__table__.columns))).all())

    def refused(self, reason: str) -> float:
        value = self.app.metrics.registry.get_sample_value(
            "upstander_refused_requests_total", {"platform": "slack", "reason": reason}
        )
        return value or 0.0


def settings(slack: FakeSlack, database_url: str, **more: Any) -> Settings:
    own = {
        "database_url": database_url,
        "secret_keys": (SECRET,),
        "slack_api_url": slack.api_url,
        "slack_signing_secret": SIGNING_SECRET,
        "slack_bot_token": "xoxb-1",
    }
    return load(**{**own, **more})


def people(slack: FakeSlack) -> None:
    """Workspace T1 with three colleagues."""
    slack.world.add_workspace("T1")
    slack.world.add_user("T1", "U1", "Ana Lima", display_name="Ana")
    slack.world.add_user("T1", "U2", "Ben Okafor", tz="America/New_York")
    slack.world.add_user("T1", "U3", "Cleo Martin")


@asynccontextmanager
async def running(
    slack: FakeSlack, chosen: Settings, clock: FrozenClock, patience: Patience = SOON
) -> AsyncIterator[Place]:
    app = build(chosen, clock)
    edge = SlackEdge(app, patience)
    web = FastAPI()
    web.include_router(edge.router())
    transport = httpx.ASGITransport(web)
    async with httpx.AsyncClient(transport=transport, base_url="https://upstander.example.com") as http:
        try:
            await edge.start()
            yield Place(slack, app, edge, http, OverHttp(http, SIGNING_SECRET))
        finally:
            await edge.stop()
            await app.database.close()
