"""Buckets of tokens: never more than the pace allows, however many take from them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from random import Random

import pytest

from storage import pace
from storage.models import RateBucket
from storage.pace import Key, Rate
from tests.walking import Walk

EIGHT = Rate(8, 8)


def bucket(walk: Walk, name: str = "a") -> Key:
    return walk.organization_id, name


async def taken(walk: Walk, count: int, name: str = "a", rate: Rate = EIGHT) -> int:
    async with walk.database.begin() as db:
        found = await pace.take(db, rate, {bucket(walk, name): count}, walk.clock())
    return found[bucket(walk, name)].tokens


async def test_a_bucket_gives_what_it_holds_and_fills_with_time(walk: Walk) -> None:
    assert await taken(walk, 5) == 5
    assert await taken(walk, 5) == 3
    assert await taken(walk, 5) == 0
    walk.clock.move(timedelta(seconds=0.5))
    assert await taken(walk, 5) == 4
    walk.clock.move(timedelta(hours=5))
    assert await taken(walk, 100) == 8
    assert await taken(walk, 1, "another") == 1


async def test_the_first_who_ask_for_more_than_a_bucket_holds_get_what_it_holds(walk: Walk) -> None:
    assert await taken(walk, 100) == 8
    assert await taken(walk, 1) == 0


async def test_several_buckets_at_once_know_nothing_of_each_other(walk: Walk) -> None:
    wanted = {bucket(walk, "a"): 3, bucket(walk, "b"): 20, bucket(walk, "c"): 8}
    async with walk.database.begin() as db:
        found = await pace.take(db, EIGHT, wanted, walk.clock())
    assert {key: one.tokens for key, one in found.items()} == {
        bucket(walk, "a"): 3, bucket(walk, "b"): 8, bucket(walk, "c"): 8,
    }  # fmt: skip
    async with walk.database.begin() as db:
        assert await pace.take(db, EIGHT, {}, walk.clock()) == {}


async def test_many_who_take_at_once_share_what_there_is(walk: Walk) -> None:
    assert sum(await asyncio.gather(*(taken(walk, 3) for _ in range(10)))) == 8


@pytest.mark.parametrize("seed", range(4))
async def test_in_no_stretch_of_time_more_goes_out_than_the_pace_allows(walk: Walk, seed: int) -> None:
    dice = Random(seed)
    rate = Rate(dice.choice((0.5, 1, 8, 40)), dice.choice((1, 8, 40)))
    out: list[tuple[datetime, int]] = []
    for _ in range(60):
        out.append((walk.clock(), await taken(walk, dice.choice((0, 1, 3, 50)), rate=rate)))
        walk.clock.move(timedelta(seconds=dice.choice((0, 0, 0.01, 0.13, 1, 1.7, 30))))
    for first, (since, _count) in enumerate(out):
        for until, _count in out[first:]:
            sent = sum(count for at, count in out if since <= at <= until)
            assert sent <= rate.at_once + rate.a_second * (until - since).total_seconds() + 1e-3
    assert sum(count for _at, count in out) > 0


async def test_clocks_that_differ_fill_no_bucket_twice_and_one_that_was_wrong_empties_none_for_long(walk: Walk) -> None:
    assert await taken(walk, 8) == 8
    walk.clock.move(timedelta(seconds=-20))  # another machine
    assert await taken(walk, 8) == 0
    walk.clock.move(timedelta(seconds=20))
    assert await taken(walk, 8) == 0
    walk.clock.move(timedelta(days=-300))  # ours, set right
    assert await taken(walk, 8) == 0
    walk.clock.move(timedelta(seconds=1))
    assert await taken(walk, 8) == 8


async def test_a_pause_that_a_platform_asked_for_holds_until_its_end(walk: Walk) -> None:
    assert await taken(walk, 1) == 1
    until = walk.clock() + timedelta(seconds=30)
    async with walk.database.begin() as db:
        await pace.block(db, {bucket(walk): until, bucket(walk, "new"): until}, walk.clock())
        await pace.block(db, {bucket(walk): until - timedelta(seconds=10)}, walk.clock())
        for name in ("a", "new"):
            [found] = (await pace.take(db, EIGHT, {bucket(walk, name): 5}, walk.clock())).values()
            assert (found.tokens, found.blocked_until) == (0, until)
    walk.clock.set(until)
    assert await taken(walk, 5) == 5
    assert await taken(walk, 5, "new") == 5


async def test_a_pause_of_another_age_does_not_hold(walk: Walk) -> None:
    assert await taken(walk, 1) == 1
    async with walk.database.begin() as db:
        await pace.block(db, {bucket(walk): walk.clock() + timedelta(days=300)}, walk.clock())
    assert await taken(walk, 5) == 5


async def test_who_waits_gets_a_place_behind_all_who_wait_already(walk: Walk) -> None:
    now = walk.clock()
    gap = timedelta(seconds=1 / 8)

    async def places(count: int) -> list[datetime]:
        async with walk.database.begin() as db:
            found = await pace.line_up(db, EIGHT, {bucket(walk): count}, walk.clock())
        return list(found[bucket(walk)])

    def near(found: list[datetime], wanted: list[datetime]) -> bool:
        pairs = zip(found, wanted, strict=True)
        return all(abs(one - other) < timedelta(milliseconds=1) for one, other in pairs)

    assert near(await places(2), [now + gap, now + 2 * gap])
    assert near(await places(3), [now + 3 * gap, now + 4 * gap, now + 5 * gap])
    walk.clock.move(timedelta(seconds=10))
    assert near(await places(1), [walk.clock() + gap])
    walk.clock.move(timedelta(days=-300))
    assert near(await places(1), [walk.clock() + gap])
    async with walk.database.begin() as db:
        assert await pace.line_up(db, EIGHT, {}, walk.clock()) == {}


async def test_a_line_is_forgotten_when_nobody_waits_in_it_any_more(walk: Walk) -> None:
    slow = Rate(1, 1)

    async def last_place(count: int) -> datetime:
        async with walk.database.begin() as db:
            return list((await pace.line_up(db, slow, {bucket(walk): count}, walk.clock()))[bucket(walk)])[-1]

    async def forget() -> int:
        async with walk.database.begin() as db:
            return await pace.forget_idle(db, walk.clock())

    end = await last_place(9_000)
    walk.clock.move(pace.IDLE + timedelta(seconds=1))
    assert await forget() == 0
    assert await last_place(1) - end == timedelta(seconds=1), "behind all who wait"
    walk.clock.set(end + pace.IDLE + timedelta(minutes=5))
    assert await forget() == 1
    await last_place(9_000)
    walk.clock.move(timedelta(days=-300))  # the clock was wrong
    assert await forget() == 1


async def test_buckets_are_forgotten_when_they_are_full_again(walk: Walk) -> None:
    await taken(walk, 8)
    await taken(walk, 8, "blocked")
    async with walk.database.begin() as db:
        await pace.block(db, {bucket(walk, "blocked"): walk.clock() + timedelta(hours=2)}, walk.clock())
        assert await pace.forget_idle(db, walk.clock()) == 0
    walk.clock.move(pace.IDLE + timedelta(seconds=1))
    async with walk.database.begin() as db:
        assert await pace.forget_idle(db, walk.clock()) == 1
    assert [one.key for one in await walk.rows(RateBucket)] == ["blocked"]
