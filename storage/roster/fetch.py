"""Reads what is known of an organization before a roster."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select

from storage.database import Connection
from storage.models import Membership, Person, Team
from storage.roster.known import Known, KnownPerson, KnownTeam
from storage.roster.stints import Stint


async def known(db: Connection, organization_id: UUID) -> Known:
    """Everybody who was not erased, every team, and who was in which when."""
    people = await db.execute(
        select(
            Person.id,
            Person.email,
            Person.name,
            Person.department,
            Person.location,
            Person.level,
            Person.gender,
            Person.gender_is_own,
            Person.manager_id,
            Person.hired_on,
            Person.left_on,
        ).where(Person.organization_id == organization_id, Person.erased_at.is_(None))
    )
    teams = await db.execute(
        select(Team.id, Team.name, Team.parent_id, Team.lead_id).where(Team.organization_id == organization_id)
    )
    memberships = await db.execute(
        select(Membership.person_id, Membership.team_id, Membership.starts_on, Membership.ends_on, Membership.id)
        .where(Membership.organization_id == organization_id)
        .order_by(Membership.starts_on)
    )
    stints: defaultdict[UUID, list[Stint]] = defaultdict(list)
    for row in memberships:
        stints[row.person_id].append(Stint(row.team_id, row.starts_on, row.ends_on, row.id))
    return Known(
        people=tuple(KnownPerson(*row) for row in people),
        teams=tuple(KnownTeam(*row) for row in teams),
        stints={person_id: tuple(own) for person_id, own in stints.items()},
    )
