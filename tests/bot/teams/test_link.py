"""Somebody in Teams whom the roster does not know asks, an admin is told and decides: activities in, calls out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.teams import wording
from bot.teams.sender import TeamsSender
from storage.models import Account, LinkRequest, Person
from storage.words import Platform
from tests.admins import make_admin, on_roster, tell, visiting
from tests.bot.teams.conftest import World
from tests.clients.teams import Card, TeamsClient

ASKED = "A program admin looks at it"
TO_DECIDE = "Somebody asks to be linked to the roster"


@dataclass
class Chat:
    """Sam, who has no address in the tenant; Ada, a program admin; and Samantha of the roster, who is Sam."""

    world: World
    sam: TeamsClient
    ada: TeamsClient

    async def waiting(self) -> list[LinkRequest]:
        return await self.world.rows(LinkRequest)

    async def opens(self, told: Card) -> str:
        """Where the admin's button leads, once it was pressed."""
        link = await self.ada.use(told, "Open the dashboard")
        action = link.action("Open the dashboard")
        assert action["type"] == "Action.OpenUrl"
        return str(action["url"])


@pytest.fixture
async def chat(stored_world: World) -> Chat:
    world = stored_world
    chat = Chat(world, world.newcomer("Sam Guest", email=""), world.newcomer("Ada Admin"))
    await chat.ada.ask("help")
    await make_admin(world.app, "Ada Admin")
    await on_roster(world.app, "Samantha Okoye", "samantha@example.com")
    await chat.sam.ask("learn: read about interruptions")
    world.app.senders[Platform.TEAMS] = TeamsSender(world.app, cloud=world.teams.cloud)
    return chat


@pytest.mark.parametrize("way", ["form", "words"])
async def test_who_asks_is_linked_by_an_admin_who_was_told_in_private(chat: Chat, way: str) -> None:
    world, sam, ada = chat.world, chat.sam, chat.ada
    if way == "form":
        asked = await sam.use(await sam.ask("link"), "Ask", email="samantha@example.com")
    else:
        asked = await sam.ask("link samantha@example.com")
    assert ASKED in asked.text
    assert "samantha@example.com" in asked.text

    assert await tell(world.app) == 1
    told = await ada.answer()
    assert TO_DECIDE in told.text
    assert "Sam Guest" in told.text
    assert "samantha@example.com" not in told.text, "the address is on the dashboard, beside what the roster says"
    async with visiting(world.app) as visitor:
        await visitor.enters(await chat.opens(told))
        page = await visitor.opens("link-requests")
        assert all(one in page for one in ("Sam Guest", "samantha@example.com", "Samantha Okoye"))
        assert "Sam Guest is Samantha Okoye now" in await visitor.presses("Link them")

    assert await tell(world.app) == 1
    done = await sam.answer()
    assert "You are on your organization's roster now" in done.text
    assert "Samantha Okoye" in done.text
    assert "Learn" in (await sam.use(done, "My record")).text
    assert "lists you already as samantha@example.com" in (await sam.ask("link")).text
    people = {one.name: one for one in await world.rows(Person)}
    assert people.keys() == {"Ada Admin", "Samantha Okoye"}
    [account] = [one for one in await world.rows(Account) if one.external_id == sam.person.account]
    [action] = await world.actions()
    assert account.person_id == action.actor_id == people["Samantha Okoye"].id


async def test_who_is_said_no_reads_it_and_may_ask_again(chat: Chat) -> None:
    await chat.sam.ask("link samantha@example.com")
    await tell(chat.world.app)
    async with visiting(chat.world.app) as visitor:
        await visitor.enters(await chat.opens(await chat.ada.answer()))
        await visitor.opens("link-requests")
        assert "Sam Guest is not linked" in await visitor.presses("Say no")
    assert await tell(chat.world.app) == 1
    told = await chat.sam.answer()
    assert "A program admin did not link you" in told.text
    form = await chat.sam.use(told, "Ask again")
    assert ASKED in (await chat.sam.use(form, "Ask", email="sam.okoye@example.com")).text
    assert len(await chat.waiting()) == 2


async def test_what_is_no_address_stands_beside_its_field_with_what_was_typed(chat: Chat) -> None:
    wrong = await chat.sam.use(await chat.sam.ask("link"), "Ask", email="samantha")
    assert "Please write your work e-mail address, like ana@example.com." in wrong.text
    assert wrong.held()[wrong.input_id("email")] == "samantha"
    assert await chat.waiting() == []


async def test_what_is_taken_back_in_time_is_told_to_nobody(chat: Chat) -> None:
    asked = await chat.sam.ask("link samantha@example.com")
    assert "nothing was changed" in (await chat.sam.use(asked, "Take it back")).text
    assert await tell(chat.world.app) == 0
    assert len(chat.ada.chat.written) == 1


async def test_in_a_channel_nobody_reads_the_address(chat: Chat) -> None:
    channel = chat.world.teams.channel(chat.sam.person, chat.ada.person)
    assert ASKED in (await chat.sam.ask("link samantha@example.com", chat=channel)).text
    await chat.world.settled()
    assert [one["text"] for one in channel.written] == [wording.ANSWERED_IN_PRIVATE]


async def test_whom_the_roster_lists_has_nothing_to_ask(chat: Chat) -> None:
    await on_roster(chat.world.app, "Ben Okoro", "ben@example.com")
    assert "lists you already as ben@example.com" in (await chat.world.newcomer("Ben Okoro").ask("link")).text
