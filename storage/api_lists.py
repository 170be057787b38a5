"""What the API lists page by page: closed periods, teams, exports. Of people there is nothing in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from storage.database import Connection
from storage.export_words import ExportState
from storage.models import ClosedPeriod, ExportOrder, Organization, Team
from storage.teams import TreeTeam
from storage.words import ExportForm, ExportWhat


@dataclass(frozen=True, slots=True)
class About:
    """The organization. `closed`: by length of period the first days of its first and its latest closed one."""

    id: UUID
    name: str
    zone: str
    k: int
    closed: dict[str, tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was asked for, without who did and why. `rows` and `sha256` are those of its file."""

    id: UUID
    what: ExportWhat
    form: ExportForm
    first: date
    last: date
    with_names: bool
    state: ExportState
    asked_at: datetime
    made_at: datetime | None
    rows: int | None
    sha256: str | None


async def about(db: Connection, organization_id: UUID) -> About:
    """The organization of a token."""
    organization = Organization
    query = select(organization.id, organization.name, organization.zone, organization.k).where(
        organization.id == organization_id
    )
    row = (await db.execute(query)).one()
    spans = (
        select(ClosedPeriod.length, func.min(ClosedPeriod.starts_on), func.max(ClosedPeriod.starts_on))
        .where(ClosedPeriod.organization_id == organization_id)
        .group_by(ClosedPeriod.length)
    )
    closed = {length: (first, latest) for length, first, latest in (await db.execute(spans)).all()}
    return About(row.id, row.name, row.zone, row.k, closed)


async def closed(
    db: Connection,
    organization_id: UUID,
    length: str,
    most: int,
    *,
    first: date | None = None,
    last: date | None = None,
    after: date | None = None,
) -> list[tuple[date, int]]:
    """The first days of closed periods of that length, oldest first, each with its k: those that begin from `first` up
    to and including `last`, and later than `after`.
    """
    period = ClosedPeriod
    query = select(period.starts_on, period.k).where(
        period.organization_id == organization_id, period.length == length, period.revision == 0
    )
    if first is not None:
        query = query.where(period.starts_on >= first)
    if last is not None:
        query = query.where(period.starts_on <= last)
    if after is not None:
        query = query.where(period.starts_on > after)
    rows = (await db.execute(query.order_by(period.starts_on).limit(most))).all()
    return [(row.starts_on, row.k) for row in rows]


async def teams(db: Connection, organization_id: UUID, most: int, *, after: UUID | None = None) -> list[TreeTeam]:
    """The organization's teams in the order in which they were made."""
    query = select(Team.id, Team.name, Team.parent_id).where(Team.organization_id == organization_id)
    if after is not None:
        query = query.where(Team.id > after)
    return [TreeTeam(*row) for row in (await db.execute(query.order_by(Team.id).limit(most))).all()]


async def has_team(db: Connection, organization_id: UUID, team_id: UUID) -> bool:
    """Whether the organization has that team."""
    query = select(Team.id).where(Team.organization_id == organization_id, Team.id == team_id)
    return (await db.execute(query)).one_or_none() is not None


async def exports(db: Connection, organization_id: UUID, most: int, *, before: UUID | None = None) -> list[Export]:
    """The exports that admins asked for, newest first."""
    order = ExportOrder
    query = select(
        order.id,
        order.what,
        order.form,
        order.first_on,
        order.last_on,
        order.with_names,
        order.state,
        order.asked_at,
        order.made_at,
        order.rows_done,
        order.sha256,
    ).where(order.organization_id == organization_id)
    if before is not None:
        query = query.where(order.id < before)
    rows = (await db.execute(query.order_by(order.id.desc()).limit(most))).all()
    return [
        Export(
            row.id,
            row.what,
            row.form,
            row.first_on,
            row.last_on,
            row.with_names,
            row.state,
            row.asked_at,
            row.made_at,
            row.rows_done if row.made_at is not None else None,
            row.sha256,
        )
        for row in rows
    ]
