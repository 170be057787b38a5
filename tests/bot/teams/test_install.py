"""Adding and removing the bot: a welcome, and where a person is reached without having asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.teams.wire import Reference
from storage import conversations
from storage.models import Account, Schedule
from storage.words import Platform, Unreachable
from tests.bot.teams.conftest import World
from tests.clients.teams import TeamsClient
from tests.clock import FrozenClock


async def install(client: TeamsClient, action: str, **more: Any) -> None:
    response = await client.post(client.activity("installationUpdate", action=action, **more))
    assert response.status_code == 202


async def test_adding_the_bot_welcomes_once_and_keeps_the_conversation(stored_world: World) -> None:
    ana = stored_world.newcomer()
    bot = {"id": stored_world.teams.bot}
    await install(ana, "add")
    await ana.post(ana.activity("conversationUpdate", membersAdded=[bot, {"id": ana.person.user}]))
    await stored_world.settled()

    assert "Welcome" in (await ana.answer()).text
    assert len(ana.chat.written) == 1
    kept = Reference.from_dict(await stored_world.conversation(ana.person))
    assert kept == Reference(
        stored_world.teams.service_url, ana.person.tenant, ana.chat.id, stored_world.teams.bot, ana.person.user
    )
    await stored_world.edge.connector.send(kept, {"type": "message", "text": "unasked"})
    assert ana.chat.written[-1]["text"] == "unasked"


async def account_of(world: World) -> tuple[Unreachable | None, bool]:
    """How the only account is marked, and whether its person's next nudge is to be planned."""
    async with world.app.database.begin() as db:
        unreachable = (await db.execute(select(Account.unreachable))).scalar_one()
        due_at, due_on = (await db.execute(select(Schedule.next_due_at, Schedule.due_on))).one()
    return unreachable, due_on is None and due_at == world.app.clock()


async def test_who_adds_the_bot_gets_nudges_though_they_never_write(stored_world: World, clock: FrozenClock) -> None:
    ana = stored_world.newcomer()
    await install(ana, "add")
    await stored_world.settled()
    assert await account_of(stored_world) == (None, True)

    clock.move(timedelta(hours=1))
    await install(ana, "remove")
    await stored_world.settled()
    assert await account_of(stored_world) == (Unreachable.BLOCKED, False)

    clock.move(timedelta(hours=1))
    await install(ana, "add")
    await stored_world.settled()
    assert await account_of(stored_world) == (None, True)


async def test_removing_the_bot_forgets_the_conversation(stored_world: World) -> None:
    ana = stored_world.newcomer()
    await install(ana, "add")
    await stored_world.settled()
    await install(ana, "remove")
    await stored_world.settled()
    assert await stored_world.conversation(ana.person) is None

    await install(ana, "add")
    await stored_world.settled()
    assert await stored_world.conversation(ana.person) is not None


async def test_being_taken_out_of_the_chat_forgets_it_too(stored_world: World) -> None:
    ana = stored_world.newcomer()
    await ana.ask("hello")
    await stored_world.settled()
    await ana.post(ana.activity("conversationUpdate", membersRemoved=[{"id": stored_world.teams.bot}]))
    await stored_world.settled()
    assert await stored_world.conversation(ana.person) is None


async def test_writing_to_the_bot_keeps_the_conversation(stored_world: World) -> None:
    ana = stored_world.newcomer()
    await ana.ask("hello")
    await stored_world.settled()
    assert await stored_world.conversation(ana.person) is not None


async def test_writing_in_a_channel_keeps_the_private_conversation(world: World) -> None:
    ana = world.newcomer()
    channel = world.teams.channel(ana.person)
    await ana.say("hello", chat=channel)
    await world.settled()
    kept = await world.conversation(ana.person)
    assert kept is not None
    assert kept["conversation"] == ana.chat.id


async def test_an_upgrade_keeps_the_conversation_and_says_nothing(world: World) -> None:
    ana = world.newcomer()
    await ana.ask("hello")
    await install(ana, "add-upgrade", serviceUrl=world.teams.service_url)
    await install(ana, "remove-upgrade")
    await world.settled()
    assert await world.conversation(ana.person) is not None
    assert len(ana.chat.written) == 1


async def test_coming_to_a_team_says_nothing_and_makes_nobody_known(world: World) -> None:
    ana = world.newcomer()
    channel = world.teams.channel(ana.person)
    await install(ana, "add", chat=channel)
    await ana.post(ana.activity("conversationUpdate", chat=channel, membersAdded=[{"id": world.teams.bot}]))
    await install(ana, "remove", chat=channel)
    await world.settled()
    assert channel.written == ana.chat.written == []
    assert await world.people() == {}


async def test_a_chat_that_is_gone_is_forgotten(world: World) -> None:
    ana = world.newcomer()
    channel = world.teams.channel(ana.person)
    await ana.ask("hello")
    await world.settled()
    world.teams.installed.discard(ana.person.account)
    await ana.say("me", chat=channel)
    await world.settled()
    assert await world.conversation(ana.person) is None
    assert len(ana.chat.written) == 1


async def test_a_kept_conversation_is_written_once(world: World) -> None:
    ana = world.newcomer()
    await ana.ask("hello")
    await world.settled()
    keeps: list[object] = []
    original = world.app.database.begin

    def counting(*, hopeful: bool = False, patient: bool = False) -> Any:
        keeps.append(1)
        return original(hopeful=hopeful, patient=patient)

    world.app.database.begin = counting  # type: ignore[method-assign]
    await ana.ask("help")
    await world.settled()
    assert len(keeps) == 1, "the request itself, and no second unit of work for what is kept already"


async def test_what_was_dropped_elsewhere_is_kept_again_with_time_or_by_adding_the_bot(
    world: World, clock: FrozenClock
) -> None:
    ana = world.newcomer()
    await ana.ask("hello")
    await world.settled()

    async def drop_elsewhere() -> None:
        async with world.app.database.begin() as db:
            await conversations.drop(db, Platform.TEAMS, ana.person.tenant, ana.person.account, clock())

    await drop_elsewhere()
    await ana.ask("hello")
    await world.settled()
    assert await world.conversation(ana.person) is None
    clock.move(timedelta(hours=2))
    await ana.ask("hello")
    await world.settled()
    assert await world.conversation(ana.person) is not None

    await drop_elsewhere()
    await install(ana, "add")
    await world.settled()
    assert await world.conversation(ana.person) is not None


async def test_what_teams_tells_of_a_team_on_nobodys_behalf_is_taken_quietly(world: World) -> None:
    ana = world.newcomer()
    channel = world.teams.channel(ana.person)
    renamed = ana.activity("conversationUpdate", chat=channel) | {"from": {"id": "29:system"}}
    assert (await ana.post(renamed)).status_code == 200
    assert world.refused("account") == 0


async def test_a_welcome_that_does_not_get_through_leaves_the_conversation_kept(world: World) -> None:
    ana = world.newcomer()
    await ana.ask("hello")
    await install(ana, "remove")
    await world.settled()
    world.teams.connector.fails(429, times=4)
    await install(ana, "add")
    await world.settled()
    assert len(ana.chat.written) == 1
    assert await world.conversation(ana.person) is not None
