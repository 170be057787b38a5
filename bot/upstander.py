"""The product once it is built: what every edge shares, and what an edge is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from fastapi import APIRouter

from bot.background import Background
from bot.metrics import Metrics
from bot.road import Clock, Directory, Road
from bot.settings import Settings
from nudges.library import Library
from nudges.sender import Sender
from storage.database import Database
from storage.encryption import Cipher
from storage.words import Platform


@dataclass(frozen=True, slots=True)
class Upstander:
    """What every edge shares. An edge that knows a platform's profiles puts its directory in `directories`.

    `senders` are the platforms that nudges can be sent on.
    """

    settings: Settings
    database: Database
    cipher: Cipher
    clock: Clock
    road: Road
    metrics: Metrics
    background: Background
    directories: dict[Platform, Directory]
    library: Library
    senders: dict[Platform, Sender]


class Edge(Protocol):
    """One platform, or the dashboard: its addresses on the web, and what it runs beside them."""

    def router(self) -> APIRouter: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@asynccontextmanager
async def sending(app: Upstander) -> AsyncIterator[None]:
    """The senders of this process, started, and stopped in the end."""
    async with AsyncExitStack() as stack:
        for sender in app.senders.values():
            stack.push_async_callback(sender.stop)
            await sender.start()
        yield
