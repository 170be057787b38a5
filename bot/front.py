"""What every web request passes first: an id, a limit on its size, headers for safety, and a line in the log.

The log tells method, path and status, never a query string or a body: both may carry what people wrote, or tokens.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import structlog
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import pages
from bot.metrics import Metrics
from storage.models.base import new_id

log = structlog.get_logger("upstander.web")

LARGEST_BODY = 1024 * 1024
"""Slack and Teams send far less."""

REQUEST_ID = "x-request-id"
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines: not worth a line while all is well."""

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cache-control": "no-store",
}
"""Set where a page did not say otherwise."""


class _BodyTooLarge(Exception):
    """The request is larger than it said, or than we take."""


class Front:
    """Wraps the web application. `is_https`: whether people reach us by https, so that browsers may insist on it.

    `straight`: plain routes by path. They need nothing of the framework, and looking for them takes it long.
    `larger`: paths that take a larger body than the others, and how large.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        is_https: bool,
        straight: Mapping[str, Route] = MappingProxyType({}),
        larger: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._straight = straight
        self._larger = larger
        headers = dict(_HEADERS)
        if is_https:
            headers["strict-transport-security"] = "max-age=31536000"
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            largest = self._larger.get(scope["path"], LARGEST_BODY)
            exchange = _Exchange(self._headers, request_id, largest, scope, receive, send)
            await exchange.serve(self._way(scope), self._metrics)

    def _way(self, scope: Scope) -> ASGIApp:
        route = self._straight.get(scope["path"])
        if route is None or scope["method"] not in (route.methods or ()):
            return self._app  # which also refuses what is wrong about it
        scope["route"] = route
        return route.app


class _Exchange:
    """One request and its response."""

    def __init__(
        self,
        headers: Sequence[tuple[bytes, bytes]],
        request_id: str,
        largest: int,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        self._headers = headers
        self._request_id = request_id
        self._largest = largest
        self._scope = scope
        self._receive = receive
        self._send = send
        self._received = 0
        self._status = 0

    async def serve(self, app: ASGIApp, metrics: Metrics) -> None:
        start = time.perf_counter()
        try:
            await self._answer(app)
        finally:
            route = getattr(self._scope.get("route"), "path", "other")
            seconds = time.perf_counter() - start
            metrics.web.labels(route, str(self._status or "dropped")).inc()
            metrics.web_seconds.labels(route).observe(seconds)
            if route not in _QUIET or self._status >= 500:  # noqa: PLR2004
                log.info(
                    "answered",
                    method=self._scope["method"],
                    route=route,
                    status=self._status,
                    milliseconds=round(seconds * 1000, 1),
                )

    async def _answer(self, app: ASGIApp) -> None:
        if self._announced_size() > self._largest:
            await self._refuse_size()
            return
        try:
            await app(self._scope, self._take, self._give)
        except _BodyTooLarge:
            if self._status:
                raise
            await self._refuse_size()
        except Exception:
            code = pages.new_code()
            log.exception("page_failed", code=code)
            if self._status:
                raise  # half an answer is out; the connection has to break
            await pages.failed(self._scope, code)(self._scope, self._take, self._give)

    async def _take(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            if self._received > self._largest:
                raise _BodyTooLarge
        return message

    async def _give(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            given = message.get("headers", [])
            taken = {name.lower() for name, _ in given}
            ours = [one for one in self._headers if one[0] not in taken]
            message["headers"] = [*given, *ours, (REQUEST_ID.encode(), self._request_id.encode())]
        await self._send(message)

    async def _refuse_size(self) -> None:
        await pages.too_large(self._scope, self._largest)(self._scope, self._receive, self._give)

    def _announced_size(self) -> int:
        for name, value in self._scope["headers"]:
            if name == b"content-length":
                return int(value) if value.isdigit() else 0
        return 0


def _request_id(scope: Scope) -> str:
    """The caller's, where it looks like one (a proxy's, for example); else a new one."""
    for name, value in scope["headers"]:
        if name == REQUEST_ID.encode() and _SANE_ID.fullmatch(given := value.decode("latin-1")):
            return str(given)
    return new_id().hex
