"""Sends nudges on Slack: into the direct message with a person, which is opened once and remembered."""

from __future__ import annotations

from typing import Any

import structlog

from bot.road import NotInstalled
from bot.slack import reply
from bot.slack.calls import NO_PREVIEWS, REFUSED_BLOCKS
from bot.slack.client import CALL_SECONDS, SlackClient, SlackFailure, Trouble
from bot.slack.poster import Poster
from bot.slack.tokens import Tokens
from bot.upstander import Upstander
from messages import slack
from messages.blocks import Message
from nudges.sender import Address, Delivered, Later, Lost, Outcome, Refused
from storage.database import is_unavailable
from storage.words import FailReason, Unreachable

log = structlog.get_logger("upstander.slack")

SOON = 5.0
"""Seconds until the next try where nothing tells a better moment."""
MIGRATING = 600.0

GONE = frozenset({"user_not_found", "users_not_found", "user_disabled"})
NOT_INSTALLED = frozenset({"not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired"})
BLOCKED = frozenset({"cannot_dm_bot", "user_not_visible", "invalid_user_combination"})
"""Slack lets us not write to this one person."""
FORBIDDEN = frozenset(
    {
        "restricted_action",
        "restricted_action_read_only_channel",
        "messages_tab_disabled",
        "ekm_access_denied",
        "access_denied",
        "no_permission",
    }
)
"""A setting of the workspace or of the app forbids it. An admin may mend it any day, so no account is marked for it."""
MIGRATES = frozenset({"org_login_required", "team_added_to_org"})
CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})


class SlackSender:
    """`Sender` of Slack. One call for a message, two where the direct message has to be opened first.

    Nothing is tried again here but what Slack refused and will take in another form: without the chart, into the
    direct message as it is now, with the token of a new install.
    """

    def __init__(self, app: Upstander, *, seconds: float = CALL_SECONDS) -> None:
        self._tokens = Tokens(app)
        self._poster = Poster(SlackClient(app.settings, app.metrics).web(), app.metrics, seconds=seconds)
        self._without_charts: set[str] = set()

    async def start(self) -> None:
        await self._poster.open()

    async def stop(self) -> None:
        await self._poster.close()

    async def send(self, to: Address, message: Message) -> Outcome:
        try:
            return await self._send(to, message)
        except NotInstalled:
            return Refused(FailReason.NOT_INSTALLED, Unreachable.NOT_INSTALLED)
        except SlackFailure as failure:
            return _outcome(failure)

    async def _send(self, to: Address, message: Message) -> Delivered:
        token = await self._token(to.workspace)
        try:
            return await self._deliver(token, to, message)
        except SlackFailure as failure:
            if failure.error not in NOT_INSTALLED:
                raise
            self._tokens.forget(to.workspace)
            newer = await self._token(to.workspace)
            if newer == token:
                raise
        return await self._deliver(newer, to, message)

    async def _deliver(self, token: str, to: Address, message: Message) -> Delivered:
        if to.direct_channel is not None:
            try:
                return await self._post(token, to, to.direct_channel, message)
            except SlackFailure as failure:
                if failure.error not in CHANNEL_GONE:
                    raise
        return await self._post(token, to, await self._open(token, to.account), message)

    async def _open(self, token: str, account: str) -> str:
        """The direct message with a person. Opening one that is open tells which it is, so it may be done again."""
        try:
            answer = await self._poster.call("conversations.open", token, {"users": account})
        except SlackFailure as failure:
            if failure.trouble is Trouble.UNANSWERED:
                raise SlackFailure(Trouble.UNREACHABLE, failure.error) from failure
            raise
        channel = (answer.get("channel") or {}).get("id")
        if not channel:
            raise SlackFailure(Trouble.REFUSED, "no_channel")
        return str(channel)

    async def _post(self, token: str, to: Address, channel: str, message: Message) -> Delivered:
        charts = reply.has_chart(message) and to.workspace not in self._without_charts
        try:
            answer = await self._poster.call("chat.postMessage", token, _payload(channel, message, charts=charts))
        except SlackFailure as failure:
            if not charts or failure.error != REFUSED_BLOCKS:
                raise
            self._without_charts.add(to.workspace)
            answer = await self._poster.call("chat.postMessage", token, _payload(channel, message, charts=False))
        remember = channel if channel != to.direct_channel else None
        return Delivered({"channel": channel, "ts": str(answer.get("ts", ""))}, remember)

    async def _token(self, workspace: str) -> str:
        try:
            return await self._tokens.token(workspace)
        except Exception as error:
            if is_unavailable(error):
                raise SlackFailure(Trouble.UNREACHABLE, "token_not_read") from error
            raise


def _payload(channel: str, message: Message, *, charts: bool) -> dict[str, Any]:
    return {"channel": channel, **slack.message(message, charts=charts), **NO_PREVIEWS}


def _outcome(failure: SlackFailure) -> Outcome:
    match failure.trouble:
        case Trouble.RATE_LIMITED:
            return Later(SOON if failure.retry_after is None else failure.retry_after, whole_workspace=True)
        case Trouble.UNREACHABLE:
            return Later(SOON)
        case Trouble.UNANSWERED:
            return Lost(failure.error)
        case Trouble.REFUSED:
            return _refusal(failure.error)


def _refusal(word: str) -> Refused | Later:
    if word in GONE:
        return Refused(FailReason.ACCOUNT_GONE, Unreachable.ACCOUNT_GONE)
    if word in NOT_INSTALLED:
        return Refused(FailReason.NOT_INSTALLED, Unreachable.NOT_INSTALLED)
    if word in BLOCKED:
        return Refused(FailReason.BLOCKED, Unreachable.BLOCKED)
    if word in MIGRATES:
        return Later(MIGRATING, whole_workspace=True)
    log.warning("nudge_refused", error=word)
    return Refused(FailReason.BLOCKED if word in FORBIDDEN else FailReason.REFUSED)
