"""What a month's exports say beside what is told of it: nothing that one less the other would give away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from bot.upstander import Upstander
from indicators import closing
from indicators.periods import Length, period_of
from storage.closings import Due
from storage.models import Delivery
from storage.models.base import new_id
from storage.words import DeliveryState, ExportWhat, Nudge, SkipReason
from tests.bot.exporting.conftest import export
from tests.handlers.crowds import crowd
from tests.walking import Walk

DAY = date(2026, 2, 10)
FEBRUARY = period_of(Length.MONTH, DAY)


async def test_nudges_are_those_that_were_sent(app: Upstander, walk: Walk) -> None:
    """What was not is counted by week on the dashboard: of four weeks in a month, one may be hidden there."""
    people = await crowd(walk, "payments", 40, department="Sales")
    await deliver(walk, people, Nudge.LESSON, answered=20)
    await deliver(walk, people, Nudge.REFLECTION, answered=15)
    await deliver(walk, people, Nudge.CHECK_IN, state=DeliveryState.SKIPPED, reason=SkipReason.PAUSED)
    await close_february(walk)
    rows = (await export(app, walk, ExportWhat.NUDGES)).rows("nudges.csv")
    assert len(rows) == 80
    assert {row["state"] for row in rows} <= {"answered", "sent", "other"}
    assert set(rows[0]) == {"month_starts_on", "department", "nudge", "state"}


async def test_a_kind_of_nudge_is_named_only_where_it_is_told_how_many_were_answered(
    app: Upstander, walk: Walk
) -> None:
    """Two of twelve check-ins were answered, which is hidden; all less those of the other two kinds would be two."""
    people = await crowd(walk, "payments", 40, department="Sales")
    await deliver(walk, people, Nudge.LESSON, answered=20)
    await deliver(walk, people, Nudge.REFLECTION, answered=15)
    await deliver(walk, people[:12], Nudge.CHECK_IN, answered=2)
    await close_february(walk)
    rows = (await export(app, walk, ExportWhat.NUDGES)).rows("nudges.csv")
    named = {row["nudge"] for row in rows} - {"other"}
    assert len(rows) == 92
    assert len(named) == 1, "of the other two it is told only what they are together"
    assert "check_in" not in named


async def test_what_rows_leave_of_all_that_was_answered_is_not_of_few(app: Upstander, walk: Walk) -> None:
    """Of Sales ten answered and ten did not; of Support two did. All, less those of Sales, would be the two."""
    sales = (await crowd(walk, "payments", 40, department="Sales"))[:20]
    support = (await crowd(walk, "payments", 40, department="Support"))[:20]
    for kind in (Nudge.LESSON, Nudge.REFLECTION):
        await deliver(walk, sales, kind, answered=10)
        await deliver(walk, support, kind, answered=2)
    await close_february(walk)
    rows = (await export(app, walk, ExportWhat.NUDGES)).rows("nudges.csv")
    assert "Support" in {row["department"] for row in rows}
    assert {row["state"] for row in rows} == {"other"}


async def test_of_many_each_says_whether_it_was_answered(app: Upstander, walk: Walk) -> None:
    sales = (await crowd(walk, "payments", 40, department="Sales"))[:20]
    support = (await crowd(walk, "payments", 40, department="Support"))[:20]
    for kind in (Nudge.LESSON, Nudge.REFLECTION):
        await deliver(walk, sales, kind, answered=10)
        await deliver(walk, support, kind, answered=8)
    await close_february(walk)
    rows = (await export(app, walk, ExportWhat.NUDGES)).rows("nudges.csv")
    assert {row["state"] for row in rows} >= {"answered", "sent"}


async def deliver(
    walk: Walk,
    people: Sequence[UUID],
    nudge: Nudge,
    *,
    answered: int = 0,
    state: DeliveryState = DeliveryState.SENT,
    reason: str | None = None,
) -> None:
    at = datetime(DAY.year, DAY.month, DAY.day, 10, tzinfo=UTC)
    same: dict[str, Any] = {
        "organization_id": walk.organization_id,
        "nudge": nudge,
        "day": DAY,
        "state": state,
        "reason": reason,
        "zone": "UTC",
        "due_at": at,
        "ready_at": at,
        "created_at": at,
        "sent_at": at if state is DeliveryState.SENT else None,
    }
    rows = [
        same | {"id": new_id(), "person_id": one, "answered_at": at + timedelta(hours=1) if place < answered else None}
        for place, one in enumerate(people)
    ]
    async with walk.database.begin() as db:
        await db.execute(insert(Delivery), rows)


async def close_february(walk: Walk) -> None:
    async with walk.database.begin() as db:
        assert await closing.close(db, Due(walk.organization_id, "UTC", 5, None), FEBRUARY, walk.clock())
