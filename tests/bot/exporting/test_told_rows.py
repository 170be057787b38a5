"""Indicators as a file: what was told, once for each time that it was told otherwise, and nothing that is hidden."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from bot.upstander import Upstander
from storage.indicator_values import StoredPart
from storage.models import IndicatorValue
from storage.words import ExportWhat
from tests.bot.exporting.conftest import export
from tests.walking import Walk

Rows = list[dict[str, str]]


async def rows_of(app: Upstander, walk: Walk) -> Rows:
    return (await export(app, walk, ExportWhat.INDICATORS)).rows("indicators.csv")


async def test_every_row_is_what_was_told(app: Upstander, walk: Walk, people: dict[str, list[UUID]]) -> None:
    rows = await rows_of(app, walk)
    told = {
        (one.starts_on.isoformat(), one.indicator, part, numbers[4], str(numbers[6]), str(numbers[5]))
        for one in await walk.rows(IndicatorValue)
        for part, numbers in one.parts.items()
        if len(numbers) > 4 and numbers[4] in {"whole", "part"}
    }
    found = {
        (row["starts_on"], row["indicator"], row["part"], row["told"], row["count"], row["out_of"])
        for row in rows
        if row["told"] != "nearly_all"
    }
    assert found
    assert found == told
    assert people


async def test_a_revision_shows_only_where_what_is_told_moved(
    app: Upstander, walk: Walk, people: dict[str, list[UUID]]
) -> None:
    before = await rows_of(app, walk)
    async with walk.database.begin() as db:
        first = (
            await db.execute(
                select(IndicatorValue).where(
                    IndicatorValue.team_id == walk.organization_id,
                    IndicatorValue.indicator == "participation",
                    IndicatorValue.starts_on == date(2026, 2, 23),
                )
            )
        ).first()
        assert first is not None
        same = first._asdict() | {"revision": 1, "reason": "withdrawn"}
        await db.execute(insert(IndicatorValue).values(**same))
    assert await rows_of(app, walk) == before

    async with walk.database.begin() as db:
        parts = dict(same["parts"])
        parts["all"] = _raised(parts["all"])
        await db.execute(insert(IndicatorValue).values(**same | {"revision": 2, "parts": parts}))
    (new,) = [row for row in await rows_of(app, walk) if row not in before]
    assert (new["indicator"], new["part"], new["revision"], new["revised_because"]) == (
        "participation",
        "all",
        "1",
        "logged",
    )
    assert people


def _raised(stored: Any) -> list[Any]:
    part = StoredPart(*stored)
    assert part.verdict is not None
    return [*stored[:6], part.count + 5, stored[7]]
