"""What is true of a period's people, for the attack on what is told of them: everything they did, shown or not.

It is as it was when the period was told first, as `storage/export_rows.py` has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from storage.database import Connection
from storage.models import Action
from storage.words import Kind, Setting, Visibility


@dataclass(frozen=True, slots=True)
class Did:
    """So many actions of somebody that are alike. `is_taken_back`: since the period was told."""

    person_id: UUID
    kind: Kind
    setting: Setting | None
    visibility: Visibility
    is_taken_back: bool
    count: int


async def did(db: Connection, organization_id: UUID, first: date, until: date, before: datetime) -> list[Did]:
    """From the day `first` up to, not including, `until`, as it was at `before`."""
    is_taken_back = Action.withdrawn_at.is_not(None)
    query = (
        select(Action.actor_id, Action.kind, Action.setting, Action.visibility, is_taken_back, func.count())
        .where(
            Action.organization_id == organization_id,
            Action.occurred_on >= first,
            Action.occurred_on < until,
            Action.created_at < before,
            or_(Action.withdrawn_at.is_(None), Action.withdrawn_at >= before),
        )
        .group_by(Action.actor_id, Action.kind, Action.setting, Action.visibility, is_taken_back)
    )
    return [Did(*row) for row in await db.execute(query)]
