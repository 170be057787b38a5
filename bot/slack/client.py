"""Calls Slack: one session, one timeout, one way to tell what went wrong.

Slack's own library tries again after a lost connection, and so posts twice when only the answer was lost. Here a call
is tried again only where the first try surely did nothing, or where doing it twice is the same as doing it once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.metrics import Metrics
from bot.settings import Settings, is_loopback
from bot.slack.response_url import ResponseUrl
from bot.slack.retries import handlers, retry_after, surely_unsent

log = structlog.get_logger("upstander.slack")

CALL_SECONDS = 10.0
CONNECT_SECONDS = 3.0
TOO_MANY = 429
SERVER_ERROR = 500
UNSETTLED = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack's own faults: whether it did what we asked is not known."""

_FAILURES = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, AttributeError)
"""What a call may raise; the library stumbles (AttributeError) over an answer that is plain text."""


class Trouble(StrEnum):
    """How a call failed."""

    REFUSED = "refused"
    """Slack said no, and would say it again."""
    RATE_LIMITED = "rate_limited"
    """Slack did nothing and asks us to wait."""
    UNREACHABLE = "unreachable"
    """Slack never got it."""
    UNANSWERED = "unanswered"
    """Slack may or may not have done it."""


class SlackFailure(Exception):
    """A call that failed. `error`: Slack's own word for it, or the kind of network error. Never a body or a token."""

    def __init__(self, trouble: Trouble, error: str, retry_after: float | None = None) -> None:
        super().__init__(f"{trouble}: {error}")
        self.trouble = trouble
        self.error = error
        self.retry_after = retry_after

    @property
    def is_passing(self) -> bool:
        """Whether the same call may work later."""
        return self.trouble is not Trouble.REFUSED


def library_logger() -> logging.Logger:
    """For Slack's libraries, which below this level write bodies to the log."""
    logger = logging.getLogger("upstander.slack.library")
    logger.setLevel(logging.ERROR)
    return logger


class SlackClient:
    """Slack's Web API and response addresses. `open` belongs to the running event loop; `close` ends it."""

    def __init__(self, settings: Settings, metrics: Metrics, *, seconds: float = CALL_SECONDS) -> None:
        self._api_url = settings.slack_api_url
        self._metrics = metrics
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        timeout = aiohttp.ClientTimeout(total=self._seconds, sock_connect=CONNECT_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def web(self, token: str | None = None) -> AsyncWebClient:
        """Slack's own client, with our session and our rules for trying again."""
        client = AsyncWebClient(
            token=token,
            base_url=self._api_url,
            session=self._session,
            logger=library_logger(),
            retry_handlers=handlers(),
        )
        if is_loopback(urlsplit(self._api_url).hostname or ""):
            client.proxy = None  # the library would send even this through the environment's proxy
        return client

    async def ask(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
        """The answer to a call of `web()`. Raises SlackFailure, counted."""
        try:
            return await call
        except _FAILURES as error:
            failure = sorted_failure(error)
            self._count(failure)
            raise failure from None

    async def respond(self, to: ResponseUrl, payload: Mapping[str, Any]) -> None:
        """Posts to a response address. Raises SlackFailure, counted."""
        try:
            await self._post(to, payload)
        except SlackFailure as failure:
            self._count(failure)
            raise

    async def _post(self, to: ResponseUrl, payload: Mapping[str, Any]) -> None:
        if self._session is None:
            raise SlackFailure(Trouble.UNREACHABLE, "not_started")
        for is_last in (False, True):
            url = to.take(self._api_url)
            if url is None:
                raise SlackFailure(Trouble.REFUSED, "response_url_unusable")
            try:
                async with self._session.post(url, json=payload, allow_redirects=False) as response:
                    await _judge(response)
                    return
            except (SlackFailure, *_FAILURES) as error:
                failure = sorted_failure(error)
            pause = retry_after(failure.retry_after) if surely_unsent(failure.trouble) else None
            if is_last or pause is None:
                raise failure
            await asyncio.sleep(pause)

    def _count(self, failure: SlackFailure) -> None:
        self._metrics.platform_errors.labels("slack", failure.trouble.value).inc()


async def _judge(response: aiohttp.ClientResponse) -> None:
    """Raises for an answer of a response address that is not "ok"."""
    text = (await response.text())[:200].strip()
    if response.status == TOO_MANY:
        raise SlackFailure(Trouble.RATE_LIMITED, "ratelimited", _seconds(response.headers.get("Retry-After")))
    if "invalid_blocks" in text:
        raise SlackFailure(Trouble.REFUSED, "invalid_blocks")
    if response.status >= SERVER_ERROR:
        raise SlackFailure(Trouble.UNANSWERED, f"http_{response.status}")
    if not response.ok or response.status >= 300 or '"ok":false' in text.replace(" ", ""):  # noqa: PLR2004
        raise SlackFailure(Trouble.REFUSED, f"http_{response.status}")


def sorted_failure(error: Exception) -> SlackFailure:
    """What an error of the library or the network means for the call."""
    match error:
        case SlackFailure():
            return error
        case SlackApiError():
            return _refusal(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return SlackFailure(Trouble.UNREACHABLE, type(error).__name__)
        case _:
            return SlackFailure(Trouble.UNANSWERED, type(error).__name__)


def _refusal(error: SlackApiError) -> SlackFailure:
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    data = getattr(response, "data", None)
    word = data.get("error") if isinstance(data, dict) else None
    code = word if isinstance(word, str) else None
    if status == TOO_MANY or code == "ratelimited":
        return SlackFailure(Trouble.RATE_LIMITED, "ratelimited", _seconds(response.headers.get("Retry-After")))
    if status >= SERVER_ERROR or code is None or code in UNSETTLED:
        return SlackFailure(Trouble.UNANSWERED, code or f"http_{status}")
    return SlackFailure(Trouble.REFUSED, code)


def _seconds(header: str | None) -> float | None:
    try:
        return float(header) if header else None
    except ValueError:
        return None
