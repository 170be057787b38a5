""" "Log allyship" on a message: the form in a dialog, for the author of the message, whatever the message says."""

from __future__ import annotations

import pytest

from bot.road import Road
from bot.teams import wording
from tests.bot.teams.conftest import StartWorld, World
from tests.clients.teams import dialog_in

SECRET_PLAN = "the secret plan that nobody may read"


async def test_the_form_opens_for_the_author_and_is_logged(stored_world: World) -> None:
    ana, ben = stored_world.newcomer(), stored_world.newcomer("Ben Okoro")
    await ben.ask("hello")
    channel = stored_world.teams.channel(ana.person, ben.person)

    form = await ana.log_from(ben.person, SECRET_PLAN, chat=channel)
    assert form.held()[form.input_id("colleague")] == ben.person.account
    assert SECRET_PLAN not in str(form.content)

    form = dialog_in(await ana.send_dialog(form, "Show the fields for this choice", chat=channel, kind="amplify"))
    assert form.held()[form.input_id("colleague")] == ben.person.account
    logged = dialog_in(await ana.send_dialog(form, "Log it", chat=channel, note="said again what he said"))
    assert "Logged: " in logged.text
    assert "Ben Okoro" in logged.text

    undone = dialog_in(await ana.send_dialog(logged, "Undo", chat=channel))
    assert "Undone: " in undone.text
    (action,) = await stored_world.actions()
    assert action.withdrawn_at is not None
    assert channel.written == []


async def test_the_author_need_not_be_known_before(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    channel = world.teams.channel(ana.person, ben.person)
    form = await ana.log_from(ben.person, SECRET_PLAN, chat=channel)
    assert form.held()[form.input_id("colleague")] == ben.person.account
    assert (await world.people())["Ben Okoro"].email == "ben@example.com"


async def test_errors_stay_in_the_dialog_with_what_was_typed(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    channel = world.teams.channel(ana.person, ben.person)
    form = await ana.log_from(ben.person, SECRET_PLAN, chat=channel)
    form = dialog_in(await ana.send_dialog(form, "Show the fields for this choice", chat=channel, kind="amplify"))
    wrong = dialog_in(await ana.send_dialog(form, "Log it", chat=channel, note="a note", occurred_on="2027-01-01"))
    assert "still to come" in wrong.text
    assert wrong.held()[wrong.input_id("note")] == "a note"
    assert await world.actions() == []


async def test_where_the_bot_is_not_in_the_chat_the_private_chat_tells_who_it_is(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    elsewhere = world.teams.channel(ana.person, ben.person)
    del world.teams.conversations[elsewhere.id]
    form = await ana.log_from(ben.person, SECRET_PLAN, chat=elsewhere)
    assert form.inputs
    assert (await world.people())["Ana Lima"].email == "ana@example.com"


async def test_whoever_has_not_added_the_bot_is_told_how(world: World) -> None:
    ana, ben = world.newcomer(installed=False), world.newcomer("Ben Okoro")
    elsewhere = world.teams.channel(ana.person, ben.person)
    del world.teams.conversations[elsewhere.id]
    body = await ana.fetch_dialog(ben.person, SECRET_PLAN, chat=elsewhere)
    assert body == {"task": {"type": "message", "value": wording.OPEN_PRIVATE_CHAT}}
    assert await world.people() == {}


async def test_a_late_form_follows_in_the_private_chat(start_world: StartWorld) -> None:
    world = await start_world(patience=0.0)
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    channel = world.teams.channel(ana.person, ben.person)
    body = await ana.fetch_dialog(ben.person, SECRET_PLAN, chat=channel)
    assert body == {"task": {"type": "message", "value": wording.STILL_WORKING}}
    assert (await ana.answer()).inputs


async def test_a_failure_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    channel = world.teams.channel(ana.person, ben.person)

    async def fail(*_arguments: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(Road, "_walk", fail)
    body = await ana.fetch_dialog(ben.person, SECRET_PLAN, chat=channel)
    assert body["task"]["type"] == "message"
    assert "nothing was logged" in body["task"]["value"]


async def test_a_retried_submission_is_done_once(world: World) -> None:
    ana, ben = world.newcomer(), world.newcomer("Ben Okoro")
    channel = world.teams.channel(ana.person, ben.person)
    data = {"form": "log", "subject": "", "verb": "submit", "choice:kind": "learn", "text:note": "x"}
    data |= {"date:occurred_on": "2026-03-03", "choice:setting": "", "choice:visibility": "program"}
    value = {"commandId": "logAllyship", "commandContext": "message", "data": data}
    sent = ana.activity("invoke", chat=channel, name="composeExtension/submitAction", value=value)
    first, again = (await ana.post(sent)).json(), (await ana.post(sent)).json()
    assert "Logged: " in dialog_in(first).text
    assert again == {"task": {"type": "message", "value": wording.ALREADY_DONE}}
    assert len(await world.actions()) == 1


async def test_a_command_we_do_not_have(world: World) -> None:
    ana = world.newcomer()
    value = {"commandId": "other", "commandContext": "message", "messagePayload": {}}
    response = await ana.post(ana.activity("invoke", name="composeExtension/fetchTask", value=value))
    assert response.json() == {"task": {"type": "message", "value": wording.OUT_OF_DATE}}
