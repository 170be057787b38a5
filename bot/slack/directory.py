"""Asks Slack who an account is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.road import DirectoryUnavailable, NotInstalled, Profile
from bot.slack.client import SlackClient, SlackFailure
from bot.slack.tokens import Tokens
from bot.zones import known_zone
from storage.workspaces import InstalledWorkspace

SLACKBOT = "USLACKBOT"
_UNKNOWN = frozenset({"user_not_found", "users_not_found", "user_not_visible"})


class SlackDirectory:
    """`Directory` of Slack, by `users.info`. Without the scope for e-mail addresses, profiles come without them."""

    def __init__(self, client: SlackClient, tokens: Tokens) -> None:
        self._client = client
        self._tokens = tokens

    async def profile(self, workspace: str, account: str) -> Profile | None:
        if account == SLACKBOT or account.startswith("B"):  # B…: a bot that is no user, as old integrations are
            return Profile(account, "", is_bot=True)
        try:
            token = await self._tokens.token(workspace)
            home = await self._tokens.workspace(workspace)
            answer = await self._client.ask(
                self._client.web(token).users_info(user=account, include_locale=True),
            )
        except NotInstalled:
            raise
        except SlackFailure as failure:
            if failure.error in _UNKNOWN:
                return None
            raise DirectoryUnavailable(str(failure)) from failure
        return _profile(account, answer.get("user") or {}, home)


def _profile(account: str, user: Mapping[str, Any], home: InstalledWorkspace) -> Profile:
    shown = user.get("profile") or {}
    name = shown.get("display_name") or shown.get("real_name") or user.get("real_name") or user.get("name") or account
    return Profile(
        account=account,
        name=name,
        email=shown.get("email") or None,
        zone=known_zone(user.get("tz")) or "UTC",
        language=str(user.get("locale") or "en").partition("-")[0].lower(),
        is_bot=bool(user.get("is_bot")),
        is_outside=_is_outside(user, home),
    )


def _is_outside(user: Mapping[str, Any], home: InstalledWorkspace) -> bool:
    """Guests, people of a connected workspace, and people whose account was closed."""
    if user.get("is_stranger") or user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("deleted"):
        return True
    grid = (user.get("enterprise_user") or {}).get("enterprise_id")
    if grid and grid in {home.enterprise_id, home.external_id}:
        return False
    return bool(user.get("team_id") != home.external_id)
