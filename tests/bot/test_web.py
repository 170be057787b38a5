"""The web application: ids, limits, headers and plain pages around whatever the platforms bring."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, PlainTextResponse, StreamingResponse

from bot.front import LARGEST_BODY
from bot.settings import load
from bot.upstander import Upstander
from bot.web import web_app
from bot.wiring import build
from bot.worker import Worker
from tests.conftest import SECRET

WRITTEN = "her caching idea"


class FakeEdge:
    """A platform that does nothing, and some things badly."""

    def __init__(self, app: Upstander) -> None:
        self.app = app
        self.life: list[str] = []
        self.fails = False
        self.ailment: str | None = None
        self.release = asyncio.Event()

    def router(self) -> APIRouter:
        routes = APIRouter()

        @routes.post("/fake/echo")
        async def echo(request: Request) -> PlainTextResponse:
            return PlainTextResponse(str(len(await request.body())))

        @routes.get("/fake/page")
        async def page() -> HTMLResponse:
            return HTMLResponse("<p>hello", headers={"content-security-policy": "default-src 'self'"})

        @routes.get("/fake/number")
        async def number(count: int) -> PlainTextResponse:
            return PlainTextResponse(str(count))

        @routes.get("/fake/fail")
        async def fail() -> None:
            raise ValueError(WRITTEN)

        @routes.get("/fake/half")
        async def half() -> StreamingResponse:
            async def stream() -> AsyncIterator[bytes]:
                yield b"half"
                raise ValueError(WRITTEN)

            return StreamingResponse(stream())

        @routes.get("/fake/later")
        async def later() -> PlainTextResponse:
            self.app.background.start(self.finish(), "later")
            return PlainTextResponse("ok")

        return routes

    async def finish(self) -> None:
        await self.release.wait()
        self.life.append("finished")

    async def start(self) -> None:
        self.life.append("start")
        if self.fails:
            raise RuntimeError("no start")

    async def stop(self) -> None:
        self.life.append("stop")

    def problem(self) -> str | None:
        return self.ailment


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[Upstander]:
    app = build(load(database_url=database_url, secret_keys=(SECRET,)))
    yield app
    await app.database.close()


@pytest.fixture
def edge(app: Upstander) -> FakeEdge:
    return FakeEdge(app)


@asynccontextmanager
async def browsing(web: FastAPI, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(web, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        yield client


@pytest.fixture
async def browser(app: Upstander, edge: FakeEdge) -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(web_app(app, [edge])) as client:
        yield client


def lines(logged: StringIO, event: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, logged.getvalue().splitlines()) if line["event"] == event]


# ids


async def test_a_request_gets_an_id_that_the_log_has_too(browser: httpx.AsyncClient, logged: StringIO) -> None:
    response = await browser.get("/fake/page")
    request_id = response.headers["x-request-id"]
    [line] = lines(logged, "answered")
    assert (line["request_id"], line["route"], line["status"], line["method"]) == (request_id, "/fake/page", 200, "GET")
    assert (await browser.get("/fake/page")).headers["x-request-id"] != request_id


async def test_a_proxys_id_is_kept(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/fake/page", headers={"x-request-id": "proxy-0123456789"})
    assert response.headers["x-request-id"] == "proxy-0123456789"


@pytest.mark.parametrize(
    "insane", ["short", "x" * 65, 'quote"ed-and-long', "new\tline-and-long", "ünïcode-and-long", ""]
)
async def test_an_insane_id_is_replaced(browser: httpx.AsyncClient, insane: str) -> None:
    response = await browser.get("/fake/page", headers={b"x-request-id": insane.encode()})
    assert response.headers["x-request-id"] not in {insane, ""}


async def test_the_log_tells_no_query_and_no_body(browser: httpx.AsyncClient, logged: StringIO) -> None:
    await browser.post("/fake/echo?state=secret-state", content=WRITTEN)
    await browser.get("/fake/number", params={"count": WRITTEN})
    await browser.get("/exports/a-token-of-somebody")
    await browser.get(f"/nowhere/{WRITTEN}")
    assert len(lines(logged, "answered")) == 4
    for never in ("secret-state", "caching", "a-token-of-somebody"):
        assert never not in logged.getvalue()


async def test_machines_that_ask_every_second_do_not_fill_the_log(browser: httpx.AsyncClient, logged: StringIO) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert (await browser.get(path)).status_code == 200
    assert lines(logged, "answered") == []


# headers


async def test_every_answer_is_guarded(browser: httpx.AsyncClient) -> None:
    for path in ("/fake/page", "/nowhere", "/healthz", "/fake/fail"):
        headers = (await browser.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "default-src" in headers["content-security-policy"]
        assert "strict-transport-security" not in headers


async def test_a_page_may_say_otherwise(browser: httpx.AsyncClient) -> None:
    headers = (await browser.get("/fake/page")).headers
    assert headers.get_list("content-security-policy") == ["default-src 'self'"]


async def test_browsers_insist_on_https_where_we_have_it(database_url: str) -> None:
    public = build(load(database_url=database_url, secret_keys=(SECRET,), public_url="https://bot.example.com"))
    async with browsing(web_app(public, [])) as client:
        assert "max-age" in (await client.get("/healthz")).headers["strict-transport-security"]
    await public.database.close()


# limits


@pytest.mark.parametrize(("size", "status"), [(0, 200), (LARGEST_BODY, 200), (LARGEST_BODY + 1, 413)])
async def test_a_body_may_be_so_large_and_no_larger(browser: httpx.AsyncClient, size: int, status: int) -> None:
    assert (await browser.post("/fake/echo", content=b"x" * size)).status_code == status


async def test_a_body_that_does_not_say_its_size_is_measured(browser: httpx.AsyncClient) -> None:
    async def pieces(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * 65536

    assert (await browser.post("/fake/echo", content=pieces(15))).text == str(15 * 65536)
    assert (await browser.post("/fake/echo", content=pieces(17))).status_code == 413


async def test_a_size_that_is_no_number_is_measured(browser: httpx.AsyncClient) -> None:
    response = await browser.post("/fake/echo", content=b"abc", headers={"content-length": "many"})
    assert response.text == "3"


# pages


@pytest.mark.parametrize("path", ["/", "/docs", "/redoc", "/openapi.json", "/fake", "/healthz/x", "/.env"])
async def test_what_is_not_there_says_so_in_plain_words(
    browser: httpx.AsyncClient, logged: StringIO, path: str
) -> None:
    response = await browser.get(path, headers={"accept": "text/html"})
    assert response.status_code == 404
    assert "There is nothing here" in response.text
    [line] = lines(logged, "refused")
    assert line["code"] in response.text


async def test_programs_get_json(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/nowhere")
    assert response.json().keys() == {"error", "detail", "code"}
    wrong_method = await browser.get("/fake/echo")
    assert wrong_method.status_code == 405
    assert wrong_method.headers["allow"] == "POST"
    wrong_value = await browser.get("/fake/number", params={"count": WRITTEN})
    assert wrong_value.status_code == 400
    assert WRITTEN not in wrong_value.text


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_fault_of_ours_is_said_with_a_code_and_nothing_else(
    browser: httpx.AsyncClient, logged: StringIO, accept: str
) -> None:
    response = await browser.get("/fake/fail", headers={"accept": accept})
    assert response.status_code == 500
    [line] = lines(logged, "page_failed")
    assert line["code"] in response.text
    assert line["request_id"] == response.headers["x-request-id"]
    assert "ValueError" in json.dumps(line)
    for text in (response.text, logged.getvalue()):
        assert "caching" not in text
    assert "Traceback" not in response.text


async def test_half_an_answer_breaks_off_and_is_logged(browser: httpx.AsyncClient, logged: StringIO) -> None:
    response = await browser.get("/fake/half")
    assert response.text == "half"
    assert len(lines(logged, "page_failed")) == 1
    assert "caching" not in logged.getvalue()


# life


async def test_edges_start_and_stop_with_it_and_work_in_flight_is_finished(app: Upstander, edge: FakeEdge) -> None:
    web = web_app(app, [edge])
    async with web.router.lifespan_context(web):
        assert edge.life == ["start"]
        async with browsing(web) as client:
            assert (await client.get("/fake/later")).text == "ok"
        asyncio.get_running_loop().call_soon(edge.release.set)
    assert edge.life == ["start", "stop", "finished"]


async def test_work_that_takes_too_long_is_cancelled_and_counted(
    app: Upstander, edge: FakeEdge, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.DRAIN_SECONDS", 0.01)
    web = web_app(app, [edge])
    async with web.router.lifespan_context(web), browsing(web) as client:
        await client.get("/fake/later")
    assert edge.life == ["start", "stop"]
    assert lines(logged, "background_work_cancelled")[0]["count"] == 1


async def test_an_edge_that_does_not_start_stops_the_others(app: Upstander, edge: FakeEdge) -> None:
    failing = FakeEdge(app)
    failing.fails = True
    web = web_app(app, [edge, failing])
    with pytest.raises(RuntimeError, match="no start"):
        async with web.router.lifespan_context(web):
            pass
    assert edge.life == ["start", "stop"]
    assert failing.life == ["start", "stop"]  # half a start may have left something open
    assert str(web.state.failed_start) == "no start"


async def test_the_worker_ticks_while_it_serves(app: Upstander) -> None:
    worker = Worker(app)
    web = web_app(app, [], worker)
    async with web.router.lifespan_context(web):
        assert worker.is_running
    assert not worker.is_running
