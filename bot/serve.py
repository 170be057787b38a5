"""Runs the web server and the worker in one process, from a bound port to a clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Generator, Sequence
from typing import Any, TypeVar

import structlog
import uvicorn

from bot.settings import CannotStart, SettingsError
from bot.upstander import Edge, Upstander, sending
from bot.web import DRAIN_SECONDS, web_app
from bot.wiring import add_senders
from bot.worker import Worker
from storage import migrations, roles
from storage.database import OLDEST_SQLITE

log = structlog.get_logger("upstander.serve")
Result = TypeVar("Result")

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises CannotStart."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), port), family=family, backlog=2048)
    except OSError as error:
        number = error.errno or 0
        why = os.strerror(number) if number > 0 else error.strerror  # Python adds the address to it, at length
        raise CannotStart(f"Cannot listen on {host}, port {port} ({why}). Another port: --port 8001.") from error


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs to the end on the fastest event loop there is."""
    if sys.platform == "win32":
        return asyncio.run(work)
    import uvloop  # noqa: PLC0415 - not on every platform

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def prepare(app: Upstander) -> None:
    """Makes sure of the schema, and of the program admins that the settings name. Raises CannotStart.

    The embedded database is brought up to date at once; a server's may have several of us, of different versions.
    """
    if app.database.is_sqlite:
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            needed = ".".join(map(str, OLDEST_SQLITE))
            raise CannotStart(
                f"This Python brings SQLite {sqlite3.sqlite_version}; {needed} or newer is needed. Use a newer Python "
                "build, or PostgreSQL."
            )
        await migrations.upgrade(app.database)
    async with app.database.begin() as db:
        if await migrations.pending(db):
            raise CannotStart("The database's schema is not up to date: run `upstander migrate` first.")
        await roles.grant_admins(db, app.settings.admins, app.clock())


async def serve(
    app: Upstander,
    edges: Sequence[Edge],
    listener: socket.socket,
    on_ready: Callable[[], None] | None = None,
    worker: Worker | None = None,
) -> None:
    """Serves until SIGTERM or SIGINT, then takes no new work and finishes what is in flight.

    `worker`: one that ticks otherwise than usual. Raises CannotStart, or an edge's SettingsError.
    """
    add_senders(app)
    web = web_app(app, edges, worker or Worker(app))
    config = uvicorn.Config(
        web,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,  # ours tells no query strings
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(DRAIN_SECONDS),
    )
    try:
        await _Server(config, on_ready).serve(sockets=[listener])
    except SystemExit as stopped:  # uvicorn's word for a start that failed
        failure = getattr(web.state, "failed_start", stopped)
        if isinstance(failure, SettingsError):
            raise failure from None
        log.error("not_started", exc_info=failure)
        raise CannotStart("A platform did not start; the line above says why. `upstander doctor` may help.") from None


async def work_alone(app: Upstander) -> None:
    """Ticks without a web server until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for one in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    add_senders(app)
    worker = Worker(app)
    async with sending(app):
        worker.start()
        settle()
        log.info("working")
        await stop.wait()
        log.info("stopping")
        worker.stop()
        await app.background.drain(DRAIN_SECONDS)


OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python's own 700 is for scripts: one batch of planning makes so many that the collector would look a hundred times
for what goes by itself when the batch is over.
"""


def settle() -> None:
    """What is here now stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


class _Server(uvicorn.Server):
    """uvicorn, with a stop by signal that is a success, and a word when it takes requests."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in sockets or []:
            host, port = one.getsockname()[:2]
            log.info("listening", host=host, port=port)
        settle()
        if self._on_ready is not None:
            self._on_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """uvicorn's own raises the signal again at the end, so that a clean stop looks like a kill."""
        loop = asyncio.get_running_loop()
        for one in STOP_SIGNALS:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in STOP_SIGNALS:
                loop.remove_signal_handler(one)
