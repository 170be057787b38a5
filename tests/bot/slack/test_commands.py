"""`/ally …` from the signed request to what the person sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.slack import translate
from handlers import errors
from handlers.request import Mention, Words
from messages.blocks import Button, Buttons, Chart, ChartKind, Message, Series, Text
from messages.forms import Form, Link, TextInput
from storage.models import Account, Action, Person
from tests.bot.slack.setup import Place, Script, running, settings
from tests.clock import FrozenClock
from tests.fakes.slack import RESPONSE_URL, FakeSlack

LOGGED = Message("Logged.", (Text("Logged."), Buttons((Button("Undo", "undo.restore", "a1"),))))
CHART = Message("Yours.", (Text("Yours."), Chart(ChartKind.BAR, "Weeks", ("W1", "W2"), (Series("All", (1, 2)),))))
FORM = Form("log", "Log an action", "Log it", (TextInput("note", "What happened", optional=True),))


async def test_an_ordinary_command_is_answered_in_the_acknowledgement(place: Place, script: Script) -> None:
    script.says(LOGGED)
    shown = await place.user("U1").types("learn read a book")
    assert shown.how == "ack"
    assert shown.is_ephemeral
    assert "Logged." in shown.text
    assert not place.slack.called(RESPONSE_URL)
    assert script.asked == [Words(("learn read a book",))]


async def test_a_mention_reaches_the_handler_as_a_colleague(place: Place, script: Script) -> None:
    script.says(LOGGED)
    await place.user("U1").types(
        "amplify <@U2|ben> in <#C9|standup>: &lt;his&gt; idea &amp; mine <https://x.example|link>"
    )
    words = Words(("amplify ", Mention("U2", "ben"), " in #standup: <his> idea & mine link"))
    assert script.asked == [words]


async def test_the_first_message_makes_a_person_of_the_profile(place_on_each: Place, script: Script) -> None:
    script.says(LOGGED)
    await place_on_each.user("U1").types("learn a thing")
    people = await place_on_each.rows(Person)
    assert [(one.name, one.email) for one in people] == [("Ana", "ana.lima@example.com")]
    assert [one.external_id for one in await place_on_each.rows(Account)] == ["U1"]


async def test_the_same_command_twice_is_done_once(place_on_each: Place) -> None:
    user = place_on_each.user("U1")
    payload = user.command("learn read a book on interruptions")
    assert await user.sends_command(payload)
    assert await user.sends_command(payload) == {}
    assert len(await place_on_each.rows(Action)) == 1


async def test_a_form_opens_as_a_modal(place: Place, script: Script) -> None:
    script.says(FORM)
    shown = await place.user("U1").types("log")
    assert (shown.kind, shown.how) == ("modal", "views.open")
    assert shown.payload["callback_id"] == "log"


async def test_a_form_that_does_not_open_in_time_is_said(place: Place, script: Script) -> None:
    script.says(FORM)
    user = place.user("U1")
    payload = user.command("log")
    place.slack.world.clock.advance(4)  # type: ignore[attr-defined]
    await user.sends_command(payload)
    shown = await user.sees("couldn't open the form")
    assert shown.how == "response_url"
    assert not place.slack.called("views.open")


async def test_a_link_is_a_message_with_a_button(place: Place, script: Script) -> None:
    script.says(Link("Your record is ready.", "Download", "https://upstander.example.com/exports/1"))
    shown = await place.user("U1").types("privacy export")
    assert shown.button("Download")["url"] == "https://upstander.example.com/exports/1"


async def test_a_chart_is_not_risked_in_the_acknowledgement(place: Place, script: Script) -> None:
    script.says(CHART)
    shown = await place.user("U1").types("me")
    assert shown.how == "response_url"
    assert any(block["type"] == "data_visualization" for block in shown.payload["blocks"])


async def test_where_slack_refuses_charts_the_message_comes_without_and_next_time_at_once(
    place: Place, script: Script
) -> None:
    place.slack.world.workspaces["T1"].refuses_charts = True
    script.says(CHART, CHART)
    user = place.user("U1")
    first = await user.types("me")
    assert first.how == "response_url"
    assert "Yours." in first.text
    second = await user.types("me")
    assert second.how == "ack"


async def test_nobody_of_a_workspace_that_is_not_installed_gets_in(place: Place, script: Script) -> None:
    place.slack.world.add_workspace("T9", token=None)
    place.slack.world.add_user("T9", "U9", "Zoe")
    shown = await place.user("U9", "T9").types("help")
    assert "isn't set up here" in shown.text
    assert script.asked == []
    assert await place.rows(Person) == []


@pytest.mark.parametrize("guest", [{"is_restricted": True}, {"team_id": "T7"}, {"is_bot": True}, {"is_stranger": True}])
async def test_guests_bots_and_strangers_stay_outside(place: Place, script: Script, guest: dict[str, object]) -> None:
    place.slack.world.add_user("T1", "U8", "Guest", **guest)
    shown = await place.user("U8").types("learn")
    assert shown.text == f"{errors.outsider().fallback}\n{errors.outsider().fallback}"
    assert script.asked == []
    assert await place.rows(Person) == []


async def test_any_command_name_is_ours(place: Place, script: Script) -> None:
    script.says(LOGGED)
    user = place.user("U1")
    assert await user.sends_command(user.command("help", command="/ally-dev"))


async def test_the_address_of_an_answer_must_be_slacks(
    slack: FakeSlack, sqlite_url: str, clock: FrozenClock, script: Script
) -> None:
    script.says(CHART)
    async with running(slack, settings(slack, sqlite_url), clock) as place:
        user = place.user("U1")
        payload = user.command("me") | {"response_url": "http://127.0.0.1:9/steal"}
        await user.sends_command(payload)
        await place.settle()
        assert not slack.called(RESPONSE_URL)
        counted = {"platform": "slack", "kind": "refused"}
        assert place.app.metrics.registry.get_sample_value("upstander_platform_errors_total", counted) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("  log  ", ("log",)),
        ("amplify <@U2>: hi", ("amplify ", Mention("U2"), ": hi")),
        ("<@W2|ben><@U3|cleo>", (Mention("W2", "ben"), Mention("U3", "cleo"))),
        ("in <#C1|standup> and <#C2> and <#C3|>", ("in #standup and #C2 and #C3",)),
        ("<!here> <!channel> <!subteam^S1|@designers> <!subteam^S2>", ("@here @channel @designers @subteam",)),
        ("on <!date^1392734382^{date}|18 February>", ("on 18 February",)),
        ("see <https://a.example/?x=1&amp;y=2> or <mailto:a@b.c|a@b.c>", ("see https://a.example/?x=1&y=2 or a@b.c",)),
        ("3 &lt; 4 &amp;&amp; 5 &gt; 4 &amp;lt;", ("3 < 4 && 5 > 4 &lt;",)),
        ("&lt;@U2|ben&gt; typed by hand", ("<@U2|ben> typed by hand",)),
        ("<> <@U2|a&amp;b>", ("", " ", Mention("U2", "a&b"))[1:]),
    ],
)
def test_a_text_is_read_as_the_person_sees_it(text: str, parts: tuple[str | Mention, ...]) -> None:
    assert translate.parts(text) == tuple(one for one in parts if one != " ")


@given(st.text())
def test_any_text_is_read_without_a_word_getting_lost(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert "".join(str(one) for one in translate.parts(escaped)) == text.strip()


async def test_an_answer_that_slack_does_not_take_is_logged_without_its_words(place: Place, script: Script) -> None:
    script.says(CHART)
    place.slack.fails(RESPONSE_URL, 500)
    with capture_logs() as logs:
        user = place.user("U1")
        await user.sends_command(user.command("me"))
        await place.settle()
    (told,) = [one for one in logs if one["event"] == "answer_not_delivered"]
    assert told == {
        "event": "answer_not_delivered",
        "log_level": "warning",
        "trouble": "unanswered",
        "error": "http_500",
    }
