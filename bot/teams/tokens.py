"""The token with which we call Teams: asked for once, kept until shortly before it expires."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog

from bot.teams.wire import SendError

log = structlog.get_logger("upstander.teams")

EARLY = timedelta(minutes=5)
"""A token is renewed so long before it expires."""
PATIENCE = aiohttp.ClientTimeout(total=10)
MANY_TENANTS = "botframework.com"
"""Where a bot registered for many tenants signs in; one registered for a single tenant signs in at its own."""
ELSEWHERE = ("AADSTS700016", "AADSTS90002")
"""The sign-in service's codes for "this app is not registered here" and "there is no such tenant"."""


class AppToken:
    """The bot's own token for one service. `homes`: the tenants where the bot may be registered, likeliest first."""

    def __init__(
        self,
        http: Callable[[], aiohttp.ClientSession],
        login_url: str,
        app_id: str,
        password: str,
        scope: str,
        homes: Sequence[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._http = http
        self._login_url = login_url
        self._app_id = app_id
        self._password = password
        self._scope = scope
        self._homes = tuple(homes)
        self._clock = clock
        self._token = ""
        self._renew_at: datetime | None = None
        self._one_fetch = asyncio.Lock()

    async def get(self) -> str:
        """A token that is valid now. Raises SendError."""
        if self._is_old():
            async with self._one_fetch:
                if self._is_old():
                    await self._fetch()
        return self._token

    def forget(self) -> None:
        """Teams refused the token: the next call asks for a new one."""
        self._renew_at = None

    def _is_old(self) -> bool:
        return self._renew_at is None or self._clock() >= self._renew_at

    async def _fetch(self) -> None:
        for home in self._homes:
            status, answer = await self._ask(home)
            if status == 200:  # noqa: PLR2004
                self._homes = (home,)
                self._token = str(answer["access_token"])
                self._renew_at = self._clock() + max(timedelta(seconds=int(answer["expires_in"])) - EARLY, EARLY)
                return
            if not any(code in str(answer.get("error_description", "")) for code in ELSEWHERE):
                break
        log.error("sign_in_refused", status=status, error=str(answer.get("error", ""))[:80])
        raise SendError("sign_in", status=status, permanent=status < 500 and status != 429)  # noqa: PLR2004

    async def _ask(self, home: str) -> tuple[int, dict[str, Any]]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._app_id,
            "client_secret": self._password,
            "scope": self._scope,
        }
        url = f"{self._login_url}/{home}/oauth2/v2.0/token"
        try:
            async with self._http().post(url, data=form, timeout=PATIENCE, allow_redirects=False) as response:
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise SendError("sign_in_unavailable") from error
        return response.status, answer if isinstance(answer, dict) else {}
