"""Sending nudges on Slack: what becomes of each, and that nothing is posted twice."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from bot.slack.sender import SlackSender
from bot.upstander import Upstander
from bot.wiring import build
from messages.blocks import Button, Buttons, Chart, ChartKind, Message, Series, Text
from nudges.sender import Address, Delivered, Later, Lost, Outcome, Refused, Sender
from storage.words import FailReason, Platform, Unreachable
from tests.bot.slack.linking import installs, removal
from tests.bot.slack.setup import Place, settings
from tests.clock import FrozenClock
from tests.fakes.slack import FakeSlack

# Slack's library uses a class that aiohttp 3 still has, and warns about.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

NUDGE = Message(
    "A thought for today", (Text("Who spoke *less* than usual?"), Buttons((Button("Snooze", "snooze", "1"),)))
)
CHART = Message(
    "Your weeks",
    (Text("Your weeks"), Chart(ChartKind.BAR, "Actions", ("W1", "W2"), (Series("Actions", (1, 2)),))),
)
BEN = Address(UUID(int=1), UUID(int=2), UUID(int=3), Platform.SLACK, "T1", "U2")
NOT_INSTALLED = Refused(FailReason.NOT_INSTALLED, Unreachable.NOT_INSTALLED)
POST = "chat.postMessage"
OPEN = "conversations.open"


@asynccontextmanager
async def sending(app: Upstander, **more: Any) -> AsyncIterator[SlackSender]:
    sender = SlackSender(app, **more)
    await sender.start()
    try:
        yield sender
    finally:
        await sender.stop()


@asynccontextmanager
async def app_for(slack: FakeSlack, url: str, clock: FrozenClock, **more: Any) -> AsyncIterator[Upstander]:
    app = build(settings(slack, url, **more), clock)
    yield app
    await app.database.close()


@pytest.fixture
async def app(slack: FakeSlack, sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Upstander]:
    """Of the operator's own workspace."""
    async with app_for(slack, sqlite_url, clock) as app:
        yield app


@pytest.fixture
async def sender(app: Upstander) -> AsyncIterator[Sender]:
    async with sending(app) as sender:
        yield sender


def methods(slack: FakeSlack) -> list[str]:
    """The calls that reached Slack, in order."""
    return [one.method for one in slack.calls]


def seen(slack: FakeSlack, user: str = "U2") -> list[str]:
    return [one.payload["text"] for one in slack.world.seen_by(user)]


async def test_the_direct_message_is_opened_once_and_remembered(slack: FakeSlack, sender: Sender) -> None:
    first = await sender.send(BEN, NUDGE)
    assert isinstance(first, Delivered)
    assert first.direct_channel == slack.world.direct["T1", "U2"]
    (shown,) = slack.world.seen_by("U2")
    assert first.message == {"channel": first.direct_channel, "ts": shown.id}
    assert shown.button("Snooze")["value"] == "1"
    assert (shown.payload["unfurl_links"], shown.payload["unfurl_media"]) == (False, False)

    again = await sender.send(replace(BEN, direct_channel=first.direct_channel), NUDGE)
    assert isinstance(again, Delivered)
    assert again.direct_channel is None, "it is remembered already"
    assert again.message["channel"] == first.direct_channel
    assert methods(slack) == [OPEN, POST, POST]
    assert len(seen(slack)) == 2


async def test_a_direct_message_that_slack_no_longer_knows_is_opened_anew(slack: FakeSlack, sender: Sender) -> None:
    outcome = await sender.send(replace(BEN, direct_channel="D-OF-LAST-YEAR"), NUDGE)
    assert isinstance(outcome, Delivered)
    assert outcome.direct_channel == slack.world.direct["T1", "U2"]
    assert methods(slack) == [POST, OPEN, POST]
    assert len(seen(slack)) == 1


async def test_an_opened_one_that_slack_does_not_know_either_is_refused(slack: FakeSlack, sender: Sender) -> None:
    slack.world.workspaces["T1"].forbids = "channel_not_found"
    outcome = await sender.send(replace(BEN, direct_channel="D-OF-LAST-YEAR"), NUDGE)
    assert outcome == Refused(FailReason.REFUSED)
    assert methods(slack) == [POST, OPEN, POST]


