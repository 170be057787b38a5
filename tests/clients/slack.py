"""A person at Slack, scripted: types, clicks and fills in forms, and sees what Slack would show of our answers.

What we send in an acknowledgement is held to the same limits as what we send by a call. A real Slack would show nothing
of a message that breaks them; here the test fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.clients.slack_payloads import Payloads
from tests.clients.slack_ways import Way
from tests.fakes import slack_limits, slack_methods
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_world import Json, Shown

MOST_STACKED = 3


@dataclass
class Sent:
    """What became of a submitted form: errors by input name, or what is shown now, or nothing (the modal closed)."""

    errors: dict[str, str] = field(default_factory=dict)
    shown: Shown | None = None


class SlackUser:
    """Methods named for what a person does return what they see next."""

    def __init__(self, slack: FakeSlack, way: Way, user: str, workspace: str = "T1") -> None:
        self.slack = slack
        self.way = way
        self.user = user
        self.workspace = workspace
        self.payloads = Payloads(slack, workspace, user)

    # words and menus

    async def types(self, text: str, *, channel: str = "C-GENERAL") -> Shown:
        """`/ally` and the text."""
        return await self._next(self.sends_command(self.command(text, channel=channel)))

    def command(self, text: str, *, channel: str = "C-GENERAL", command: str = "/ally") -> dict[str, str]:
        """The payload, for tests that send it themselves, or twice."""
        name = "directmessage" if channel.startswith("D") else "general"
        return self.payloads.command(text, channel, name, command)

    async def sends_command(self, payload: dict[str, str]) -> Json:
        answer = await self.way.command(payload)
        if answer:
            self._see_acknowledged(answer, payload["channel_id"])
        return answer

    async def uses_shortcut(self) -> Shown:
        return await self._next(self.way.interactive(self.payloads.global_shortcut()))

    async def uses_message_shortcut(self, **message: Any) -> Shown:
        return await self._next(self.way.interactive(self.payloads.message_shortcut(message)))

    async def opens_home(self, *, tab: str = "home") -> Shown:
        return await self._next(self.way.event(self.payloads.event(self.home_event(tab))))

    def home_event(self, tab: str = "home") -> Json:
        return {"type": "app_home_opened", "user": self.user, "channel": "D1", "tab": tab}

    # buttons and forms

    async def presses(self, shown: Shown, label: str) -> Shown:
        return await self._next(self.way.interactive(self.press(shown, label)))

    def press(self, shown: Shown, label: str) -> Json:
        return self.payloads.press(shown, shown.button(label))

    def fills(self, shown: Shown, **values: Any) -> None:
        """Puts values into inputs, by name. Options go by their value, colleagues by their id, dates as text."""
        for name, value in values.items():
            block = self.input(shown, name)
            held = self._state(shown)[block["block_id"]][block["element"]["action_id"]]
            _put(held, block["element"], value)

    async def changes(self, shown: Shown, **values: Any) -> Shown:
        """Fills in one input that refreshes its form, and sees the form anew."""
        ((name, value),) = values.items()
        block = self.input(shown, name)
        assert block.get("dispatch_action"), f"{name} does not refresh its form"
        self.fills(shown, **{name: value})
        return await self._next(self.way.interactive(self.payloads.change(shown, block)))

    async def submits(self, shown: Shown, **values: Any) -> Sent:
        self.fills(shown, **values)
        self._check_required(shown)
        return self.acknowledged_submission(shown, await self.way.interactive(self.payloads.submission(shown)))

    def acknowledged_submission(self, shown: Shown, answer: Json) -> Sent:
        """What Slack does with the acknowledgement of a submission."""
        workspace = self.payloads.home
        match answer.get("response_action"):
            case None:
                assert not answer
                return Sent()
            case "errors":
                blocks = {block.get("block_id") for block in self._view(shown)["blocks"]}
                assert answer["errors"].keys() <= blocks, "Slack would not show these errors"
                assert all(answer["errors"].values())
                return Sent(errors={one.partition(":")[2]: text for one, text in answer["errors"].items()})
            case "update":
                slack_methods.check_view(workspace, answer["view"])
                slack_methods.change_view(self.slack.world, self._view(shown), answer["view"], "response_action update")
            case "push":
                slack_methods.check_view(workspace, answer["view"])
                more = {"previous_view_id": shown.id, "root_view_id": self._view(shown)["root_view_id"]}
                world = self.slack.world
                assert self._depth(shown) < MOST_STACKED, "Slack would not show this"
                slack_methods.check_external_id(world, answer["view"], None)
                slack_methods.put_view(world, self.workspace, self.user, answer["view"], "response_action push", **more)
            case other:
                raise AssertionError(f"unknown response_action {other}")
        return Sent(shown=self.seen[-1])

    def input(self, shown: Shown, name: str) -> Json:
        """The block of an input."""
        found = [one for one in self._view(shown)["blocks"] if one["type"] == "input" and _name(one) == name]
        there = [_name(one) for one in self._view(shown)["blocks"] if "element" in one]
        assert found, f"no input {name!r} among {there}"
        return dict(found[0])

    def held(self, shown: Shown, name: str) -> Json:
        """What an input holds now."""
        block = self.input(shown, name)
        return dict(self._state(shown)[block["block_id"]][block["element"]["action_id"]])

    # what is on the screen

    @property
    def seen(self) -> list[Shown]:
        return self.slack.world.seen_by(self.user)

    async def sees(self, text: str) -> Shown:
        """Waits until something with this text is shown."""
        found = await self.slack.until(lambda: [one for one in self.seen if text in one.text])
        last: Shown = found[-1]
        return last

    async def _next(self, doing: Any) -> Shown:
        before = len(self.seen)
        await doing
        await self.slack.until(lambda: len(self.seen) > before)
        return self.seen[before]

    def _see_acknowledged(self, answer: Json, channel: str) -> None:
        problems = slack_limits.message_problems(answer)
        assert not problems, f"Slack would not show this: {problems}"
        slack_methods.check_message(self.payloads.home, answer)
        assert answer.get("response_type") == "ephemeral", "others would see this"
        number = self.slack.world.number()
        shown = Shown(
            "message", self.workspace, self.user, answer, f"{number}.000300", "ack", is_ephemeral=True, channel=channel
        )
        self.slack.world.show(shown)

    def _view(self, shown: Shown) -> Json:
        return self.slack.world.views[shown.id]

    def _state(self, shown: Shown) -> Json:
        values: Json = self._view(shown)["state"]["values"]
        return values

    def _depth(self, shown: Shown) -> int:
        """How many modals lie on each other."""
        depth, view = 1, self._view(shown)
        while view["previous_view_id"]:
            depth, view = depth + 1, self.slack.world.views[view["previous_view_id"]]
        return depth

    def _check_required(self, shown: Shown) -> None:
        """Slack itself asks for what is required, and sends nothing until it is there."""
        for block in self._view(shown)["blocks"]:
            if block["type"] == "input" and not block.get("optional"):
                held = self._state(shown)[block["block_id"]][block["element"]["action_id"]]
                filled = any(value for name, value in held.items() if name != "type")
                assert filled, f"Slack would ask for {_name(block)}"


def _name(block: Json) -> str:
    return str(block.get("block_id", "")).partition(":")[2]


def _put(held: Json, element: Json, value: Any) -> None:
    kind = element["type"]
    if kind in {"static_select", "radio_buttons"}:
        held["selected_option"] = _option(element, value) if value is not None else None
    elif kind == "multi_static_select":
        held["selected_options"] = [_option(element, one) for one in value]
    elif kind == "checkboxes" and isinstance(value, bool):
        held["selected_options"] = element["options"][:1] if value else []
    elif kind == "checkboxes":
        held["selected_options"] = [_option(element, one) for one in value]
    elif kind == "users_select":
        held["selected_user"] = value
    elif kind == "datepicker":
        held["selected_date"] = value
    else:
        assert kind == "plain_text_input", kind
        assert value is None or len(value) <= element.get("max_length", 3000)
        held["value"] = value


def _option(element: Json, value: str) -> Json:
    found = [one for one in element["options"] if one["value"] == value]
    assert found, f"no option {value!r} among {[one['value'] for one in element['options']]}"
    return dict(found[0])
