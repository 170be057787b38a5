"""From a person's due moment to the message, and what becomes of a delivery by what the platform answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.words import DeliveryState, Nudge
from tests.sending import Worked
from tests.walking import Walk, words_of


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url)
    yield worked
    await worked.close()


async def test_a_nudge_arrives_at_its_moment_once_and_the_next_is_planned(worked: Worked) -> None:
    await worked.schedule("ana")
    at = await worked.due("ana")
    assert await worked.deliver() == 1
    assert await worked.deliver() == 0
    [message] = worked.post.received("ana")
    assert "A question to think about" in words_of(message)
    sent = await worked.delivery("ana")
    assert (sent.state, sent.nudge, sent.due_at, sent.sent_at) == (DeliveryState.SENT, Nudge.REFLECTION, at, at)
    assert sent.day == at.date()
    assert sent.message == {"ts": "1"}
    assert sent.item in worked.app.library.items
    assert sent.why
    following, day = await worked.next("ana")
    assert following is not None
    assert day is not None
    assert day > sent.day
    assert following > at
