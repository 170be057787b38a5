"""A download over a real connection that breaks: the same link fetches the rest while it lives, as a browser would."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn

from bot.exporting import maker
from bot.exporting.order import Made, Order, Progress, Sink
from bot.upstander import Upstander
from bot.web import web_app
from storage.export_files import CHUNK
from tests.bot.test_exports_edge import another_link, app, ask, events
from tests.walking import Walk

__all__ = ["app"]

FILE = b"".join(hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(24 * CHUNK // 32)) + b"the end"
"""More than the kernel takes of what nobody reads."""


@pytest.fixture
async def port(app: Upstander) -> AsyncIterator[int]:
    """The product's own web server on a free port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(web_app(app, ()), log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        yield int(listening.getsockname()[1])
        server.should_exit = True
        await serving


async def test_a_download_that_broke_goes_on_where_it_stopped(walk: Walk, app: Upstander, port: int) -> None:
    async def make(_app: Upstander, _order: Order, sink: Sink, progress: Progress) -> Made:
        await progress(1, 1)
        await sink.write(FILE)
        return Made(rows=1, withheld=0)

    order_id = await ask(walk)
    assert await maker.make_next(app, make) == 1
    path = f"{await another_link(walk, order_id)}/file"

    head, begin = await fetch(port, path, most=3 * CHUNK + 11)
    assert " 200 " in head[0]
    assert begin == FILE[: 3 * CHUNK + 11]
    assert await ended(walk, app, "export.download_interrupted") == "export.download_interrupted"

    etag = next(line.partition(": ")[2] for line in head if line.startswith("etag: "))
    going_on = (f"range: bytes={len(begin)}-", f"if-range: {etag}")
    head, middle = await fetch(port, path, *going_on, most=2 * CHUNK)
    assert " 206 " in head[0]
    assert f"content-range: bytes {len(begin)}-{len(FILE) - 1}/{len(FILE)}" in head
    begin += middle
    head, rest = await fetch(port, path, f"range: bytes={len(begin)}-", f"if-range: {etag}")
    assert " 206 " in head[0]
    assert hashlib.sha256(begin + rest).digest() == hashlib.sha256(FILE).digest()
    assert await ended(walk, app, "export.downloaded") == "export.downloaded"

    head, _ = await fetch(port, path)
    assert " 410 " in head[0]


async def fetch(port: int, path: str, *headers: str, most: int | None = None) -> tuple[list[str], bytes]:
    """The head of an answer and its body; after so many bytes the line is cut, without a word."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = (f"GET {path} HTTP/1.1", "host: localhost", "connection: close", *headers, "", "")
    writer.write("\r\n".join(request).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    body = await (reader.read() if most is None else reader.readexactly(most))
    if most is None:
        writer.close()
    else:
        writer.transport.abort()
    return head, body


async def ended(walk: Walk, app: Upstander, event: str) -> str:
    """What the trail says last of the downloads, once it is that; or at the latest after some seconds."""
    last = ""
    for _ in range(200):
        last = (await events(walk, app))[-1][0]
        if last == event:
            break
        await asyncio.sleep(0.02)
    return last
