"""Slack tells that somebody's profile changed: a new time zone, an account that was closed or opened again."""

from __future__ import annotations

from bot.slack.asking import Ack
from bot.slack.translate import Payload
from bot.upstander import Upstander
from bot.zones import known_zone
from storage import profiles
from storage.words import Platform


class Profiles:
    """Acknowledged only once it is stored: Slack sends the event again until then.

    It matters, for Slack takes a message to a closed account without a word.
    """

    def __init__(self, app: Upstander) -> None:
        self._app = app

    async def changed(self, body: Payload, workspace: str, ack: Ack) -> None:
        user = body["event"].get("user")
        if isinstance(user, dict) and user.get("id"):
            async with self._app.database.begin() as db:
                await profiles.changed(
                    db,
                    Platform.SLACK,
                    workspace,
                    str(user["id"]),
                    self._app.clock(),
                    zone=known_zone(user.get("tz")),
                    is_closed=bool(user.get("deleted")),
                )
        await ack()
