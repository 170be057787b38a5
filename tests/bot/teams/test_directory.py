"""Who somebody is: told by Teams of whoever has the bot, of others by Microsoft Graph where that is allowed."""

from __future__ import annotations

from sqlalchemy import update

from storage.models import Person
from tests.bot.teams.conftest import StartWorld, World
from tests.clients.teams import Card, TeamsClient


async def log_for(client: TeamsClient, account: str) -> Card:
    """Logs by the form, for whom the people picker gave that account."""
    form = await client.use(await client.ask("log"), "Show the fields for this choice", kind="recognize")
    return await client.use(form, "Log it", colleague=account, note="the release")


async def test_a_colleague_who_has_the_bot_is_known_by_the_picker(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    logged = await log_for(ana, ben.person.account)
    assert "Recognize for Ben Okoro" in logged.text
    known = (await world.people())["Ben Okoro"]
    assert known.email == "ben@example.com"
    assert ben.chat.written == [], "looking somebody up sends them nothing"
    assert "graph" not in world.teams.calls


async def test_without_leave_to_ask_somebody_else_stays_unknown_and_the_action_is_kept(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro", installed=False)
    logged = await log_for(ana, ben.person.account)
    assert "Ben Okoro" not in logged.text
    assert "Ben Okoro" not in await world.people()
    (action,) = await world.actions()
    assert action.beneficiary_id is None


async def test_with_leave_to_ask_everybody_of_the_tenant_is_known(world: World) -> None:
    world.teams.graph_is_allowed = True
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro", installed=False)
    logged = await log_for(ana, ben.person.account)
    assert "Recognize for Ben Okoro" in logged.text
    known = (await world.people())["Ben Okoro"]
    assert known.email == "ben@example.com"
    (action,) = await world.actions()
    assert action.beneficiary_id == known.id


async def test_guests_are_outside_by_graph_too(world: World) -> None:
    world.teams.graph_is_allowed = True
    ana, gil = world.newcomer(), world.newcomer("Gil Guest", installed=False, role="guest")
    logged = await log_for(ana, gil.person.account)
    assert "Recognize for" not in logged.text
    assert "Gil Guest" not in await world.people()


async def test_a_graph_that_is_away_loses_no_action(world: World) -> None:
    world.teams.graph_is_allowed = True
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro", installed=False)
    await ana.ask("hello")
    world.teams.graph.fails(503, times=4)
    await log_for(ana, ben.person.account)
    assert len(await world.actions()) == 1
    assert len(world.pauses) == 3


async def test_nobody_is_looked_up_with_a_made_up_account(world: World) -> None:
    world.teams.graph_is_allowed = True
    ana = world.newcomer()
    await log_for(ana, "../../me?$select=secret")
    assert set(await world.people()) == {"Ana Lima"}


async def test_a_local_client_asks_no_graph(start_world: StartWorld) -> None:
    world = await start_world(stand_in={"anonymous": True})
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro", installed=False)
    await log_for(ana, ben.person.account)
    assert "graph" not in world.teams.calls
    assert len(await world.actions()) == 1


async def test_a_person_of_the_roster_is_found_by_address(world: World) -> None:
    ana = world.newcomer(email="ANA@example.com")
    await ana.ask("hello")
    async with world.app.database.begin() as db:
        await db.execute(update(Person).values(name="Ana of the roster"))
    assert "Ana of the roster" in (await ana.ask("hello")).text


async def test_people_of_a_connected_tenant_in_a_shared_channel_are_outside(world: World) -> None:
    ana = world.newcomer()
    zoe = world.teams.person("Zoe Far", tenant="99999999-0000-4000-8000-000000000009")
    channel = world.teams.channel(ana.person, zoe)
    card = await ana.ask("recognize @Zoe Far: the demo", chat=channel, mentions=[zoe])
    assert "Recognize for Zoe" not in card.text
    assert "Zoe Far" not in await world.people()
    assert len(await world.actions()) == 1
