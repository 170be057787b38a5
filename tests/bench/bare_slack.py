"""The yardstick of delivering: a bare loop of Slack's own library, so many calls at once, and nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient


async def seconds(api_url: str, token: str, channels: Iterable[str], payload: Mapping[str, Any], at_once: int) -> float:
    """How long it takes to post the payload into each channel. One session for all: the library's own way is slower."""
    waiting = iter(channels)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        client = AsyncWebClient(token=token, base_url=api_url, session=session)
        client.proxy = None

        async def post_them() -> None:
            for channel in waiting:
                await client.chat_postMessage(channel=channel, **payload)

        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(post_them())
        return time.perf_counter() - started
