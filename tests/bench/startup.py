"""From the start of the process to `/readyz`, and the memory it holds then, with Slack and Teams switched on."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Sequence

from tests.bench.against_bolt import SECRET
from tests.bench.commands import SIGNING_SECRET
from tests.bench.servers import free_port, running
from tests.bench.table import Row
from tests.fakes.slack import FakeSlack

STARTS = 3
LONGEST_SECONDS = 3.0
MOST_MEBIBYTES = 160.0


def measure() -> Sequence[Row]:
    return asyncio.run(_measure())


async def _measure() -> Sequence[Row]:
    seconds, memory = [], []
    async with FakeSlack() as slack:
        slack.world.add_workspace("T1")
        for _ in range(STARTS):
            one = await asyncio.to_thread(_start, slack.api_url)
            seconds.append(one[0])
            memory.append(one[1])
    return (
        Row("from start to ready", statistics.median(seconds), "s", at_most=LONGEST_SECONDS),
        Row("memory when ready", statistics.median(memory), "MiB", at_most=MOST_MEBIBYTES),
    )


def _start(slack_api_url: str) -> tuple[float, float]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "UPSTANDER_DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "UPSTANDER_SECRET_KEYS": SECRET,
            "UPSTANDER_SLACK_BOT_TOKEN": "xoxb-1",
            "UPSTANDER_SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "UPSTANDER_SLACK_API_URL": slack_api_url,
            "UPSTANDER_TEAMS_ALLOW_ANONYMOUS": "true",
            "UPSTANDER_LOG_LEVEL": "warning",
        }
        serve = ("-c", "from bot.cli import main; main()", "serve", "--port", str(port))
        with running(serve, environment, port, "/readyz") as server:
            return server.seconds_to_ready, server.memory_mib
