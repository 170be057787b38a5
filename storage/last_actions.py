"""Tells what people logged last, so that what they are sent next can follow it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from storage.database import Connection
from storage.models import Action, Preferences
from storage.words import Kind


async def of_people(db: Connection, organization_id: UUID, people: Collection[UUID]) -> dict[UUID, tuple[Kind, date]]:
    """The kind of each one's last action that counts, and the day it was logged on, where they are."""
    one = aliased(Action)
    last = (
        select(one.id)
        .where(
            one.organization_id == organization_id,
            one.actor_id == Preferences.person_id,
            one.withdrawn_at.is_(None),
        )
        .order_by(one.created_at.desc(), one.id.desc())
        .limit(1)
        .correlate(Preferences)
        .scalar_subquery()
    )
    query = (
        select(Preferences.person_id, Action.kind, Action.created_at, Preferences.zone)
        .join(Action, and_(Action.organization_id == organization_id, Action.id == last))
        .where(Preferences.organization_id == organization_id, Preferences.person_id.in_(people))
    )
    return {
        row.person_id: (row.kind, row.created_at.astimezone(ZoneInfo(row.zone)).date())
        for row in (await db.execute(query)).all()
    }
