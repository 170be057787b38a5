"""What the stand-in for Slack knows: workspaces, their people, and what these people see on their screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

Json = dict[str, Any]

TRIGGER_SECONDS = 3
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5
ALL_SCOPES = "commands,chat:write,im:write,users:read,users:read.email"


class SlackSays(Exception):
    """Slack refuses, with the word it uses for that."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_772_618_400.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Workspace:
    """A Slack team, and the bot's token in it while the app is installed."""

    id: str
    name: str
    token: str | None
    scopes: str = ALL_SCOPES
    enterprise_id: str | None = None
    is_enterprise_install: bool = False
    refuses_charts: bool = False
    forbids: str | None = None
    """The word with which it refuses all messages."""
    bot_user: str = "U-BOT"
    bot_id: str = "B-BOT"
    users: dict[str, Json] = field(default_factory=dict)


@dataclass
class Trigger:
    workspace: str
    user: str
    made_at: float
    used: bool = False


@dataclass
class Shown:
    """Something on one person's screen."""

    kind: Literal["message", "modal", "home"]
    workspace: str
    user: str
    payload: Json
    id: str
    how: str
    is_ephemeral: bool = False
    channel: str = "C-GENERAL"

    @property
    def text(self) -> str:
        """All that can be read."""
        return "\n".join(_texts(self.payload))

    @property
    def buttons(self) -> list[Json]:
        return [one for one in _elements(self.payload) if one.get("type") == "button"]

    def button(self, label: str) -> Json:
        found = [one for one in self.buttons if one["text"]["text"] == label]
        assert found, f"no button {label!r} among {[one['text']['text'] for one in self.buttons]}"
        return found[0]


@dataclass
class ResponseAddress:
    workspace: str
    user: str
    channel: str
    made_at: float
    message: str | None = None
    uses: int = 0


class World:
    """All of it. `changed` is called after every change, so that tests can wait for one."""

    def __init__(self, clock: Callable[[], float], changed: Callable[[], None]) -> None:
        self.clock = clock
        self.changed = changed
        self.workspaces: dict[str, Workspace] = {}
        self.triggers: dict[str, Trigger] = {}
        self.addresses: dict[str, ResponseAddress] = {}
        self.views: dict[str, Json] = {}
        self.codes: dict[str, Json] = {}
        self.direct: dict[tuple[str, str], str] = {}
        self.shown: list[Shown] = []
        self._numbers = count(1)

    def number(self) -> int:
        return next(self._numbers)

    def add_workspace(self, id_: str = "T1", token: str | None = "xoxb-1", **more: Any) -> Workspace:
        workspace = Workspace(id_, more.pop("name", f"Workspace {id_}"), token, **more)
        self.workspaces[id_] = workspace
        return workspace

    def add_user(self, workspace: str, id_: str, name: str, **more: Any) -> Json:
        """A member; `more` is laid over what `users.info` tells (as `is_bot=True`, `team_id="T9"`)."""
        home = self.workspaces[workspace]
        email = more.pop("email", f"{name.lower().replace(' ', '.')}@example.com")
        user = {
            "id": id_,
            "team_id": home.id,
            "name": name.lower(),
            "real_name": name,
            "tz": "Europe/Berlin",
            "locale": "en-GB",
            "is_bot": False,
            "deleted": False,
            "is_restricted": False,
            "profile": {"real_name": name, "display_name": more.pop("display_name", ""), "email": email},
            **more,
        }
        home.users[id_] = user
        return user

    def direct_channel(self, workspace: str, user: str) -> str:
        """The direct message with the bot, opened if it is new."""
        return self.direct.setdefault((workspace, user), f"D{self.number()}-{user}")

    def whose(self, workspace: str, channel: str) -> str | None:
        """Who the open direct message is with."""
        found = (user for (home, user), one in self.direct.items() if (home, one) == (workspace, channel))
        return next(found, None)

    def new_trigger(self, workspace: str, user: str) -> str:
        trigger = f"{self.number()}.{workspace}.trigger"
        self.triggers[trigger] = Trigger(workspace, user, self.clock())
        return trigger

    def use_trigger(self, trigger_id: str, workspace: Workspace) -> Trigger:
        trigger = self.triggers.get(trigger_id)
        if trigger is None or trigger.workspace != workspace.id:
            raise SlackSays("invalid_trigger_id")
        if trigger.used:
            raise SlackSays("exchanged_trigger_id")
        if self.clock() - trigger.made_at > TRIGGER_SECONDS:
            raise SlackSays("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_address(self, workspace: str, user: str, channel: str, message: str | None = None) -> str:
        """The last part of a response address."""
        key = f"{workspace}-{self.number()}"
        self.addresses[key] = ResponseAddress(workspace, user, channel, self.clock(), message)
        return key

    def show(self, shown: Shown) -> Shown:
        self.shown.append(shown)
        self.changed()
        return shown

    def seen_by(self, user: str) -> list[Shown]:
        return [one for one in self.shown if one.user == user]


def _elements(payload: Json) -> Iterator[Json]:
    for block in payload.get("blocks", ()):
        yield from block.get("elements", ())
        for name in ("accessory", "element"):
            if name in block:
                yield block[name]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, inside in part.items():
            if name in {"text", "label", "title", "hint", "placeholder", "alt_text"} and isinstance(inside, str):
                yield inside
            else:
                yield from _texts(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from _texts(inside)
