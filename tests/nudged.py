"""Nudges that reached somebody, right into the database, for tests of what people do with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from messages.blocks import Message
from nudges import cards
from nudges.items import Lesson
from storage.models import Delivery, Schedule
from storage.models.base import new_id
from storage.words import DeliveryState, Nudge
from tests.walking import LIBRARY, Walk

PROMPT = next(one for one in LIBRARY.prompts if one.id == "name-missing-from-the-notes")
LESSON = next(one for one in LIBRARY.lessons if one.id == "credit-in-writing")
assert [one.is_best for one in LESSON.quiz.answers] == [True, False, False]
LATER = timedelta(days=3)


async def nudged(walk: Walk, item: str | None, *, who: str = "ben", **details: Any) -> UUID:
    """A nudge with this item was sent, and the next one is planned for three days later. Its id."""
    delivery_id, now, person_id = new_id(), walk.clock(), walk.people[who]
    held = {
        "nudge": Nudge.LESSON if isinstance(LIBRARY.items.get(item or ""), Lesson) else Nudge.REFLECTION,
        "day": now.date(),
        "state": DeliveryState.SENT,
        "item": item,
        "why": "You have not had this one yet.",
        "zone": "UTC",
        "due_at": now,
        "ready_at": now,
        "sent_at": now,
        "created_at": now,
    }
    async with walk.database.begin() as db:
        own = {"organization_id": walk.organization_id, "person_id": person_id}
        await db.execute(insert(Delivery).values(**own, id=delivery_id, **held | details))
        if not await _has_schedule(db, person_id):
            due = {"next_due_at": now + LATER, "due_on": (now + LATER).date()}
            await db.execute(insert(Schedule).values(**own, **due))
    return delivery_id


async def card(walk: Walk, item: str, *, who: str = "ben", **details: Any) -> Message:
    """The card of a nudge that was sent."""
    return cards.of_item(LIBRARY.items[item], str(await nudged(walk, item, who=who, **details)))


async def delivery(walk: Walk) -> Any:
    """The one nudge that was sent."""
    (found,) = await walk.rows(Delivery)
    return found


async def planned(walk: Walk, who: str = "ben") -> tuple[datetime | None, date | None]:
    """When the next one is due, and for which day. The clock's own moment without a day: it is to be planned anew."""
    (found,) = await walk.rows(Schedule, Schedule.person_id == walk.people[who])
    return found.next_due_at, found.due_on


async def _has_schedule(db: Any, person_id: UUID) -> bool:
    query = select(Schedule.person_id).where(Schedule.person_id == person_id)
    return (await db.execute(query)).first() is not None
