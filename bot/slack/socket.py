"""Socket Mode: Slack's requests come over a connection that we open, so that no public address is needed."""

from __future__ import annotations

import asyncio
import logging

import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.settings import PREFIX, SettingsError
from bot.slack.client import SlackClient, SlackFailure

log = structlog.get_logger("upstander.slack")

CONNECT_SECONDS = 20.0
"""The address of a socket is good for half a minute: after that, a fresh one is asked for."""
PING_SECONDS = 5.0


class Socket:
    """Keeps a connection open; Slack's library renews it when Slack closes it or it goes stale."""

    def __init__(self, app_token: str, client: SlackClient, bolt: AsyncApp) -> None:
        self._app_token = app_token
        self._client = client
        self._bolt = bolt
        self._socket: _Connection | None = None
        self._connecting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Raises SettingsError where Slack refuses the token; where Slack is away, keeps trying."""
        web = self._client.web()
        try:
            opened = await self._client.ask(web.apps_connections_open(app_token=self._app_token))
        except SlackFailure as failure:
            if not failure.is_passing:
                raise SettingsError(_refused(failure)) from None
            log.warning("slack_socket_not_open_yet", trouble=failure.trouble.value, error=failure.error)
            opened = None
        self._socket = _Connection(self._app_token, _silent(), web, ping_interval=PING_SECONDS)
        self._socket.proxy = web.proxy
        self._socket.wss_uri = str(opened["url"]) if opened is not None else None
        self._socket.socket_mode_request_listeners.append(self._handle)
        self._connecting = asyncio.create_task(self._socket.connect(), name="slack_socket")

    async def stop(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()  # type: ignore[no-untyped-call]

    def problem(self) -> str | None:
        """What ails the connection, if anything."""
        return (
            None
            if self._socket is not None and self._socket.is_open
            else "the socket to Slack is not open; trying again"
        )

    async def _handle(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        response = await run_async_bolt_app(self._bolt, request)
        await send_async_response(socket, request, response, 0)


class _Connection(SocketModeClient):
    """The library's, which would try one address for ever, even when it is long out of date."""

    @property
    def is_open(self) -> bool:
        return not self.stale and self.current_session is not None and not self.current_session.closed

    async def connect(self) -> None:
        while not self.closed:
            try:
                await asyncio.wait_for(super().connect(), CONNECT_SECONDS)  # type: ignore[no-untyped-call]
            except TimeoutError:
                log.warning("slack_socket_not_open_yet", trouble="unanswered", error="TimeoutError")
                self.wss_uri = None
            else:
                return


def _silent() -> logging.Logger:
    """The library's errors carry the address of the socket, which is as good as a token. `problem` tells of them."""
    logger = logging.getLogger("upstander.slack.socket")
    logger.setLevel(logging.CRITICAL)
    return logger


def _refused(failure: SlackFailure) -> str:
    return (
        f"Slack refused {PREFIX}SLACK_APP_TOKEN ({failure.error}): make an app-level token with the scope "
        "connections:write on your app's page “Basic Information”, and switch Socket Mode on."
    )
