"""Says what a roster would change in the database, and changes it: all or nothing, and in bulk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.sql.dml import Delete, Insert, Update

from storage import audit, schedules
from storage.database import Connection, insert_if_new
from storage.models import EarlierPlace, Membership, Organization, Person, Preferences, Team
from storage.models.base import new_id
from storage.roster import fetch
from storage.roster.derived import with_teams
from storage.roster.file import Reading
from storage.roster.known import Known, KnownPerson
from storage.roster.plan import Plan, plan
from storage.roster.problems import RosterErrors
from storage.roster.proposal import ChangedMeanwhile, EndsTooMany, Proposal
from storage.roster.proposal import propose as told
from storage.roster.rows import Options

BATCH = 1000
"""Rows a statement: a driver's time limit is for each."""


async def propose(
    db: Connection,
    organization_id: UUID,
    reading: Reading,
    today: date,
    options: Options = Options(),  # noqa: B008
) -> Proposal:
    """What `apply` would do today, with every problem; writes nothing."""
    try:
        before = await fetch.known(db, organization_id)
        _, proposal = await asyncio.to_thread(_work_out, reading, before, today, options)
    except RosterErrors as error:
        return Proposal(problems=error.problems, notes=reading.notes)
    return proposal


async def apply(
    db: Connection,
    organization_id: UUID,
    reading: Reading,
    today: date,
    now: datetime,
    options: Options = Options(),  # noqa: B008 - frozen
    *,
    really: bool = False,
    seen: str | None = None,
    actor: str = audit.OPERATOR,
) -> Proposal:
    """Writes what the roster changes, and returns it as it is told. `seen`: the mark of the changes that are meant.

    Raises RosterErrors with every problem, ChangedMeanwhile where the changes are others than those that were seen,
    and EndsTooMany where that many people would end and it is not `really` meant; the caller's unit of work then undoes
    it all.
    """
    # One import at a time: a write that changes nothing takes the organization's row, or all of SQLite.
    zone = await db.scalar(
        update(Organization)
        .where(Organization.id == organization_id)
        .values(zone=Organization.zone)
        .returning(Organization.zone)
    )
    before = await fetch.known(db, organization_id)
    # In a thread: a large company's takes seconds, and others wait for this one.
    what, proposal = await asyncio.to_thread(_work_out, reading, before, today, options)
    if seen is not None and proposal.mark != seen:
        raise ChangedMeanwhile
    if proposal.ends_too_many and not really:
        raise EndsTooMany(proposal)
    ours = await _add_people(db, organization_id, what.new_people, zone or "UTC", now)
    if len(ours) < len(what.new_people):
        # Somebody's first words to the bot made the same person at this moment: theirs is taken.
        there = await fetch.known(db, organization_id)
        mine = set(ours.values())
        before = replace(there, people=tuple(one for one in there.people if one.id not in mine))
        what, proposal = await asyncio.to_thread(_work_out, reading, before, today, options, ours)
    await _write(db, organization_id, what, now)
    await _keep_places(db, organization_id, what.moved, today)
    await _plan_anew(db, organization_id, what, now)
    details = {**asdict(proposal.summary), **asdict(options), "really": really}
    await audit.record(db, organization_id, actor=actor, event="roster.imported", details=details, now=now)
    return proposal


def _work_out(
    reading: Reading,
    known: Known,
    today: date,
    options: Options,
    ids: Mapping[str, UUID] = MappingProxyType({}),
) -> tuple[Plan, Proposal]:
    """Raises RosterErrors with every problem."""
    if problems := reading.problems_beside({} if options.complete else known.managers()):
        raise RosterErrors(problems)
    roster = with_teams(reading.roster, known, today) if options.teams_from_managers else reading.roster
    what = plan(roster, known, today, options, ids)
    proposal = told(roster, known, what, today, reading.notes)
    return what, replace(proposal, notes=(*proposal.notes, *_notes(reading, proposal, options)))


