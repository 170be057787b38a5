"""Lets in whoever has a token: for what it reads, and no faster than it may. Everything else ends here.

A token is looked for in the header `Authorization` alone, never in an address, which ends up in logs. What does not
look like a token costs no look at the database; who tries others is slowed down, and those who were here already are
not held up by it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.api.problems import SCOPE_MISSING, TOKEN_MISSING, TOKEN_NOT_VALID, TOO_MANY, Kind, Problem
from bot.upstander import Upstander
from storage import api_tokens, pace
from storage.api_tokens import Known
from storage.encryption import token_hash
from storage.pace import Rate
from storage.words import TokenScope

log = structlog.get_logger("upstander.api")

RATE = Rate(a_second=2, at_once=60)
"""How fast one token may ask."""
MISSES = Rate(a_second=1, at_once=20)
"""How fast strangers may try tokens, in one process."""
_REMEMBERED = 1000
_WAIT = {"retry-after": "1"}

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    bearerFormat="upst_…",
    description="A token that a program admin made on the dashboard, under API tokens. It only reads.",
)
_Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


class Door:
    """One a process. `lets_in` is what a route depends on."""

    def __init__(self, app: Upstander) -> None:
        self._app = app
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._misses = _Misses()

    def lets_in(self, scope: TokenScope) -> Callable[..., Awaitable[Known]]:
        """Whoever's token reads that. Raises Problem for everybody else."""

        async def enter(given: _Given) -> Known:
            return await self._enter(given.credentials if given else None, scope)

        return enter

    async def _enter(self, token: str | None, scope: TokenScope) -> Known:
        if token is None:
            raise self._refuse(TOKEN_MISSING, {"www-authenticate": 'Bearer realm="upstander"'})
        if not api_tokens.is_well_formed(token):
            raise self._not_valid()
        now, kept = self._app.clock(), token_hash(token)
        if kept not in self._seen and not self._misses.are_few(now):
            raise self._refuse(TOO_MANY, _WAIT)
        known, may_ask = await self._look_up(token, now)
        if known is None:
            self._seen.pop(kept, None)
            self._misses.count(now)
            raise self._not_valid()
        self._remember(kept)
        if not may_ask:
            raise self._refuse(TOO_MANY, _WAIT)
        if scope not in known.scopes:
            authenticate = f'Bearer realm="upstander", error="insufficient_scope", scope="{scope}"'
            raise self._refuse(SCOPE_MISSING, {"www-authenticate": authenticate})
        return known

    async def _look_up(self, token: str, now: datetime) -> tuple[Known | None, bool]:
        """What the token opens, and whether it may ask once more now: a unit of work of its own, since it counts."""
        async with self._app.database.begin() as db:
            known = await api_tokens.find(db, token, now)
            if known is None:
                return None, False
            await api_tokens.note_use(db, known)
            bucket = (known.organization_id, f"api:{known.id}")
            taken = await pace.take(db, RATE, {bucket: 1}, now)
            return known, taken[bucket].tokens > 0

    def _not_valid(self) -> Problem:
        return self._refuse(TOKEN_NOT_VALID, {"www-authenticate": 'Bearer realm="upstander", error="invalid_token"'})

    def _refuse(self, kind: Kind, headers: dict[str, str]) -> Problem:
        self._app.metrics.refused.labels("api", kind.name).inc()
        return Problem(kind, headers=headers)

    def _remember(self, kept: str) -> None:
        self._seen[kept] = None
        self._seen.move_to_end(kept)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)


class _Misses:
    """Tries with tokens that opened nothing: a bucket in this process, which fills with time."""

    def __init__(self) -> None:
        self._left = float(MISSES.at_once)
        self._counted_at: datetime | None = None

    def are_few(self, now: datetime) -> bool:
        self._fill(now)
        return self._left >= 1

    def count(self, now: datetime) -> None:
        self._fill(now)
        self._left = max(0.0, self._left - 1)

    def _fill(self, now: datetime) -> None:
        if self._counted_at is not None:
            seconds = max(0.0, (now - self._counted_at).total_seconds())
            self._left = min(float(MISSES.at_once), self._left + seconds * MISSES.a_second)
        self._counted_at = now
