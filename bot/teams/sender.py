"""Sends nudges on Teams: into the private chat that was kept when the person added the bot or wrote to it."""

from __future__ import annotations

import structlog

from bot.teams import reply as replies
from bot.teams.sdk import Connector
from bot.teams.wire import MICROSOFT, Cloud, Reference, SendError
from bot.upstander import Upstander
from messages.blocks import Message
from nudges.sender import Address, Delivered, Later, Lost, Outcome, Refused
from storage.words import FailReason, Platform, Unreachable

log = structlog.get_logger("upstander.teams")

SOON = 5.0
"""Seconds until the next try where nothing tells a better moment."""
WHEN_MENDED = 300.0
"""Our own credentials are refused: an operator has to see to it."""

BLOCKED = Refused(FailReason.BLOCKED, Unreachable.BLOCKED)
GONE = Refused(FailReason.ACCOUNT_GONE, Unreachable.ACCOUNT_GONE)
OURS_TO_MEND = frozenset({"InvalidBotApiHost", "NotEnoughPermissions"})
"""Codes of a 403 that say nothing of the person."""


class TeamsSender:
    """`Sender` of Teams: one call a message, and nothing is tried again here."""

    def __init__(self, app: Upstander, *, cloud: Cloud = MICROSOFT) -> None:
        settings = app.settings
        self._metrics = app.metrics
        self._connector = Connector(
            settings.teams_app_id,
            settings.teams_app_password,
            settings.teams_tenant_ids,
            clock=app.clock,
            cloud=cloud,
            anonymous=settings.teams_allow_anonymous,
            is_called=False,
        )

    async def start(self) -> None:
        await self._connector.open()

    async def stop(self) -> None:
        await self._connector.close()

    async def send(self, to: Address, message: Message) -> Outcome:
        reference = Reference.from_dict(to.conversation)
        if reference is None:  # they never added the bot, or removed it
            return BLOCKED
        try:
            activity = await self._connector.send(reference, replies.message(message), once=True)
        except SendError as error:
            kind = "lost_answer" if error.unknown else error.kind
            self._metrics.platform_errors.labels(Platform.TEAMS.value, kind).inc()
            return _outcome(error)
        return Delivered({"conversation": reference.conversation, "activity": activity})


def _outcome(error: SendError) -> Outcome:
    match error:
        case SendError(unknown=True):
            return Lost(error.kind)
        case SendError(kind="sign_in", permanent=permanent):
            return Later(WHEN_MENDED if permanent else SOON, whole_workspace=True)
        case SendError(status=int(status)):
            return _refusal(status, error)
        case SendError(permanent=True):
            return _refused(error)
        case _:  # it never got there
            return Later(SOON)


def _refusal(status: int, error: SendError) -> Outcome:
    match status:
        case 401 if error.code == "BotNotRegistered":
            return Later(WHEN_MENDED, whole_workspace=True)
        case 401:  # the token was forgotten with it: the next call has a new one
            return Later(SOON)
        case 403 if error.code not in OURS_TO_MEND:
            return BLOCKED
        case 404:
            return GONE
        case 412:  # too much went on in this chat at once
            return Later(SOON)
        case 429:
            return Later(SOON if error.retry_after is None else error.retry_after, whole_workspace=True)
        case 408:
            return Lost("http_408")
        case _ if status >= 500:  # noqa: PLR2004 - it may have happened after it was done
            return Lost(f"http_{status}")
        case _:
            return _refused(error)


def _refused(error: SendError) -> Refused:
    log.warning("nudge_refused", kind=error.kind, status=error.status, code=error.code)
    return Refused(FailReason.REFUSED)
