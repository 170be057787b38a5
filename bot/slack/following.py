"""Shows on Slack how something comes along that is done in a moment, in the place of what was answered first.

A message that answers a press, and a modal, can be changed; what answers a typed command can't (Slack adds another
message instead), so that stays as it is, with its button. Whoever looks away gets a private message in the end.
"""

from __future__ import annotations

import structlog

from bot.awaited import Awaited
from bot.road import Incoming
from bot.slack import reply as shown
from bot.slack.asking import Asking
from bot.slack.calls import Calls
from bot.slack.client import SlackFailure
from handlers.pending import Pending
from handlers.request import Reply
from messages.blocks import Message
from messages.forms import Link

log = structlog.get_logger("upstander.slack")


class Following:
    def __init__(self, awaited: Awaited, calls: Calls) -> None:
        self._awaited = awaited
        self._calls = calls

    def message(self, asking: Asking, reply: Reply | None) -> None:
        """Goes on in the place of the message whose button was pressed."""
        if isinstance(reply, Pending) and asking.replaces:
            self._awaited.beside(self._message(asking, reply))

    def modal(self, incoming: Incoming, reply: Reply | None, marker: str | None, view_id: str | None = None) -> None:
        """Goes on in a modal that is open: the one with that id, else the one with the marker."""
        if isinstance(reply, Pending):
            self._awaited.beside(self._modal(incoming, reply, marker, view_id))

    async def _message(self, asking: Asking, reply: Reply) -> None:
        """An address serves five times: steps are shown ever less often, and one use is kept for the end."""
        passed, due = 0, 1
        async for now in self._awaited.later(asking.incoming, reply):
            passed += 1
            if asking.to is None or not isinstance(now, Message | Link):
                return
            if isinstance(now, Pending):
                if passed < due or asking.to.left < 2:  # noqa: PLR2004 - this one, and the end
                    continue
                due *= 2
            try:
                message = shown.message_of(now)
                await self._calls.respond(asking.incoming.workspace, asking.to, message, replaces=True)
            except SlackFailure as failure:
                _log(failure)
                return

    async def _modal(self, incoming: Incoming, reply: Reply, marker: str | None, view_id: str | None) -> None:
        async for now in self._awaited.later(incoming, reply):
            view = shown.view(now, marker)
            try:
                if view_id is not None:
                    await self._calls.update_view(incoming.workspace, view_id, view)
                else:
                    await self._calls.update_marked_view(incoming.workspace, view)
            except SlackFailure as failure:  # closed, most likely
                _log(failure)
                return


def _log(failure: SlackFailure) -> None:
    log.info("not_followed", trouble=failure.trouble.value, error=failure.error)
