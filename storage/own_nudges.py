"""What a person's own record tells of nudges: one function a section, as in `own_sections`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from storage import digests
from storage.database import Connection
from storage.encryption import Cipher
from storage.models import Delivery, Digest, LessonResult, Plan, Schedule, SeenItem
from storage.own_sections import Entry, all_columns, many, opened


async def schedule(db: Connection, organization_id: UUID, person_id: UUID) -> Entry | None:
    found = await many(db, all_columns(Schedule, organization_id, person_id=person_id))
    return _without_owner(found[0]) if found else None


async def digest(db: Connection, organization_id: UUID, person_id: UUID) -> Entry | None:
    """When a manager wants the weekly digest, or the organization settled that it comes, and when the next one does."""
    found = await many(db, all_columns(Digest, organization_id, person_id=person_id))
    if not found:
        return None
    holds = await digests.read_choice(db, organization_id, person_id)
    return _without_owner(found[0]) | {"is_on": holds.is_on, "weekday": holds.weekday, "comes_at": holds.at}


async def deliveries(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await _theirs(db, Delivery, organization_id, person_id, Delivery.due_at, Delivery.id)


async def lesson_results(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await _theirs(db, LessonResult, organization_id, person_id, LessonResult.created_at, LessonResult.id)


async def plans(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[Entry]:
    found = await _theirs(db, Plan, organization_id, person_id, Plan.created_at, Plan.id)
    return [opened(cipher, one, "text_sealed", "text") for one in found]


async def seen_items(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await _theirs(db, SeenItem, organization_id, person_id, SeenItem.item)


async def _theirs(db: Connection, model: Any, organization_id: UUID, person_id: UUID, *order: Any) -> list[Entry]:
    query = all_columns(model, organization_id, person_id=person_id).order_by(*order)
    return [_without_owner(one) for one in await many(db, query)]


def _without_owner(row: Entry) -> Entry:
    """Whose it is needs no telling; leases are of our own work."""
    return {name: value for name, value in row.items() if name not in {"person_id", "lease_id", "lease_until"}}
