"""The yardstick: a Bolt app that checks the signature and answers "ok", on the same server as ours."""

from __future__ import annotations

import os

import uvicorn
from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult


def web_app(signing_secret: str) -> FastAPI:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-bare", bot_id="B1")

    bolt = AsyncApp(signing_secret=signing_secret, authorize=authorize, process_before_response=True)

    async def ally(ack: AsyncAck) -> None:
        await ack("ok")

    bolt.command("/ally")(ally)
    handler = AsyncSlackRequestHandler(bolt)
    web = FastAPI(openapi_url=None)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    web.post("/slack/events")(events)
    return web


if __name__ == "__main__":
    uvicorn.run(
        web_app(os.environ["BARE_SIGNING_SECRET"]),
        port=int(os.environ["BARE_PORT"]),
        log_level="warning",
        access_log=False,
    )
