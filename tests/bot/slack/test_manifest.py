"""The manifest that `upstander manifest slack` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings, load
from bot.slack.manifest import manifest

HTTP = load(public_url="https://ally.example.com", slack_signing_secret="s" * 32)
SOCKET = load(slack_app_token="xapp-1")
MANY = load(
    public_url="https://ally.example.com",
    slack_signing_secret="s" * 32,
    slack_client_id="1.2",
    slack_client_secret="shh",
)
LIMITS = {"name": 35, "description": 139, "long_description": 4000}


def strings(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [found for inside in part.values() for found in strings(inside)]
    if isinstance(part, list):
        return [found for inside in part for found in strings(inside)]
    return [part] if isinstance(part, str) else []


@pytest.mark.parametrize("settings", [HTTP, SOCKET, MANY])
def test_what_the_app_may_do_and_nothing_more(settings: Settings) -> None:
    made = manifest(settings)
    scopes = made["oauth_config"]["scopes"]
    assert scopes == {"bot": ["commands", "chat:write", "im:write", "users:read", "users:read.email"]}
    assert made["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened",
        "app_uninstalled",
        "tokens_revoked",
        "user_profile_changed",
    ]
    assert made["settings"]["token_rotation_enabled"] is False


@pytest.mark.parametrize("settings", [HTTP, SOCKET, MANY])
def test_it_keeps_slacks_limits(settings: Settings) -> None:
    made = manifest(settings)
    shown = made["display_information"]
    assert all(0 < len(shown[name]) <= most for name, most in LIMITS.items())
    assert len(shown["long_description"]) >= 175
    features = made["features"]
    (command,) = features["slash_commands"]
    assert command["command"].startswith("/")
    assert command["should_escape"] is True
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000
    assert len(features["shortcuts"]) <= 10
    for one in features["shortcuts"]:
        assert len(one["name"]) <= 24
        assert len(one["description"]) <= 150
        assert one["type"] in {"global", "message"}
    assert len(features["bot_user"]["display_name"]) <= 80


def test_the_words_of_the_shortcuts_are_those_of_the_product() -> None:
    shortcuts = {one["callback_id"]: one["name"] for one in manifest(HTTP)["features"]["shortcuts"]}
    assert shortcuts == {"log_action": "Log an ally action", "log_from_message": "Log allyship from this"}


def test_over_http_every_way_to_us_is_the_public_address() -> None:
    made = manifest(HTTP)
    address = "https://ally.example.com/slack/events"
    assert made["features"]["slash_commands"][0]["url"] == address
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}
    assert made["settings"]["socket_mode_enabled"] is False
    assert "redirect_urls" not in made["oauth_config"]


def test_over_a_socket_there_is_no_address() -> None:
    made = manifest(SOCKET)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["interactivity"] == {"is_enabled": True}
    assert not [one for one in strings(made) if "://" in one]


def test_many_workspaces_need_the_way_back_from_slack() -> None:
    assert manifest(MANY)["oauth_config"]["redirect_urls"] == ["https://ally.example.com/slack/oauth_redirect"]


def test_the_scopes_are_those_of_the_design_in_the_code_that_calls() -> None:
    code = "\n".join(one.read_text() for one in Path("bot/slack").glob("*.py"))
    for forbidden in ("history", "files:", "conversations_history", "channels:"):
        assert f'"{forbidden}' not in code
