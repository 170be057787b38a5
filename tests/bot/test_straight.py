"""Plain routes, which go past the framework: the front does for them all that it does for the others."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from io import StringIO

import httpx
import pytest
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.front import LARGEST_BODY
from bot.settings import load
from bot.upstander import Upstander
from bot.web import web_app
from bot.wiring import build
from tests.conftest import SECRET


class PlainEdge:
    def router(self) -> APIRouter:
        routes = APIRouter()
        routes.add_route("/plain", self.take, methods=["POST"])
        return routes

    async def take(self, request: Request) -> Response:
        body = await request.body()
        if body == b"fail":
            raise ValueError("what somebody wrote")
        return PlainTextResponse(str(len(body)))

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@pytest.fixture
async def app(sqlite_url: str) -> AsyncIterator[Upstander]:
    app = build(load(database_url=sqlite_url, secret_keys=(SECRET,)))
    yield app
    await app.database.close()


@pytest.fixture
async def browser(app: Upstander) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(web_app(app, [PlainEdge()]), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_they_answer_with_the_headers_of_all_and_are_counted_by_their_path(
    app: Upstander, browser: httpx.AsyncClient, logged: StringIO
) -> None:
    response = await browser.post("/plain", content=b"12345")
    assert (response.status_code, response.text) == (200, "5")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-request-id"]
    counted = app.metrics.registry.get_sample_value(
        "upstander_web_requests_total", {"route": "/plain", "status": "200"}
    )
    assert counted == 1
    [line] = [one for one in map(json.loads, logged.getvalue().splitlines()) if one["event"] == "answered"]
    assert line["route"] == "/plain"


async def test_another_method_is_refused_in_plain_words(browser: httpx.AsyncClient) -> None:
    response = await browser.put("/plain", content=b"x")
    assert response.status_code == 405
    assert "code" in response.text.lower()


async def test_too_large_a_body_is_refused(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/plain", content=b"x" * (LARGEST_BODY + 1))).status_code == 413

    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 65536 + 2):
            yield b"x" * 65536

    assert (await browser.post("/plain", content=in_pieces())).status_code == 413


async def test_a_fault_of_ours_tells_a_code_and_nothing_else(browser: httpx.AsyncClient, logged: StringIO) -> None:
    response = await browser.post("/plain", content=b"fail")
    assert response.status_code == 500
    assert "what somebody wrote" not in response.text + logged.getvalue()
