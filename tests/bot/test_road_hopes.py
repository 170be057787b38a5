"""An act logged by words, stored with its key in one go: retries, repetitions and ends of tasks change nothing."""

from __future__ import annotations

import asyncio

import pytest

from bot import road as road_module
from bot.road import Incoming
from handlers.command import Services
from handlers.request import Place, Reply, Request, Words
from messages.blocks import Message
from storage.models import Action, InboundKey
from storage.words import Platform
from tests.walking import Walk, words_of

KEY = "a-key-that-is-seen-on-the-line"


def learn(key: str | None = KEY, note: str = "read a book") -> Incoming:
    return Incoming(Platform.SLACK, "T1", "U-BEN", Words((f"learn: {note}",)), Place.DIRECT, key)


async def count(walk: Walk) -> tuple[int, int]:
    return len(await walk.rows(Action)), len(await walk.rows(InboundKey))


async def test_a_retry_is_answered_with_nothing(walk: Walk) -> None:
    assert await walk.road.walk(learn()) is not None
    assert await walk.road.walk(learn()) is None
    assert await walk.road.walk(learn(note="another")) is None  # the key tells, not the words
    assert await count(walk) == (1, 1)


async def test_retries_at_the_same_time_are_one(walk: Walk) -> None:
    replies = await asyncio.gather(*(walk.road.walk(learn()) for _ in range(8)))
    assert sum(reply is not None for reply in replies) == 1
    assert await count(walk) == (1, 1)


async def test_the_same_words_once_more_are_asked_about(walk: Walk) -> None:
    first, second = await walk.road.walk(learn("one")), await walk.road.walk(learn("two"))
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert words_of(first) != words_of(second)
    assert sum(one.withdrawn_at is None for one in await walk.rows(Action)) == 1
    assert await count(walk) == (2, 2)


@pytest.mark.parametrize("steps", range(1, 13))
async def test_a_request_that_is_ended_anywhere_leaves_all_or_nothing(walk: Walk, steps: int) -> None:
    task = asyncio.create_task(walk.road.walk(learn()))
    for _ in range(steps * 2):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    stored, keys = await count(walk)
    assert stored == keys
    assert await walk.road.walk(learn("another", "another book")) is not None
    assert await count(walk) == (stored + 1, keys + 1)


async def test_a_retry_over_which_a_handler_stumbles_is_answered_with_nothing_too(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def only_once(request: Request, services: Services) -> Reply:
        if await walk.rows(InboundKey):
            raise RuntimeError("done already")
        return Message("Done.", ())

    monkeypatch.setattr(road_module, "answer", only_once)
    assert await walk.road.walk(learn()) == Message("Done.", ())
    assert await walk.road.walk(learn()) is None
