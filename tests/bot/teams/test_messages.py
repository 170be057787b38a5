"""What people type: answered in private, once, and only when it is stored."""

from __future__ import annotations

import pytest

from bot.teams import wording
from storage.database import Database
from storage.words import Kind
from tests.bot.teams.conftest import StartWorld, World


async def test_typed_words_are_logged_and_answered_with_a_card(stored_world: World) -> None:
    ana = stored_world.newcomer()
    card = await ana.ask("/ally learn: read about interruptions in meetings")
    assert "Logged: " in card.text
    assert [one.get("title") for one in card.actions] == ["Undo", "Edit"]
    (action,) = await stored_world.actions()
    assert action.kind is Kind.LEARN


async def test_whoever_writes_first_becomes_a_person_with_what_teams_tells(stored_world: World) -> None:
    ana = stored_world.newcomer("Ana Lima", email="Ana.Lima@example.com")
    await ana.ask("hello")
    known = (await stored_world.people())["Ana Lima"]
    assert known.email == "ana.lima@example.com"
    settings = await ana.ask("settings")
    assert settings.held()[settings.input_id("zone")] == "Europe/Lisbon"


async def test_retries_of_teams_change_nothing(stored_world: World) -> None:
    ana = stored_world.newcomer()
    sent = await ana.say("learn: read about it")
    await ana.answer()
    for _ in range(3):
        assert (await ana.post(sent)).status_code == 202
    await stored_world.settled()
    assert len(await stored_world.actions()) == 1
    assert len(ana.chat.written) == 1


async def test_what_a_person_typed_does_nothing_in_the_answer(world: World) -> None:
    ana = world.newcomer()
    card = await ana.ask("blah [click](https://evil.example) **bold** <at>all</at>")
    assert "[click](https://evil.example)" in card.text
    assert not any("evil" in one.get("text", "") for one in card.elements if one["type"] == "TextBlock")
    assert "entities" not in card.content.get("msteams", {})


# channels and group chats


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
async def test_in_a_channel_the_answer_goes_to_the_private_chat(kind: str, stored_world: World) -> None:
    ana, ben = stored_world.newcomer(), stored_world.newcomer("Ben Okoro")
    channel = stored_world.teams.channel(ana.person, ben.person, kind=kind)

    card = await ana.ask("amplify @Ben Okoro in standup: his caching idea", chat=channel, mentions=[ben.person])
    await stored_world.settled()

    assert "Ben Okoro" in card.text
    assert [one["text"] for one in channel.written] == [wording.ANSWERED_IN_PRIVATE]
    assert not any(one.get("attachments") for one in channel.written)
    (action,) = await stored_world.actions()
    assert action.beneficiary_id == (await stored_world.people())["Ben Okoro"].id


async def test_without_a_private_chat_the_channel_says_how_to_get_one_and_nothing_is_done(world: World) -> None:
    ana = world.newcomer(installed=False)
    channel = world.teams.channel(ana.person)
    await ana.say("intervene", chat=channel)
    await world.settled()
    assert [one["text"] for one in channel.written] == [wording.OPEN_PRIVATE_CHAT]
    assert await world.people() == {}


async def test_where_the_private_chat_cannot_be_opened_now_nothing_is_done(world: World) -> None:
    ana = world.newcomer()
    channel = world.teams.channel(ana.person)
    world.teams.connector.fails(503, times=4)
    await ana.say("learn: something", chat=channel)
    await world.settled()
    assert [one["text"] for one in channel.written] == [wording.NO_ANSWER_IN_PRIVATE]
    assert await world.actions() == []
    assert world.failed("refused") == 1


async def test_a_retry_in_a_channel_says_nothing_twice(world: World) -> None:
    ana = world.newcomer()
    channel = world.teams.channel(ana.person)
    sent = await ana.say("learn: something", chat=channel)
    await world.settled()
    await ana.post(sent)
    await world.settled()
    assert len(channel.written) == 1
    assert len(ana.chat.written) == 1


# mentions


async def test_a_mention_of_oneself_and_of_a_bot_get_an_answer_and_the_action_is_kept(world: World) -> None:
    ana = world.newcomer()
    channel = world.teams.channel(ana.person)
    card = await ana.ask("amplify @Ana Lima: my own idea", chat=channel, mentions=[ana.person])
    assert "yourself" in card.text.casefold()
    assert len(await world.actions()) == 1


async def test_guests_are_not_people_of_the_organization(world: World) -> None:
    guest = world.newcomer("Gil Guest", role="guest")
    card = await guest.ask("learn: something")
    assert "people of this organization" in card.text
    assert await world.people() == {}


async def test_a_name_that_was_only_typed_stays_text(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    await ben.ask("hello")
    card = await ana.ask("amplify @Ben Okoro in standup: his idea")
    assert "Ben Okoro" in card.text


async def test_a_mention_teams_cannot_explain_now_is_not_lost(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    await ana.ask("hello")
    channel = world.teams.channel(ana.person, ben.person)
    world.teams.connector.fails(500, times=4)
    await ana.say("amplify @Ben Okoro: his idea", chat=channel, mentions=[ben.person])
    assert (await ana.answer()).text
    await world.settled()
    assert len(await world.actions()) == 1


# when things are away


class Away:
    """A unit of work on a database that is not there."""

    async def __aenter__(self) -> None:
        raise OSError("the database is away")

    async def __aexit__(self, *_error: object) -> None:
        return None


async def test_what_could_not_be_stored_is_answered_as_not_stored(world: World) -> None:
    ana = world.newcomer()
    channel = world.teams.channel(ana.person)
    await ana.ask("hello")
    await world.settled()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "begin", lambda _database, **_hope: Away())
        assert "nothing was logged" in (await ana.ask("learn: something")).text
        assert "nothing was logged" in (await ana.ask("learn: something", chat=channel)).text
        await world.settled()

    assert "Logged: " in (await ana.ask("learn: something")).text
    assert len(await world.actions()) == 1


async def test_an_unknown_profile_is_tried_again_by_the_person(world: World) -> None:
    ana = world.newcomer()
    world.teams.connector.fails(500, times=4)
    assert "could not read your profile" in (await ana.ask("learn: something")).text
    assert await world.people() == {}
    assert "Logged: " in (await ana.ask("learn: something")).text


async def test_a_reply_whose_answer_was_lost_is_not_sent_again(world: World) -> None:
    ana = world.newcomer()
    await ana.ask("hello")
    world.teams.connector.drops(after=True)
    await ana.ask("learn: something")
    await world.settled()
    assert len(ana.chat.written) == 2
    assert world.failed("lost_answer") == 1
    assert len(await world.actions()) == 1


async def test_a_stop_waits_for_the_answers_on_their_way(start_world: StartWorld) -> None:
    world = await start_world()
    ana = world.newcomer()
    await ana.say("hello")
    await world.edge.stop()
    assert len(ana.chat.written) == 1


async def test_a_fault_of_ours_is_said_with_a_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = world.newcomer()

    def fail(*_arguments: object) -> None:
        raise RuntimeError("a mistake in a renderer")

    monkeypatch.setattr("bot.teams.reply.card", fail)
    await ana.say("learn: something")
    told = await ana.chat.next()
    assert told["text"].startswith("Something went wrong on my side.")
