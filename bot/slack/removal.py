"""Slack tells that it removed us: the token is forgotten, and nobody of that workspace gets in until it is back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from bot.slack.asking import Ack
from bot.slack.tokens import Tokens
from bot.slack.translate import Payload
from bot.upstander import Upstander
from storage import workspaces
from storage.words import Platform

log = structlog.get_logger("upstander.slack")

TOLERANCE = timedelta(seconds=2)
"""Slack tells the time of an event in whole seconds."""


class Removal:
    """Acknowledged only once it is stored: Slack sends the event again until then."""

    def __init__(self, app: Upstander, tokens: Tokens) -> None:
        self._app = app
        self._tokens = tokens

    async def uninstalled(self, body: Payload, workspace: str, ack: Ack) -> None:
        await self._remove(body, workspace)
        await ack()

    async def revoked(self, body: Payload, workspace: str, ack: Ack) -> None:
        """Only the bot's own token matters; we hold none of people."""
        if (body["event"].get("tokens") or {}).get("bot"):
            await self._remove(body, workspace)
        await ack()

    async def _remove(self, body: Payload, workspace: str) -> None:
        told = datetime.fromtimestamp(float(body["event_time"]), UTC) + TOLERANCE
        now = self._app.clock()
        async with self._app.database.begin() as db:
            # A late or repeated event must not remove what was installed again since.
            removed = await workspaces.remove(db, Platform.SLACK, workspace, now, installed_before=told)
        self._tokens.forget(workspace)
        log.info("workspace_removed" if removed else "workspace_removal_out_of_date")
