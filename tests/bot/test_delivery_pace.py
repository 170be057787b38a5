"""Deliveries at the pace of their platform: what gets no token waits in line, and all of it goes out in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot import planning
from nudges.pace import Limits, Pace
from storage.models import Delivery, RateBucket
from storage.pace import Rate
from storage.words import DeliveryState, Nudge, Platform
from tests.sending import Worked
from tests.walking import Walk

TWO = Pace({Platform.SLACK: Limits(Rate(2, 2), Rate(1, 1))})
EVERYBODY = ("ana", "ben", "cleo", "dan", "eve", "gil", "hana")


@pytest.fixture
async def worked(walk: Walk, database_url: str) -> AsyncIterator[Worked]:
    worked = Worked.of(walk, database_url, limits=TWO)
    yield worked
    await worked.close()


async def test_many_at_once_go_out_one_after_the_other(walk: Walk, worked: Worked) -> None:
    for who in EVERYBODY:
        await worked.line_up(who)
    sent: list[datetime] = []
    while len(sent) < len(EVERYBODY):
        sent += [walk.clock()] * await worked.deliver()
        walk.clock.move(timedelta(seconds=0.5))
    seconds = Counter(int((at - sent[0]).total_seconds()) for at in sent)
    assert seconds == {0: 3, 1: 2, 2: 2}, "two at once, and two a second from then on"
    deliveries = await walk.rows(Delivery)
    assert {(one.state, one.attempts) for one in deliveries} == {(DeliveryState.SENT, 1)}, "waiting is no attempt"


async def test_one_conversation_is_not_flooded(walk: Walk, worked: Worked) -> None:
    for nudge in (Nudge.REFLECTION, Nudge.LESSON):
        await worked.line_up("ana", nudge=nudge, is_asked_for=True)
    assert await worked.deliver() == 1
    assert await worked.deliver() == 0
    walk.clock.move(timedelta(seconds=1))
    assert await worked.deliver() == 1


async def test_idle_buckets_are_forgotten(walk: Walk, worked: Worked) -> None:
    await worked.line_up("ana")
    await worked.deliver()
    assert await planning.forget_buckets(worked.app) == 0
    walk.clock.move(timedelta(hours=2))
    assert await planning.forget_buckets(worked.app) == 2
    assert await walk.rows(RateBucket) == []
