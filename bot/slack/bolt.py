"""Builds the Bolt app: it verifies and parses what Slack sends, and hands it to the one method that answers it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import is_slash_command
from slack_bolt.response import BoltResponse

from bot.pages import new_code
from bot.settings import Settings
from bot.slack.answers import Answers
from bot.slack.asking import Ack
from bot.slack.client import SlackClient, library_logger
from bot.slack.profiles import Profiles
from bot.slack.removal import Removal
from bot.slack.reply import ephemeral
from bot.slack.translate import Payload, workspace_of
from handlers.errors import unexpected

log = structlog.get_logger("upstander.slack")

ANYTHING = re.compile("")
Handle = Callable[[Payload, str, Ack], Awaitable[None]]


def bolt_app(
    settings: Settings, client: SlackClient, answers: Answers, removal: Removal, profiles: Profiles
) -> AsyncApp:
    """With `process_before_response`, Bolt awaits us; without, it would look every 10 ms whether we are done."""
    app = AsyncApp(
        name="upstander",
        logger=library_logger(),
        signing_secret=settings.slack_signing_secret,
        client=client.web(),
        authorize=_authorize,
        process_before_response=True,
        ignoring_self_events_enabled=False,  # we subscribe to none that we could cause
        request_verification_enabled=False,  # `Door` has done it, by the same verifier; a socket is Slack's own
        ssl_check_enabled=False,  # it answers before the signature is verified
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.middleware(_Commands(answers.command))
    app.action(ANYTHING)(_listener(answers.action))
    app.view(ANYTHING)(_listener(answers.submission))
    app.shortcut(ANYTHING)(_listener(answers.shortcut))
    app.event("app_home_opened")(_listener(answers.home))
    app.event("app_uninstalled")(_listener(removal.uninstalled))
    app.event("tokens_revoked")(_listener(removal.revoked))
    for event in ("user_profile_changed", "user_change"):  # the manifest asks for the first, which comes more seldom
        app.event(event)(_listener(profiles.changed))
    app.event(ANYTHING)(_listener(_ignore))
    app.error(_explain)
    return app


class _Commands(AsyncMiddleware):
    """Takes the commands, most of what comes, before Bolt looks for the listener of all that comes."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - the signature is Bolt's
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse | None:
        if not is_slash_command(req.body):
            return await next()
        ack = req.context.ack
        await self._handle(req.body, workspace_of(req.context), ack)
        return ack.response


def _listener(handle: Handle) -> Callable[..., Awaitable[None]]:
    async def listener(ack: Any, body: Any, context: Any) -> None:
        await handle(body, workspace_of(context), ack)

    return listener


async def _authorize(enterprise_id: str | None, team_id: str | None, user_id: str | None) -> AuthorizeResult:
    """Lets everything pass that is signed: whether the workspace is installed is the road's to say.

    Bolt asks this before anything else. Looking the token up here would make the acknowledgement wait for the database;
    each call looks it up for itself (`Tokens`).
    """
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


async def _explain(error: Exception, body: Payload) -> BoltResponse | None:
    """A fault of ours. Who typed a command reads so, with a code; elsewhere Slack itself says that it did not work."""
    code = new_code()
    log.error("slack_request_failed", code=code, exc_info=error)
    if "command" not in body:
        return None
    return BoltResponse(status=200, body=ephemeral(unexpected(code), charts=False))


async def _ignore(_body: Payload, _workspace: str, ack: Ack) -> None:
    """An event that somebody subscribed the app to besides ours: acknowledged, or Slack would send it again."""
    await ack()
