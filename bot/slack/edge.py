"""The edge to Slack: its addresses on the web, Socket Mode, and what starts and stops with them."""

from __future__ import annotations

from fastapi import APIRouter
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.slack.answers import Answers
from bot.slack.asking import Patience
from bot.slack.bolt import bolt_app
from bot.slack.calls import Calls
from bot.slack.client import SlackClient
from bot.slack.connect import OwnWorkspace
from bot.slack.directory import SlackDirectory
from bot.slack.door import Door
from bot.slack.install import Install
from bot.slack.installations import Installations
from bot.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from bot.slack.profiles import Profiles
from bot.slack.removal import Removal
from bot.slack.socket import Socket
from bot.slack.states import States
from bot.slack.tokens import Tokens
from bot.upstander import Upstander
from storage.words import Platform

DRAIN_SECONDS = 8.0
"""How long a stop waits for answers on their way, which need the connection to Slack."""


class SlackEdge:
    """`Edge` of Slack, for one workspace by token or many by link, over HTTP or a socket."""

    def __init__(self, app: Upstander, patience: Patience | None = None) -> None:
        settings = app.settings
        self._app = app
        self._client = SlackClient(settings, app.metrics)
        tokens = Tokens(app)
        directory = SlackDirectory(self._client, tokens)
        app.directories[Platform.SLACK] = directory
        self._answers = Answers(app, Calls(self._client, tokens), patience or Patience())
        self._bolt = bolt_app(settings, self._client, self._answers, Removal(app, tokens), Profiles(app))
        self._door = Door(settings.slack_signing_secret, app.metrics) if settings.slack_signing_secret else None
        self._own = OwnWorkspace(app, self._client) if settings.slack_bot_token else None
        self._install: Install | None = None
        if settings.slack_client_id:
            installations = Installations(app, tokens, directory)
            self._install = Install(settings, self._client, States(app.cipher, app.clock), installations)
        token = settings.slack_app_token
        self._socket = Socket(token, self._client, self._bolt) if token else None

    def router(self) -> APIRouter:
        """Only what the settings switch on; any other address of ours answers 404."""
        routes = APIRouter()
        if self._door is not None:
            # A plain route: FastAPI's own would read and check a body that Bolt reads and checks.
            routes.add_route(EVENTS_PATH, self._take, methods=["POST"])
        if self._install is not None:
            routes.add_api_route(INSTALL_PATH, self._install.begin, methods=["GET"], response_model=None)
            routes.add_api_route(REDIRECT_PATH, self._install.finish, methods=["GET"], response_model=None)
        return routes

    async def start(self) -> None:
        """Raises SettingsError where Slack refuses a token."""
        await self._client.open()
        if self._own is not None:
            await self._own.start()
        if self._socket is not None:
            await self._socket.start()

    async def stop(self) -> None:
        if self._socket is not None:
            await self._socket.stop()
        if self._own is not None:
            await self._own.stop()
        await self._answers.stop()
        await self._app.background.drain(DRAIN_SECONDS)
        await self._client.close()

    def problem(self) -> str | None:
        """What ails the edge, for `/readyz`."""
        own = self._own.problem if self._own is not None else None
        return own or (self._socket.problem() if self._socket is not None else None)

    async def _take(self, request: Request) -> Response:
        """Everything Slack sends comes to one address."""
        body = await request.body()
        if self._door is None or self._door.refuses(request.headers, body):
            return JSONResponse({"error": "This request is not signed by Slack, or too old."}, 401)
        try:
            asked = to_async_bolt_request(request, body)
        except (ValueError, TypeError, AttributeError):  # signed, but neither a form nor a JSON object
            self._door.count("malformed")
            return JSONResponse({"error": "This is not what Slack sends."}, 400)
        return to_starlette_response(await self._bolt.async_dispatch(asked))
