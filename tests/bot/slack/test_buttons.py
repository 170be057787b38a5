"""Pressed buttons, and the Home."""

from __future__ import annotations

from structlog.testing import capture_logs

from handlers import errors
from handlers.request import Home, Press
from handlers.request import Place as Where
from handlers.table import BY_PRESS
from messages import names
from messages.blocks import Button, Buttons, Chart, ChartKind, LinkButton, Message, Series, Text
from messages.forms import Form, TextInput
from tests.bot.slack.setup import Place, Script
from tests.fakes.slack import RESPONSE_URL

LOGGED = Message(
    "Logged.", (Text("Logged."), Buttons((Button("Undo", "undo.restore", "a1"), Button("Edit", "edit", "a1"))))
)
UNDONE = Message("Undone.", (Text("Undone."),))
EDIT = Form("edit", "Edit", "Save", (TextInput("note", "What happened?", optional=True),), subject="a1")
HOME = Message("Home.", (Text("Hello Ana."), Buttons((Button("Log", "log"), Button("Undo", "undo.restore", "a1")))))


async def test_a_press_replaces_the_message_it_is_on(place: Place, script: Script) -> None:
    script.says(LOGGED, UNDONE)
    user = place.user("U1")
    card = await user.types("learn")
    shown = await user.presses(card, "Undo")
    assert script.asked[1] == Press("undo.restore", "a1")
    assert (shown.how, shown.id) == ("response_url (replaced)", card.id)
    assert shown.is_ephemeral


async def test_a_press_that_asks_for_a_form_opens_it(place: Place, script: Script) -> None:
    script.says(LOGGED, EDIT)
    user = place.user("U1")
    shown = await user.presses(await user.types("learn"), "Edit")
    assert (shown.kind, shown.payload["private_metadata"]) == ("modal", "a1")


async def test_a_failure_leaves_the_card_with_its_buttons(place: Place, script: Script) -> None:
    script.says(LOGGED, errors.not_stored("CODE1234"))
    user = place.user("U1")
    shown = await user.presses(await user.types("learn"), "Undo")
    assert shown.how == "response_url"
    assert "CODE1234" in shown.text


async def test_the_same_press_twice_is_done_once(place_on_each: Place, script: Script) -> None:
    script.says(LOGGED, UNDONE, UNDONE)
    user = place_on_each.user("U1")
    payload = user.press(await user.types("learn"), "Undo")
    for _ in range(2):
        await place_on_each.way.interactive(payload)
        await place_on_each.settle()
    assert len(script.asked) == 2


async def test_a_chart_that_slack_refuses_comes_as_text_in_place_of_the_message(place: Place, script: Script) -> None:
    place.slack.world.workspaces["T1"].refuses_charts = True
    script.says(LOGGED, Message("Weeks.", (Chart(ChartKind.BAR, "Weeks", ("W1",), (Series("All", (1,)),)),)))
    user = place.user("U1")
    card = await user.types("learn")
    shown = await user.presses(card, "Undo")
    assert (shown.how, shown.id) == ("response_url (replaced)", card.id)
    attempts = [one for one in place.slack.calls if one.method == RESPONSE_URL]
    assert [one.done for one in attempts] == [False, True]


async def test_a_button_that_is_a_link_is_acknowledged_and_nothing_more(place: Place, script: Script) -> None:
    script.says(Message("x", (Buttons((LinkButton("Open", "https://upstander.example.com/x"),)),)))
    user = place.user("U1")
    payload = user.press(await user.types("help"), "Open")
    assert await place.way.interactive(payload) == {}
    await place.settle()
    assert len(script.asked) == 1
    assert len(user.seen) == 1


def test_no_command_is_taken_for_a_button_that_is_a_link() -> None:
    assert names.OPENS not in BY_PRESS


async def test_a_button_in_the_direct_message_is_answered_there(place: Place, script: Script) -> None:
    script.says(LOGGED, UNDONE)
    user = place.user("U1")
    shown = await user.presses(await user.types("learn", channel="D1"), "Undo")
    assert shown.channel == "D1"


async def test_the_home_is_shown_when_it_is_opened(place: Place, script: Script) -> None:
    script.says(HOME)
    shown = await place.user("U1").opens_home()
    assert (shown.kind, shown.how) == ("home", "views.publish")
    assert "Hello Ana." in shown.text
    assert script.asked == [Home()]


async def test_the_messages_tab_is_not_the_home(place: Place, script: Script) -> None:
    user = place.user("U1")
    await place.way.event(user.payloads.event(user.home_event("messages")))
    await place.settle()
    assert script.asked == []


async def test_the_same_event_twice_shows_the_home_once(place_on_each: Place, script: Script) -> None:
    script.says(HOME, HOME)
    user = place_on_each.user("U1")
    payload = user.payloads.event(user.home_event())
    for _ in range(2):
        await place_on_each.way.event(payload)
        await place_on_each.settle()
    assert len(place_on_each.slack.called("views.publish")) == 1


async def test_a_press_at_home_opens_a_modal_and_refreshes_the_home(place: Place, script: Script) -> None:
    script.says(HOME, UNDONE, HOME)
    user = place.user("U1")
    shown = await user.presses(await user.opens_home(), "Undo")
    assert (shown.kind, shown.how) == ("modal", "views.open")
    await place.settle()
    assert len(place.slack.called("views.publish")) == 2


async def test_a_form_from_the_home_refreshes_it_once_it_is_sent(place: Place, script: Script) -> None:
    script.says(HOME, EDIT, LOGGED, HOME, UNDONE, HOME)
    user = place.user("U1")
    form = await user.presses(await user.opens_home(), "Log")
    await place.settle()
    assert len(place.slack.called("views.publish")) == 1
    sent = await user.submits(form)
    await place.settle()
    assert len(place.slack.called("views.publish")) == 2
    assert sent.shown is not None
    await user.presses(sent.shown, "Undo")
    await place.settle()
    assert len(place.slack.called("views.publish")) == 3


async def test_a_form_from_elsewhere_leaves_the_home_alone(place: Place, script: Script) -> None:
    script.says(HOME, EDIT, LOGGED)
    user = place.user("U1")
    await user.opens_home()
    await user.submits(await user.uses_shortcut())
    await place.settle()
    assert len(place.slack.called("views.publish")) == 1


async def test_a_failure_does_not_take_the_place_of_a_home_that_is_there(place: Place, script: Script) -> None:
    script.says(HOME, UNDONE, errors.not_stored("CODE1234"))
    user = place.user("U1")
    await user.presses(await user.opens_home(), "Undo")
    await place.settle()
    assert len(place.slack.called("views.publish")) == 1


async def test_where_a_press_came_from_is_told(place: Place, script: Script) -> None:
    script.says(LOGGED, UNDONE, LOGGED)
    user = place.user("U1")
    await user.presses(await user.types("learn"), "Undo")
    await user.types("learn", channel="D1")
    assert [one.place for one in script.requests] == [Where.CHANNEL, Where.CHANNEL, Where.DIRECT]


async def test_a_home_that_slack_does_not_take_is_logged(place: Place, script: Script) -> None:
    script.says(HOME)
    user = place.user("U1")
    for _ in range(2):
        place.slack.fails("views.publish", 500)
    with capture_logs() as logs:
        await place.way.event(user.payloads.event(user.home_event()))
        await place.settle()
    assert [one["event"] for one in logs if one["log_level"] == "warning"] == ["home_not_shown"]
