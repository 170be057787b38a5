"""A zip that is written while it grows: what is in it so far goes out at once, and nothing of it is kept."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import IO, cast

from bot.exporting.order import Sink

_QUICK = 1
"""A file of rows gets about as small as it can at once; to try harder takes three times as long."""


class _Outgoing:
    """Where the zip is written to. It cannot go back, so that the zip says sizes behind each file."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class Zip:
    """Files go in one after the other. All work with bytes is done in a thread: others are served meanwhile."""

    def __init__(self, sink: Sink, now: datetime) -> None:
        self._sink, self._now = sink, now
        self._out = _Outgoing()
        self._zip = zipfile.ZipFile(cast("IO[bytes]", self._out), "w", zipfile.ZIP_DEFLATED)
        self._entry: IO[bytes] | None = None

    async def begin(self, name: str, *, is_compressed: bool = False) -> None:
        """The next file."""
        info = zipfile.ZipInfo(name, self._now.timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if is_compressed else zipfile.ZIP_DEFLATED
        info._compresslevel = _QUICK  # type: ignore[attr-defined]  # noqa: SLF001 - public from Python 3.13 on
        info.external_attr = 0o600 << 16
        self._entry = self._zip.open(info, "w", force_zip64=True)
        await self._send()

    async def write(self, data: bytes) -> None:
        if data and self._entry is not None:
            await asyncio.to_thread(self._entry.write, data)
            await self._send()

    async def write_all(self, pieces: Iterable[bytes]) -> None:
        """Takes the pieces one at a time, in a thread."""
        left = iter(pieces)
        while (piece := await asyncio.to_thread(next, left, None)) is not None:
            await self.write(piece)

    async def end(self) -> None:
        """The file is complete."""
        if self._entry is not None:
            await asyncio.to_thread(self._entry.close)
            self._entry = None
            await self._send()

    async def add(self, name: str, text: str) -> None:
        """A whole file of text."""
        await self.begin(name)
        await self.write(text.encode())
        await self.end()

    async def close(self) -> None:
        """The zip is complete."""
        self._zip.close()
        await self._send()

    def abandon(self) -> None:
        """It will never be complete."""
        with suppress(Exception):  # what went wrong is told by whoever abandons it
            if self._entry is not None:
                self._entry.close()
            self._zip.close()

    async def _send(self) -> None:
        if data := self._out.take():
            await self._sink.write(data)
