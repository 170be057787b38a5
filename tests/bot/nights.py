"""Nights in which what is kept no longer goes, for tests of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert

from bot import keeping
from bot.settings import load
from bot.upstander import Upstander
from bot.wiring import build
from storage import organizations
from storage.models import (
    AuditEvent,
    Closing,
    Delivery,
    LessonResult,
    Sponsorship,
)
from storage.words import (
    DeliveryState,
    Kind,
    Nudge,
    Opportunity,
    SponsorshipState,
)
from tests.storage.everything import action, put
from tests.walking import Walk

OLD = datetime(2022, 11, 3, 10, tzinfo=UTC)
"""More than three years before the clock of tests."""
LAST_YEAR = datetime(2025, 3, 3, 10, tzinfo=UTC)
"""Twelve months before it, and a day."""
KEPT = datetime(2025, 3, 5, 10, tzinfo=UTC)
"""Not quite twelve months before it."""


@pytest.fixture
async def app(walk: Walk, database_url: str) -> AsyncIterator[Upstander]:
    app = build(load(database_url=database_url, secret_keys=walk.cipher._secrets), walk.clock)
    yield app
    await app.database.close()


async def night(walk: Walk, app: Upstander) -> int:
    """The next night."""
    walk.clock.move(timedelta(days=1))
    return await tonight(walk, app)


async def tonight(walk: Walk, app: Upstander) -> int:
    """The same day, with everything taken to be closed: two years of weeks would take their time in each test."""
    await closed(walk)
    return await keeping.keep(app)


async def closed(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await db.execute(delete(Closing))
        for organization in await organizations.every(db):
            row = {"due_at": walk.clock() + timedelta(days=1), "looked_at": walk.clock()}
            await db.execute(insert(Closing).values(organization_id=organization.id, **row))


async def at(walk: Walk, moment: datetime, who: str = "ana", kind: Kind = Kind.AMPLIFY, **details: Any) -> UUID:
    """An action that was done and logged at that moment."""
    now = walk.clock()
    walk.clock.set(moment)
    try:
        return await action(walk, who, kind, **{"occurred_on": moment.date(), "note": "Numbat"} | details)
    finally:
        walk.clock.set(now)


async def delivered(walk: Walk, day: date, who: str = "ana", **details: Any) -> UUID:
    row = {"nudge": Nudge.LESSON, "state": DeliveryState.SENT, "zone": "UTC"} | details
    moments = dict.fromkeys(("due_at", "ready_at", "created_at"), datetime.combine(day, datetime.min.time(), UTC))
    return await put(walk, Delivery, person_id=walk.people[who], day=day, **row, **moments)


async def learned(walk: Walk, day: date, lesson: str = "interrupted", **details: Any) -> UUID:
    row = {"person_id": walk.people["ana"], "lesson": lesson, "answer": 1, "is_right": True, "answered_on": day}
    return await put(walk, LessonResult, **row, created_at=walk.clock(), **details)


async def events(walk: Walk, event: str) -> list[Any]:
    return [one.details for one in await walk.rows(AuditEvent, AuditEvent.event == event)]


async def sponsored(walk: Walk, moment: datetime, **details: Any) -> UUID:
    action_id = await at(walk, moment, kind=Kind.SPONSOR, beneficiary_id=walk.people["cleo"])
    row = {"opportunity": Opportunity.ROLE, "state": SponsorshipState.NOMINATED, "nominated_on": moment.date()}
    people = {"sponsor_id": walk.people["ana"], "beneficiary_id": walk.people["cleo"]}
    return await put(
        walk, Sponsorship, action_id=action_id, **row, **people, detail_sealed=walk.cipher.seal("Dibbler"), **details
    )
