"""Buckets of tokens: never more than the pace allows, however many take from them."""

from __future__ import annotations

from datetime import timedelta

from storage import pace
from storage.pace import Rate
from tests.walking import Walk

EIGHT = Rate(8, 8)


async def taken(walk: Walk, count: int, key: str = "a") -> int:
    async with walk.database.begin() as db:
        found = await pace.take(db, EIGHT, {(walk.organization_id, key): count}, walk.clock())
    return found[walk.organization_id, key].tokens


async def test_a_bucket_gives_what_it_holds_and_fills_with_time(walk: Walk) -> None:
    assert await taken(walk, 5) == 5
    assert await taken(walk, 5) == 3
    assert await taken(walk, 5) == 0
    walk.clock.move(timedelta(seconds=0.5))
    assert await taken(walk, 5) == 4
    walk.clock.move(timedelta(hours=5))
    assert await taken(walk, 100) == 8
    assert await taken(walk, 1, "another") == 1
