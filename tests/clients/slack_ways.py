"""The ways from Slack to us: signed requests over HTTP, or envelopes over a socket."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_world import Json

EVENTS = "/slack/events"
FORM = "application/x-www-form-urlencoded"


class Way(Protocol):
    """Delivers, and returns what came back in the acknowledgement."""

    async def command(self, payload: dict[str, str]) -> Json: ...

    async def interactive(self, payload: Json) -> Json: ...

    async def event(self, payload: Json) -> Json: ...


class OverHttp:
    """`post` also sends what Slack never would."""

    def __init__(self, client: httpx.AsyncClient, signing_secret: str) -> None:
        self._client = client
        self._secret = signing_secret

    async def command(self, payload: dict[str, str]) -> Json:
        return _acknowledged(await self.post(urlencode(payload), FORM))

    async def interactive(self, payload: Json) -> Json:
        return _acknowledged(await self.post(urlencode({"payload": json.dumps(payload)}), FORM))

    async def event(self, payload: Json) -> Json:
        return _acknowledged(await self.post(json.dumps(payload), "application/json"))

    async def post(
        self,
        body: str | bytes,
        content_type: str = FORM,
        *,
        timestamp: str | None = None,
        signature: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        raw = body.encode() if isinstance(body, str) else body
        stamp = str(int(time.time())) if timestamp is None else timestamp
        made = hmac.new(self._secret.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={made}" if signature is None else signature,
        }
        kept = {name: value for name, value in {**signed, **headers}.items() if value != ""}
        return await self._client.post(EVENTS, content=raw, headers=kept)


class OverSocket:
    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack

    async def command(self, payload: dict[str, str]) -> Json:
        return await self._slack.sockets.send("slash_commands", dict(payload))

    async def interactive(self, payload: Json) -> Json:
        return await self._slack.sockets.send("interactive", payload)

    async def event(self, payload: Json) -> Json:
        return await self._slack.sockets.send("events_api", payload, accepts_response=False)


def _acknowledged(response: httpx.Response) -> Json:
    assert response.status_code == 200, f"Slack would show an error: {response.status_code} {response.text[:300]}"
    if not response.content:
        return {}
    assert response.headers["content-type"].startswith("application/json"), response.text[:300]
    answer: Any = response.json()
    assert isinstance(answer, dict)
    return answer
