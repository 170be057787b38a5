"""Which weeks are closed, and with which k each was told first."""

from __future__ import annotations

from datetime import date

from storage import closed_weeks, closings
from tests.walking import Walk

FIRST, SECOND, THIRD = date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23)


async def close(walk: Walk, length: str, day: date, revision: int, k: int) -> None:
    async with walk.database.begin() as db:
        assert await closings.close(db, walk.organization_id, (length, day), revision, k, None, walk.clock())


async def read(walk: Walk, first: date, end: date) -> dict[date, int]:
    async with walk.database.begin() as db:
        return await closed_weeks.smallest_groups(db, walk.organization_id, first, end)


async def last(walk: Walk, end: date) -> date | None:
    async with walk.database.begin() as db:
        return await closed_weeks.last_before(db, walk.organization_id, end)


async def test_a_week_is_named_by_the_k_of_its_first_closing(walk: Walk) -> None:
    await close(walk, "week", FIRST, 0, 9)
    await close(walk, "week", FIRST, 1, 5)
    await close(walk, "week", SECOND, 0, 5)
    await close(walk, "month", date(2026, 2, 1), 0, 7)
    assert await read(walk, FIRST, THIRD) == {FIRST: 9, SECOND: 5}


async def test_from_a_day_up_to_not_including_another(walk: Walk) -> None:
    for day in (FIRST, SECOND, THIRD):
        await close(walk, "week", day, 0, 5)
    assert await read(walk, SECOND, THIRD) == {SECOND: 5}
    assert await last(walk, THIRD) == SECOND
    assert await last(walk, FIRST) is None


async def test_months_are_no_weeks(walk: Walk) -> None:
    await close(walk, "month", date(2026, 2, 1), 0, 5)
    assert await read(walk, date(2026, 1, 1), date(2027, 1, 1)) == {}
    assert await last(walk, date(2027, 1, 1)) is None


async def test_another_organization_has_its_own(walk: Walk) -> None:
    other = await walk.another_organization()
    await close(other, "week", FIRST, 0, 9)
    assert await read(walk, FIRST, THIRD) == {}
    assert await last(walk, THIRD) is None
    assert await last(other, THIRD) == FIRST
