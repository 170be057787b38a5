"""What Teams sent, as far as we read it. Whatever else is in there stays unread, a message's text above all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.teams.wire import Reference
from handlers.request import Place

MESSAGE = "message"
INVOKE = "invoke"
INSTALLATION = "installationUpdate"
CONVERSATION = "conversationUpdate"


class Unreadable(Exception):
    """This is no activity."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A mention in a message: the text that stands for it, and whom it names (an id within the conversation)."""

    text: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing Teams tells. `account` is the person's directory (Entra) object id, `user` their id in Teams.

    `card` is the id of our message with the card that was used.
    """

    type: str
    id: str
    channel: str
    tenant: str
    service_url: str
    conversation: str
    place: Place
    bot: str
    user: str
    account: str
    user_name: str
    locale: str
    zone: str
    text: str
    name: str
    action: str
    value: Mapping[str, Any]
    mentions: tuple[Spoken, ...]
    added: frozenset[str]
    removed: frozenset[str]
    card: str

    @property
    def key(self) -> str | None:
        """Names this very delivery: a retry of Teams carries the same. Hashed, since ids of Teams can be very long."""
        if not self.id:
            return None
        return hashlib.sha256(f"{self.conversation}\n{self.id}".encode()).hexdigest()

    @property
    def reference(self) -> Reference:
        """Where it came from."""
        return Reference(self.service_url, self.tenant, self.conversation, self.bot, self.user)


def read(body: Mapping[str, Any]) -> Activity:
    """The activity of a request. Raises Unreadable without the little that each one has."""
    conversation = _part(body, "conversation")
    sender = _part(body, "from")
    channel_data = _part(body, "channelData")
    activity = Activity(
        type=_text(body, "type"),
        id=_text(body, "id"),
        channel=_text(body, "channelId"),
        tenant=_text(_part(channel_data, "tenant"), "id"),
        service_url=_text(body, "serviceUrl"),
        conversation=_text(conversation, "id"),
        place=Place.DIRECT if _text(conversation, "conversationType") == "personal" else Place.CHANNEL,
        bot=_text(_part(body, "recipient"), "id"),
        user=_text(sender, "id"),
        account=_text(sender, "aadObjectId"),
        user_name=_text(sender, "name"),
        locale=_text(body, "locale"),
        zone=_text(body, "localTimezone") or _client_zone(body),
        text=_text(body, "text"),
        name=_text(body, "name"),
        action=_text(body, "action"),
        value=_part(body, "value"),
        mentions=tuple(_mentions(body)),
        added=_ids(body, "membersAdded"),
        removed=_ids(body, "membersRemoved"),
        card=_text(body, "replyToId"),
    )
    if not (activity.type and activity.conversation and activity.service_url and activity.user and activity.bot):
        raise Unreadable
    return activity


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = body.get(name)
    return held if isinstance(held, dict) else {}


def _text(body: Mapping[str, Any], name: str) -> str:
    held = body.get(name)
    return held if isinstance(held, str) else ""


def _list(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    held = body.get(name)
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _ids(body: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(_text(one, "id") for one in _list(body, name))


def _mentions(body: Mapping[str, Any]) -> list[Spoken]:
    found = []
    for entity in _list(body, "entities"):
        mentioned = _part(entity, "mentioned")
        if _text(entity, "type") == "mention" and _text(entity, "text") and _text(mentioned, "id"):
            found.append(Spoken(_text(entity, "text"), _text(mentioned, "id"), _text(mentioned, "name")))
    return found


def _client_zone(body: Mapping[str, Any]) -> str:
    zones = (_text(one, "timezone") for one in _list(body, "entities") if _text(one, "type") == "clientInfo")
    return next(zones, "")
