"""What Slack sends for what people do, field by field as its documentation shows it."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_world import Json, Shown, Workspace


class Payloads:
    """Made for one person of one workspace."""

    def __init__(self, slack: FakeSlack, workspace: str, user: str) -> None:
        self._slack = slack
        self._workspace = workspace
        self.user = user

    @property
    def home(self) -> Workspace:
        return self._slack.world.workspaces[self._workspace]

    def trigger(self) -> str:
        return self._slack.world.new_trigger(self._workspace, self.user)

    def command(self, text: str, channel: str, channel_name: str, command: str) -> dict[str, str]:
        payload = {
            "token": "deprecated",
            "team_id": self.home.id,
            "team_domain": "example",
            "channel_id": channel,
            "channel_name": channel_name,
            "user_id": self.user,
            "user_name": self.user.lower(),
            "command": command,
            "text": text,
            "api_app_id": "A1",
            "is_enterprise_install": "true" if self.home.is_enterprise_install else "false",
            "response_url": self._slack.response_url(self._workspace, self.user, channel),
            "trigger_id": self.trigger(),
        }
        if self.home.enterprise_id is not None:
            payload["enterprise_id"] = self.home.enterprise_id
        return payload

    def global_shortcut(self) -> Json:
        return {**self._interaction("shortcut"), "callback_id": "log_action", "action_ts": "1.2"}

    def message_shortcut(self, message: Json) -> Json:
        channel = "C-GENERAL"
        return {
            **self._interaction("message_action"),
            "callback_id": "log_from_message",
            "message_ts": message.get("ts", "1.1"),
            "channel": {"id": channel, "name": "general"},
            "message": {"type": "message", "ts": "1.1", **message},
            "response_url": self._slack.response_url(self._workspace, self.user, channel),
        }

    def press(self, shown: Shown, button: Json) -> Json:
        action: Json = {
            "type": "button",
            "action_id": button["action_id"],
            "block_id": "b1",
            "text": button["text"],
            "action_ts": "1.3",
            **{name: button[name] for name in ("value", "style") if name in button},
        }
        return self._block_action(shown, action)

    def change(self, shown: Shown, block: Json) -> Json:
        """An input with `dispatch_action` was changed: its new value is in the view's state already."""
        element = block["element"]
        held = shown.payload["state"]["values"][block["block_id"]][element["action_id"]]
        action = {"action_id": element["action_id"], "block_id": block["block_id"], "action_ts": "1.3", **held}
        return self._block_action(shown, action)

    def submission(self, shown: Shown) -> Json:
        return {**self._interaction("view_submission"), "view": self._view(shown), "response_urls": []}

    def event(self, event: Json, *, event_id: str | None = None, event_time: int | None = None) -> Json:
        now = int(self._slack.clock())
        return {
            "token": "deprecated",
            "team_id": self.home.id,
            "api_app_id": "A1",
            "event": {"event_ts": f"{now}.000001", **event},
            "type": "event_callback",
            "event_id": event_id or f"Ev{self._slack.world.number()}",
            "event_time": now if event_time is None else event_time,
            "authorizations": [
                {
                    "enterprise_id": self.home.enterprise_id,
                    "team_id": None if self.home.is_enterprise_install else self.home.id,
                    "user_id": self.home.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": self.home.is_enterprise_install,
                }
            ],
            "is_ext_shared_channel": False,
        }

    def _block_action(self, shown: Shown, action: Json) -> Json:
        payload = {**self._interaction("block_actions"), "actions": [action], "state": {"values": {}}}
        if shown.kind == "message":
            channel_name = "directmessage" if shown.channel.startswith("D") else "general"
            payload |= {
                "container": {
                    "type": "message",
                    "message_ts": shown.id,
                    "channel_id": shown.channel,
                    "is_ephemeral": shown.is_ephemeral,
                },
                "channel": {"id": shown.channel, "name": channel_name},
                "response_url": self._slack.response_url(self._workspace, self.user, shown.channel, shown.id),
            }
        else:
            payload |= {"container": {"type": "view", "view_id": shown.id}, "view": self._view(shown)}
        return payload

    def _view(self, shown: Shown) -> Json:
        view = self._slack.world.views[shown.id]
        return {
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "app_id": "A1",
            "app_installed_team_id": self.home.id,
            "bot_id": self.home.bot_id,
            "clear_on_close": False,
            "notify_on_close": False,
            **view,
        }

    def _interaction(self, kind: str) -> Json:
        enterprise = {"id": self.home.enterprise_id, "name": "Grid"} if self.home.enterprise_id else None
        whole = self.home.is_enterprise_install
        user: dict[str, Any] = {"id": self.user, "username": self.user.lower(), "team_id": self.home.id}
        return {
            "type": kind,
            "token": "deprecated",
            "api_app_id": "A1",
            "team": None if whole else {"id": self.home.id, "domain": "example"},
            "enterprise": enterprise,
            "is_enterprise_install": whole,
            "user": user,
            "trigger_id": self.trigger(),
        }
