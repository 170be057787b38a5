"""How calls to Slack fail, and which are tried again: never so that something is posted twice."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.metrics import Metrics
from bot.settings import load
from bot.slack.client import SlackClient, SlackFailure, Trouble
from bot.slack.response_url import ResponseUrl
from tests.clock import FrozenClock
from tests.fakes.slack import RESPONSE_URL, FakeSlack

MESSAGE: dict[str, Any] = {"text": "hello", "blocks": [{"type": "divider"}]}
VIEW = {"type": "home", "blocks": [{"type": "divider"}]}


def make(api_url: str, seconds: float = 10) -> SlackClient:
    return SlackClient(load(slack_api_url=api_url), Metrics(), seconds=seconds)


@pytest.fixture
async def client(slack: FakeSlack) -> AsyncIterator[SlackClient]:
    client = make(slack.api_url)
    await client.open()
    yield client
    await client.close()


async def post(client: SlackClient) -> None:
    await client.ask(client.web("xoxb-1").chat_postMessage(channel="U1", **MESSAGE))


async def publish(client: SlackClient) -> None:
    await client.ask(client.web("xoxb-1").views_publish(user_id="U1", view=VIEW))


@pytest.mark.parametrize(
    ("method", "call"), [("chat.postMessage", post), ("views.publish", publish)], ids=["post", "publish"]
)
async def test_a_call_that_slack_asks_to_repeat_is_repeated(
    slack: FakeSlack, client: SlackClient, method: str, call: Callable[[SlackClient], Awaitable[None]]
) -> None:
    slack.rate_limits(method)
    await call(client)
    assert [one.done for one in slack.calls] == [False, True]


async def test_a_long_pause_is_not_waited_out_but_told(slack: FakeSlack, client: SlackClient) -> None:
    slack.rate_limits("chat.postMessage", retry_after="120")
    with pytest.raises(SlackFailure) as told:
        await post(client)
    assert (told.value.trouble, told.value.retry_after) == (Trouble.RATE_LIMITED, 120)
    assert told.value.is_passing


@pytest.mark.parametrize("accepts", [True, False])
async def test_a_post_whose_answer_was_lost_is_not_posted_again(
    slack: FakeSlack, client: SlackClient, *, accepts: bool
) -> None:
    slack.drops("chat.postMessage", accepts=accepts)
    with pytest.raises(SlackFailure) as told:
        await post(client)
    assert told.value.trouble is Trouble.UNANSWERED
    assert len(slack.world.shown) == (1 if accepts else 0)
    assert len(slack.calls) == 1


async def test_a_post_that_slack_failed_at_is_not_posted_again(slack: FakeSlack, client: SlackClient) -> None:
    slack.fails("chat.postMessage", 500)
    with pytest.raises(SlackFailure) as told:
        await post(client)
    assert told.value.trouble is Trouble.UNANSWERED
    assert len(slack.calls) == 1


async def test_what_may_be_done_twice_is_tried_again(slack: FakeSlack, client: SlackClient) -> None:
    slack.fails("views.publish", 503)
    await publish(client)
    slack.drops("views.publish", accepts=True)
    await publish(client)
    assert len(slack.called("views.publish")) == 3


async def test_a_refusal_is_told_by_slacks_own_word(slack: FakeSlack, client: SlackClient) -> None:
    with pytest.raises(SlackFailure) as told:
        await client.ask(client.web("xoxb-other").auth_test())
    assert (told.value.trouble, told.value.error) == (Trouble.REFUSED, "invalid_auth")
    assert not told.value.is_passing


async def test_a_scope_that_is_missing_is_a_refusal(slack: FakeSlack, client: SlackClient) -> None:
    slack.world.workspaces["T1"].scopes = "commands"
    with pytest.raises(SlackFailure, match="missing_scope"):
        await post(client)


async def test_nobody_there_is_told_from_no_answer(slack: FakeSlack) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = make(f"http://127.0.0.1:{taken.getsockname()[1]}/api/")
        await client.open()
        with pytest.raises(SlackFailure) as told:
            await post(client)
        await client.close()
    assert told.value.trouble is Trouble.UNREACHABLE


async def test_slack_that_hangs_is_not_waited_for(slack: FakeSlack) -> None:
    client = make(slack.api_url, seconds=0.05)
    await client.open()
    slack.hangs("chat.postMessage")
    with pytest.raises(SlackFailure) as told:
        await post(client)
    await client.close()
    assert told.value.trouble is Trouble.UNANSWERED
    assert len(slack.calls) == 1


async def test_a_response_address_is_posted_to_once(slack: FakeSlack, client: SlackClient, clock: FrozenClock) -> None:
    address = ResponseUrl(slack.response_url("T1", "U1", "C1"), clock)
    slack.drops(RESPONSE_URL, accepts=True)
    with pytest.raises(SlackFailure) as told:
        await client.respond(address, MESSAGE)
    assert told.value.trouble is Trouble.UNANSWERED
    assert len(slack.world.shown) == 1
    slack.rate_limits(RESPONSE_URL)
    await client.respond(address, MESSAGE)
    assert len(slack.world.shown) == 2


async def test_a_response_address_is_good_for_five_answers(
    slack: FakeSlack, client: SlackClient, clock: FrozenClock
) -> None:
    address = ResponseUrl(slack.response_url("T1", "U1", "C1"), clock)
    for _ in range(5):
        await client.respond(address, MESSAGE)
    with pytest.raises(SlackFailure, match="response_url_unusable"):
        await client.respond(address, MESSAGE)
    assert len(slack.calls) == 5


async def test_a_response_address_is_good_for_half_an_hour(
    slack: FakeSlack, client: SlackClient, clock: FrozenClock
) -> None:
    address = ResponseUrl(slack.response_url("T1", "U1", "C1"), clock)
    clock.move(timedelta(minutes=31))
    with pytest.raises(SlackFailure, match="response_url_unusable"):
        await client.respond(address, MESSAGE)
    assert slack.calls == []


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        ("https://hooks.slack.com/commands/T1/2/3", True),
        ("https://hooks.slack-gov.com/commands/T1/2/3", True),
        ("https://hooks.slack.com:443/commands/T1/2/3", True),
        ("http://hooks.slack.com/commands/T1/2/3", False),
        ("https://hooks.slack.com:8443/x", False),
        ("https://slack.com.evil.example/x", False),
        ("https://evilslack.com/x", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://169.254.169.254/latest", False),
        ("https://[broken/x", False),
        ("https://hooks.slack.com:port/x", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_slacks_own_hosts_are_answered(url: str, clock: FrozenClock, *, is_ours: bool) -> None:
    assert (ResponseUrl(url, clock).take("https://slack.com/api/") is not None) is is_ours


async def test_failures_are_counted_by_kind(slack: FakeSlack) -> None:
    metrics = Metrics()
    client = SlackClient(load(slack_api_url=slack.api_url), metrics)
    await client.open()
    slack.fails("chat.postMessage", 500)
    for _ in range(2):
        with pytest.raises(SlackFailure):
            await client.ask(client.web("xoxb-none").chat_postMessage(channel="U1", **MESSAGE))
    await client.close()
    count = metrics.registry.get_sample_value
    assert count("upstander_platform_errors_total", {"platform": "slack", "kind": "unanswered"}) == 1
    assert count("upstander_platform_errors_total", {"platform": "slack", "kind": "refused"}) == 1


async def test_plain_text_is_no_answer(slack: FakeSlack, client: SlackClient) -> None:
    slack.fails("chat.postMessage", 200)  # an empty page, as a proxy gives
    with pytest.raises(SlackFailure) as told:
        await post(client)
    assert told.value.trouble is Trouble.UNANSWERED


async def test_two_requests_share_one_session(slack: FakeSlack, client: SlackClient) -> None:
    await asyncio.gather(publish(client), publish(client))
    assert client.web("a").session is client.web("b").session
