"""Makes the operator's own workspace known: who we are there is asked of Slack once, at the start."""

from __future__ import annotations

import asyncio

import structlog
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.settings import PREFIX, SettingsError
from bot.slack.client import SlackClient, SlackFailure
from bot.slack.manifest import SCOPES
from bot.upstander import Upstander
from storage import workspaces
from storage.database import is_unavailable
from storage.words import Platform
from storage.workspaces import OWN, Installation

log = structlog.get_logger("upstander.slack")

PAUSES = (2.0, 5.0, 15.0, 30.0)
"""Seconds between tries; the last one repeats."""


class OwnWorkspace:
    """The workspace of `UPSTANDER_SLACK_BOT_TOKEN`."""

    def __init__(self, app: Upstander, client: SlackClient) -> None:
        self._app = app
        self._client = client
        self._trying: asyncio.Task[None] | None = None
        self.problem: str | None = None

    async def start(self) -> None:
        """Joins now, or, where Slack or the database is away, keeps trying. Raises SettingsError for a bad token."""
        if not await self._joined():
            self._trying = asyncio.create_task(self._keep_trying(), name="slack_join")

    async def stop(self) -> None:
        if self._trying is not None:
            self._trying.cancel()
            await asyncio.gather(self._trying, return_exceptions=True)

    async def _keep_trying(self) -> None:
        tries = 0
        while True:
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1
            try:
                if await self._joined():
                    return
            except SettingsError as error:
                self.problem = str(error)
                log.error("slack_token_refused")
                return

    async def _joined(self) -> bool:
        """Asks Slack, and keeps what it tells. Raises SettingsError where Slack refuses the token."""
        try:
            web = self._client.web(self._app.settings.slack_bot_token)
            answer = await self._client.ask(web.auth_test())
            await self._install(answer)
        except SlackFailure as failure:
            if not failure.is_passing:
                raise SettingsError(_refused(failure)) from None
            self._wait_for(f"Slack does not answer ({failure.error})")
            return False
        except Exception as error:
            if not is_unavailable(error):
                raise
            self._wait_for(f"the database does not answer ({type(error).__name__})")
            return False
        self.problem = None
        return True

    async def _install(self, answer: AsyncSlackResponse) -> None:
        held = str(answer.headers.get("x-oauth-scopes") or "")
        missing = sorted(set(SCOPES) - {one.strip() for one in held.split(",")}) if held else []
        if missing:
            log.warning("slack_scopes_missing", missing=missing, help="`upstander manifest slack` has them all")
        is_whole_organization = bool(answer.get("is_enterprise_install"))
        name = str(answer.get("team") or "Slack")
        new = Installation(
            platform=Platform.SLACK,
            external_id=str(answer["enterprise_id"] if is_whole_organization else answer["team_id"]),
            name=name,
            bot_account=answer.get("user_id"),
            bot_id=answer.get("bot_id"),
            scopes=held or None,
            enterprise_id=answer.get("enterprise_id"),
        )
        now = self._app.clock()
        async with self._app.database.begin() as db:
            organization_id = await workspaces.found(db, OWN, name, now)
            await workspaces.install(db, self._app.cipher, organization_id, new, now)
        log.info("slack_workspace_joined")

    def _wait_for(self, problem: str) -> None:
        self.problem = f"{problem}; trying again"
        log.warning("slack_not_joined_yet", problem=problem)


def _refused(failure: SlackFailure) -> str:
    return (
        f"Slack refused {PREFIX}SLACK_BOT_TOKEN ({failure.error}): copy the Bot User OAuth Token from your app's "
        "page “OAuth & Permissions”, after installing the app to the workspace."
    )
