"""The stand-in for crowds sees what must not be, and misbehaves as it is told."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.slack_crowd import CALM, Crowd, Mood, running_crowd


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    with running_crowd() as crowd:
        yield crowd


HELLO: dict[str, Any] = {
    "channel": "DT7P3",
    "text": "Hello",
    "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Hello"}}],
}


def call(crowd: Crowd, method: str, token: str, seconds: float = 20, **arguments: Any) -> dict[str, Any]:
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
    request = urllib.request.Request(f"{crowd.api_url}{method}", json.dumps(arguments).encode(), head)
    with urllib.request.urlopen(request, timeout=seconds) as response:
        answer: dict[str, Any] = json.loads(response.read())
    return answer


def test_a_direct_message_is_opened_and_written_to(crowd: Crowd) -> None:
    crowd.change(CALM)
    opened = call(crowd, "conversations.open", "xoxb-T7", users="UT7P3")
    assert opened == {"ok": True, "channel": {"id": "DT7P3"}}
    before = crowd.told().posted["DT7P3"]
    assert call(crowd, "chat.postMessage", "xoxb-T7", **HELLO)["ok"]
    assert crowd.told().posted["DT7P3"] == before + 1


@pytest.mark.parametrize(
    ("method", "token", "arguments", "error"),
    [
        ("chat.postMessage", "somebody", {"channel": "DT7P3", "text": "Hello"}, "invalid_auth"),
        ("chat.postMessage", "xoxb-T8", {"channel": "DT7P3", "text": "Hello"}, "channel_not_found"),
        ("chat.postMessage", "xoxb-T7", {"channel": "DT77P3", "text": "Hello"}, "channel_not_found"),
        ("chat.postMessage", "xoxb-T7", {"channel": "DT7P3"}, "no_text"),
        ("chat.postMessage", "xoxb-T7", {"channel": "DT7P3", "text": "!", "blocks": [{"type": "?"}]}, "invalid_blocks"),
        ("conversations.open", "xoxb-T8", {"users": "UT7P3"}, "user_not_found"),
        ("chat.delete", "xoxb-T7", {}, "unknown_method"),
    ],
)
def test_what_slack_would_refuse_is_refused(
    crowd: Crowd, method: str, token: str, arguments: dict[str, Any], error: str
) -> None:
    crowd.change(CALM)
    before = crowd.told().posted
    assert call(crowd, method, token, **arguments)["error"] == error
    assert crowd.told().posted == before


@pytest.mark.parametrize(
    ("mood", "status", "posts"),
    [
        (Mood(limits=1), 429, 0),
        (Mood(fails=1), 500, 0),
        (Mood(fails_after=1), 500, 1),
        (Mood(drops_before=1), None, 0),
        (Mood(drops_after=1), None, 1),
    ],
)
def test_it_misbehaves(crowd: Crowd, mood: Mood, status: int | None, posts: int) -> None:
    crowd.change(mood)
    before = crowd.told().posted["DT7P3"]
    with pytest.raises((urllib.error.HTTPError, ConnectionError)) as caught:
        call(crowd, "chat.postMessage", "xoxb-T7", **HELLO)
    assert getattr(caught.value, "code", None) == status
    if isinstance(caught.value, urllib.error.HTTPError):
        caught.value.close()
    assert crowd.told().posted["DT7P3"] == before + posts


def test_some_that_hang_are_done_all_the_same(crowd: Crowd) -> None:
    crowd.change(Mood(hangs=1))
    before = crowd.told()
    for _ in range(8):
        with pytest.raises(TimeoutError):
            call(crowd, "chat.postMessage", "xoxb-T7", seconds=0.05, **HELLO)
    after = crowd.told()
    assert after.calls["chat.postMessage hangs"] == before.calls["chat.postMessage hangs"] + 8
    assert 0 < after.posted["DT7P3"] - before.posted["DT7P3"] < 8
