"""A scripted Teams client: types, presses and submits as one person does, and reads the cards that come back.

ana = TeamsClient(http, teams, teams.person("Ana Lima"))
card = await ana.ask("log")
card = await ana.use(card, "Log it", kind="amplify")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_limits import check_card
from tests.fakes.teams_world import CARD, FakeConversation, FakePerson

_numbers = count(1)


@dataclass(frozen=True)
class Card:
    """A card as a person sees it: texts, inputs with what they hold, and actions. Teams has to be able to show it."""

    content: Mapping[str, Any]

    def __post_init__(self) -> None:
        check_card(self.content)

    @property
    def text(self) -> str:
        """All that is written on the card."""
        return "\n".join(_texts(self.content))

    @property
    def elements(self) -> list[Mapping[str, Any]]:
        """Everything on the card."""
        return list(_elements(self.content))

    @property
    def inputs(self) -> dict[str, Mapping[str, Any]]:
        """The inputs by their ids."""
        return {one["id"]: one for one in _elements(self.content) if str(one.get("type", "")).startswith("Input.")}

    @property
    def actions(self) -> list[Mapping[str, Any]]:
        return [one for one in _elements(self.content) if str(one.get("type", "")).startswith("Action.")]

    def action(self, title: str) -> Mapping[str, Any]:
        """The button with that title."""
        found = [one for one in self.actions if one.get("title") == title]
        assert found, f"no {title!r} among {[one.get('title') for one in self.actions]}"
        return found[0]

    def confirmed(self, action: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a button does that asks first, once the answer to it is yes."""
        if action["type"] != "Action.ToggleVisibility":
            return action
        (question,) = action["targetElements"]
        (shown,) = [one for one in self.elements if one.get("id") == question]
        assert shown["isVisible"] is False, "it asks before anybody pressed"
        return next(one for one in _elements(shown) if one["type"] == "Action.Execute")

    def held(self) -> dict[str, str]:
        """What the client sends of inputs that nobody touched."""
        return {name: str(one["value"]) for name, one in self.inputs.items() if one.get("value") not in (None, "")}

    def input_id(self, name: str) -> str:
        """The id (`kind:name`) of the input of that name."""
        found = [one for one in self.inputs if one == name or one.partition(":")[2] == name]
        assert found, f"no input {name!r} among {list(self.inputs)}"
        return found[0]


