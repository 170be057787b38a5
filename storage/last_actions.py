"""Tells what people logged last, so that what they are sent next can follow it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from storage import many
from storage.database import Connection
from storage.models import Action, Preferences
from storage.words import Kind


async def of_people(db: Connection, people: many.Keys) -> dict[tuple[UUID, UUID], tuple[Kind, date]]:
    """The kind of each one's last action that counts, and the day it was logged on, where they are."""
    dialect = db.dialect.name
    return {
        (organization_id, person_id): (kind, logged_at.astimezone(ZoneInfo(zone)).date())
        for organization_id, person_id, kind, logged_at, zone in await db.execute(
            _last(dialect), many.keys_of(dialect, people)
        )
    }


@cache
def _last(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    one = aliased(Action)
    last = (
        select(one.id)
        .where(
            one.organization_id == Preferences.organization_id,
            one.actor_id == Preferences.person_id,
            one.withdrawn_at.is_(None),
        )
        .order_by(one.created_at.desc(), one.id.desc())
        .limit(1)
        .correlate(Preferences)
        .scalar_subquery()
    )
    return (
        select(Preferences.organization_id, Preferences.person_id, Action.kind, Action.created_at, Preferences.zone)
        .select_from(those)
        .join(
            Preferences,
            and_(Preferences.organization_id == those.c.organization_id, Preferences.person_id == those.c.id),
        )
        .join(Action, and_(Action.organization_id == Preferences.organization_id, Action.id == last))
    )
