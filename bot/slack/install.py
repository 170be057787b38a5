"""The pages of installing by link: Bolt walks Slack's protocol, and people read here how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import structlog
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from starlette.requests import Request
from starlette.responses import Response

from bot import pages
from bot.settings import Settings
from bot.slack.client import SlackClient, library_logger
from bot.slack.installations import Installations
from bot.slack.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from bot.slack.states import LIFE, States

log = structlog.get_logger("upstander.slack")


@dataclass(frozen=True, slots=True)
class _Page:
    status: int
    title: str
    text: str


_INSTALLED = _Page(
    200, "Upstander is installed", "Open Slack and type /ally to begin. The first person to install it is its admin."
)
_FAILED: Mapping[str, _Page] = {
    "access_denied": _Page(200, "Nothing was installed", "You can start again whenever you like."),
    "invalid_browser": _Page(
        400,
        "This page has to follow the first one",
        "Nothing was installed. Please start again at /slack/install, in one browser and without going back.",
    ),
    "invalid_state": _Page(
        401, "That took too long", "Nothing was installed. Please start again at /slack/install and finish it soon."
    ),
    "storage_error": _Page(
        503, "I could not store that just now", "Nothing was installed. Please start again in a minute."
    ),
    "unanswered": _Page(502, "Slack does not answer", "Nothing was installed. Please start again in a minute."),
}
_REFUSED = _Page(
    401, "Slack did not confirm the installation", "Nothing was installed. Please start again at /slack/install."
)


class Install:
    """`/slack/install` sends people to Slack, which sends them back to `/slack/oauth_redirect`."""

    def __init__(self, settings: Settings, client: SlackClient, states: States, installations: Installations) -> None:
        self._settings = settings
        self._client = client
        self._states = states
        self._installations = installations

    async def begin(self, request: Request) -> Response:
        answer = await self._flow().handle_installation(to_async_bolt_request(request, b""))
        return to_starlette_response(answer)

    async def finish(self, request: Request) -> Response:
        try:
            answer = await self._flow().handle_callback(to_async_bolt_request(request, b""))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("install_unanswered", error=type(error).__name__)
            return _shown(request, _FAILED["unanswered"])
        response = _shown(request, _page(answer))
        for name, value in to_starlette_response(BoltResponse(status=200, headers=answer.headers)).raw_headers:
            if name == b"set-cookie":
                response.raw_headers.append((name, value))
        return response

    def _flow(self) -> AsyncOAuthFlow:
        settings = AsyncOAuthSettings(
            client_id=self._settings.slack_client_id,
            client_secret=self._settings.slack_client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            redirect_uri=f"{self._settings.own_url}{REDIRECT_PATH}",
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            install_page_rendering_enabled=False,
            callback_options=AsyncCallbackOptions(success=_succeeded, failure=_failed),
            installation_store=self._installations,
            state_store=self._states,
            state_expiration_seconds=int(LIFE.total_seconds()),
            logger=library_logger(),
        )
        return AsyncOAuthFlow(settings=settings, client=self._client.web(), logger=library_logger())


async def _succeeded(told: AsyncSuccessArgs) -> BoltResponse:
    return _told("installed", told.settings)


async def _failed(told: AsyncFailureArgs) -> BoltResponse:
    log.warning("install_failed", reason=told.reason if told.reason in _FAILED else "refused")
    return _told(told.reason, told.settings)


def _told(outcome: str, settings: AsyncOAuthSettings) -> BoltResponse:
    cookie = settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(status=200, body=outcome, headers={"Set-Cookie": cookie})


def _page(answer: BoltResponse) -> _Page:
    return _INSTALLED if answer.body == "installed" else _FAILED.get(answer.body, _REFUSED)


def _shown(request: Request, shown: _Page) -> Response:
    for_a_browser = {**request.scope, "headers": [(b"accept", b"text/html")]}
    return pages.page(for_a_browser, shown.status, shown.title, shown.text, None)
