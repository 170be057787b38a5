"""The keys with which Microsoft signs what Teams sends us: fetched without stopping anybody, and kept for a day.

The SDK's own fetch blocks every other request while the sign-in service is slow, has no time limit, and after Microsoft
changes its keys refuses everything for up to a day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog

log = structlog.get_logger("upstander.teams")

FRESH = timedelta(days=1)
"""Microsoft wants the keys fetched again daily."""
USABLE = timedelta(days=3)
"""How old keys may get while the sign-in service is away."""
PAUSE = timedelta(minutes=1)
"""The shortest time between two fetches, whatever keys a sender names."""
PATIENCE = aiohttp.ClientTimeout(total=10)


class KeysUnavailable(Exception):
    """The sign-in service did not give its keys."""


class UnknownKey(Exception):
    """No key of Microsoft's has that id."""


class SigningKeys:
    """The published keys (JWK), by their id."""

    def __init__(self, http: Callable[[], aiohttp.ClientSession], url: str, clock: Callable[[], datetime]) -> None:
        self._http = http
        self._url = url
        self._clock = clock
        self._keys: Mapping[str, Mapping[str, Any]] = {}
        self._fetched: datetime | None = None
        self._tried: datetime | None = None
        self._one_fetch = asyncio.Lock()

    async def get(self, key_id: str) -> Mapping[str, Any]:
        """The key of that id. Raises UnknownKey or KeysUnavailable."""
        if key_id not in self._keys or self._age() > FRESH:
            await self._refresh(key_id)
        if self._age() > USABLE:
            raise KeysUnavailable
        try:
            return self._keys[key_id]
        except KeyError:
            raise UnknownKey from None

    async def _refresh(self, key_id: str) -> None:
        async with self._one_fetch:
            now = self._clock()
            if key_id in self._keys and self._age() <= FRESH:
                return  # whoever held the lock before us fetched it
            if self._tried is not None and now - self._tried < PAUSE:
                return
            self._tried = now
            try:
                self._keys = await self._fetch()
                self._fetched = now
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
                log.warning("signing_keys_unavailable", error=type(error).__name__)

    async def _fetch(self) -> Mapping[str, Mapping[str, Any]]:
        description = await self._json(self._url)
        document = await self._json(str(description["jwks_uri"]))
        return {str(key["kid"]): key for key in document["keys"]}

    async def _json(self, url: str) -> Any:
        async with self._http().get(url, timeout=PATIENCE) as response:
            response.raise_for_status()
            return await response.json(content_type=None)

    def _age(self) -> timedelta:
        return timedelta.max if self._fetched is None else self._clock() - self._fetched
