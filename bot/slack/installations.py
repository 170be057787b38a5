"""Keeps what an install by link brought: the workspace with its sealed token, and its first program admin."""

from __future__ import annotations

import asyncio
import logging

import structlog
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.installation import Installation as SlackInstallation

from bot.road import Directory, DirectoryUnavailable, NotInstalled
from bot.slack.client import library_logger
from bot.slack.tokens import Tokens
from bot.upstander import Upstander
from storage import accounts, roles, workspaces
from storage.accounts import NewPerson
from storage.database import is_unavailable
from storage.words import Platform
from storage.workspaces import Installation

log = structlog.get_logger("upstander.slack")

PAUSES = (5.0, 30.0, 120.0)
"""Seconds before Slack is asked again who installed us, where it did not say at once."""


class Installations(AsyncInstallationStore):
    """Bolt saves into it; what is saved is read by `Tokens`."""

    def __init__(self, app: Upstander, tokens: Tokens, directory: Directory) -> None:
        self._app = app
        self._tokens = tokens
        self._directory = directory

    @property
    def logger(self) -> logging.Logger:
        return library_logger()

    async def async_save(self, installation: SlackInstallation) -> None:
        """Raises BoltError, which Bolt shows as a failed install, where the database did not take it."""
        new = _read(installation)
        try:
            await self._store(new)
        except Exception as error:
            if is_unavailable(error):
                raise BoltError("not stored") from error
            raise
        self._tokens.forget(new.external_id)
        log.info("workspace_installed")
        if new.installed_by is not None and not await self._welcomed(new.external_id, new.installed_by):
            self._app.background.start(self._welcome_later(new.external_id, new.installed_by), "slack_first_admin")

    async def _store(self, new: Installation) -> None:
        now = self._app.clock()
        async with self._app.database.begin() as db:
            organization_id = await workspaces.organization_of(db, Platform.SLACK, new.external_id)
            if organization_id is None:
                organization_id = await workspaces.found(db, f"slack:{new.external_id}", new.name, now)
            await workspaces.install(db, self._app.cipher, organization_id, new, now)

    async def _welcome_later(self, workspace: str, account: str) -> None:
        for pause in PAUSES:
            await asyncio.sleep(pause)
            if await self._welcomed(workspace, account):
                return
        log.warning("first_admin_not_made", help="name one with `upstander admin grant`")

    async def _welcomed(self, workspace: str, account: str) -> bool:
        """Makes the installer a person, and the first program admin; False where it may work later."""
        try:
            profile = await self._directory.profile(workspace, account)
        except NotInstalled:
            return True  # and removed again already
        except DirectoryUnavailable:
            return False
        if profile is None or profile.is_bot or profile.is_outside:
            log.warning("installer_is_no_member", help="name an admin with `upstander admin grant`")
            return True
        now = self._app.clock()
        async with self._app.database.begin() as db:
            found = await accounts.resolve(db, Platform.SLACK, workspace, {account}, now.date())
            if found is None:
                return True
            home, known = found
            if account in known:
                person_id = known[account].person_id
            else:
                new = NewPerson(account, profile.name, profile.email, profile.zone, profile.language)
                person_id = await accounts.welcome(db, home, new, now)
            await roles.grant_first_admin(db, home.organization_id, person_id, actor="slack install", now=now)
        return True


def _read(given: SlackInstallation) -> Installation:
    """The whole organization's installation, or one workspace's."""
    external_id = given.enterprise_id if given.is_enterprise_install else given.team_id
    name = given.enterprise_name if given.is_enterprise_install else given.team_name
    if not external_id or not given.bot_token:
        raise BoltError("Slack told neither which workspace it is nor a bot token")
    scopes = given.bot_scopes
    return Installation(
        platform=Platform.SLACK,
        external_id=external_id,
        name=name or external_id,
        bot_token=given.bot_token,
        bot_account=given.bot_user_id,
        bot_id=given.bot_id,
        installed_by=given.user_id,
        scopes=scopes if isinstance(scopes, str) else ",".join(scopes or ()),
        enterprise_id=given.enterprise_id,
    )
