"""Socket Mode of the stand-in: hands out addresses for app tokens, and sends envelopes over the open sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import WSMsgType, web

from tests.fakes.slack_world import Json, SlackSays, World


class Sockets:
    """`send` delivers one request and returns what came back, as Slack waits for it."""

    def __init__(self, world: World, changed: Callable[[], None]) -> None:
        self._world = world
        self._changed = changed
        self._tickets: set[str] = set()
        self._answers: dict[str, asyncio.Future[Json]] = {}
        self.url = ""
        self.app_tokens: set[str] = set()
        self.open_sockets: list[web.WebSocketResponse] = []

    def open(self, token: str | None) -> Json:
        if not token:
            raise SlackSays("not_authed")
        if token not in self.app_tokens:
            raise SlackSays("invalid_auth" if token.startswith("xapp-") else "not_allowed_token_type")
        ticket = f"ticket-{self._world.number()}"
        self._tickets.add(ticket)
        return {"url": f"{self.url}/socket/{ticket}"}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets:
            return web.Response(status=401)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.open_sockets.append(socket)
        self._changed()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take(message.json())
        finally:
            self.open_sockets.remove(socket)
            self._changed()
        return socket

    def _take(self, answer: Json) -> None:
        waiting = self._answers.pop(answer["envelope_id"], None)
        assert waiting is not None, "an envelope was answered that we did not send, or twice"
        waiting.set_result(answer.get("payload") or {})

    async def send(self, kind: str, payload: Json, *, accepts_response: bool = True) -> Json:
        """`kind`: slash_commands, interactive or events_api."""
        envelope_id = f"envelope-{self._world.number()}"
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._answers[envelope_id] = waiting
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts_response,
        }
        await self.open_sockets[-1].send_json(envelope)
        async with asyncio.timeout(3):  # what Slack waits
            return await waiting

    async def disconnect(self) -> None:
        """Slack asks to come back over a new socket, as it does every few hours."""
        for socket in list(self.open_sockets):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def close(self) -> None:
        for socket in list(self.open_sockets):
            await socket.close()
