"""Who is in the tenant of the stand-in for Teams, where they talk, and what is wrong with what a bot writes there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.teams_limits import problems_of_card

TENANT = "6d3f0a1c-5a43-4f0e-8c3c-000000000001"
CARD = "application/vnd.microsoft.card.adaptive"
CHANNEL = "msteams"


@dataclass(frozen=True)
class FakePerson:
    """Someone of the tenant. `account` is the directory object id, `user` the id in Teams."""

    account: str
    name: str
    email: str
    role: str = "user"
    tenant: str = TENANT

    @property
    def user(self) -> str:
        return f"29:{self.account[-12:]}"

    def as_member(self) -> dict[str, Any]:
        return {
            "id": self.user,
            "aadObjectId": self.account,
            "objectId": self.account,
            "name": self.name,
            "email": self.email,
            "userPrincipalName": self.email,
            "tenantId": self.tenant,
            "userRole": self.role,
        }


@dataclass
class FakeConversation:
    """A chat or channel that the bot is in, and what the bot wrote there.

    `members` by their directory object ids. `asks_to_wait`: the next messages are refused for so many seconds each, in
    order.
    """

    id: str
    type: str
    members: dict[str, FakePerson] = field(default_factory=dict)
    tenant: str = TENANT
    written: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    changed: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    asks_to_wait: list[str] = field(default_factory=list)

    async def next(self) -> dict[str, Any]:
        """The bot's next message that nobody has looked at yet."""
        return await _sound(self.news)

    async def next_changed(self) -> dict[str, Any]:
        """The next that took the place of one of them."""
        return await _sound(self.changed)

    def broken(self, problems: list[str]) -> None:
        """Whoever waits for the bot here reads why nothing comes."""
        for waiting in (self.news, self.changed):
            waiting.put_nowait({"refused": problems})


async def _sound(news: asyncio.Queue[dict[str, Any]]) -> dict[str, Any]:
    message = await asyncio.wait_for(news.get(), 30)
    assert "refused" not in message, message
    return message


def problems_of(activity: Mapping[str, Any], chat: FakeConversation, bot: str) -> list[str]:
    """What the connector would refuse, or Teams show wrongly.

    The protocol lets a channel refuse what is not from the bot, not of this conversation or not of this channel
    (A2022, A2061, A2080), and names misspelled (A2002). The recipient Teams leaves to the other side to know themselves
    by, and it goes by the conversation: here it is held all the same, for a wrong one says that we mixed people up.
    """
    problems = []
    if activity.get("type") != "message":
        problems.append("only messages are sent")
    if activity.get("channelId") != CHANNEL:
        problems.append(f"it is for {activity.get('channelId')}")
    if _part(activity, "from").get("id") != bot:
        problems.append("it is not from the bot")
    conversation = _part(activity, "conversation")
    if (conversation.get("id"), conversation.get("tenantId")) != (chat.id, chat.tenant):
        problems.append(f"it is not of this conversation: {conversation}")
    if _part(activity, "recipient").get("id") not in {one.user for one in chat.members.values()}:
        problems.append(f"its recipient is not in this conversation: {activity.get('recipient')}")
    attachments = activity.get("attachments") or []
    if not activity.get("text") and not attachments:
        problems.append("it has neither text nor attachments")
    for one in attachments:
        if one.get("contentType") != CARD:
            problems.append(f"{one.get('contentType')} is no card")
        problems += problems_of_card(one.get("content"))
    return problems


def _part(activity: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = activity.get(name)
    return held if isinstance(held, dict) else {}
