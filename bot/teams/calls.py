"""One call to Teams over HTTP: signed, bounded in time, and with each failure sorted into what it means."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import orjson

from bot.teams.tokens import AppToken
from bot.teams.wire import SendError

PATIENCE = aiohttp.ClientTimeout(total=15, sock_connect=5)
ATTEMPTS = 4
LONGEST_PAUSE = 30.0
TRY_AGAIN = frozenset({412, 429, 500, 502, 503, 504})
"""What Microsoft says to try again after a while."""

Http = Callable[[], aiohttp.ClientSession]
Pause = Callable[[float], Awaitable[object]]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Answer:
    """What Teams said of a call that it took."""

    status: int
    reason: str
    body: bytes

    def json(self) -> Any:
        """What the body holds; None where it is no JSON."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None


class Calls:
    """Makes the calls. Without a token they go unsigned, as a local Teams client wants them."""

    def __init__(self, http: Http, token: AppToken | None) -> None:
        self._http = http
        self._token = token

    async def make(self, method: str, url: str, headers: Mapping[str, str], body: bytes | str | None) -> Answer:
        """The answer of Teams to a call that it took. Raises SendError for all others."""
        signed = dict(headers)
        if self._token is not None:
            signed["Authorization"] = f"Bearer {await self._token.get()}"
        try:
            async with self._http().request(
                method, url, headers=signed, data=body, timeout=PATIENCE, allow_redirects=False
            ) as answer:
                held = await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.ConnectionTimeoutError) as error:
            raise SendError("unreachable") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            # A question may be asked again; a message may have arrived.
            raise SendError("no_answer", unknown=method != "GET") from error
        if answer.status >= 300:  # noqa: PLR2004
            raise self._refusal(answer.status, answer.headers.get("Retry-After"), held)
        return Answer(answer.status, answer.reason or "", held)

    def _refusal(self, status: int, retry_after: str | None, held: bytes) -> SendError:
        if status == 401 and self._token is not None:  # noqa: PLR2004
            self._token.forget()
        return SendError(
            "refused",
            status=status,
            permanent=status not in TRY_AGAIN,
            retry_after=float(retry_after) if retry_after and retry_after.isdecimal() else None,
            code=_code(Answer(status, "", held).json()),
        )


def _code(told: Any) -> str | None:
    """`{"error": {"code": "BotDisabledByAdmin", …}}`"""
    error = told.get("error") if isinstance(told, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) else None


async def patiently(call: Callable[[], Awaitable[Result]], pause: Pause = asyncio.sleep) -> Result:
    """The call, again after a while where Teams definitely refused it for now, and never where it may have arrived."""
    attempt = 1
    while True:
        try:
            return await call()
        except SendError as error:
            if error.permanent or error.unknown or attempt == ATTEMPTS:
                raise
            await pause(_wait(attempt, error.retry_after))
        attempt += 1


def _wait(attempt: int, asked: float | None) -> float:
    """As long as Teams asked for, else twice as long each time; a little apart from what others do just now."""
    wait = 2.0 ** (attempt - 1) if asked is None else asked
    return min(wait * random.uniform(1.0, 1.25), LONGEST_PAUSE)  # noqa: S311 - nothing secret in it
