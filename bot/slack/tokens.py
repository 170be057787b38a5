"""Knows the token of each workspace: the operator's own, or the one that an install by link brought."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.road import NotInstalled
from bot.upstander import Upstander
from storage import workspaces
from storage.words import Platform
from storage.workspaces import InstalledWorkspace

LIFE = timedelta(seconds=60)
"""How long a workspace is remembered. Whether it is still installed is asked of the database with each request."""


class Tokens:
    """Remembers what the database tells, for a while: a form must open within three seconds, and needs a token."""

    def __init__(self, app: Upstander) -> None:
        self._app = app
        self._own = app.settings.slack_bot_token
        self._known: dict[str, tuple[datetime, InstalledWorkspace]] = {}

    async def token(self, workspace: str) -> str:
        """The token to act with in a workspace. Raises NotInstalled, and what the database raises."""
        token = self._own or (await self.workspace(workspace)).bot_token
        if not token:
            raise NotInstalled(workspace)
        return token

    async def workspace(self, workspace: str) -> InstalledWorkspace:
        """The workspace. Raises NotInstalled, and what the database raises."""
        now = self._app.clock()
        ends, known = self._known.get(workspace, (now, None))
        if known is not None and now < ends:
            return known
        async with self._app.database.begin() as db:
            found = await workspaces.installed(db, self._app.cipher, Platform.SLACK, workspace)
        if found is None:
            raise NotInstalled(workspace)
        self._known[workspace] = (now + LIFE, found)
        return found

    def forget(self, workspace: str) -> None:
        """The workspace was removed, or installed anew."""
        self._known.pop(workspace, None)
