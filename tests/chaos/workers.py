"""Real worker processes, and the one who kills them."""

from __future__ import annotations

import asyncio
import random
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from storage.encryption import Cipher
from tests.fakes.slack_crowd import Crowd
from tests.serving import Program

KEY = "a-chaos-key-without-white-space-and-long-enough"
CIPHER = Cipher([KEY])
WORKS = re.compile(r'"event":"working"')


def environment(address: str, slack: Crowd) -> Mapping[str, str]:
    """The settings of a worker for many workspaces."""
    return {
        "UPSTANDER_DATABASE_URL": address,
        "UPSTANDER_SECRET_KEYS": KEY,
        "UPSTANDER_SLACK_API_URL": slack.api_url,
        "UPSTANDER_SLACK_CLIENT_ID": "1.2",
        "UPSTANDER_SLACK_CLIENT_SECRET": "chaos",
        "UPSTANDER_SLACK_SIGNING_SECRET": "chaos",
        "UPSTANDER_PUBLIC_URL": "https://upstander.example.com",
        "UPSTANDER_LOG_LEVEL": "warning",
    }


class Workers:
    """So many `upstander worker`; who dies is replaced."""

    def __init__(self, count: int, folder: Path, env: Mapping[str, str], seed: int) -> None:
        self._count = count
        self._folder = folder
        self._env = env
        self._dice = random.Random(seed)
        self._alive: list[Program] = []
        self.killed = 0

    def start(self) -> None:
        while len(self._alive) < self._count:
            self._alive.append(Program(("worker",), self._folder, self._env))

    def kill_one(self) -> None:
        """SIGKILL, as a lost machine would, and a new one in its place."""
        one = self._alive.pop(self._dice.randrange(len(self._alive)))
        assert one.process.poll() is None, f"a worker ended by itself:\n{one.said}"
        one.kill()
        self.killed += 1
        self.start()

    def stop(self) -> None:
        """Asks all to stop; each must, and cleanly."""
        codes = [(one.stop(), one) for one in self._alive]
        self._alive = []
        for code, one in codes:
            assert code == 0, f"stopped with {code}:\n{one.said}"

    def end(self) -> None:
        for one in self._alive:
            one.kill()

    async def killing(self, seconds: float) -> None:
        """Kills one every so many seconds, until it is cancelled."""
        while True:
            await asyncio.sleep(seconds)
            await asyncio.to_thread(self.kill_one)

    @property
    def are_alive(self) -> bool:
        return all(one.process.poll() is None for one in self._alive)

    @property
    def said(self) -> str:
        return "\n".join(one.said for one in self._alive)


@asynccontextmanager
async def working(count: int, folder: Path, env: Mapping[str, str], seed: int = 1) -> AsyncIterator[Workers]:
    """So many workers until the block ends; then each has to stop by itself, with 0."""
    workers = Workers(count, folder, env, seed)
    try:
        workers.start()
        yield workers
        await asyncio.to_thread(workers.stop)
    except BaseException:
        sys.stderr.write(workers.said)
        raise
    finally:
        workers.end()
