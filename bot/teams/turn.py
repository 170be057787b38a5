"""What happens with one activity: it walks the road, and its reply goes where only the person who asked sees it."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from bot.awaited import Awaited, Looks
from bot.pages import new_code
from bot.road import Incoming, NotInstalled, Trouble
from bot.teams import reply as replies
from bot.teams import translate, wording
from bot.teams.activity import Activity
from bot.teams.directory import TeamsDirectory
from bot.teams.private import PrivateChats
from bot.teams.sdk import Connector
from bot.teams.wire import Reference, SendError
from bot.upstander import Upstander
from handlers.pending import Pending
from handlers.request import Asked, Home, Place, Reply
from storage import workspaces
from storage.words import Platform
from storage.workspaces import OWN, Installation

log = structlog.get_logger("upstander.teams")

Body = dict[str, Any]


class Turns:
    """Answers activities that were let in. `patience`: the seconds Teams surely waits for an answer to an invoke."""

    def __init__(
        self, app: Upstander, connector: Connector, directory: TeamsDirectory, patience: float, looks: Looks
    ) -> None:
        self._app = app
        self._connector = connector
        self._directory = directory
        self._patience = patience
        self._awaited = Awaited(app.road, looks)
        self._chats = PrivateChats(app.database, connector, app.metrics, app.clock)

    async def stop(self) -> None:
        """Nothing is followed any more. What was asked is answered yet."""
        await self._awaited.stop()

    async def message(self, activity: Activity) -> None:
        """Typed words, or a card of a client that sends what it holds as a message. A fault of ours is said so."""
        try:
            await self._message(activity)
        except Exception:
            code = new_code()
            log.exception("teams_message_failed", code=code)
            await self._say_here(activity, wording.broken(code))

    async def _message(self, activity: Activity) -> None:
        private = await self._private(activity)
        if private is None:
            return
        accounts = await self._directory.accounts(activity)
        asked = translate.from_message(activity, accounts)
        if asked is None:
            await self._chats.send(private, replies.words(wording.OUT_OF_DATE), activity.account)
            return
        reply = await self._walk(activity, asked)
        await self._chats.keep(activity, private)
        if reply is not None:
            await self._deliver(activity, private, reply)

    async def installation(self, activity: Activity) -> None:
        """Someone added the bot for themselves, or removed it. What happens to teams and groups is nobody's own."""
        if activity.place is not Place.DIRECT:
            return
        if activity.action == "remove":
            await self._chats.drop(activity.tenant, activity.account)
        elif activity.action == "add":
            reply = await self._walk(activity, Home())
            await self._chats.keep(activity, activity.reference, anew=True)
            if reply is not None:
                await self._deliver(activity, activity.reference, reply)
        elif activity.action == "add-upgrade":
            await self._chats.keep(activity, activity.reference, anew=True)

    async def conversation(self, activity: Activity) -> None:
        """The bot came to a private chat or left it. The welcome is the installation's."""
        if activity.place is not Place.DIRECT:
            return
        if activity.bot in activity.removed:
            await self._chats.drop(activity.tenant, activity.account)
        elif activity.bot in activity.added:
            await self._chats.keep(activity, activity.reference, anew=True)

    async def card(self, activity: Activity) -> Body:
        """A button or a form of a card: the answer takes the card's place."""
        asked = translate.from_card(activity)
        if asked is None:
            return replies.note(wording.OUT_OF_DATE)
        work = self._start(activity, asked)
        if activity.place is Place.CHANNEL:
            # Only a card that somebody moved can be here; its answer is for one person all the same.
            self._later(activity, work)
            return replies.note(wording.ANSWERED_IN_PRIVATE)
        self._app.background.start(self._keep_after(work, activity), "teams_keep")
        if not await self._is_done(work):
            self._later(activity, work)
            return replies.note(wording.STILL_WORKING)
        match work.result():
            case None:
                return replies.note(wording.ALREADY_DONE)
            case Trouble(fallback=told):
                return replies.note(told)
            case reply:
                self._follow(activity, activity.reference, activity.card, reply)
                return replies.in_place(reply)

    async def _keep_after(self, work: asyncio.Task[Reply | None], activity: Activity) -> None:
        """Who only ever presses buttons is reached there, too, and where their clock is may have changed."""
        await asyncio.wait({work})  # an account that is new is known only then
        await self._chats.keep(activity, activity.reference)

    async def dialog(self, activity: Activity) -> Body:
        """ "Log allyship" on a message, and what is sent from the dialog that it opens."""
        is_first = activity.name == translate.FETCH_DIALOG
        asked = translate.from_message_menu(activity) if is_first else translate.from_dialog(activity)
        if asked is None:
            return replies.dialog_note(wording.OUT_OF_DATE)
        work = self._start(activity, asked)
        if not await self._is_done(work):
            self._later(activity, work)
            return replies.dialog_note(wording.STILL_WORKING)
        match work.result():
            case None:
                return replies.dialog_note(wording.ALREADY_DONE)
            case Trouble(fallback=told):
                return replies.dialog_note(wording.OPEN_PRIVATE_CHAT if await self._is_unreachable(activity) else told)
            case reply:
                return replies.dialog(reply)

    async def _private(self, activity: Activity) -> Reference | None:
        """Where the answer goes. None after saying, where it was asked, that there is nowhere: then nothing is done."""
        try:
            private = await self._chats.of(activity)
        except SendError as error:
            self._chats.failed(error)
            await self._say_here(activity, wording.NO_ANSWER_IN_PRIVATE)
            return None
        if private is None:
            await self._say_here(activity, wording.OPEN_PRIVATE_CHAT)
        return private

    async def _is_unreachable(self, activity: Activity) -> bool:
        """Whether the person has not added the bot, so that Teams does not tell us who they are either."""
        try:
            return await self._chats.of(activity) is None
        except SendError:
            return False

    async def _deliver(self, activity: Activity, private: Reference, reply: Reply) -> None:
        """Sends the answer, and says in a channel that it did."""
        message = await self._send(activity, private, reply)
        if activity.place is Place.CHANNEL:
            told = wording.NO_ANSWER_IN_PRIVATE if message is None else wording.ANSWERED_IN_PRIVATE
            await self._say_here(activity, told)

    async def _send(self, activity: Activity, private: Reference, reply: Reply) -> str | None:
        message = await self._chats.send(private, replies.message(reply), activity.account)
        if message:
            self._follow(activity, private, message, reply)
        return message

    def _follow(self, activity: Activity, where: Reference, message: str, reply: Reply) -> None:
        """How it comes along is shown in the place of that message of ours."""
        if isinstance(reply, Pending) and message:
            self._awaited.beside(self._show_later(_incoming(activity, reply.later), where, message, reply))

    async def _show_later(self, incoming: Incoming, where: Reference, message: str, reply: Reply) -> None:
        async for now in self._awaited.later(incoming, reply):
            try:
                await self._connector.update(where, message, replies.message(now))
            except SendError as error:  # a private message tells of the end
                self._chats.failed(error)
                return

    async def _say_here(self, activity: Activity, text: str) -> None:
        try:
            await self._connector.send(activity.reference, replies.words(text))
        except SendError as error:
            self._chats.failed(error)

    def _start(self, activity: Activity, asked: Asked) -> asyncio.Task[Reply | None]:
        """Walks on its own, so that what was begun is finished though the caller may have gone."""
        return self._app.background.start(self._walk(activity, asked), "teams_invoke")

    async def _is_done(self, work: asyncio.Task[Reply | None]) -> bool:
        done, _ = await asyncio.wait({work}, timeout=self._patience)
        return bool(done)

    def _later(self, activity: Activity, work: asyncio.Task[Reply | None]) -> None:
        self._app.background.start(self._deliver_late(activity, work), "teams_late_answer")

    async def _deliver_late(self, activity: Activity, work: asyncio.Task[Reply | None]) -> None:
        reply = await work
        private = await self._chats.of(activity) if reply is not None else None
        if reply is not None and private is not None:
            await self._send(activity, private, reply)

    async def _walk(self, activity: Activity, asked: Asked) -> Reply | None:
        incoming = _incoming(activity, asked)
        with self._directory.speaking(activity):
            try:
                reply = await self._app.road.walk(incoming)
            except NotInstalled:
                # The settings name the tenant, so it is ours: its first activity installs it.
                await self._install(activity.tenant)
                reply = await self._app.road.walk(incoming)
        return await self._awaited.soon(incoming, reply)

    async def _install(self, tenant: str) -> None:
        now = self._app.clock()
        async with self._app.database.begin() as db:
            organization_id = await workspaces.found(db, OWN, "Our organization", now)
            new = Installation(Platform.TEAMS, tenant, "Microsoft Teams")
            await workspaces.install(db, self._app.cipher, organization_id, new, now)
        log.info("tenant_installed")


def _incoming(activity: Activity, asked: Asked) -> Incoming:
    return Incoming(
        platform=Platform.TEAMS,
        workspace=activity.tenant,
        account=activity.account,
        asked=asked,
        place=activity.place,
        key=activity.key,
    )
