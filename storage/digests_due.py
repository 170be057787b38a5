"""Keeps when each manager's next digest is due. What is due and when the next one is, `nudges.digest_planner` decides.

As `storage.schedules` does for all other nudges.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from storage import many
from storage.database import Connection
from storage.deliveries import Key
from storage.digests import HOLDS, DigestChoice
from storage.models import Account, Digest, Organization, Person, Preferences, Workspace
from storage.nudge_preferences import COLUMNS, NudgeChoices
from storage.reachable import IS_REACHABLE, ON_WORKSPACE
from storage.reports import TODAY, has_reports
from storage.schedules import Next


@dataclass(frozen=True, slots=True)
class Planning:
    """A manager whose next digest has to be planned. `due_on`: the day of the one that is due now, if one is.

    `leads`: they have reports. `is_reachable`: there is an account that can be written to. `zone`: the organization's.
    """

    organization_id: UUID
    person_id: UUID
    due_on: date | None
    choice: DigestChoice
    hired_on: date | None
    left_on: date | None
    is_erased: bool
    leads: bool
    is_reachable: bool
    zone: str
    choices: NudgeChoices

    @property
    def key(self) -> Key:
        return self.organization_id, self.person_id


async def claim(db: Connection, now: datetime, most: int) -> list[Planning]:
    """Up to so many managers whose time has come, held until the end of the unit of work: no other planner sees them.

    First they are held, then they are looked at: what somebody changed in between must not be missed.
    """
    await many.hold(db)
    held = (
        select(Digest.organization_id, Digest.person_id)
        .where(Digest.next_due_at <= now)
        .order_by(Digest.next_due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    keys: Collection[Key] = [(organization_id, person_id) for organization_id, person_id in await db.execute(held)]
    if not keys:
        return []
    found = await db.execute(_details(db.dialect.name), {**many.keys_of(db.dialect.name, keys), "today": now.date()})
    return [_read(*row) for row in found]


async def set_next(db: Connection, rows: Sequence[Next]) -> None:
    await many.change(
        db,
        Digest,
        ("organization_id", "person_id"),
        [
            {
                "organization_id": one.organization_id,
                "person_id": one.person_id,
                "next_due_at": one.at,
                "due_on": one.day,
            }
            for one in rows
        ],
    )


async def look_again(db: Connection, now: datetime, ahead: timedelta, most: int) -> int:
    """Has up to so many digests planned anew that are farther ahead than that, as after a wrong clock; how many."""
    await many.hold(db)
    far = (
        select(Digest.organization_id, Digest.person_id)
        .where(Digest.next_due_at > now + ahead)
        .order_by(Digest.next_due_at.desc())
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = [Next(organization_id, person_id, now, None) for organization_id, person_id in await db.execute(far)]
    await set_next(db, rows)
    return len(rows)


@cache
def _details(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    reachable = (
        select(Account.id)
        .join(Workspace, ON_WORKSPACE)
        .where(Account.organization_id == Person.organization_id, Account.person_id == Person.id, IS_REACHABLE)
        .correlate(Person)
        .exists()
    )
    return (
        select(
            Digest.organization_id,
            Digest.person_id,
            Digest.due_on,
            *HOLDS,
            Person.hired_on,
            Person.left_on,
            Person.erased_at.is_not(None),
            has_reports(TODAY),
            reachable,
            Organization.zone,
            *COLUMNS,
        )
        .select_from(those)
        .join(Digest, and_(Digest.organization_id == those.c.organization_id, Digest.person_id == those.c.id))
        .join(Person, and_(Person.organization_id == Digest.organization_id, Person.id == Digest.person_id))
        .join(
            Preferences,
            and_(Preferences.organization_id == Digest.organization_id, Preferences.person_id == Digest.person_id),
        )
        .join(Organization, Organization.id == Digest.organization_id)
        .order_by(Digest.organization_id, Digest.person_id)
    )


def _read(
    organization_id: UUID,
    person_id: UUID,
    due_on: date | None,
    is_on: bool,
    weekday: int,
    comes_at: time,
    hired_on: date | None,
    left_on: date | None,
    is_erased: bool,
    leads: bool,
    is_reachable: bool,
    zone: str,
    *choices: Any,
) -> Planning:
    return Planning(
        organization_id,
        person_id,
        due_on,
        DigestChoice(is_on, weekday, comes_at),
        hired_on,
        left_on,
        is_erased,
        leads,
        is_reachable,
        zone,
        NudgeChoices.read(*choices),
    )