class TeamsClient:
    """One person's Teams. `genuine` headers come with each request unless the stand-in is anonymous."""

    def __init__(self, http: httpx.AsyncClient, teams: FakeTeams, person: FakePerson) -> None:
        self.http = http
        self.teams = teams
        self.person = person

    @property
    def chat(self) -> FakeConversation:
        """The private chat with the bot."""
        return self.teams.private(self.person)

    def activity(self, kind: str, *, chat: FakeConversation | None = None, **more: Any) -> dict[str, Any]:
        """What Teams sends for something this person did."""
        where = chat or self.chat
        return {
            "type": kind,
            "id": f"{kind[0]}:{next(_numbers):012d}",
            "channelId": "msteams",
            "serviceUrl": self.teams.service_url,
            "from": {"id": self.person.user, "name": self.person.name, "aadObjectId": self.person.account},
            "recipient": {"id": self.teams.bot, "name": "Upstander"},
            "conversation": {"id": where.id, "conversationType": where.type, "tenantId": self.person.tenant},
            "channelData": {"tenant": {"id": self.person.tenant}},
            "locale": "en-GB",
            "localTimezone": "Europe/Lisbon",
        } | more

    async def post(self, activity: Any, *, header: str | None = None) -> httpx.Response:
        """Sends an activity as Microsoft does. `header`: another Authorization; "" for none."""
        given = header if header is not None else ("" if self.teams.anonymous else self.teams.header())
        headers = {"Authorization": given} if given else {}
        return await self.http.post("/api/messages", json=activity, headers=headers)

    async def say(
        self, text: str, *, chat: FakeConversation | None = None, mentions: Sequence[FakePerson] = ()
    ) -> dict[str, Any]:
        """Types a message; returns the activity, to be sent again. `@Ana Lima` of the mentioned becomes a mention.

        In a channel the bot is mentioned first, as Teams wants it.
        """
        entities = []
        for person in mentions:
            text = text.replace(f"@{person.name}", f"<at>{person.name}</at>", 1)
            entities.append(_mention(person.user, person.name))
        if chat is not None and chat.type != "personal":
            text = f"<at>Upstander</at> {text}"
            entities.insert(0, _mention(self.teams.bot, "Upstander"))
        activity = self.activity("message", chat=chat, text=text, textFormat="plain", entities=entities)
        response = await self.post(activity)
        assert response.status_code == 202, response.status_code
        return activity

    async def ask(self, text: str, **more: Any) -> Card:
        """Types a message and reads the answer in the private chat."""
        await self.say(text, **more)
        return await self.answer()

    async def answer(self) -> Card:
        """The next card in the private chat."""
        return card_in(await self.chat.next())

    async def sees_changed(self) -> tuple[str, Card]:
        """The next card that took the place of one in the private chat, and the id of the message it is in."""
        message = await self.chat.next_changed()
        return message["id"], card_in(message)

    async def use(self, card: Card, title: str, *, chat: FakeConversation | None = None, **values: str) -> Card:
        """Presses a button, and says yes where it asks first; of a form, with its inputs filled in by name.

        Returns the card in its place.
        """
        body = await self.invoke(card, title, chat=chat, **values)
        assert body["statusCode"] == 200, body
        assert body["type"] == CARD, body
        return Card(body["value"])

    async def invoke(self, card: Card, title: str, *, chat: FakeConversation | None = None, **values: str) -> Any:
        """The same, with Teams's whole answer."""
        response = await self.post(self.pressed(card, title, chat=chat, **values))
        assert response.status_code == 200, response.status_code
        return response.json()

    def pressed(self, card: Card, title: str, *, chat: FakeConversation | None = None, **values: str) -> dict[str, Any]:
        """The activity of a pressed button."""
        action = card.confirmed(card.action(title))
        assert action["type"] == "Action.Execute", action
        typed = {card.input_id(name): value for name, value in values.items()}
        data = {**card.held(), **typed, **action.get("data", {})}
        value = {"action": {"type": "Action.Execute", "id": action.get("id"), "verb": action["verb"], "data": data}}
        written = (chat or self.chat).written
        more = {"replyToId": written[-1]["id"]} if written else {}
        return self.activity("invoke", chat=chat, name="adaptiveCard/action", value=value, **more)

    # the message extension

    async def log_from(self, author: FakePerson, text: str, *, chat: FakeConversation) -> Card:
        """Chooses "Log allyship" on a message; returns the form in the dialog."""
        return dialog_in(await self.fetch_dialog(author, text, chat=chat))

    async def fetch_dialog(self, author: FakePerson, text: str, *, chat: FakeConversation) -> Any:
        message = {
            "id": "1795493316317",
            "from": {"user": {"id": author.account, "displayName": author.name, "userIdentityType": "aadUser"}},
            "body": {"contentType": "html", "content": text},
        }
        value = {"commandId": "logAllyship", "commandContext": "message", "messagePayload": message}
        response = await self.post(self.activity("invoke", chat=chat, name="composeExtension/fetchTask", value=value))
        assert response.status_code == 200, response.status_code
        return response.json()

    async def send_dialog(self, card: Card, title: str, *, chat: FakeConversation, **values: str) -> Any:
        """Presses a button within the dialog."""
        action = card.action(title)
        assert action["type"] == "Action.Submit", "dialogs know no Action.Execute"
        typed = {card.input_id(name): value for name, value in values.items()}
        data = {**card.held(), **typed, **action.get("data", {})}
        value = {"commandId": "logAllyship", "commandContext": "message", "data": data}
        response = await self.post(
            self.activity("invoke", chat=chat, name="composeExtension/submitAction", value=value)
        )
        assert response.status_code == 200, response.status_code
        return response.json()


def card_in(message: Mapping[str, Any]) -> Card:
    """The card of a message of the bot."""
    (attachment,) = message["attachments"]
    return Card(attachment["content"])


def dialog_in(body: Mapping[str, Any]) -> Card:
    """The card in the dialog that an answer opens or goes on with."""
    assert body["task"]["type"] == "continue", body
    attachment = body["task"]["value"]["card"]
    assert attachment["contentType"] == CARD
    return Card(attachment["content"])


def _mention(identifier: str, name: str) -> dict[str, Any]:
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": identifier, "name": name}}


def _elements(held: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(held, list):
        for one in held:
            yield from _elements(one)
    elif isinstance(held, dict):
        if "type" in held:
            yield held
        for name, value in held.items():
            if name not in ("data", "fallback"):
                yield from _elements(value)


def _texts(held: Any) -> Iterator[str]:
    for one in _elements(held):
        for name in ("text", "errorMessage", "label", "title", "placeholder"):
            if isinstance(one.get(name), str):
                yield one[name]
        for fact in one.get("facts", ()):
            yield f"{fact.get('title')}: {fact.get('value')}"
