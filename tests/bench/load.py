"""Sends prepared HTTP requests over a fixed number of kept-alive connections, and keeps each one's time."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What one run measured. Latencies are seconds, one a request."""

    seconds: float
    latencies: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.latencies, n=100, method="inclusive")[percent - 1]


class WrongAnswerError(Exception):
    """The server did not answer 200 with what was expected, so its speed would mean nothing."""


async def send(port: int, requests: Sequence[bytes], expected: bytes, connections: int = 16) -> Load:
    """Shares the requests among the connections; each waits for its answer before it sends the next.

    Raises WrongAnswerError where an answer is not a 200 that holds `expected`.
    """
    waiting = iter(requests)
    latencies: list[float] = []

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for request in waiting:
                started = time.perf_counter()
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(_content_length(head))
                latencies.append(time.perf_counter() - started)
                if b" 200 " not in head[:20] or expected not in body:
                    raise WrongAnswerError((head + body)[:600].decode(errors="replace"))
        finally:
            writer.close()

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(one_connection())
    return Load(time.perf_counter() - started, tuple(latencies))


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise WrongAnswerError(f"no content length in {head!r}")
