"""The API in process, for the small organization of `tests/walking.py`, on each database.

reader = await api.token()                      # of ada, who is an admin; reads everything
page = await api.get("teams", reader, limit=2)
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from bot.api.edge import ApiEdge
from bot.settings import load
from bot.upstander import Upstander
from bot.web import web_app
from bot.wiring import build
from storage import api_tokens
from storage.words import TokenScope
from tests.conftest import SECRET
from tests.walking import PUBLIC_URL, Walk


@dataclass
class Api:
    """What a program sees of it, and a way to get at tokens."""

    app: Upstander
    walk: Walk
    client: httpx.AsyncClient

    async def token(
        self,
        who: str = "ada",
        scopes: Collection[TokenScope] = tuple(TokenScope),
        lifetime: timedelta = timedelta(days=30),
        walk: Walk | None = None,
    ) -> str:
        """A new token."""
        of = walk or self.walk
        async with of.database.begin() as db:
            _id, token = await api_tokens.make(
                db, of.organization_id, of.people[who], "Tests", scopes, lifetime, of.clock()
            )
        return token

    async def get(self, path: str, token: str | None = None, /, **query: object) -> httpx.Response:
        """What follows /api/v1/; a query's trailing underscores fall away (`from_`)."""
        headers = {"authorization": f"Bearer {token}"} if token is not None else {}
        given = {name.rstrip("_"): str(value) for name, value in query.items()}
        return await self.client.get(f"/api/v1/{path}", params=given or None, headers=headers)


@pytest.fixture
async def api(walk: Walk, database_url: str) -> AsyncIterator[Api]:
    app = build(load(database_url=database_url, secret_keys=(SECRET,), public_url=PUBLIC_URL), walk.clock)
    await app.database.close()
    app = replace(app, database=walk.database, cipher=walk.cipher)
    web = web_app(app, [ApiEdge(app)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=PUBLIC_URL) as client:
        yield Api(app, walk, client)
