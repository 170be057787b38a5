"""A stand-in for Slack's API on loopback: strict as Slack is, and able to misbehave.

    async with FakeSlack() as slack:
        slack.world.add_workspace("T1")
        settings = Settings(slack_api_url=slack.api_url, ...)
        slack.fails("views.open", status=500)

Every call that reached it is in `calls`, whether or not its answer got through. `until` waits for something to happen.
"""

from __future__ import annotations

import asyncio
import base64
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes import slack_methods
from tests.fakes.slack_socket import Sockets
from tests.fakes.slack_world import RESPONSE_SECONDS, RESPONSE_USES, Clock, Json, Shown, SlackSays, World

RESPONSE_URL = "response_url"
"""How calls to response addresses are named in `calls` and for misbehaving."""
WAIT_SECONDS = 20.0


@dataclass(frozen=True)
class Call:
    """A call that reached us. `done`: whether it was carried out."""

    method: str
    arguments: Json
    token: str | None
    done: bool


@dataclass(frozen=True)
class Fault:
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    hangs: bool = False
    drops: bool = False
    accepts: bool = False
    token: str | None = None


class FakeSlack:
    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self.clock = Clock() if clock is None else clock
        self.world = World(self.clock, self._changed)
        self.calls: list[Call] = []
        self.sockets = Sockets(self.world, self._changed)
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._released = asyncio.Event()
        self._waiters: set[asyncio.Event] = set()
        self._runner: web.AppRunner | None = None
        self.url = ""

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._take_call)
        app.router.add_post("/response/{key}", self._take_response)
        app.router.add_get("/socket/{ticket}", self.sockets.serve)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.sockets.url = self.url.replace("http", "ws", 1)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # how it misbehaves: each call to these lasts for one call of the method

    def fails(self, method: str, status: int = 500) -> None:
        self._faults[method].append(Fault(status=status))

    def rate_limits(self, method: str, retry_after: str = "0", *, token: str | None = None) -> None:
        """The next call; with a token, the next one with it."""
        self._faults[method].append(Fault(status=429, headers=(("Retry-After", retry_after),), token=token))

    def hangs(self, method: str) -> None:
        """Takes the call and never answers (until `release`)."""
        self._faults[method].append(Fault(hangs=True))

    def drops(self, method: str, *, accepts: bool) -> None:
        """Breaks the connection: before the call is carried out, or only then."""
        self._faults[method].append(Fault(drops=True, accepts=accepts))

    def release(self) -> None:
        """Lets the calls that hang go on."""
        self._released.set()

    # what tests look at

    def called(self, method: str) -> list[Json]:
        """The arguments of the calls that were carried out."""
        return [one.arguments for one in self.calls if one.method == method and one.done]

    async def until(self, happened: Callable[[], Any]) -> Any:
        """Waits until it is true, looking whenever something changed; returns its value."""
        waiter = asyncio.Event()
        self._waiters.add(waiter)
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while not (value := happened()):
                    waiter.clear()
                    await waiter.wait()
                return value
        finally:
            self._waiters.discard(waiter)

    def _changed(self) -> None:
        for waiter in self._waiters:
            waiter.set()

    # the wire

    async def _take_call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        arguments: Json = dict(request.query)
        arguments |= await request.json() if is_json else dict(await request.post())
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or None
        if request.headers.get("Authorization", "").startswith("Basic "):
            pair = base64.b64decode(request.headers["Authorization"][6:]).decode()
            arguments["client_id"], _, arguments["client_secret"] = pair.partition(":")
            token = None
        token = token or arguments.pop("token", None)

        def carry_out() -> web.Response:
            try:
                headers: dict[str, str] = {}
                if method == "apps.connections.open":
                    answer = self.sockets.open(token)
                else:
                    answer, headers = slack_methods.run(self.world, method, token, arguments, is_json=is_json)
            except SlackSays as no:
                return web.json_response({"ok": False, "error": no.error, **no.more})
            return web.json_response({"ok": True, **answer}, headers=headers)

        return await self._answer(request, method, arguments, token, carry_out)

    async def _take_response(self, request: web.Request) -> web.StreamResponse:
        payload = await request.json()
        key = request.match_info["key"]

        def carry_out() -> web.Response:
            try:
                self._respond(key, payload)
            except SlackSays as no:
                status = 404 if no.error in {"used_url", "expired_url"} else 400
                return web.json_response({"ok": False, "error": no.error, **no.more}, status=status)
            return web.Response(text="ok")

        return await self._answer(request, RESPONSE_URL, payload, None, carry_out)

    async def _answer(
        self,
        request: web.Request,
        method: str,
        arguments: Json,
        token: str | None,
        carry_out: Callable[[], web.Response],
    ) -> web.StreamResponse:
        fault = self._next_fault(method, token)
        if fault is None or fault.accepts:
            response = carry_out()
            refused = response.status != 200 or b'"ok": false' in (response.body or b"")  # type: ignore[operator]
            self.calls.append(Call(method, arguments, token, done=not refused))
        else:
            response = web.Response(status=fault.status or 200, headers=dict(fault.headers))
            self.calls.append(Call(method, arguments, token, done=False))
        self._changed()
        if fault is not None and fault.hangs:
            await self._released.wait()
        if fault is not None and fault.drops and request.transport is not None:
            request.transport.abort()
        return response

    def _next_fault(self, method: str, token: str | None) -> Fault | None:
        waiting = self._faults[method]
        fault = next((one for one in waiting if one.token in {None, token}), None)
        if fault is not None:
            waiting.remove(fault)
        return fault

    def _respond(self, key: str, payload: Json) -> None:
        """Answers at a response address."""
        address = self.world.addresses.get(key)
        if address is None:
            raise SlackSays("no_such_url")
        if address.uses >= RESPONSE_USES:
            raise SlackSays("used_url")
        if self.clock() - address.made_at > RESPONSE_SECONDS:
            raise SlackSays("expired_url")
        address.uses += 1
        slack_methods.check_message(self.world.workspaces[address.workspace], payload)
        replaced = address.message if payload.get("replace_original") else None
        shown = Shown(
            kind="message",
            workspace=address.workspace,
            user=address.user,
            payload=payload,
            id=replaced or f"{self.world.number()}.000200",
            how="response_url (replaced)" if replaced else "response_url",
            is_ephemeral=payload.get("response_type", "ephemeral") == "ephemeral",
            channel=address.channel,
        )
        self.world.show(shown)

    def response_url(self, workspace: str, user: str, channel: str, message: str | None = None) -> str:
        return f"{self.url}/response/{self.world.new_address(workspace, user, channel, message)}"
