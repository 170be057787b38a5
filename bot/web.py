"""The web application: the platforms' addresses, downloads, health. Edges start with it and stop with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol, runtime_checkable

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import downloads, exports_edge, health, pages
from bot.front import Front
from bot.upstander import Edge, Upstander, sending
from bot.worker import Worker

log = structlog.get_logger("upstander.web")

DRAIN_SECONDS = 8.0
"""How long a stop waits for work that was acknowledged. Orchestrators give ten seconds or more."""


@runtime_checkable
class TakesMore(Protocol):
    """An edge with addresses that take a larger body than others do, and how large."""

    def larger(self) -> Mapping[str, int]: ...


def web_app(app: Upstander, edges: Sequence[Edge], worker: Worker | None = None) -> FastAPI:
    """Everything on one port. What describes the addresses (`/docs`, `/openapi.json`) stays shut.

    With a worker, the process ticks, too.
    """

    @asynccontextmanager
    async def lifespan(_web: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(app.database.close)
            await stack.enter_async_context(sending(app))  # until what is on its way has been recorded
            stack.push_async_callback(app.background.drain, DRAIN_SECONDS)
            for edge in edges:
                # Pushed before it is started: half a start may need stopping, too.
                stack.push_async_callback(edge.stop)
                await _start(web, edge)
            if worker is not None:
                stack.callback(worker.stop)
                worker.start()
            yield
            log.info("stopping")

    web = FastAPI(title="Upstander", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    web.include_router(health.router(app, edges))
    web.include_router(downloads.router(app))
    web.include_router(exports_edge.router(app))
    straight: dict[str, Route] = {}
    larger: dict[str, int] = {}
    for edge in edges:
        router = edge.router()
        web.include_router(router)
        straight |= {route.path: route for route in router.routes if type(route) is Route}
        if isinstance(edge, TakesMore):
            larger |= edge.larger()
    web.add_exception_handler(HTTPException, _refuse)
    web.add_exception_handler(RequestValidationError, _refuse)
    is_https = app.settings.public_url.startswith("https://")
    web.add_middleware(Front, metrics=app.metrics, is_https=is_https, straight=straight, larger=larger)
    return web


async def _start(web: FastAPI, edge: Edge) -> None:
    try:
        await edge.start()
    except Exception as error:
        web.state.failed_start = error  # uvicorn keeps only its text
        raise


async def _refuse(request: Request, error: Exception) -> Response:
    """The framework's own refusals, in plain words. What was sent is not given back and not logged."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    code = pages.new_code()
    log.info("refused", status=status, code=code)
    response = pages.refused(request.scope, status, code)
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response
