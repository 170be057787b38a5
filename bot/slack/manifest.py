"""The app manifest to paste into Slack: what the app is called, what it may do, and where Slack finds us."""

from __future__ import annotations

from typing import Any

from bot.settings import Settings

SCOPES = ("commands", "chat:write", "im:write", "users:read", "users:read.email")
"""All that we ask for: no history, no files. The e-mail address matches people with the roster."""
EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked", "user_profile_changed")
"""Not `user_change`, which tells of every status and huddle, too: Slack stops at 30,000 events an hour."""
COMMAND = "/ally"
EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


def manifest(settings: Settings) -> dict[str, Any]:
    """For these settings: Socket Mode or request addresses, one workspace or many."""
    uses_socket = bool(settings.slack_app_token)
    url = f"{settings.own_url}{EVENTS_PATH}"
    address = {} if uses_socket else {"url": url}
    request_url = {} if uses_socket else {"request_url": url}
    redirects = {"redirect_urls": [f"{settings.own_url}{REDIRECT_PATH}"]} if settings.slack_client_id else {}
    return {
        "display_information": {
            "name": "Upstander",
            "description": "Log everyday allyship, and see it add up",
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#2f3e6b",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Upstander", "always_online": True},
            "shortcuts": [
                {
                    "name": "Log an ally action",
                    "type": "global",
                    "callback_id": "log_action",
                    "description": "Note what you did for a colleague",
                },
                {
                    # "Log allyship from this message" in full would be refused, and the whole manifest with it.
                    "name": "Log allyship from this",
                    "type": "message",
                    "callback_id": "log_from_message",
                    "description": "Log allyship from this message: note what you did for its author",
                },
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    **address,
                    "description": "Log allyship and see it add up",
                    "usage_hint": "log · amplify @colleague in standup: … · me · help",
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {**redirects, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": uses_socket,
            "token_rotation_enabled": False,
        },
    }


_LONG_DESCRIPTION = (
    "Upstander helps you notice and keep up everyday allyship: crediting a colleague's idea, putting someone forward, "
    "stepping in on a biased remark. Type /ally to log what you did, or use the shortcut on any message. You see your "
    "own record; your organization sees counts of groups, never a score of a person. Upstander reads no channels and "
    "no direct messages: it knows only what you tell it, and you can see, download and erase all of that."
)
