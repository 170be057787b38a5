"""A pace that is halved stays so until one is answered, however long nothing came meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from nudges import agenda, lately
from nudges.rhythm import halved_from
from storage.words import DeliveryState, LeftOut, Nudge
from tests.nudges.test_agenda import NOW, had
from tests.sending import Worked
from tests.walking import Walk

DAY = timedelta(days=1)


async def was_sent(worked: Worked, days_ago: int, *, answered: int | None = None, **details: Any) -> None:
    """And answered so many days ago."""
    at = worked.walk.clock() - days_ago * DAY
    values: dict[str, Any] = {"state": DeliveryState.SENT, "day": at.date(), "due_at": at, "sent_at": at}
    if answered is not None:
        values["answered_at"] = worked.walk.clock() - answered * DAY
    await worked.line_up("ana", **values | details)


async def is_halved(worked: Worked) -> bool:
    """By what the planner, the sender and the person's own page are told."""
    walk = worked.walk
    key = (walk.organization_id, walk.people["ana"])
    async with walk.database.begin() as db:
        past = (await lately.of(db, [key], walk.clock())).get(key, ())
    assert list(past) == sorted(past, key=lambda one: (one.day, one.id))
    since = halved_from(agenda.rhythm(past))
    return since is not None and since <= walk.clock()


@pytest.mark.parametrize(
    ("sent", "halved"),
    [
        ([(200, {}), (190, {})], True),
        ([(200, {}), (190, {}), (1, {})], True),
        ([(200, {}), (190, {}), (8, {}), (1, {})], True),
        ([(200, {})], False),
        ([(200, {}), (5, {})], True),
        ([(200, {}), (190, {}), (100, {"answered": 99})], False),
        ([(200, {"answered": 100}), (190, {}), (180, {})], False),
        ([(200, {"answered": 185}), (190, {}), (180, {})], False),
        ([(200, {"answered": 195}), (190, {}), (180, {})], True),
        ([(200, {}), (190, {}), (20, {"answered": 1})], False),
        ([(200, {}), (190, {"nudge": Nudge.DIGEST})], False),
        ([(200, {}), (190, {}), (150, {"nudge": Nudge.DIGEST, "answered": 149})], True),
        ([(200, {}), (190, {"state": DeliveryState.UNKNOWN})], False),
        ([(200, {}), (190, {"state": DeliveryState.SKIPPED, "reason": LeftOut.OUT_OF_DATE})], False),
        ([(200, {}), (190, {"state": DeliveryState.FAILED})], False),
    ],
)
async def test_what_was_ignored_long_ago_counts_until_something_is_answered(
    worked: Worked, sent: list[tuple[int, dict[str, Any]]], halved: bool
) -> None:
    for days_ago, details in sent:
        await was_sent(worked, days_ago, **details)
    assert await is_halved(worked) is halved


async def test_of_many_the_last_two_are_enough_and_each_person_has_their_own(worked: Worked) -> None:
    for days_ago in (400, 300, 200, 190):
        await was_sent(worked, days_ago)
    walk = worked.walk
    keys = [(walk.organization_id, walk.people[who]) for who in ("ana", "ben")]
    async with walk.database.begin() as db:
        past = await lately.of(db, keys, walk.clock())
    assert [one.day for one in past[keys[0]]] == [walk.clock().date() - days * DAY for days in (200, 190)]
    assert not past.get(keys[1])


async def test_after_a_pause_of_months_they_come_half_as_often_until_one_is_answered(
    walk: Walk, worked: Worked
) -> None:
    await worked.schedule("ana")
    for _nudge in range(2):
        await worked.due("ana")
        await worked.deliver()
    await walk.say("pause 12 weeks", as_="ana")
    days = [await next_day(worked) for _nudge in range(4)]
    assert all(later - earlier >= 7 * DAY for earlier, later in pairwise(days))
    last = max(await worked.deliveries("ana"), key=lambda one: one.day)
    await walk.press("nudge.why", last.id, as_="ana")
    after = [await next_day(worked) for _nudge in range(2)]
    assert after[0] - days[-1] < 7 * DAY


async def next_day(worked: Worked) -> date:
    at = await worked.due("ana")
    assert await worked.deliver() == 1
    worked.walk.clock.move(timedelta(seconds=1))
    return at.date()


def test_only_where_it_is_open_is_there_another_look() -> None:
    today = NOW.date()
    old = [had(today - 20 * DAY, answered_at=None), had(today - 10 * DAY, answered_at=None)]
    assert not lately.leaves_open(old, NOW)
    assert not lately.leaves_open([had(today - DAY)], NOW), "answered"
    assert lately.leaves_open([], NOW)
    assert lately.leaves_open(old[:1], NOW)
    assert lately.leaves_open([old[0], had(today - DAY, answered_at=None)], NOW), "not ignored yet"
    assert lately.leaves_open([had(today - DAY, Nudge.DIGEST)], NOW), "a digest has a pace of its own"
    assert lately.leaves_open([old[0], old[1]._replace(snoozed_until=today)], NOW)
    assert lately.leaves_open([old[0], old[1]._replace(state=DeliveryState.UNKNOWN)], NOW)
