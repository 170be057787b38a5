"""Where each person is reached in private: kept when they write or add the bot, opened where there is none yet."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.metrics import Metrics
from bot.road import Clock
from bot.teams.activity import Activity
from bot.teams.directory import zone_of
from bot.teams.sdk import Connector
from bot.teams.wire import Reference, SendError
from handlers.request import Place
from storage import conversations
from storage.database import Database, is_unavailable
from storage.words import Platform

log = structlog.get_logger("upstander.teams")

REMEMBERED = 10_000
TRUSTED = timedelta(hours=1)
"""How long what was kept is taken as kept still."""


class PrivateChats:
    """The private conversations with people, in the database and on Teams."""

    def __init__(self, database: Database, connector: Connector, metrics: Metrics, clock: Clock) -> None:
        self._database = database
        self._connector = connector
        self._metrics = metrics
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[Reference, str | None, datetime]] = OrderedDict()

    async def of(self, activity: Activity) -> Reference | None:
        """Where to answer the person behind an activity; None where they have to add the bot first."""
        if activity.place is Place.DIRECT:
            return activity.reference
        return await self._stored(activity) or await self._opened(activity)

    async def keep(self, activity: Activity, reference: Reference, *, anew: bool = False) -> None:
        """Remembers where the person is, for what we send unasked. Without a database, the next message will do.

        What was kept a moment ago is not written again, unless it is kept `anew`: another process may have dropped it.
        """
        key, zone, now = (activity.tenant, activity.account), zone_of(activity), self._clock()
        known = self._kept.get(key)
        if not anew and known is not None and known[:2] == (reference, zone) and now - known[2] < TRUSTED:
            return
        try:
            async with self._database.begin() as db:
                is_kept = await conversations.keep(db, Platform.TEAMS, *key, reference.as_dict(), now, zone=zone)
        except Exception as error:
            if not is_unavailable(error):
                raise
            log.warning("conversation_not_kept", error=type(error).__name__)
            return
        if is_kept:
            self._kept[key] = reference, zone, now
            self._kept.move_to_end(key)
            if len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)

    async def drop(self, tenant: str, account: str) -> None:
        """The person removed the bot: nothing more is sent to them."""
        self._kept.pop((tenant, account), None)
        async with self._database.begin() as db:
            await conversations.drop(db, Platform.TEAMS, tenant, account, self._clock())

    async def send(self, to: Reference, message: dict[str, Any], account: str) -> str | None:
        """Sends to a private chat; the message's id, or None where it did not get there. A gone chat is forgotten."""
        try:
            return await self._connector.send(to, message)
        except SendError as error:
            self.failed(error)
            if error.is_gone:
                await self.drop(to.tenant, account)
            return None

    def failed(self, error: SendError) -> None:
        """Counts and logs a call that Teams did not take."""
        kind = "lost_answer" if error.unknown else error.kind
        self._metrics.platform_errors.labels(Platform.TEAMS.value, kind).inc()
        log.warning("teams_call_failed", kind=kind, status=error.status)

    async def _stored(self, activity: Activity) -> Reference | None:
        key = activity.tenant, activity.account
        if key in self._kept:
            return self._kept[key][0]
        try:
            async with self._database.begin() as db:
                return Reference.from_dict(await conversations.of(db, Platform.TEAMS, *key))
        except Exception as error:
            if not is_unavailable(error):
                raise
            return None

    async def _opened(self, activity: Activity) -> Reference | None:
        try:
            return await self._connector.open_private(
                activity.service_url, activity.tenant, activity.bot, activity.user
            )
        except SendError as error:
            if not error.permanent:
                raise
            self.failed(error)
            return None
