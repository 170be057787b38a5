"""Makes one call to Slack and never a second one: for messages that nobody waits for.

Slack's library would do it, too, and take half as long again, which a morning of ten thousand messages feels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.slack.client import (
    CALL_SECONDS,
    CONNECT_SECONDS,
    SERVER_ERROR,
    TOO_MANY,
    UNSETTLED,
    SlackFailure,
    Trouble,
    sorted_failure,
)

OK = 200
REQUEST_TIMEOUT = 408
_TOO_MANY_WORDS = frozenset({"ratelimited", "rate_limited"})
_FAILURES = (aiohttp.ClientError, TimeoutError, OSError)
Answer = Mapping[str, Any]


class Poster:
    """Calls that write. `open` belongs to the running event loop; `close` ends it. Failures are counted."""

    def __init__(self, client: AsyncWebClient, metrics: Metrics, *, seconds: float = CALL_SECONDS) -> None:
        """`client` knows where Slack is, and by which proxy."""
        self._base_url = client.base_url
        self._proxy = client.proxy
        self._metrics = metrics
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None
        self._headers: tuple[str, Mapping[str, str]] = ("", {})

    async def open(self) -> None:
        # Whoever calls bounds how many calls there are at once: a queue in here would eat the time of the call.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=self._seconds, sock_connect=CONNECT_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, method: str, token: str, arguments: Mapping[str, Any]) -> Answer:
        """What Slack answers to a call that it carried out. Raises SlackFailure for all others."""
        try:
            return await self._call(method, token, orjson.dumps(arguments))
        except SlackFailure as failure:
            self._metrics.platform_errors.labels("slack", failure.trouble.value).inc()
            raise

    async def _call(self, method: str, token: str, body: bytes) -> Answer:
        if self._session is None:
            raise SlackFailure(Trouble.UNREACHABLE, "not_started")
        try:
            async with self._session.post(
                self._base_url + method,
                data=body,
                headers=self._signed(token),
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                held = await response.read()
        except aiohttp.ClientHttpProxyError as error:  # the proxy did not let us through: Slack never heard of it
            raise SlackFailure(Trouble.UNREACHABLE, type(error).__name__) from error
        except _FAILURES as error:
            raise sorted_failure(error) from error
        return _judged(response.status, response.headers.get("Retry-After"), held)

    def _signed(self, token: str) -> Mapping[str, str]:
        """Most calls in a row are of one workspace."""
        known, headers = self._headers
        if known != token:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
            self._headers = (token, headers)
        return headers


def _judged(status: int, pause: str | None, held: bytes) -> Answer:
    """The answer, or what its refusal means."""
    answer = _json(held)
    word = answer.get("error")
    if status == OK and answer.get("ok") is True:
        return answer
    if status == TOO_MANY or word in _TOO_MANY_WORDS:
        raise SlackFailure(Trouble.RATE_LIMITED, "ratelimited", _seconds(pause))
    if status >= SERVER_ERROR or status == REQUEST_TIMEOUT or word in UNSETTLED:
        raise SlackFailure(Trouble.UNANSWERED, word if isinstance(word, str) else f"http_{status}")
    if isinstance(word, str):
        raise SlackFailure(Trouble.REFUSED, word)
    # Without a word of Slack's it is something on the way that answers: with 200 as if it had been Slack, else with no.
    raise SlackFailure(Trouble.UNANSWERED if status == OK else Trouble.REFUSED, f"http_{status}")


def _json(held: bytes) -> Answer:
    try:
        answer = orjson.loads(held)
    except orjson.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _seconds(header: str | None) -> float | None:
    try:
        seconds = float(header) if header else math.nan
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
