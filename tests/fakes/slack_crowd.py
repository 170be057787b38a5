"""A stand-in for Slack for crowds: a process of its own, fast, and moody by the dice.

    with running_crowd(Mood(limits=0.1, hangs=0.01)) as slack:
        ...  # workers call slack.api_url
        slack.told().posted  # how often each person was written to

It knows everybody by rule, so that nobody need be added: workspace `T7` has the token `xoxb-T7`, its person `UT7P3` has
the direct message `DT7P3`. Any other token, person or channel is refused, as are blocks that Slack would refuse.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl

import httptools

from tests.fakes import slack_limits

Json = dict[str, Any]
POST, OPEN = "/api/chat.postMessage", "/api/conversations.open"
TOLD, MOOD = "/told", "/mood"


@dataclass(frozen=True, slots=True)
class Mood:
    """Shares of calls, 0 to 1, that go wrong in each way; `away`: the share of the time in which nobody listens."""

    limits: float = 0.0
    """429 with Retry-After."""
    fails: float = 0.0
    """500 before anything was done."""
    fails_after: float = 0.0
    """500, and the message is there all the same."""
    hangs: float = 0.0
    """No answer at all; half of them have done it."""
    drops_before: float = 0.0
    drops_after: float = 0.0
    """The connection breaks before it was done, or only then."""
    away: float = 0.0
    delay: float = 0.0
    """Seconds from doing a thing to answering."""
    checks_blocks: bool = True
    seed: int = 7


CALM = Mood()


@dataclass(slots=True)
class Told:
    """What happened so far: messages by channel, and the calls by what became of them."""

    posted: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    hanging: int = 0


class _Server:
    """What all connections share."""

    def __init__(self, mood: Mood) -> None:
        self.told = Told()
        self.change(mood)
        self._listener: asyncio.Server | None = None
        self.port = 0

    def change(self, mood: Mood) -> None:
        self.mood = mood
        self._dice = random.Random(mood.seed)
        self.ways = ("limits", "fails", "fails_after", "hangs", "drops_before", "drops_after", "well")
        shares = [getattr(mood, way) for way in self.ways[:-1]]
        self._shares = (*shares, 1 - sum(shares))

    def roll(self) -> str:
        return self._dice.choices(self.ways, self._shares)[0]

    def retry_after(self) -> str:
        return str(self._dice.choice((0, 1, 1, 2)))

    def done_anyway(self) -> bool:
        return self._dice.random() < 0.5

    async def serve(self) -> None:
        await self._listen()
        control = await asyncio.get_running_loop().create_server(lambda: _Connection(self), "127.0.0.1", 0)
        print(self.port, control.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - whoever started us reads it
        while True:
            await asyncio.sleep(2)
            if self.mood.away and self._listener is not None:
                self._listener.close()
                await asyncio.sleep(2 * self.mood.away)
                await self._listen()

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(
            lambda: _Connection(self), "127.0.0.1", self.port, reuse_address=True, backlog=1024
        )
        self.port = self._listener.sockets[0].getsockname()[1]


class _Connection(asyncio.Protocol):
    """One kept-alive connection."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._hangs = False
        self._begin()

    def _begin(self) -> None:
        self._url, self._token, self._is_json, self._body = b"", "", False, bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class is no child of it

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.told.hanging -= self._hangs
        self._hangs = False
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    # what the parser calls

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        match name.lower():
            case b"authorization":
                self._token = value.decode().removeprefix("Bearer ")
            case b"content-type":
                self._is_json = value.startswith(b"application/json")

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        path, token, body, is_json = self._url.decode(), self._token, bytes(self._body), self._is_json
        self._begin()
        told = self._server.told
        if path == MOOD:
            self._server.change(Mood(**json.loads(body)))
        if path in {TOLD, MOOD}:
            self._write(_http(200, {"posted": told.posted, "calls": told.calls, "hanging": told.hanging}))
        else:
            arguments = json.loads(body) if is_json else dict(parse_qsl(body.decode()))
            self._misbehave(path, lambda: self._carry_out(path, arguments.pop("token", token), arguments))

    def _misbehave(self, path: str, carry_out: Callable[[], Json]) -> None:
        server, way = self._server, self._server.roll()
        server.told.calls[f"{path.removeprefix('/api/')} {way}"] += 1
        match way:
            case "limits":
                self._answer(429, {"ok": False, "error": "ratelimited"}, f"Retry-After: {server.retry_after()}\r\n")
            case "fails":
                self._answer(500, {})
            case "fails_after":
                carry_out()
                self._answer(500, {})
            case "hangs":
                if server.done_anyway():
                    carry_out()
                self._hangs = True
                server.told.hanging += 1
            case "drops_before":
                self._abort()
            case "drops_after":
                carry_out()
                self._abort()
            case _:
                self._answer(200, carry_out())

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _answer(self, status: int, content: Json, headers: str = "") -> None:
        answer = _http(status, content, headers)
        if self._server.mood.delay:
            asyncio.get_running_loop().call_later(self._server.mood.delay, self._write, answer)
        else:
            self._write(answer)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer)

    def _carry_out(self, path: str, token: str, arguments: Json) -> Json:
        answer = _done(self._server, path, token, arguments)
        if not answer["ok"]:
            self._server.told.calls[f"{path.removeprefix('/api/')} refused: {answer['error']}"] += 1
        return answer


