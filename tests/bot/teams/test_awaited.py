"""What is done in a moment: the answer holds it where it is soon, and else the card changes as it comes along."""

from __future__ import annotations

import asyncio

import pytest

from bot import notices, worker
from bot.teams.sender import TeamsSender
from storage.export_making import STILL_LOOKS
from storage.words import Platform
from tests.bot.teams.conftest import World, running
from tests.clients.teams import TeamsClient
from tests.clock import FrozenClock
from tests.fakes.teams import FakeTeams
from tests.looking import Meanwhile, everybody_is_admin


@pytest.fixture
def meanwhile() -> Meanwhile:
    return Meanwhile()


async def admin(world: World) -> TeamsClient:
    ana = world.newcomer()
    await ana.ask("help")
    await everybody_is_admin(world.app)
    return ana


async def test_an_export_of_a_moment_is_in_the_answer(
    teams: FakeTeams, database_url: str, clock: FrozenClock, meanwhile: Meanwhile
) -> None:
    async with running(database_url, clock, teams, looks=meanwhile.looks()) as world:
        ana = await admin(world)
        meanwhile.makes(world.app)
        card = await ana.ask("export activity 2025")
        assert "Your export is ready" in card.text
        assert "/exports/orders/" in card.action("Fetch the file")["url"]
        assert sum(meanwhile.pauses) < 2


async def test_so_it_is_in_the_place_of_the_form(
    teams: FakeTeams, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile
) -> None:
    async with running(sqlite_url, clock, teams, looks=meanwhile.looks()) as world:
        ana = await admin(world)
        meanwhile.makes(world.app)
        ready = await ana.use(await ana.ask("export"), "Export")
        assert "Your export is ready" in ready.text
        assert len(ana.chat.written) == 2, "help, and the form: the answer is in its place"


@pytest.mark.parametrize("by_form", [False, True])
async def test_one_that_takes_longer_changes_in_place(
    teams: FakeTeams, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile, by_form: bool
) -> None:
    async with running(sqlite_url, clock, teams, looks=meanwhile.looks(soon=2, later=5)) as world:
        ana = await admin(world)
        meanwhile.makes(world.app, after=3)
        asked = await ana.use(await ana.ask("export"), "Export") if by_form else await ana.ask("export activity 2025")
        assert "I'm making your export." in asked.text
        message, card = await ana.sees_changed()
        assert message == ana.chat.written[-1]["id"]
        assert "Your export is ready." in card.text
        assert len(ana.chat.written) == 2
        fetched = await ana.use(card, "Get the file")
        assert fetched.action("Fetch the file")


async def test_a_change_that_teams_does_not_take_ends_it(
    teams: FakeTeams, sqlite_url: str, clock: FrozenClock, meanwhile: Meanwhile
) -> None:
    async with running(sqlite_url, clock, teams, looks=meanwhile.looks(soon=1, later=5)) as world:
        ana = await admin(world)
        refused = asyncio.Event()

        async def makes_and_breaks(number: int) -> None:
            if number == 1:
                await worker.make_exports(world.app)
                teams.connector.fails(404)
                refused.set()

        meanwhile.does = makes_and_breaks
        await ana.ask("export activity 2025")
        await asyncio.wait_for(refused.wait(), 20)
        await world.edge._turns._awaited._beside.drain(20)
        assert len([one for one in teams.calls if one.startswith("PUT ")]) == 1
        assert ana.chat.changed.empty()


async def test_a_private_message_follows(
    teams: FakeTeams, database_url: str, clock: FrozenClock, meanwhile: Meanwhile
) -> None:
    async with running(database_url, clock, teams, looks=meanwhile.looks()) as world:
        ana = await admin(world)
        assert "I'm making your export." in (await ana.ask("export activity 2025")).text
        clock.move(STILL_LOOKS)
        await worker.make_exports(world.app)
        sender = TeamsSender(world.app, cloud=teams.cloud)
        world.app.senders[Platform.TEAMS] = sender
        await sender.start()
        try:
            assert [await notices.send(world.app), await notices.send(world.app)] == [1, 0]
        finally:
            await sender.stop()
        fetched = await ana.use(await ana.answer(), "Get the file")
        assert fetched.action("Fetch the file")
