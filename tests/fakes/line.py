"""A line to a PostgreSQL server that can be cut, at the moments that matter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto

from sqlalchemy.engine import make_url

_COMMIT = b"COMMIT;"


class Cut(Enum):
    """When the line breaks. Each happens as often as `cuts` says, then the line is whole again."""

    BEFORE_COMMIT = auto()  # the server never hears of the commit
    AFTER_COMMIT = auto()  # the server commits, and its answer is lost


class Line:
    """Stands between us and the server. `url` is its address; `down` refuses everybody."""

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self.down = False
        self.cut: Cut | None = None
        self.cuts = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener: asyncio.Server | None = None
        self.url = ""

    async def open(self) -> None:
        self._listener = await asyncio.start_server(self._join, "127.0.0.1", 0)
        port = self._listener.sockets[0].getsockname()[1]
        url = self._server.set(host="127.0.0.1", port=port, query={})
        self.url = url.render_as_string(hide_password=False)

    async def close(self) -> None:
        assert self._listener is not None
        self._listener.close()
        self.break_all()

    def break_all(self) -> None:
        """Every connection there is breaks."""
        for writer in self._writers:
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self.down:
                writer.transport.abort()
                return
            upstream_reader, upstream_writer = await self._connect()
            self._writers.add(upstream_writer)
            with suppress(OSError):
                await asyncio.gather(
                    self._to_server(reader, upstream_writer, writer), self._to_client(upstream_reader, writer)
                )
            self._writers.discard(upstream_writer)
            upstream_writer.close()
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host = self._server.query.get("host") or self._server.host
        port = self._server.port or 5432
        if isinstance(host, str) and host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(str(host), port)

    async def _to_server(
        self, reader: asyncio.StreamReader, server: asyncio.StreamWriter, client: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(65536):
            if _COMMIT in data and self.cuts > 0 and self.cut is not None:
                self.cuts -= 1
                client.transport.abort()
                if self.cut is Cut.AFTER_COMMIT:
                    server.write(data)
                    await server.drain()
                    server.write_eof()
                else:
                    server.transport.abort()
                return
            server.write(data)
            await server.drain()
        if server.can_write_eof():
            server.write_eof()

    async def _to_client(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if not client.transport.is_closing():
                client.write(data)
                await client.drain()
        client.transport.abort()


@asynccontextmanager
async def line_to(server: str) -> AsyncIterator[Line]:
    line = Line(server)
    await line.open()
    try:
        yield line
    finally:
        await line.close()