def _http(status: int, content: Json, headers: str = "") -> bytes:
    body = json.dumps(content).encode()
    head = f"HTTP/1.1 {status} So\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return head.encode() + body


def _done(server: _Server, path: str, token: str, arguments: Json) -> Json:
    workspace = token.removeprefix("xoxb-")
    if not token.startswith("xoxb-T"):
        return _no("invalid_auth")
    if path == OPEN:
        person = str(arguments.get("users", ""))
        if not person.startswith(f"U{workspace}P"):
            return _no("user_not_found")
        return {"ok": True, "channel": {"id": f"D{person[1:]}"}}
    if path != POST:
        return _no("unknown_method")
    channel = str(arguments.get("channel", ""))
    if not channel.startswith(f"D{workspace}P"):
        return _no("channel_not_found")
    if not arguments.get("text"):
        return _no("no_text")
    if server.mood.checks_blocks:
        blocks = arguments.get("blocks")
        blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
        if problems := slack_limits.message_problems({**arguments, "blocks": blocks}):
            return {**_no("invalid_blocks"), "response_metadata": {"messages": problems}}
    server.told.posted[channel] += 1
    return {"ok": True, "channel": channel, "ts": f"1700000000.{server.told.posted.total():06d}", "message": {}}


def _no(error: str) -> Json:
    return {"ok": False, "error": error}


@dataclass(frozen=True, slots=True)
class Crowd:
    """The stand-in, seen from the process that started it."""

    port: int
    control_port: int
    pid: int

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def told(self) -> Told:
        found = self._ask(TOLD)
        return Told(Counter(found["posted"]), Counter(found["calls"]), found["hanging"])

    def change(self, mood: Mood) -> None:
        """From the next call on it behaves so."""
        self._ask(MOOD, json.dumps(asdict(mood)).encode())

    def _ask(self, path: str, body: bytes | None = None) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.control_port}{path}", body, timeout=20) as response:
            return json.loads(response.read())


@contextmanager
def running_crowd(mood: Mood = CALM) -> Iterator[Crowd]:
    """The stand-in, in a process of its own until the block ends."""
    command = [sys.executable, "-m", "tests.fakes.slack_crowd", json.dumps(asdict(mood))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port, control_port = map(int, process.stdout.readline().split())
        yield Crowd(port, control_port, process.pid)
    finally:
        process.kill()
        process.communicate(timeout=15)


if __name__ == "__main__":
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_Server(Mood(**json.loads(sys.argv[1]))).serve())
