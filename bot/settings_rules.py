"""What settings have to do with each other: which go together, which exclude each other, which are missing."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

PREFIX = "UPSTANDER_"


class Chosen(Protocol):
    """The settings that have to do with others: `bot.settings.Settings` has them."""

    secret_keys: tuple[str, ...]
    public_url: str
    host: str
    slack_bot_token: str
    slack_signing_secret: str
    slack_app_token: str
    slack_client_id: str
    slack_client_secret: str
    teams_app_id: str
    teams_app_password: str
    teams_tenant_ids: tuple[str, ...]
    teams_allow_anonymous: bool

    @property
    def slack_is_on(self) -> bool: ...

    @property
    def teams_is_on(self) -> bool: ...


def mismatches(settings: Chosen) -> list[str]:
    """What does not fit together."""
    return [*_slack_problems(settings), *_teams_problems(settings)]


def missing_for_serving(settings: Chosen) -> list[str]:
    """What `serve` needs besides; empty when it may start."""
    problems = []
    if not settings.secret_keys:
        problems.append(f"{PREFIX}SECRET_KEYS is missing: make one with `upstander secret` and keep it safe.")
    if not (settings.slack_is_on or settings.teams_is_on):
        problems.append(
            f"Neither Slack nor Teams is set up: set {PREFIX}SLACK_BOT_TOKEN or {PREFIX}TEAMS_APP_ID and what goes "
            "with it (see README), or try everything without an account by `upstander demo`."
        )
    return problems


def not_for_the_demo(settings: Chosen) -> list[str]:
    """Why the demo refuses to start: it lets everybody be anybody."""
    problems = []
    if not is_loopback(settings.host):
        problems.append(
            "The demo lets everybody be anybody, so it listens on this machine alone: "
            f"{settings.host} is not a loopback address. Leave --host and {PREFIX}HOST out."
        )
    if settings.public_url and not is_loopback(urlsplit(settings.public_url).hostname or ""):
        problems.append(f"The demo has no public address: unset {PREFIX}PUBLIC_URL.")
    return problems


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _slack_problems(settings: Chosen) -> list[str]:
    problems = []
    if settings.slack_bot_token and settings.slack_client_id:
        problems.append(f"Set either {PREFIX}SLACK_BOT_TOKEN (one workspace) or {PREFIX}SLACK_CLIENT_ID (many).")
    if bool(settings.slack_client_id) != bool(settings.slack_client_secret):
        problems.append(f"{PREFIX}SLACK_CLIENT_ID and {PREFIX}SLACK_CLIENT_SECRET go together.")
    if settings.slack_is_on and not (settings.slack_signing_secret or settings.slack_app_token):
        problems.append(f"{PREFIX}SLACK_SIGNING_SECRET is missing (or set {PREFIX}SLACK_APP_TOKEN to use Socket Mode).")
    if settings.slack_client_id and not settings.slack_signing_secret:
        problems.append(f"{PREFIX}SLACK_SIGNING_SECRET is missing: installing by link goes over HTTP.")
    if settings.slack_client_id and not settings.public_url:
        problems.append(f"{PREFIX}PUBLIC_URL is missing: Slack sends people back to it after installing.")
    prefixes: Mapping[str, tuple[str, str]] = {
        "SLACK_BOT_TOKEN": (settings.slack_bot_token, "xoxb-"),
        "SLACK_APP_TOKEN": (settings.slack_app_token, "xapp-"),
    }
    problems += [
        f"{PREFIX}{name} does not begin with {prefix}: it is another kind of token."
        for name, (value, prefix) in prefixes.items()
        if value and not value.startswith(prefix)
    ]
    return problems


def _teams_problems(settings: Chosen) -> list[str]:
    problems = []
    if bool(settings.teams_app_id) != bool(settings.teams_app_password):
        problems.append(f"{PREFIX}TEAMS_APP_ID and {PREFIX}TEAMS_APP_PASSWORD go together.")
    if settings.teams_app_id and not settings.teams_tenant_ids:
        problems.append(f"{PREFIX}TEAMS_TENANT_IDS is missing: name the tenants that may use the bot.")
    if settings.teams_allow_anonymous and settings.teams_app_id:
        problems.append(f"{PREFIX}TEAMS_ALLOW_ANONYMOUS is for a local client without credentials; unset one of them.")
    if settings.teams_allow_anonymous and not is_loopback(settings.host):
        problems.append(f"{PREFIX}TEAMS_ALLOW_ANONYMOUS works on a loopback address only: set {PREFIX}HOST=127.0.0.1.")
    return problems
