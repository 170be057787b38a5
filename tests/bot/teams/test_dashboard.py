"""`/ally dashboard` in Teams: a link in private, for whoever may, that opens the dashboard once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.teams import wording
from storage.models import AuditEvent, LoginLink
from tests.admins import make_admin, visiting
from tests.bot.teams.conftest import World
from tests.clients.teams import Card, TeamsClient
from tests.clock import FrozenClock


@pytest.fixture
async def ana(stored_world: World) -> TeamsClient:
    """A program admin."""
    ana = stored_world.newcomer()
    await ana.ask("help")
    await make_admin(stored_world.app, ana.person.name)
    return ana


def link_on(card: Card) -> str:
    action = card.action("Open the dashboard")
    assert action["type"] == "Action.OpenUrl"
    return str(action["url"])


async def test_the_link_opens_the_dashboard_once(stored_world: World, ana: TeamsClient) -> None:
    card = await ana.ask("/ally dashboard")
    assert "for you alone" in card.text
    async with visiting(stored_world.app) as visitor:
        assert "Ana Lima" in await visitor.opens(link_on(card))
        assert "Overview" in await visitor.enters(link_on(card))
    async with visiting(stored_world.app) as somebody:
        assert "does not work" in await somebody.opens(link_on(card))
    events = sorted(await stored_world.rows(AuditEvent), key=lambda one: one.sequence)
    assert [one.event for one in events] == ["dashboard.link_made", "dashboard.signed_in"]


async def test_each_time_there_is_another_and_none_is_old(
    stored_world: World, ana: TeamsClient, clock: FrozenClock
) -> None:
    first, second = link_on(await ana.ask("dashboard")), link_on(await ana.ask("dashboard"))
    assert first != second
    clock.move(timedelta(minutes=5, seconds=1))
    async with visiting(stored_world.app) as visitor:
        assert "does not work" in await visitor.opens(second)
        assert "Overview" in await visitor.enters(link_on(await ana.ask("dashboard")))


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
async def test_from_a_channel_the_link_goes_to_the_private_chat_alone(
    stored_world: World, ana: TeamsClient, kind: str
) -> None:
    ben = stored_world.newcomer("Ben Okoro")
    channel = stored_world.teams.channel(ana.person, ben.person, kind=kind)
    link = link_on(await ana.ask("dashboard", chat=channel))
    await stored_world.settled()
    assert [one["text"] for one in channel.written] == [wording.ANSWERED_IN_PRIVATE]
    assert link not in str(channel.written)
    assert ben.chat.written == []


async def test_who_may_not_gets_none(stored_world: World) -> None:
    card = await stored_world.newcomer("Ben Okoro").ask("dashboard")
    assert "/ally dashboard is for program admins and auditors." in card.text
    assert not [one for one in card.actions if one["type"] == "Action.OpenUrl"]
    assert await stored_world.rows(LoginLink) == []
