"""How a stand-in at the wire misbehaves: it fails, hangs, or drops the connection."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import web


class Misbehaviour:
    """What goes wrong with the next calls, in order."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[web.Request, Callable[[], Any]], Any]] = deque()
        self.released = asyncio.Event()
        self.reached = asyncio.Event()

    def fails(self, status: int, *, times: int = 1, retry_after: str | None = None, body: str = "<html>busy") -> None:
        headers = {"Retry-After": retry_after} if retry_after else {}

        async def answer(_request: web.Request, _act: Callable[[], Any]) -> web.Response:
            return web.Response(status=status, text=body, content_type="text/html", headers=headers)

        self._waiting.extend([answer] * times)

    def hangs(self) -> None:
        """The next call is answered only after `released` is set."""

        async def answer(_request: web.Request, act: Callable[[], Any]) -> web.StreamResponse:
            self.reached.set()
            await self.released.wait()
            return await act()  # type: ignore[no-any-return]

        self._waiting.append(answer)

    def drops(self, *, after: bool = False) -> None:
        """The connection breaks: before the call was taken, or after."""

        async def answer(request: web.Request, act: Callable[[], Any]) -> web.StreamResponse:
            if after:
                await act()
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        self._waiting.append(answer)

    async def handle(self, request: web.Request, act: Callable[[], Any]) -> web.StreamResponse:
        if self._waiting:
            return await self._waiting.popleft()(request, act)  # type: ignore[no-any-return]
        return await act()  # type: ignore[no-any-return]
