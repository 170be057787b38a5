"""What we do on Slack: answer, open and change a modal, show the Home, write to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.road import NotInstalled
from bot.slack import reply
from bot.slack.client import SlackClient, SlackFailure, Trouble
from bot.slack.response_url import ResponseUrl
from bot.slack.tokens import Tokens
from messages import slack
from messages.blocks import Message
from storage.database import is_unavailable

REFUSED_BLOCKS = "invalid_blocks"
NO_PREVIEWS: Mapping[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""Slack fetches no page for an address that somebody typed."""
View = Mapping[str, Any]


class Calls:
    """Each raises SlackFailure. Where a workspace's Slack refuses charts, it gets the same message without them."""

    def __init__(self, client: SlackClient, tokens: Tokens) -> None:
        self._client = client
        self._tokens = tokens
        self._without_charts: set[str] = set()

    def charts(self, workspace: str) -> bool:
        """Whether to send charts there."""
        return workspace not in self._without_charts

    def is_sure(self, workspace: str, message: Message) -> bool:
        """Whether the message may go out where a refusal would not be seen, as with an acknowledgement."""
        return not (self.charts(workspace) and reply.has_chart(message))

    async def respond(self, workspace: str, to: ResponseUrl, message: Message, *, replaces: bool = False) -> None:
        """Answers the person alone; `replaces`: in place of the message that the button is on."""
        payload = reply.in_place if replaces else reply.ephemeral
        for charts in self._attempts(workspace, message):
            try:
                await self._client.respond(to, payload(message, charts=charts))
            except SlackFailure as failure:
                self._learn(workspace, failure, charts=charts)
            else:
                return

    async def tell(self, workspace: str, account: str, message: Message) -> None:
        """Writes to a person in the direct message, where there is no other way to answer."""
        web = self._client.web(await self._token(workspace))
        for charts in self._attempts(workspace, message):
            try:
                payload = slack.message(message, charts=charts)
                await self._client.ask(web.chat_postMessage(channel=account, **payload, **NO_PREVIEWS))
            except SlackFailure as failure:
                self._learn(workspace, failure, charts=charts)
            else:
                return

    async def open_view(self, workspace: str, trigger: str, view: View) -> str:
        """Opens a modal, which must be done within three seconds of the click; returns its id."""
        web = self._client.web(await self._token(workspace))
        answer = await self._client.ask(web.views_open(trigger_id=trigger, view=dict(view)))
        return str(answer["view"]["id"])

    async def update_view(self, workspace: str, view_id: str, view: View, hash_: str | None = None) -> None:
        """Changes a modal that is open; with a hash, only if nobody changed it since."""
        web = self._client.web(await self._token(workspace))
        await self._client.ask(web.views_update(view_id=view_id, view=dict(view), hash=hash_))

    async def update_marked_view(self, workspace: str, view: View) -> None:
        """Changes the open modal that has the view's marker."""
        web = self._client.web(await self._token(workspace))
        await self._client.ask(web.views_update(external_id=view["external_id"], view=dict(view)))

    async def publish_home(self, workspace: str, account: str, message: Message) -> None:
        """Shows a person their Home."""
        web = self._client.web(await self._token(workspace))
        await self._client.ask(web.views_publish(user_id=account, view=slack.home(message)))

    async def _token(self, workspace: str) -> str:
        try:
            return await self._tokens.token(workspace)
        except NotInstalled:
            raise SlackFailure(Trouble.REFUSED, "not_installed") from None
        except Exception as error:
            if is_unavailable(error):
                raise SlackFailure(Trouble.UNREACHABLE, "token_not_read") from None
            raise

    def _attempts(self, workspace: str, message: Message) -> tuple[bool, ...]:
        return (True, False) if reply.has_chart(message) and self.charts(workspace) else (False,)

    def _learn(self, workspace: str, failure: SlackFailure, *, charts: bool) -> None:
        if not charts or failure.error != REFUSED_BLOCKS:
            raise failure
        self._without_charts.add(workspace)
