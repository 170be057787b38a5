"""Cards: what is pressed or sent is answered in their place; what was typed is never lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.road import Incoming, Road
from bot.teams import wording
from bot.teams.reply import NOTE
from handlers.request import Reply
from storage import conversations
from storage.models import Account, Preferences
from storage.words import Kind, Platform
from tests.bot.teams.conftest import StartWorld, World
from tests.clients.teams import card_in
from tests.clock import FrozenClock
from tests.fakes.teams_world import CARD


async def test_a_form_is_sent_and_its_answer_takes_its_place(stored_world: World) -> None:
    ana = stored_world.newcomer()
    form = await ana.ask("log")
    form = await ana.use(form, "Show the fields for this choice", kind="learn")
    logged = await ana.use(form, "Log it", note="read about it")
    assert "Logged: " in logged.text
    assert len(ana.chat.written) == 1, "the answer came in place, not as a message"
    (action,) = await stored_world.actions()
    assert action.kind is Kind.LEARN


async def test_errors_show_on_the_card_and_keep_what_was_typed(stored_world: World) -> None:
    ana = stored_world.newcomer()
    form = await ana.use(await ana.ask("log"), "Show the fields for this choice", kind="learn")
    wrong = await ana.use(form, "Log it", note="my note", occurred_on="2027-01-01")
    assert wrong.held()[wrong.input_id("note")] == "my note"
    assert wrong.held()[wrong.input_id("kind")] == "learn"
    assert "still to come" in wrong.text
    assert await stored_world.actions() == []

    mended = await ana.use(wrong, "Log it", occurred_on="2026-03-03")
    assert "Logged: " in mended.text


async def test_buttons_answer_in_place(stored_world: World) -> None:
    ana = stored_world.newcomer()
    logged = await ana.ask("learn: read about it")
    undone = await ana.use(logged, "Undo")
    assert "Undone: " in undone.text
    restored = await ana.use(undone, "Put it back")
    assert "It counts: " in restored.text
    form = await ana.use(restored, "Edit")
    assert form.held()[form.input_id("note")] == "read about it"


async def test_a_retried_press_is_done_once_and_leaves_the_card(stored_world: World) -> None:
    ana = stored_world.newcomer()
    form = await ana.use(await ana.ask("log"), "Show the fields for this choice", kind="learn")
    sent = ana.pressed(form, "Log it", note="read about it")
    first = (await ana.post(sent)).json()
    again = (await ana.post(sent)).json()
    assert first["type"] == CARD
    assert again == {"statusCode": 200, "type": NOTE, "value": wording.ALREADY_DONE}
    assert len(await stored_world.actions()) == 1


async def test_nobody_uses_the_buttons_of_somebody_else(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    logged = await ana.ask("learn: read about it")
    refused = await ben.use(logged, "Undo")
    assert "can't find" in refused.text
    (action,) = await world.actions()
    assert action.withdrawn_at is None


@pytest.mark.parametrize(
    "value",
    [
        {"action": {"type": "Action.Execute", "verb": "press", "data": {"x": 1}}},
        {"action": None},
        {},
    ],
)
async def test_a_card_of_another_kind_is_out_of_date(value: dict[str, Any], world: World) -> None:
    ana = world.newcomer()
    response = await ana.post(ana.activity("invoke", name="adaptiveCard/action", value=value))
    assert response.json() == {"statusCode": 200, "type": NOTE, "value": wording.OUT_OF_DATE}


async def test_a_failure_leaves_the_form_with_what_was_typed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = world.newcomer()
    form = await ana.ask("log")

    async def fail(*_arguments: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(Road, "_walk", fail)
    body = await ana.invoke(form, "Log it", kind="learn")
    assert body["type"] == NOTE
    assert "nothing was logged" in body["value"]


async def test_a_late_answer_follows_in_the_private_chat(start_world: StartWorld) -> None:
    world = await start_world(patience=0.0)
    ana = world.newcomer()
    logged = await ana.ask("learn: read about it")
    body = await ana.invoke(logged, "Undo")
    assert body == {"statusCode": 200, "type": NOTE, "value": wording.STILL_WORKING}
    assert "Undone: " in (await ana.answer()).text


async def test_what_was_begun_is_finished_though_the_caller_hung_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.newcomer()
    logged = await ana.ask("learn: read about it")
    begun, goes_on = asyncio.Event(), asyncio.Event()
    walk = Road.walk

    async def slow(road: Road, incoming: Incoming) -> Reply | None:
        begun.set()
        await goes_on.wait()
        return await walk(road, incoming)

    monkeypatch.setattr(Road, "walk", slow)
    calling = asyncio.create_task(ana.post(ana.pressed(logged, "Undo")))
    await begun.wait()
    calling.cancel()
    goes_on.set()
    await world.settled()
    (action,) = await world.actions()
    assert action.withdrawn_at is not None


async def test_a_card_that_got_into_a_channel_answers_in_private(world: World) -> None:
    ana = world.newcomer()
    channel = world.teams.channel(ana.person)
    logged = await ana.ask("learn: read about it")
    body = await ana.invoke(logged, "Undo", chat=channel)
    assert body == {"statusCode": 200, "type": NOTE, "value": wording.ANSWERED_IN_PRIVATE}
    assert "Undone: " in (await ana.answer()).text
    assert channel.written == []


async def test_a_client_that_sends_cards_as_messages_gets_a_message(world: World) -> None:
    ana = world.newcomer()
    logged = await ana.ask("learn: read about it")
    data = {**logged.action("Undo")["data"], "verb": "press"}
    assert (await ana.post(ana.activity("message", value=data))).status_code == 202
    assert "Undone: " in (await ana.answer()).text

    await ana.post(ana.activity("message", value={"of": "another bot"}))
    assert (await ana.chat.next())["text"] == wording.OUT_OF_DATE


async def test_a_message_has_a_summary_for_its_notification(world: World) -> None:
    ana = world.newcomer()
    await ana.say("learn: read about it")
    message = await ana.chat.next()
    assert message["summary"].startswith("Logged: ")
    assert card_in(message).text


async def test_a_download_is_a_card_with_a_link_of_ours(world: World) -> None:
    ana = world.newcomer()
    card = await ana.ask("privacy export")
    (link,) = [one for one in card.actions if one["type"] == "Action.OpenUrl"]
    assert link["url"].startswith(world.app.settings.own_url)


async def test_who_only_presses_buttons_is_reached_there_and_in_their_zone(world: World, clock: FrozenClock) -> None:
    ana = world.newcomer()
    logged = await ana.ask("learn: read about it")
    async with world.app.database.begin() as db:
        await conversations.drop(db, Platform.TEAMS, ana.person.tenant, ana.person.account, clock())
    clock.move(timedelta(hours=2))
    pressed = ana.pressed(logged, "Undo") | {"localTimezone": "Asia/Tokyo"}
    await ana.post(pressed)
    await world.settled()
    assert await world.conversation(ana.person) is not None
    async with world.app.database.begin() as db:
        assert (await db.execute(select(Preferences.zone))).scalar_one() == "Asia/Tokyo"
        assert (await db.execute(select(Account.unreachable))).scalar_one() is None
