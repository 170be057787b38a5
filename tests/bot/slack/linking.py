"""Installing by link, as a browser and Slack's pages do it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from bot.settings import Settings
from tests.bot.slack.setup import Place, settings
from tests.fakes.slack import FakeSlack

CLIENT = {"client_id": "1.2", "client_secret": "shh-shh"}
REDIRECT = "https://upstander.example.com/slack/oauth_redirect"


def many(slack: FakeSlack, database_url: str) -> Settings:
    return settings(
        slack,
        database_url,
        slack_bot_token="",
        slack_client_id=CLIENT["client_id"],
        slack_client_secret=CLIENT["client_secret"],
        public_url="https://upstander.example.com",
    )


async def begins(place: Place) -> str:
    """The state, as Slack's page gets it. The browser keeps the cookie."""
    response = await place.http.get("/slack/install")
    assert response.status_code == 302
    sent_to = urlsplit(response.headers["location"])
    assert (sent_to.netloc, sent_to.path) == ("slack.com", "/oauth/v2/authorize")
    query = parse_qs(sent_to.query)
    assert query["scope"] == ["commands,chat:write,im:write,users:read,users:read.email"]
    assert query["redirect_uri"] == [REDIRECT]
    assert "user_scope" not in query
    return query["state"][0]


def code(slack: FakeSlack, name: str = "code-1", **more: Any) -> str:
    """What Slack gives after the person said yes."""
    slack.world.codes[name] = {
        **CLIENT,
        "workspace": "T1",
        "user": "U1",
        "token": "xoxb-sealed-1",
        "redirect_uri": REDIRECT,
        **more,
    }
    return name


async def comes_back(place: Place, state: str, given: str, **more: str) -> httpx.Response:
    return await place.http.get("/slack/oauth_redirect", params={"state": state, "code": given, **more})


async def installs(place: Place, **more: Any) -> None:
    response = await comes_back(place, await begins(place), code(place.slack, **more))
    assert response.status_code == 200, response.text
    await place.settle()


def removal(place: Place, kind: str = "app_uninstalled", at: datetime | None = None, **event: Any) -> dict[str, Any]:
    when = int((at or place.app.clock()).timestamp())
    return place.user("U1").payloads.event({"type": kind, **event}, event_time=when)