def _notes(reading: Reading, proposal: Proposal, options: Options) -> Iterator[str]:
    unlisted, columns = proposal.summary.unlisted, reading.roster.columns
    if unlisted and not options.complete:
        yield (
            f"{unlisted} of the people who work here are not in the file, and stay as they are. If the file lists "
            "everybody, say that it is complete, and they end today."
        )
    if "team" not in columns and "manager_email" in columns and not options.teams_from_managers:
        yield "The file names no teams: people stay in the team that they are in. Teams can be made from managers."


async def _add_people(
    db: Connection, organization_id: UUID, people: Sequence[KnownPerson], zone: str, now: datetime
) -> Mapping[str, UUID]:
    """Makes people, by address and name, unless somebody else did; returns those that are ours.

    The address's unique key decides.
    """
    made = [
        {"organization_id": organization_id, "id": one.id, "email": one.email, "name": one.name, "created_at": now}
        for one in people
    ]
    await _in_batches(db, insert_if_new(db, Person), made)
    emails = {one.id: one.email for one in people}
    there = await db.execute(select(Person.id).where(Person.organization_id == organization_id))
    ours = {email: row.id for row in there if (email := emails.get(row.id)) is not None}
    usual = select(Organization.default_visibility).where(Organization.id == organization_id)
    visibility = (await db.execute(usual)).scalar_one()
    preferences = [
        {"organization_id": organization_id, "person_id": one, "zone": zone, "visibility": visibility}
        for one in ours.values()
    ]
    await _in_batches(db, insert(Preferences), preferences)
    return ours


async def _write(db: Connection, organization_id: UUID, what: Plan, now: datetime) -> None:
    # The order matters: teams before who is in them, and a membership that was none makes room for another on its day.
    await _in_batches(
        db,
        insert(Team),
        [
            {"organization_id": organization_id, "id": one.id, "name": one.name, "created_at": now}
            for one in what.new_teams
        ],
    )
    await _in_batches(
        db,
        update(Person)
        .where(Person.organization_id == organization_id, Person.id == bindparam("key"))
        .values({name: bindparam(f"new_{name}") for name in _REVISED}),
        [
            {"key": one.id} | {f"new_{name}": getattr(one, name) for name in _REVISED}
            for one in (*what.new_people, *what.people)
        ],
    )
    await _in_batches(
        db,
        update(Team)
        .where(Team.organization_id == organization_id, Team.id == bindparam("key"))
        .values(name=bindparam("new_name"), parent_id=bindparam("parent"), lead_id=bindparam("lead")),
        [
            {"key": one.id, "new_name": one.name, "parent": one.parent_id, "lead": one.lead_id}
            for one in (*what.new_teams, *what.teams)
        ],
    )
    await _write_memberships(db, organization_id, what)


async def _write_memberships(db: Connection, organization_id: UUID, what: Plan) -> None:
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


async def _keep_places(db: Connection, organization_id: UUID, were: Sequence[KnownPerson], today: date) -> None:
    """Up to today they were there, unless that was settled today already: then it was only for hours."""
    await _in_batches(
        db,
        insert_if_new(db, EarlierPlace),
        [
            {
                "organization_id": organization_id,
                "id": new_id(),
                "person_id": one.id,
                "ends_on": today,
                "department": one.department,
                "location": one.location,
                "level": one.level,
            }
            for one in were
        ],
    )


async def _plan_anew(db: Connection, organization_id: UUID, what: Plan, now: datetime) -> None:
    """Who comes or leaves, and when, decides whether they get nudges."""
    people = sorted(one.id for one in (*what.new_people, *what.people))
    for start in range(0, len(people), BATCH):
        await schedules.ask_to_plan(db, organization_id, people[start : start + BATCH], now)


_REVISED = ("name", "department", "location", "level", "gender", "manager_id", "hired_on", "left_on")


async def _in_batches(db: Connection, statement: Insert | Update | Delete, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        await db.execute(statement, list(rows[start : start + BATCH]))
