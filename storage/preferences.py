"""What a person chose for themselves: language, zone, visibility, declared gender, to be named, and to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select, update

from storage.database import Connection
from storage.models import Person, Preferences
from storage.words import Gender, Visibility


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds for a person now."""

    language: str
    zone: str
    visibility: Visibility
    gender: Gender
    log_me: bool
    ask_me: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What to choose anew; None leaves it as it is."""

    language: str | None = None
    zone: str | None = None
    visibility: Visibility | None = None
    gender: Gender | None = None
    log_me: bool | None = None
    ask_me: bool | None = None


_CHOSEN = (
    select(
        Preferences.language,
        Preferences.zone,
        Preferences.visibility,
        Person.gender,
        Preferences.log_me,
        Preferences.ask_me,
    )
    .select_from(Person)
    .join(
        Preferences,
        and_(Preferences.organization_id == Person.organization_id, Preferences.person_id == Person.id),
    )
)


async def chosen(db: Connection, organization_id: UUID, person_id: UUID) -> Chosen:
    """What the person chose, or what holds where they did not."""
    query = _CHOSEN.where(Person.organization_id == organization_id, Person.id == person_id)
    return Chosen(*(await db.execute(query)).one())


async def save(db: Connection, organization_id: UUID, person_id: UUID, changes: Changes) -> None:
    """Stores the changes. A zone or gender given here is the person's own: no profile or roster overrides it."""
    values: dict[str, Any] = {
        name: value
        for name, value in (
            ("language", changes.language),
            ("zone", changes.zone),
            ("zone_is_own", True if changes.zone is not None else None),
            ("visibility", changes.visibility),
            ("log_me", changes.log_me),
            ("ask_me", changes.ask_me),
        )
        if value is not None
    }
    if values:
        await db.execute(
            update(Preferences)
            .where(Preferences.organization_id == organization_id, Preferences.person_id == person_id)
            .values(values)
        )
    if changes.gender is not None:
        await db.execute(
            update(Person)
            .where(Person.organization_id == organization_id, Person.id == person_id)
            .values(gender=changes.gender, gender_is_own=True)
        )
