"""Reads the reporting tree: which teams a person leads, what is beneath a team, and what is above it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import CTE, or_, select

from storage.database import Connection
from storage.models import Membership, Person, Team


@dataclass(frozen=True, slots=True)
class TreeTeam:
    """A node of the reporting tree."""

    id: UUID
    name: str
    parent_id: UUID | None


async def led_by(db: Connection, organization_id: UUID, person_id: UUID) -> list[UUID]:
    """The teams that a person leads."""
    query = select(Team.id).where(Team.organization_id == organization_id, Team.lead_id == person_id)
    return list((await db.execute(query)).scalars())


async def of_reports(db: Connection, organization_id: UUID, person_id: UUID, today: date) -> list[UUID]:
    """The teams in which a person's reports are today."""
    query = (
        select(Membership.team_id)
        .distinct()
        .join(Person, (Person.organization_id == Membership.organization_id) & (Person.id == Membership.person_id))
        .where(
            Person.organization_id == organization_id,
            Person.manager_id == person_id,
            or_(Person.left_on.is_(None), Person.left_on > today),
            Membership.starts_on <= today,
            or_(Membership.ends_on.is_(None), Membership.ends_on > today),
        )
    )
    return list((await db.execute(query)).scalars())


async def parents(db: Connection, organization_id: UUID) -> dict[UUID, UUID | None]:
    """What is right above each team of an organization."""
    query = select(Team.id, Team.parent_id).where(Team.organization_id == organization_id).order_by(Team.id)
    return {row.id: row.parent_id for row in await db.execute(query)}


async def every(db: Connection, organization_id: UUID) -> list[TreeTeam]:
    """All teams of an organization, by name."""
    query = (
        select(Team.id, Team.name, Team.parent_id)
        .where(Team.organization_id == organization_id)
        .order_by(Team.name, Team.id)
    )
    return [TreeTeam(*row) for row in (await db.execute(query)).all()]


async def right_beneath(db: Connection, organization_id: UUID, team_id: UUID) -> list[TreeTeam]:
    """The teams right beneath a team, by name."""
    query = (
        select(Team.id, Team.name, Team.parent_id)
        .where(Team.organization_id == organization_id, Team.parent_id == team_id)
        .order_by(Team.name, Team.id)
    )
    return [TreeTeam(*row) for row in (await db.execute(query)).all()]


async def beneath(db: Connection, organization_id: UUID, tops: Collection[UUID]) -> list[TreeTeam]:
    """The teams and all that are beneath them, each once, by name."""
    ids = ids_beneath(organization_id, tops)
    return await _read(db, organization_id, ids)


async def above(db: Connection, organization_id: UUID, bottoms: Collection[UUID]) -> list[TreeTeam]:
    """The teams and all that are above them, each once, by name."""
    start = select(Team.id, Team.parent_id).where(Team.organization_id == organization_id, Team.id.in_(bottoms))
    found = start.cte("above", recursive=True)
    up = select(Team.id, Team.parent_id).where(Team.organization_id == organization_id, Team.id == found.c.parent_id)
    return await _read(db, organization_id, found.union(up))


def ids_beneath(organization_id: UUID, tops: Collection[UUID]) -> CTE:
    """A part of a query: the ids of the teams and of all that are beneath them. A circle of teams ends it, too."""
    start = select(Team.id).where(Team.organization_id == organization_id, Team.id.in_(tops))
    found = start.cte("beneath", recursive=True)
    down = select(Team.id).where(Team.organization_id == organization_id, Team.parent_id == found.c.id)
    return found.union(down)


async def _read(db: Connection, organization_id: UUID, ids: CTE) -> list[TreeTeam]:
    query = (
        select(Team.id, Team.name, Team.parent_id)
        .where(Team.organization_id == organization_id, Team.id.in_(select(ids.c.id)))
        .order_by(Team.name, Team.id)
    )
    return [TreeTeam(*row) for row in (await db.execute(query)).all()]