@pytest.mark.parametrize(
    ("account", "details", "outcome"),
    [
        ("U-NOBODY", {}, Refused(FailReason.ACCOUNT_GONE, Unreachable.ACCOUNT_GONE)),
        ("U4", {"deleted": True}, Refused(FailReason.ACCOUNT_GONE, Unreachable.ACCOUNT_GONE)),
        ("U4", {"is_bot": True}, Refused(FailReason.BLOCKED, Unreachable.BLOCKED)),
    ],
)
async def test_who_cannot_be_written_to(
    slack: FakeSlack, sender: Sender, account: str, details: dict[str, Any], outcome: Outcome
) -> None:
    slack.world.add_user("T1", "U4", "Dan Ito", **details)
    assert await sender.send(replace(BEN, account=account), NUDGE) == outcome
    assert slack.world.shown == []


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("token_revoked", NOT_INSTALLED),
        ("account_inactive", NOT_INSTALLED),
        ("user_disabled", Refused(FailReason.ACCOUNT_GONE, Unreachable.ACCOUNT_GONE)),
        ("restricted_action", Refused(FailReason.BLOCKED)),
        ("messages_tab_disabled", Refused(FailReason.BLOCKED)),
        ("msg_too_long", Refused(FailReason.REFUSED)),
        ("team_added_to_org", Later(600, whole_workspace=True)),
        ("rate_limited", Later(5, whole_workspace=True)),
        ("fatal_error", Lost("fatal_error")),
        ("internal_error", Lost("internal_error")),
    ],
)
async def test_what_slack_says_to_a_message(slack: FakeSlack, sender: Sender, word: str, outcome: Outcome) -> None:
    slack.world.workspaces["T1"].forbids = word
    assert await sender.send(BEN, NUDGE) == outcome
    assert methods(slack).count(POST) == 1
    assert slack.world.shown == []


async def test_a_refusal_that_nobody_expected_is_told_to_the_operator(slack: FakeSlack, sender: Sender) -> None:
    slack.world.workspaces["T1"].forbids = "msg_too_long"
    with capture_logs() as logs:
        await sender.send(BEN, NUDGE)
    assert logs == [{"event": "nudge_refused", "error": "msg_too_long", "log_level": "warning"}]


@pytest.mark.parametrize(
    ("header", "seconds"), [("30", 30), ("0", 0), ("1.5", 1.5), ("", 5), ("soon", 5), ("nan", 5), ("-3", 5), ("inf", 5)]
)
async def test_slack_is_given_the_pause_it_asks_for(
    slack: FakeSlack, sender: Sender, header: str, seconds: float
) -> None:
    slack.rate_limits(POST, header)
    assert await sender.send(BEN, NUDGE) == Later(seconds, whole_workspace=True)
    assert methods(slack) == [OPEN, POST], "the pause is not waited out here: a claim must not be held meanwhile"
    assert slack.world.shown == []


@pytest.mark.parametrize("accepts", [True, False])
async def test_a_lost_answer_is_lost_and_not_asked_for_again(
    slack: FakeSlack, sender: Sender, *, accepts: bool
) -> None:
    slack.drops(POST, accepts=accepts)
    assert isinstance(await sender.send(BEN, NUDGE), Lost)
    assert methods(slack) == [OPEN, POST]
    assert len(seen(slack)) == (1 if accepts else 0)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 200])
async def test_a_fault_of_slacks_may_have_come_after_it_was_done(slack: FakeSlack, sender: Sender, status: int) -> None:
    slack.fails(POST, status)  # 200: an empty page, as a proxy gives
    assert await sender.send(BEN, NUDGE) == Lost(f"http_{status}")
    assert methods(slack) == [OPEN, POST]


@pytest.mark.parametrize("status", [302, 403, 413])
async def test_something_on_the_way_that_says_no(slack: FakeSlack, sender: Sender, status: int) -> None:
    slack.fails(POST, status)
    assert await sender.send(BEN, NUDGE) == Refused(FailReason.REFUSED)
    assert methods(slack) == [OPEN, POST]


async def test_slack_that_hangs_is_not_waited_for(slack: FakeSlack, app: Upstander) -> None:
    slack.hangs(POST)
    async with sending(app, seconds=0.3) as sender:
        to = replace(BEN, direct_channel=slack.world.direct_channel("T1", "U2"))
        assert await sender.send(to, NUDGE) == Lost("TimeoutError")
    assert methods(slack) == [POST]


