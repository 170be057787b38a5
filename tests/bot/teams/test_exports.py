"""`/ally export` in Teams, to the file itself: a second admin is asked in private, and who ordered it gets a link."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest

from bot import worker
from bot.teams import wording
from bot.teams.sender import TeamsSender
from storage.export_making import STILL_LOOKS
from storage.export_orders import TO_BE_MADE
from storage.models import AuditEvent, ExportOrder
from storage.words import Platform
from tests.admins import Visitor, make_admin, tell, visiting
from tests.bot.teams.conftest import World, running
from tests.clients.teams import Card, TeamsClient
from tests.clock import FrozenClock
from tests.fakes.teams import FakeTeams
from tests.looking import Meanwhile

NAMES: dict[str, Any] = {
    "with_names": "true",
    "reason": "for the yearly ceremony",
    "first": "2026-03-01",
    "last": "2026-03-04",
}


@dataclass
class Admins:
    """Two program admins in Teams."""

    world: World
    ana: TeamsClient
    ben: TeamsClient

    async def order_names(self) -> Card:
        """Ana wants names, and Ben is asked."""
        waits = await self.ana.use(await self.ana.ask("export"), "Export", **NAMES)
        assert "a second program admin has to agree" in waits.text
        assert await tell(self.world.app) == 1
        return await self.ben.answer()

    async def trail(self) -> list[str]:
        events = sorted(await self.world.rows(AuditEvent), key=lambda one: one.sequence)
        return [one.event for one in events if one.event.startswith("export.")]


async def admins_of(world: World) -> Admins:
    admins = Admins(world, world.newcomer("Ana Lima"), world.newcomer("Ben Okoro"))
    for one in (admins.ana, admins.ben):
        await one.ask("help")
        await make_admin(world.app, one.person.name)
    world.app.senders[Platform.TEAMS] = TeamsSender(world.app, cloud=world.teams.cloud)
    return admins


@pytest.fixture
async def admins(stored_world: World) -> Admins:
    return await admins_of(stored_world)


async def fetch(world: World, visitor: Visitor, link: Card) -> list[str]:
    """The names of what is in the file, fetched by the link as a browser does; the link is used up then."""
    action = link.action("Fetch the file")
    assert action["type"] == "Action.OpenUrl"
    assert "Your export is ready" in await visitor.opens(action["url"])
    file = await visitor.follows("Download the file")
    assert file.headers["content-type"] == "application/zip"
    await world.settled()
    assert "This link was used" in await visitor.opens(action["url"])
    with zipfile.ZipFile(io.BytesIO(file.content)) as held:
        return held.namelist()


async def test_names_are_agreed_to_in_private_and_the_file_is_fetched_once(admins: Admins, clock: FrozenClock) -> None:
    world, ana, ben = admins.world, admins.ana, admins.ben
    asked = await admins.order_names()
    for said in ("Ana Lima", "Activity log, 1 March 2026 to 4 March 2026, CSV, with names", "for the yearly ceremony"):
        assert said in asked.text
    assert "Agreed: Ana Lima gets" in (await ben.use(asked, "Agree")).text

    assert await tell(world.app) == 0, "a file that is there in a moment says so by itself"
    clock.move(TO_BE_MADE)
    assert await tell(world.app) == 1
    assert "Ben Okoro agreed to names." in (await ana.answer()).text
    assert await worker.make_exports(world.app) == 1
    clock.move(STILL_LOOKS)
    assert await tell(world.app) == 1
    told = await ana.answer()
    assert told.text.startswith("Your export is ready. \nBen Okoro agreed to names.")
    async with visiting(world.app) as visitor:
        names = await fetch(world, visitor, await ana.use(told, "Get the file"))
    assert any(one.endswith(".csv") for one in names)
    assert await admins.trail() == [
        "export.asked", "export.approved", "export.made", "export.download_started", "export.downloaded"
    ]  # fmt: skip


async def test_names_that_are_declined_are_never_made(admins: Admins) -> None:
    world = admins.world
    asked = await admins.order_names()
    assert "Declined. Ana Lima does not get" in (await admins.ben.use(asked, "Decline")).text
    assert await tell(world.app) == 1
    told = await admins.ana.answer()
    assert "Ben Okoro did not agree to names." in told.text
    assert "nothing to decide" in (await admins.ben.use(asked, "Agree")).text
    assert await worker.make_exports(world.app) == 0
    assert "With names" in (await admins.ana.use(told, "New export")).text


async def test_nobody_agrees_to_their_own_and_nobody_fetches_anothers(admins: Admins, clock: FrozenClock) -> None:
    asked = await admins.order_names()
    assert "nothing to decide" in (await admins.ana.use(asked, "Agree")).text
    assert "Agreed: " in (await admins.ben.use(asked, "Agree")).text
    clock.move(TO_BE_MADE)
    assert await tell(admins.world.app) == 1
    agreed = await admins.ana.answer()
    await worker.make_exports(admins.world.app)
    assert "can't find that export" in (await admins.ben.use(agreed, "Look again")).text
    assert (await admins.ana.use(agreed, "Look again")).action("Fetch the file")


async def test_what_is_wrong_stands_beside_its_field(admins: Admins) -> None:
    form = await admins.ana.ask("export")
    wrong = await admins.ana.use(form, "Export", with_names="true", reason="because", first="2026-03-09")
    assert "Please say a little more" in wrong.text
    assert "still to come" in wrong.text
    assert wrong.held()[wrong.input_id("reason")] == "because"
    assert wrong.held()[wrong.input_id("with_names")] == "true"
    assert await admins.world.rows(ExportOrder) == []


async def test_in_a_channel_only_the_private_chat_has_the_link(
    teams: FakeTeams, sqlite_url: str, clock: FrozenClock
) -> None:
    meanwhile = Meanwhile()
    async with running(sqlite_url, clock, teams, looks=meanwhile.looks()) as world:
        admins = await admins_of(world)
        meanwhile.makes(world.app)
        channel = teams.channel(admins.ana.person, admins.ben.person)
        link = await admins.ana.ask("export activity 2026", chat=channel)
        await world.settled()
        assert [one["text"] for one in channel.written] == [wording.ANSWERED_IN_PRIVATE]
        async with visiting(world.app) as visitor:
            assert await fetch(world, visitor, link)


async def test_who_is_no_admin_gets_nothing(stored_world: World) -> None:
    cleo = stored_world.newcomer("Cleo Martin")
    assert "/ally export is for program admins." in (await cleo.ask("export activity 2025")).text
    assert await stored_world.rows(ExportOrder) == []
