"""The yardstick of delivering: a bare loop of Slack's own library, so many calls at once, and nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient


async def seconds(
    api_url: str, token: str, posts: Iterable[tuple[str, Mapping[str, Any]]], at_once: int, *, one_session: bool = False
) -> float:
    """How long it takes to post each payload into its channel.

    As the library is made, each call has a connection of its own; `one_session`: it is given one session for all.
    """
    waiting = iter(posts)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession()) if one_session else None
        client = AsyncWebClient(token=token, base_url=api_url, session=session)
        client.proxy = None

        async def post_them() -> None:
            for channel, payload in waiting:
                await client.chat_postMessage(channel=channel, **payload)

        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(post_them())
        return time.perf_counter() - started
