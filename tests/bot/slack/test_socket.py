"""Socket Mode: the same requests over a connection that we open, and no address of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.settings import Settings, SettingsError
from bot.slack import socket
from messages.blocks import Button, Buttons, Message, Text
from messages.forms import Form, FormErrors, TextInput
from tests.bot.slack.setup import Place, Script, running, settings
from tests.clients.slack import SlackUser
from tests.clients.slack_ways import OverSocket
from tests.clock import FrozenClock
from tests.fakes.slack import FakeSlack

DONE = Message("Done.", (Text("Done."), Buttons((Button("Undo", "undo.restore", "a1"),))))
FORM = Form("log", "Log an action", "Log it", (TextInput("note", "What happened?", optional=True),))


def over_socket(slack: FakeSlack, database_url: str, **more: str) -> Settings:
    return settings(slack, database_url, **{"slack_signing_secret": "", "slack_app_token": "xapp-1", **more})


@pytest.fixture
async def socket_place(slack: FakeSlack, sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Place]:
    slack.sockets.app_tokens.add("xapp-1")
    async with running(slack, over_socket(slack, sqlite_url), clock) as place:
        await slack.until(lambda: slack.sockets.open_sockets)
        yield place


@pytest.fixture
def ana(slack: FakeSlack) -> SlackUser:
    return SlackUser(slack, OverSocket(slack), "U1")


async def test_commands_forms_buttons_and_the_home_work(socket_place: Place, script: Script, ana: SlackUser) -> None:
    script.says(DONE, DONE, FORM, FormErrors({"note": "Please say more."}, FORM), DONE, DONE)
    card = await ana.types("learn")
    assert card.how == "ack"
    assert (await ana.presses(card, "Undo")).id == card.id
    form = await ana.uses_shortcut()
    assert (await ana.submits(form)).errors == {"note": "Please say more."}
    assert (await ana.submits(form, note="more")).shown is not None
    assert (await ana.opens_home()).kind == "home"


async def test_the_same_envelope_twice_is_done_once(socket_place: Place, script: Script, ana: SlackUser) -> None:
    script.says(DONE)
    payload = ana.command("learn")
    assert await ana.sends_command(payload)
    assert await ana.sends_command(payload) == {}


async def test_without_a_signing_secret_there_is_no_address(socket_place: Place) -> None:
    assert (await socket_place.way.post("command=/ally")).status_code == 404


async def test_with_a_signing_secret_both_ways_are_open(
    slack: FakeSlack, sqlite_url: str, clock: FrozenClock, script: Script
) -> None:
    slack.sockets.app_tokens.add("xapp-1")
    both = settings(slack, sqlite_url, slack_app_token="xapp-1")
    script.says(DONE)
    async with running(slack, both, clock) as place:
        assert "Done." in (await place.user("U1").types("help")).text


async def test_a_refused_token_stops_the_start_and_says_what_to_do(
    slack: FakeSlack, sqlite_url: str, clock: FrozenClock
) -> None:
    with pytest.raises(SettingsError, match=r"UPSTANDER_SLACK_APP_TOKEN \(invalid_auth\)"):
        async with running(slack, over_socket(slack, sqlite_url), clock):
            pass


async def test_a_socket_that_slack_renews_goes_on_working(
    socket_place: Place, script: Script, slack: FakeSlack, ana: SlackUser
) -> None:
    script.says(DONE)
    (first,) = slack.sockets.open_sockets
    await slack.sockets.disconnect()
    await slack.until(lambda: slack.sockets.open_sockets and slack.sockets.open_sockets[-1] is not first)
    assert "Done." in (await ana.types("help")).text


async def test_an_open_socket_is_no_problem_and_a_closed_one_is(socket_place: Place, slack: FakeSlack) -> None:
    assert socket_place.edge.problem() is None
    await socket_place.edge.stop()
    assert "socket" in (socket_place.edge.problem() or "")


async def test_slack_that_is_away_at_the_start_is_waited_for(
    slack: FakeSlack,
    sqlite_url: str,
    clock: FrozenClock,
    script: Script,
    ana: SlackUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "PING_SECONDS", 0.1)  # also the pause before the next try
    slack.sockets.app_tokens.add("xapp-1")
    for _ in range(2):
        slack.fails("apps.connections.open", 503)
    script.says(DONE)
    async with running(slack, over_socket(slack, sqlite_url), clock) as place:
        assert "socket" in (place.edge.problem() or "")
        await slack.until(lambda: slack.sockets.open_sockets)
        assert "Done." in (await ana.types("help")).text
