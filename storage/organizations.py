"""Lists the organizations of this installation, and keeps what each one settled."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from storage import audit
from storage.database import Connection
from storage.models import Organization


@dataclass(frozen=True, slots=True)
class Settled:
    """An organization and its rules."""

    id: UUID
    name: str
    zone: str
    k: int
    reporting_url: str | None
    intervention_notes: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What to settle anew; None leaves a rule as it is. An empty reporting_url takes the channel away."""

    name: str | None = None
    zone: str | None = None
    k: int | None = None
    reporting_url: str | None = None
    intervention_notes: bool | None = None


_COLUMNS = (
    Organization.id,
    Organization.name,
    Organization.zone,
    Organization.k,
    Organization.reporting_url,
    Organization.intervention_notes,
)


async def every(db: Connection) -> list[Settled]:
    """All organizations, in the order they were founded."""
    rows = (await db.execute(select(*_COLUMNS).order_by(Organization.created_at, Organization.id))).all()
    return [Settled(*row) for row in rows]


async def settle(db: Connection, organization_id: UUID, changes: Changes, *, actor: str, now: datetime) -> Settled:
    """Applies the changes, leaves an audit event that names what was changed, and returns the rules that hold now."""
    given = {one.name: getattr(changes, one.name) for one in fields(changes) if getattr(changes, one.name) is not None}
    if given:
        values = {**given, "reporting_url": given["reporting_url"] or None} if "reporting_url" in given else given
        await db.execute(update(Organization).where(Organization.id == organization_id).values(**values))
        await audit.record(db, organization_id, actor=actor, event="organization.settled", details=given, now=now)
    row = (await db.execute(select(*_COLUMNS).where(Organization.id == organization_id))).one()
    return Settled(*row)