async def test_opening_may_be_tried_again_whatever_happened(slack: FakeSlack, sender: Sender) -> None:
    slack.drops(OPEN, accepts=True)
    slack.fails(OPEN, 500)
    slack.rate_limits(OPEN, "7")
    assert await sender.send(BEN, NUDGE) == Later(5)
    assert await sender.send(BEN, NUDGE) == Later(5)
    assert await sender.send(BEN, NUDGE) == Later(7, whole_workspace=True)
    assert isinstance(await sender.send(BEN, NUDGE), Delivered)
    assert len(seen(slack)) == 1


async def test_nobody_there_is_tried_later(slack: FakeSlack, sqlite_url: str, clock: FrozenClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/api/"
        async with app_for(slack, sqlite_url, clock, slack_api_url=address) as app, sending(app) as sender:
            assert await sender.send(BEN, NUDGE) == Later(5)


async def test_before_the_start_and_after_the_stop_nothing_is_lost(slack: FakeSlack, app: Upstander) -> None:
    sender = SlackSender(app)
    assert await sender.send(BEN, NUDGE) == Later(5)
    await sender.start()
    await sender.stop()
    assert await sender.send(BEN, NUDGE) == Later(5)
    await sender.stop()
    assert slack.calls == []


async def test_a_workspace_that_refuses_charts_gets_the_same_without(slack: FakeSlack, sender: Sender) -> None:
    slack.world.workspaces["T1"].refuses_charts = True
    assert isinstance(await sender.send(BEN, CHART), Delivered)
    assert isinstance(await sender.send(BEN, CHART), Delivered)
    assert methods(slack) == [OPEN, POST, POST, OPEN, POST], "it is not tried twice"
    kinds = [[one["type"] for one in shown.payload["blocks"]] for shown in slack.world.seen_by("U2")]
    assert kinds[0] == kinds[1]
    assert "data_visualization" not in kinds[0]


async def test_a_workspace_that_takes_charts_gets_them(slack: FakeSlack, sender: Sender) -> None:
    await sender.send(BEN, CHART)
    (shown,) = slack.world.seen_by("U2")
    assert "data_visualization" in [one["type"] for one in shown.payload["blocks"]]
    assert methods(slack) == [OPEN, POST]


async def test_failures_are_counted(slack: FakeSlack, app: Upstander, sender: Sender) -> None:
    slack.fails(POST, 500)
    await sender.send(BEN, NUDGE)
    count = app.metrics.registry.get_sample_value
    assert count("upstander_platform_errors_total", {"platform": "slack", "kind": "unanswered"}) == 1


async def test_an_uninstall_in_mid_run_stops_at_once(link: Place) -> None:
    await installs(link)
    async with sending(link.app) as sender:
        assert isinstance(await sender.send(BEN, NUDGE), Delivered)
        link.slack.world.workspaces["T1"].token = None  # Slack's event about it is still on its way
        assert await sender.send(BEN, NUDGE) == NOT_INSTALLED
        await link.way.event(removal(link))
        assert await sender.send(BEN, NUDGE) == NOT_INSTALLED
    assert len(seen(link.slack)) == 1


async def test_a_new_token_is_taken_up_at_once(link: Place) -> None:
    await installs(link)
    async with sending(link.app) as sender:
        assert isinstance(await sender.send(BEN, NUDGE), Delivered)
        await installs(link, name="code-2", token="xoxb-sealed-2")
        assert isinstance(await sender.send(BEN, NUDGE), Delivered)
    assert len(seen(link.slack)) == 2
    assert [one.token for one in link.slack.calls][-3:] == ["xoxb-sealed-1", "xoxb-sealed-2", "xoxb-sealed-2"]


async def test_a_workspace_without_a_token_is_not_installed(link: Place) -> None:
    async with sending(link.app) as sender:
        assert await sender.send(BEN, NUDGE) == NOT_INSTALLED
    assert link.slack.calls == []


async def test_a_database_that_is_away_is_no_fault_of_slacks(link: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_args: object, **_named: object) -> None:
        raise ConnectionRefusedError

    await installs(link)
    monkeypatch.setattr("bot.slack.tokens.workspaces.installed", away)
    async with sending(link.app) as sender:
        assert await sender.send(BEN, NUDGE) == Later(5)


async def test_a_bug_of_ours_is_no_outcome(link: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError

    await installs(link)
    monkeypatch.setattr("bot.slack.tokens.workspaces.installed", broken)
    async with sending(link.app) as sender:
        with pytest.raises(ZeroDivisionError):
            await sender.send(BEN, NUDGE)
