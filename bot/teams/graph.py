"""Asks Microsoft Graph for people who have not added the bot yet, where the tenant's administrator has allowed that.

Teams tells a bot only of members of conversations that it is in. A people picker offers everybody all the same, so
without this permission (`User.Read.All`, as an application) a colleague who never added the bot stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import structlog

from bot.teams.calls import Calls, Http, Pause, patiently
from bot.teams.tokens import AppToken
from bot.teams.wire import Cloud, SendError

log = structlog.get_logger("upstander.teams")

FIELDS = "displayName,mail,userPrincipalName,userType"
NOT_ALLOWED = frozenset({401, 403})
NOBODY = frozenset({400, 404})


class Graph:
    """The directories of the allowed tenants. Each gives its own token, or none."""

    def __init__(
        self, http: Http, cloud: Cloud, app_id: str, password: str, clock: Callable[[], datetime], pause: Pause
    ) -> None:
        self._http = http
        self._cloud = cloud
        self._app = app_id, password
        self._clock = clock
        self._pause = pause
        self._calls: dict[str, Calls] = {}

    async def user(self, tenant: str, account: str) -> Mapping[str, Any] | None:
        """Who an account is, in the words of a conversation's member; None where nobody tells us. Raises SendError."""
        url = f"{self._cloud.graph_url}/v1.0/users/{quote(account, safe='')}?$select={FIELDS}"
        calls = self._of(tenant)
        try:
            answer = await patiently(lambda: calls.make("GET", url, {"Accept": "application/json"}, None), self._pause)
        except SendError as error:
            if (error.kind == "sign_in" and error.permanent) or error.status in NOT_ALLOWED:
                log.info("graph_not_allowed", status=error.status)
                return None
            if error.status in NOBODY:
                return None
            raise
        return _as_member(answer.json())

    def _of(self, tenant: str) -> Calls:
        if tenant not in self._calls:
            scope = f"{self._cloud.graph_url}/.default"
            token = AppToken(self._http, self._cloud.login_url, *self._app, scope, (tenant,), self._clock)
            self._calls[tenant] = Calls(self._http, token)
        return self._calls[tenant]


def _as_member(user: object) -> Mapping[str, Any] | None:
    if not isinstance(user, dict):
        return None
    return {
        "name": user.get("displayName"),
        "email": user.get("mail"),
        "userPrincipalName": user.get("userPrincipalName"),
        "userRole": "guest" if user.get("userType") == "Guest" else "user",
    }
