"""Lists the organizations of this installation, and keeps what each one settled."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select, update

from storage import audit, digests
from storage.database import Connection
from storage.models import Organization, Schedule
from storage.words import Visibility


@dataclass(frozen=True, slots=True)
class Settled:
    """An organization and its rules."""

    id: UUID
    name: str
    zone: str
    k: int
    reporting_url: str | None
    intervention_notes: bool
    country: str | None
    default_visibility: Visibility
    digests_on: bool
    digest_weekday: int
    digest_at: time


@dataclass(frozen=True, slots=True)
class Changes:
    """What to settle anew; None leaves a rule as it is. An empty reporting_url or country takes it away."""

    name: str | None = None
    zone: str | None = None
    k: int | None = None
    reporting_url: str | None = None
    intervention_notes: bool | None = None
    country: str | None = None
    default_visibility: Visibility | None = None
    digests_on: bool | None = None
    digest_weekday: int | None = None
    digest_at: time | None = None


_COLUMNS = (
    Organization.id,
    Organization.name,
    Organization.zone,
    Organization.k,
    Organization.reporting_url,
    Organization.intervention_notes,
    Organization.country,
    Organization.default_visibility,
    Organization.digests_on,
    Organization.digest_weekday,
    Organization.digest_at,
)
_MAY_BE_NONE = frozenset({"reporting_url", "country"})
_OF_DIGESTS = frozenset({"digests_on", "digest_weekday", "digest_at"})


async def every(db: Connection) -> list[Settled]:
    """All organizations, in the order they were founded."""
    rows = (await db.execute(select(*_COLUMNS).order_by(Organization.created_at, Organization.id))).all()
    return [Settled(*row) for row in rows]


async def one(db: Connection, organization_id: UUID) -> Settled:
    """The rules of an organization."""
    return Settled(*(await db.execute(select(*_COLUMNS).where(Organization.id == organization_id))).one())


async def settle(db: Connection, organization_id: UUID, changes: Changes, *, actor: str, now: datetime) -> Settled:
    """Applies the changes, leaves an audit event that names what was changed, and returns the rules that hold now."""
    given = {one.name: getattr(changes, one.name) for one in fields(changes) if getattr(changes, one.name) is not None}
    if given:
        values = {name: None if name in _MAY_BE_NONE and value == "" else value for name, value in given.items()}
        await db.execute(update(Organization).where(Organization.id == organization_id).values(**values))
        if "country" in given:
            await _plan_anew_who_has_none(db, organization_id, now)
        if _OF_DIGESTS & given.keys():
            await digests.settled_anew(db, organization_id, now)
        await audit.record(db, organization_id, actor=actor, event="organization.settled", details=given, now=now)
    return await one(db, organization_id)


async def _plan_anew_who_has_none(db: Connection, organization_id: UUID, now: datetime) -> None:
    """Another country has other weekends: it may give a day to people who had none.

    Everybody else's next nudge is looked at again when it is due, and theirs are many.
    """
    await db.execute(
        update(Schedule)
        .where(Schedule.organization_id == organization_id, Schedule.next_due_at.is_(None))
        .values(next_due_at=now, due_on=None)
    )
