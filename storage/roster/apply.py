"""Brings the database in line with a roster: all or nothing, and in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.sql.dml import Delete, Insert, Update

from storage import audit, schedules
from storage.database import Connection, insert_if_new
from storage.models import Membership, Organization, Person, Preferences, Team
from storage.models.base import new_id
from storage.roster.file import Roster
from storage.roster.plan import Known, KnownPerson, KnownTeam, Plan, Summary, plan, teams_by_name
from storage.roster.stints import Stint

BATCH = 1000
"""Rows a statement: a driver's time limit is for each."""


async def apply(
    db: Connection,
    organization_id: UUID,
    roster: Roster,
    today: date,
    now: datetime,
    *,
    actor: str = audit.OPERATOR,
) -> Summary:
    """Writes what the roster changes and returns it in numbers. People it does not list are left alone.

    Raises RosterErrors where the teams would be above each other; the caller's unit of work then undoes it all.
    """
    # One import at a time: a write that changes nothing takes the organization's row, or all of SQLite.
    zone = await db.scalar(
        update(Organization)
        .where(Organization.id == organization_id)
        .values(zone=Organization.zone)
        .returning(Organization.zone)
    )
    people_added = await _add_people(db, organization_id, roster, zone or "UTC", now)
    teams_added = await _add_teams(db, organization_id, roster, now)
    what = plan(roster, await _known(db, organization_id), today)
    await _write(db, organization_id, what)
    await _plan_anew(db, organization_id, what, now)
    summary = Summary(
        people=len(roster.rows),
        added=len(people_added),
        changed=len(what.touched - people_added),
        teams_added=teams_added,
        teams_changed=len(what.teams),
        memberships_started=len(what.started),
        memberships_ended=sum(1 for one in what.altered if one.ends_on is not None) + len(what.dropped),
    )
    await audit.record(db, organization_id, actor=actor, event="roster.imported", details=asdict(summary), now=now)
    return summary


async def _add_people(
    db: Connection, organization_id: UUID, roster: Roster, zone: str, now: datetime
) -> frozenset[UUID]:
    """Makes the people who are not there yet, by address and name; returns them.

    Somebody's first words to the bot may make the same person at this moment: the address's unique key decides, and
    the row that is there is taken.
    """
    mine = Person.organization_id == organization_id
    known = set(await db.scalars(select(Person.email).where(mine)))
    missing = [row for row in roster.rows if row.email not in known]
    made = [
        {"organization_id": organization_id, "id": new_id(), "email": row.email, "name": row.name, "created_at": now}
        for row in missing
    ]
    await _in_batches(db, insert_if_new(db, Person), made)
    ours = {one["id"] for one in made}
    there = frozenset(one for one in await db.scalars(select(Person.id).where(mine)) if one in ours)
    preferences = [{"organization_id": organization_id, "person_id": one, "zone": zone} for one in there]
    await _in_batches(db, insert(Preferences), preferences)
    return there


async def _add_teams(db: Connection, organization_id: UUID, roster: Roster, now: datetime) -> int:
    """Makes the teams that are not there yet, by name; returns how many."""
    names = teams_by_name(await _teams(db, organization_id))
    missing = dict.fromkeys(row.team for row in roster.rows if row.team is not None and names.find(row.team) is None)
    made = [{"organization_id": organization_id, "id": new_id(), "name": name, "created_at": now} for name in missing]
    await _in_batches(db, insert(Team), made)
    return len(made)


async def _known(db: Connection, organization_id: UUID) -> Known:
    people = await db.execute(
        select(
            Person.id,
            Person.email,
            Person.name,
            Person.department,
            Person.gender,
            Person.gender_is_own,
            Person.manager_id,
            Person.hired_on,
            Person.left_on,
        ).where(Person.organization_id == organization_id, Person.erased_at.is_(None))
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
        teams=await _teams(db, organization_id),
        stints={person_id: tuple(own) for person_id, own in stints.items()},
    )


async def _teams(db: Connection, organization_id: UUID) -> tuple[KnownTeam, ...]:
    rows = await db.execute(
        select(Team.id, Team.name, Team.parent_id, Team.lead_id).where(Team.organization_id == organization_id)
    )
    return tuple(KnownTeam(*row) for row in rows)


async def _write(db: Connection, organization_id: UUID, what: Plan) -> None:
    # The order matters: a membership that was none makes room for another on its day.
    await _in_batches(
        db,
        delete(Membership).where(Membership.organization_id == organization_id, Membership.id == bindparam("key")),
        [{"key": one} for one in what.dropped],
    )
    await _in_batches(
        db,
        update(Membership)
        .where(Membership.organization_id == organization_id, Membership.id == bindparam("key"))
        .values(team_id=bindparam("team"), starts_on=bindparam("starts"), ends_on=bindparam("ends")),
        [{"key": one.id, "team": one.team_id, "starts": one.starts_on, "ends": one.ends_on} for one in what.altered],
    )
    await _in_batches(
        db,
        insert(Membership),
        [
            {
                "organization_id": organization_id,
                "id": new_id(),
                "person_id": person_id,
                "team_id": one.team_id,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
            }
            for person_id, one in what.started
        ],
    )
    await _in_batches(
        db,
        update(Person)
        .where(Person.organization_id == organization_id, Person.id == bindparam("key"))
        .values({name: bindparam(f"new_{name}") for name in _REVISED}),
        [{"key": one.id} | {f"new_{name}": getattr(one, name) for name in _REVISED} for one in what.people],
    )
    await _in_batches(
        db,
        update(Team)
        .where(Team.organization_id == organization_id, Team.id == bindparam("key"))
        .values(name=bindparam("new_name"), parent_id=bindparam("parent"), lead_id=bindparam("lead")),
        [{"key": one.id, "new_name": one.name, "parent": one.parent_id, "lead": one.lead_id} for one in what.teams],
    )


async def _plan_anew(db: Connection, organization_id: UUID, what: Plan, now: datetime) -> None:
    """Who comes or leaves, and when, decides whether they get nudges."""
    people = sorted(one.id for one in what.people)
    for start in range(0, len(people), BATCH):
        await schedules.ask_to_plan(db, organization_id, people[start : start + BATCH], now)


_REVISED = ("name", "department", "gender", "manager_id", "hired_on", "left_on")


async def _in_batches(db: Connection, statement: Insert | Update | Delete, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        await db.execute(statement, list(rows[start : start + BATCH]))
