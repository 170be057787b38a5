"""Answers what Slack asks: acknowledged within its three seconds whatever the database does, and shown where asked.

A command that is done in time travels back in the acknowledgement itself: one round trip. What takes longer goes on in
the background and answers by itself.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from bot.awaited import Awaited
from bot.road import Incoming, NotInstalled
from bot.slack import reply as shown
from bot.slack import translate
from bot.slack.asking import Ack, Asking, Patience
from bot.slack.calls import Calls
from bot.slack.client import SlackFailure
from bot.slack.following import Following
from bot.slack.response_url import ResponseUrl
from bot.upstander import Upstander
from handlers import errors
from handlers.pending import Pending
from handlers.privacy_card import Goodbye
from handlers.request import Change, Reply
from messages.blocks import Message
from messages.forms import Form, FormErrors, Link

log = structlog.get_logger("upstander.slack")
Walk = asyncio.Task[Reply | None]


class Answers:
    """One method a kind of request. All but `command` and `submission` acknowledge first."""

    def __init__(self, app: Upstander, calls: Calls, patience: Patience) -> None:
        self._app = app
        self._calls = calls
        self._patience = patience
        self._awaited = Awaited(app.road, patience.looks)
        self._following = Following(self._awaited, calls)

    async def stop(self) -> None:
        """Nothing is followed any more. What was asked is answered yet."""
        await self._awaited.stop()

    async def command(self, body: translate.Payload, workspace: str, ack: Ack) -> None:
        incoming = translate.command(body, workspace)
        asking = Asking(incoming, str(body["trigger_id"]), self._address(body))
        walk = self._walk(incoming)
        if not await self._is_done_in_time(asking, walk):
            await ack()
            self._go_on(self._finish(asking, walk, seconds=0))
            return
        reply = walk.result()
        if isinstance(reply, Pending):
            await ack()
            self._go_on(self._finish(asking, walk, seconds=0))
            return
        if isinstance(reply, Message | Link):
            message = shown.message_of(reply)
            if self._calls.is_sure(workspace, message):
                await ack(shown.as_json(shown.ephemeral(message, charts=False)))
                return
        await ack()
        self._go_on(self._present(asking, reply))

    async def shortcut(self, body: translate.Payload, workspace: str, ack: Ack) -> None:
        await ack()
        incoming = translate.shortcut(body, workspace)
        to = self._address(body) if body.get("response_url") else None
        asking = Asking(incoming, str(body["trigger_id"]), to)
        self._go_on(self._finish(asking, self._walk(incoming), self._patience.form))

    async def action(self, body: translate.Payload, workspace: str, ack: Ack) -> None:
        """A press, or an input that refreshes its form."""
        await ack()
        incoming = translate.pressed(body, workspace)
        if incoming is None:
            return
        view = body.get("view")
        if view is None:
            to = self._address(body) if body.get("response_url") else None
            asking = Asking(incoming, str(body["trigger_id"]), to, replaces=True)
            self._go_on(self._press(asking))
        elif isinstance(incoming.asked, Change):
            self._go_on(self._refresh_form(incoming, view))
        elif view.get("type") == "home":
            asking = Asking(incoming, str(body["trigger_id"]), marker=shown.home_marker())
            self._go_on(self._press(asking))
        else:
            self._go_on(self._press_in_modal(incoming, view))

    async def submission(self, body: translate.Payload, workspace: str, ack: Ack) -> None:
        incoming = translate.submitted(body, workspace)
        view = body["view"]
        marker = shown.marker_of(view)
        walk = self._walk(incoming)
        if not await _is_done(walk, self._patience.acknowledgement):
            waits = shown.late_marker(marker)
            # On top of the form, so that what was filled in is there should it fail; Slack stacks three, we two.
            action = "update" if view.get("previous_view_id") else "push"
            await ack(response_action=action, view=shown.waiting(waits))
            self._go_on(self._finish_submission(incoming, waits, walk))
            return
        reply = walk.result()
        match reply:
            case None:
                await ack()
            case FormErrors() if (told := shown.field_errors(reply, view)) is not None:
                await ack(response_action="errors", errors=told)
            case errors.Failed():
                await ack(response_action="push", view=shown.view(reply))
            case Pending():
                marked = marker or shown.late_marker(None)
                await ack(response_action="update", view=shown.view(reply, marked))
                self._go_on(self._finish_submission(incoming, marked, walk))
            case _:
                await ack(response_action="update", view=shown.view(reply, marker))
                self._go_on(self._refresh_home(incoming, reply, marker))

    async def home(self, body: translate.Payload, workspace: str, ack: Ack) -> None:
        await ack()
        incoming = translate.home_opened(body, workspace)
        if incoming is not None:
            self._go_on(self._show_home(incoming))

    # what goes on in the background

    async def _finish(self, asking: Asking, walk: Walk, seconds: float) -> Reply | None:
        """Waits for the answer and shows it; where a form may come, its modal opens before it is too late for one."""
        view_id = None
        if asking.takes_modal and not await _is_done(walk, seconds):
            view_id = await self._open(asking, shown.waiting(asking.marker))
        reply = await self._awaited.soon(asking.incoming, await walk)
        if view_id is None:
            await self._present(asking, reply)
            self._following.message(asking, reply)
        else:
            await self._show_in(view_id, asking.incoming, reply or errors.already_stored(), asking.marker)
            self._following.modal(asking.incoming, reply, asking.marker, view_id)
        return reply

    async def _present(self, asking: Asking, reply: Reply | None) -> None:
        match reply:
            case None:
                return
            case Form() | FormErrors():
                if await self._open(asking, shown.view(reply, asking.marker)) is None:
                    await self._say(asking, errors.form_did_not_open())
            case Message() | Link() if asking.to is None:
                if await self._open(asking, shown.view(reply, asking.marker)) is None:
                    await self._say(asking, shown.message_of(reply))
            case Message() | Link():
                await self._say(asking, shown.message_of(reply))

    async def _say(self, asking: Asking, message: Message) -> None:
        """Answers by the response address, or in the direct message. A failure leaves what the button was on."""
        workspace = asking.incoming.workspace
        replaces = asking.replaces and not isinstance(message, errors.Failed)
        try:
            if asking.to is None:
                await self._calls.tell(workspace, asking.incoming.account, message)
            else:
                await self._calls.respond(workspace, asking.to, message, replaces=replaces)
        except SlackFailure as failure:
            _log("answer_not_delivered", failure)

    async def _open(self, asking: Asking, view: shown.Payload) -> str | None:
        """The id of the opened modal; None where Slack did not open it."""
        try:
            return await self._calls.open_view(asking.incoming.workspace, asking.trigger, view)
        except SlackFailure as failure:
            _log("modal_not_opened", failure)
            return None

    async def _show_in(self, view_id: str | None, incoming: Incoming, reply: Reply, marker: str | None) -> None:
        """Shows the reply in an open modal; where the person closed it meanwhile, in the direct message.

        Without an id, the modal is the one with the marker.
        """
        view = shown.view(reply, marker)
        try:
            if view_id is None:
                await self._calls.update_marked_view(incoming.workspace, view)
            else:
                await self._calls.update_view(incoming.workspace, view_id, view)
        except SlackFailure as failure:
            _log("modal_not_changed", failure)
            if isinstance(reply, Message | Link):
                await self._say(Asking(incoming, ""), shown.message_of(reply))

    async def _finish_submission(self, incoming: Incoming, marker: str, walk: Walk) -> None:
        reply = await walk
        await asyncio.sleep(self._patience.travel)
        reply = await self._awaited.soon(incoming, reply)
        await self._show_in(None, incoming, reply or errors.already_stored(), marker)
        self._following.modal(incoming, reply, marker)
        await self._refresh_home(incoming, reply, shown.marker_of({"external_id": marker}))

    async def _refresh_form(self, incoming: Incoming, view: translate.Payload) -> None:
        reply = await self._reply(incoming)
        if reply is None or isinstance(reply, errors.Failed):
            return  # the form stays as it is and can still be sent
        try:
            changed = shown.view(reply, shown.marker_of(view))
            await self._calls.update_view(
                incoming.workspace, str(view["id"]), changed, str(view.get("hash") or "") or None
            )
        except SlackFailure as failure:
            if failure.error != "hash_conflict":  # a later change of the same form is on its way
                _log("modal_not_changed", failure)

    async def _press_in_modal(self, incoming: Incoming, view: translate.Payload) -> None:
        reply = await self._awaited.soon(incoming, await self._reply(incoming))
        if reply is not None:
            marker = shown.marker_of(view)
            await self._show_in(str(view["id"]), incoming, reply, marker)
            self._following.modal(incoming, reply, marker, str(view["id"]))
            await self._refresh_home(incoming, reply, marker)

    async def _press(self, asking: Asking) -> None:
        reply = await self._finish(asking, self._walk(asking.incoming), self._patience.form)
        await self._refresh_home(asking.incoming, reply, asking.marker)

    async def _refresh_home(self, incoming: Incoming, reply: Reply | None, marker: str | None) -> None:
        """Shows the Home anew after something was done from it; to who was erased, the goodbye stays on it."""
        if isinstance(reply, Goodbye):
            await self._publish(incoming, reply)
        elif marker is not None and isinstance(reply, Message) and not isinstance(reply, errors.Failed):
            again = await self._reply(translate.home_again(incoming.workspace, incoming.account))
            if not isinstance(again, errors.Failed):
                await self._publish(incoming, again)

    async def _show_home(self, incoming: Incoming) -> None:
        await self._publish(incoming, await self._reply(incoming))

    async def _publish(self, incoming: Incoming, reply: Reply | None) -> None:
        if not isinstance(reply, Message | Link):
            return
        try:
            await self._calls.publish_home(incoming.workspace, incoming.account, shown.message_of(reply))
        except SlackFailure as failure:
            _log("home_not_shown", failure)

    # the road

    async def _is_done_in_time(self, asking: Asking, walk: Walk) -> bool:
        """Before the acknowledgement is due; or before a form is, which only a slow answer makes us ask."""
        at_first, at_most = sorted((self._patience.form, self._patience.acknowledgement))
        if await _is_done(walk, at_first):
            return True
        seconds = self._patience.form if asking.takes_modal else self._patience.acknowledgement
        return seconds > at_first and await _is_done(walk, at_most - at_first)

    def _walk(self, incoming: Incoming) -> Walk:
        return self._app.background.start(self._reply(incoming), "slack_request")

    async def _reply(self, incoming: Incoming) -> Reply | None:
        try:
            return await self._app.road.walk(incoming)
        except NotInstalled:
            return errors.not_installed()

    def _go_on(self, work: Any) -> None:
        self._app.background.start(work, "slack_answer")

    def _address(self, body: translate.Payload) -> ResponseUrl:
        return ResponseUrl(str(body["response_url"]), self._app.clock)


async def _is_done(walk: Walk, seconds: float) -> bool:
    """Waits for it, but not longer. It goes on either way."""
    if seconds > 0:
        await asyncio.wait((walk,), timeout=seconds)
    return walk.done()


def _log(event: str, failure: SlackFailure) -> None:
    log.warning(event, trouble=failure.trouble.value, error=failure.error)
