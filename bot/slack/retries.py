"""When a call to Slack is tried again: for each kind of failure its own rule, and never so that a post comes twice."""

from __future__ import annotations

import asyncio
import random

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

PATIENCE_SECONDS = 10.0
"""The longest pause that we wait out where Slack asks for one; a person waits for the answer meanwhile."""
PAUSE_SECONDS = 0.2
TOO_MANY = 429
_FAULTS = frozenset({500, 502, 503, 504})
_SAME_TWICE = frozenset({"auth.test", "users.info", "views.publish", "views.update", "apps.connections.open"})
"""Methods that may be called twice: they read, or they set what they set."""


def handlers() -> list[AsyncRetryHandler]:
    """One try more, where it can do no harm."""
    return [_NeverConnected(), _LostAnswer(), _AskedToWait()]


def surely_unsent(trouble: str) -> bool:
    """Whether Slack did nothing: it never got the call, or refused it for its rate."""
    return trouble in {"unreachable", "rate_limited"}


def retry_after(asked: float | None) -> float | None:
    """How long to wait before the next try; None where that is longer than anybody wants to wait."""
    seconds = PAUSE_SECONDS if asked is None else asked
    return seconds + random.random() * PAUSE_SECONDS if seconds <= PATIENCE_SECONDS else None  # noqa: S311 - jitter


class _NeverConnected(AsyncRetryHandler):
    """No connection, no call."""

    def __init__(self) -> None:
        super().__init__(max_retry_count=1, interval_calculator=FixedValueRetryIntervalCalculator(PAUSE_SECONDS))

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002 - the signature is the library's
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,  # noqa: ARG002
        error: Exception | None = None,
    ) -> bool:
        return isinstance(error, aiohttp.ClientConnectorError)


class _LostAnswer(AsyncRetryHandler):
    """A fault of Slack's, or a connection that broke: again only for what may be done twice."""

    def __init__(self) -> None:
        super().__init__(max_retry_count=1, interval_calculator=FixedValueRetryIntervalCalculator(PAUSE_SECONDS))

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        failed = isinstance(error, aiohttp.ClientConnectionError) or (
            response is not None and response.status_code in _FAULTS
        )
        return failed and request.url.rpartition("/")[2] in _SAME_TWICE


class _AskedToWait(AsyncRetryHandler):
    """429: Slack did nothing, and says when to come again."""

    def __init__(self) -> None:
        super().__init__(max_retry_count=1)

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> bool:
        return response is not None and response.status_code == TOO_MANY and _pause(response) is not None

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> None:
        state.next_attempt_requested = True
        await asyncio.sleep((_pause(response) if response is not None else None) or PAUSE_SECONDS)
        state.increment_current_attempt()


def _pause(response: HttpResponse) -> float | None:
    for name, values in response.headers.items():
        if name.lower() == "retry-after":
            try:
                return retry_after(float(values[0]))
            except ValueError:
                return retry_after(None)
    return retry_after(None)
