"""Going through something one ahead: the same things in the same order, and nothing left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from bot.exporting.ahead import one_ahead


class Numbers:
    """Numbers up to `end`, of which one may fail."""

    def __init__(self, end: int, *, fails_at: int | None = None) -> None:
        self.end, self.fails_at = end, fails_at
        self.begun: list[int] = []
        self.is_closed = False

    async def __call__(self) -> AsyncGenerator[int]:
        try:
            for number in range(self.end):
                self.begun.append(number)
                if number == self.fails_at:
                    raise ValueError(number)
                await asyncio.sleep(0)
                yield number
        finally:
            self.is_closed = True


async def test_brings_everything_in_order() -> None:
    numbers = Numbers(4)
    assert [one async for one in one_ahead(numbers())] == [0, 1, 2, 3]
    assert [one async for one in one_ahead(Numbers(0)())] == []
    assert numbers.is_closed


async def test_the_next_is_on_its_way_while_one_is_worked_on_and_no_more() -> None:
    numbers = Numbers(9)
    async with aclosing(one_ahead(numbers())) as ahead:
        assert await anext(ahead) == 0
        for _ in range(20):
            await asyncio.sleep(0)
        assert numbers.begun == [0, 1]


async def test_whoever_stops_early_leaves_nothing_running() -> None:
    numbers = Numbers(9)
    async with aclosing(one_ahead(numbers())) as ahead:
        await anext(ahead)
    assert numbers.is_closed
    assert {one.get_name() for one in asyncio.all_tasks()}.isdisjoint({"export_ahead"})


async def test_what_goes_wrong_comes_in_its_turn() -> None:
    numbers = Numbers(9, fails_at=2)
    ahead = one_ahead(numbers())
    assert [await anext(ahead), await anext(ahead)] == [0, 1]
    with pytest.raises(ValueError, match="2"):
        await anext(ahead)
    assert numbers.is_closed
