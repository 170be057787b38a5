"""Slack waits three seconds. Whatever the database does, we acknowledge sooner, and the answer follows by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from bot.slack.asking import Patience
from handlers import errors
from handlers.request import Shortcut
from messages.blocks import Button, Buttons, Message, Text
from messages.forms import Form, FormErrors, TextInput
from storage.models import Action, InboundKey
from tests.bot.slack.setup import NEVER, Place, Script, running, settings
from tests.clients.slack import SlackUser
from tests.clock import FrozenClock
from tests.fakes.line import line_to
from tests.fakes.slack import RESPONSE_URL, FakeSlack
from tests.fakes.slack_world import Clock, Shown

LOGGED = Message("Logged.", (Text("Logged."), Buttons((Button("Undo", "undo.restore", "a1"),))))
FORM = Form("log", "Log an action", "Log it", (TextInput("note", "What happened?", optional=True),))
HOME = Message("Home.", (Text("Hello."), Buttons((Button("Undo", "undo.restore", "a1"),))))


@asynccontextmanager
async def database_stands_still(place: Place) -> AsyncIterator[None]:
    """Another transaction holds what every request needs, for as long as the block lasts."""
    async with place.app.database.begin() as db:
        if place.app.database.is_sqlite:
            await db.execute(text("SELECT 1"))  # with its first statement it takes the turn of the one writer
        else:
            await db.execute(text("LOCK TABLE workspaces, inbound_keys IN ACCESS EXCLUSIVE MODE"))
        yield


async def test_a_command_is_acknowledged_while_the_database_stands_still(
    slack: FakeSlack, database_url: str, clock: FrozenClock
) -> None:
    async with running(slack, settings(slack, database_url), clock, NEVER) as place:
        user = place.user("U1")
        async with database_stands_still(place):
            assert await user.sends_command(user.command("learn read a book")) == {}
            assert user.seen == []
        shown = await user.sees("Learn")
        assert shown.how == "response_url"
        assert len(await place.rows(Action)) == 1


async def test_a_form_has_its_place_held_while_the_database_stands_still(
    slack: FakeSlack, database_url: str, clock: FrozenClock
) -> None:
    async with running(slack, settings(slack, database_url), clock, NEVER) as place:
        user = place.user("U1")
        async with database_stands_still(place):
            waiting = await user.uses_shortcut()
            if not place.app.database.is_sqlite:  # there, reading waits for nobody: the form may be there at once
                assert "One moment" in waiting.text
            assert isinstance(slack.world.clock, Clock)
            slack.world.clock.advance(60)  # long after a trigger is good for anything
        form = await slack.until(lambda: [one for one in user.seen if one.payload.get("callback_id") == "log"])
        assert form[0].id == waiting.id


async def form_of(user: SlackUser) -> Shown:
    """The form that comes late in answer to the shortcut."""
    await user.uses_shortcut()
    (form,) = await user.slack.until(lambda: [one for one in user.seen if one.payload.get("callback_id") == "log"])
    assert isinstance(form, Shown)
    return form


async def test_a_submission_is_acknowledged_while_the_database_stands_still(slow_place: Place, script: Script) -> None:
    script.says(FORM, LOGGED)
    user = slow_place.user("U1")
    form = await form_of(user)
    script.go.clear()
    sent = await user.submits(form, note="words")
    assert sent.shown is not None
    assert "One moment" in sent.shown.text
    script.go.set()
    shown = await user.sees("Logged.")
    assert (shown.how, shown.id) == ("views.update", sent.shown.id)
    assert shown.payload["clear_on_close"] is True, "closing the answer would lead back to the form"


async def test_what_fails_late_leads_back_to_what_was_filled_in(slow_place: Place, script: Script) -> None:
    script.says(FORM, errors.not_stored("CODE1234"), LOGGED)
    user = slow_place.user("U1")
    form = await form_of(user)
    script.go.clear()
    await user.submits(form, note="long and careful")
    script.go.set()
    failed = await user.sees("CODE1234")
    assert failed.payload["clear_on_close"] is False
    assert failed.payload["previous_view_id"] == form.id
    assert user.held(form, "note")["value"] == "long and careful"


async def test_a_form_that_is_late_again_and_again_still_fits_on_the_screen(slow_place: Place, script: Script) -> None:
    script.says(FORM, FormErrors({"note": "Please say more."}, FORM), FormErrors({"note": "Still more."}, FORM), LOGGED)
    user = slow_place.user("U1")
    form = await form_of(user)
    for told in ("Please say more.", "Still more.", "Logged."):
        script.go.clear()
        await user.submits(form, note=f"before {told}")
        script.go.set()
        form = await user.sees(told)
    assert len(script.asked) == 4


async def test_a_submission_that_comes_twice_while_we_are_slow_says_so(slow_place: Place, script: Script) -> None:
    script.says(FORM, LOGGED)
    user = slow_place.user("U1")
    form = await form_of(user)
    payload = user.payloads.submission(form)
    script.go.clear()
    user.acknowledged_submission(form, await slow_place.way.interactive(payload))
    user.acknowledged_submission(form, await slow_place.way.interactive(payload))
    script.go.set()
    await user.sees("Logged.")
    await user.sees("I have that already.")
    assert len(script.asked) == 2


async def test_a_press_is_acknowledged_before_anything_else(slow_place: Place, script: Script) -> None:
    script.says(HOME, LOGGED)
    user = slow_place.user("U1")
    await user.sends_command(user.command("me"))
    card = await user.sees("Hello.")
    script.go.clear()
    assert await slow_place.way.interactive(user.press(card, "Undo")) == {}
    script.go.set()
    assert (await user.sees("Logged.")).id == card.id


async def test_words_that_come_late_are_shown_in_the_modal_that_waits(slow_place: Place, script: Script) -> None:
    script.go.clear()
    script.says(LOGGED)
    user = slow_place.user("U1")
    waiting = await user.uses_shortcut()
    script.go.set()
    assert (await user.sees("Logged.")).id == waiting.id


async def test_late_errors_come_with_the_form_and_what_was_typed(slow_place: Place, script: Script) -> None:
    filled = Form("log", "Log an action", "Log it", (TextInput("note", "What happened?", value="words"),))
    script.says(FORM, FormErrors({"note": "Please say more."}, filled))
    user = slow_place.user("U1")
    form = await form_of(user)
    script.go.clear()
    await user.submits(form, note="words")
    script.go.set()
    shown = await user.sees("Please say more.")
    assert user.held(shown, "note")["value"] == "words"


async def test_who_closed_the_modal_meanwhile_reads_the_answer_in_the_direct_message(
    slow_place: Place, script: Script
) -> None:
    script.go.clear()
    script.says(errors.not_stored("CODE1234"))
    user = slow_place.user("U1")
    waiting = await user.uses_shortcut()
    del slow_place.slack.world.views[waiting.id]
    script.go.set()
    assert (await user.sees("CODE1234")).how == "chat.postMessage"


async def test_a_press_at_home_waits_in_a_modal(slow_place: Place, script: Script) -> None:
    script.says(HOME, LOGGED, HOME)
    user = slow_place.user("U1")
    home = await user.opens_home()
    script.go.clear()
    waiting = await user.presses(home, "Undo")
    assert "One moment" in waiting.text
    script.go.set()
    assert (await user.sees("Logged.")).id == waiting.id
    await slow_place.settle()
    assert len(slow_place.slack.called("views.publish")) == 2


async def test_slack_that_hangs_does_not_hold_the_acknowledgement_back(place: Place, script: Script) -> None:
    script.says(FORM, LOGGED)
    place.slack.hangs("views.open")
    user = place.user("U1")
    assert await place.way.interactive(user.payloads.global_shortcut()) == {}
    await place.slack.until(lambda: place.slack.calls[-1].method == "views.open")
    assert (await user.types("learn")).how == "ack"
    assert isinstance(script.asked[0], Shortcut)
    place.slack.release()


async def test_what_the_database_does_not_take_is_said_and_not_stored(
    slack: FakeSlack, postgresql_url: str, clock: FrozenClock
) -> None:
    async with line_to(postgresql_url) as line, running(slack, settings(slack, line.url), clock) as place:
        user = place.user("U1")
        line.down = True
        line.break_all()
        shown = await user.types("learn read a book")
        assert "nothing was logged" in shown.text
        line.down = False
        assert await place.rows(Action) == []
        assert await place.rows(InboundKey) == []
        assert "Learn" in (await user.types("learn read a book")).text
        assert len(await place.rows(Action)) == 1


async def test_a_stop_finishes_what_was_acknowledged(
    slack: FakeSlack, sqlite_url: str, clock: FrozenClock, script: Script
) -> None:
    script.go.clear()
    script.says(LOGGED)
    async with running(slack, settings(slack, sqlite_url), clock, NEVER) as place:
        user = place.user("U1")
        assert await user.sends_command(user.command("learn")) == {}
        stopping = asyncio.create_task(place.edge.stop())
        script.go.set()
        await stopping
        assert len(slack.called(RESPONSE_URL)) == 1


def test_we_are_well_inside_of_three_seconds() -> None:
    ours = Patience()
    assert ours.form <= ours.acknowledgement < 1.5
