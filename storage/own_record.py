"""Everything that is held about one person, for that person: to count it, and to hand it over.

A new table with a column for people must be told here; a test of this module walks the schema and fails otherwise.
What colleagues logged for the person is told as far as it is theirs to know: that it exists, what kind, which week.
Who logged it, and in what words, is the colleague's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, Text, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from storage.database import Connection
from storage.encryption import Cipher
from storage.models import (
    Account,
    Action,
    AuditEvent,
    Confirmation,
    Export,
    Membership,
    Person,
    Preferences,
    Reflection,
    Sponsorship,
    Team,
    Workspace,
)

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, table by table."""

    actions: int
    withdrawn: int
    sponsorships: int
    reflections: int
    confirmations: int
    accounts: int
    named_by_colleagues: int


async def counts(db: Connection, organization_id: UUID, person_id: UUID) -> Counts:
    """The numbers, in one query."""
    mine = _of(Action, organization_id, actor_id=person_id)
    numbers = (
        mine.where(Action.withdrawn_at.is_(None)),
        mine.where(Action.withdrawn_at.is_not(None)),
        _of(Sponsorship, organization_id, sponsor_id=person_id),
        _of(Reflection, organization_id, person_id=person_id),
        _of(Confirmation, organization_id, person_id=person_id),
        _of(Account, organization_id, person_id=person_id),
        _of(Action, organization_id, beneficiary_id=person_id),
    )
    row = (await db.execute(select(*(one.scalar_subquery() for one in numbers)))).one()
    return Counts(*row)


async def collect(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID, now: datetime) -> Entry:
    """The whole record, of plain values: text, numbers, dates, ids and the design's words.

    Raises NoResultFound where there is no such person.
    """
    return {
        "about": {
            "what": "Everything that Upstander holds about you.",
            "made_at": now,
            "words": "A note or text that reads null was sealed with a key that is lost.",
            "colleagues": "What colleagues logged for you is told by kind and week. Their names and words are theirs.",
        },
        "person": await _person(db, organization_id, person_id),
        "preferences": await _one(db, _all_columns(Preferences, organization_id, person_id=person_id)),
        "accounts": await _accounts(db, organization_id, person_id),
        "memberships": await _memberships(db, organization_id, person_id),
        "actions": await _actions(db, cipher, organization_id, person_id),
        "sponsorships": await _sponsorships(db, cipher, organization_id, person_id),
        "actions_for_you": await _actions_for(db, organization_id, person_id),
        "sponsorships_of_you": await _sponsorships_of(db, organization_id, person_id),
        "confirmations": await _confirmations(db, organization_id, person_id),
        "reflections": await _reflections(db, cipher, organization_id, person_id),
        "exports": await _exports(db, organization_id, person_id),
        "audit_events": await _audit_events(db, organization_id, person_id),
    }


def to_json(record: Entry) -> bytes:
    """The record as a file. (PostgreSQL's driver has a kind of UUID of its own, which becomes text like the rest.)"""
    return orjson.dumps(record, default=str, option=orjson.OPT_INDENT_2)


async def _person(db: Connection, organization_id: UUID, person_id: UUID) -> Entry:
    person = {**(await db.execute(_all_columns(Person, organization_id, id=person_id))).mappings().one()}
    manager_id = person.pop("manager_id")
    manager = await _one(
        db,
        select(Person.name, Person.email).where(Person.organization_id == organization_id, Person.id == manager_id),
    )
    reports = await db.scalar(_of(Person, organization_id, manager_id=person_id))
    teams = await db.scalars(
        select(Team.name).where(Team.organization_id == organization_id, Team.lead_id == person_id).order_by(Team.name)
    )
    return {**person, "manager": manager or None, "people_reporting_to_you": reports, "teams_you_lead": list(teams)}


async def _accounts(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await _many(
        db,
        select(
            Workspace.platform,
            Workspace.name.label("workspace"),
            Account.external_id,
            Account.conversation,
            Account.created_at,
            (func.coalesce(Workspace.installed_by, "") == Account.external_id).label("installed_upstander"),
        )
        .join(
            Workspace,
            and_(Workspace.organization_id == Account.organization_id, Workspace.id == Account.workspace_id),
        )
        .where(Account.organization_id == organization_id, Account.person_id == person_id)
        .order_by(Account.id),
    )


async def _memberships(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await _many(
        db,
        select(Team.name.label("team"), Membership.starts_on, Membership.ends_on)
        .join(Team, and_(Team.organization_id == Membership.organization_id, Team.id == Membership.team_id))
        .where(Membership.organization_id == organization_id, Membership.person_id == person_id)
        .order_by(Membership.starts_on),
    )


async def _actions(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[Entry]:
    beneficiary = aliased(Person)
    rows = await _many(
        db,
        select(
            Action.id,
            Action.kind,
            Action.occurred_on,
            beneficiary.name.label("beneficiary"),
            Action.setting,
            Action.note_sealed,
            Action.incident,
            Action.responses,
            Action.outcome,
            Action.visibility,
            Team.name.label("team_then"),
            Action.actor_gender.label("gender_then"),
            Action.platform,
            Action.is_example,
            Action.created_at,
            Action.replaces_id,
            Action.withdrawn_at,
            Action.withdrawal,
        )
        .outerjoin(
            beneficiary,
            and_(beneficiary.organization_id == Action.organization_id, beneficiary.id == Action.beneficiary_id),
        )
        .outerjoin(Team, and_(Team.organization_id == Action.organization_id, Team.id == Action.team_id))
        .where(Action.organization_id == organization_id, Action.actor_id == person_id)
        .order_by(Action.created_at, Action.id),
    )
    return [_opened(cipher, row, "note_sealed", "note") for row in rows]


async def _sponsorships(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[Entry]:
    rows = await _many(
        db,
        select(
            Sponsorship.action_id,
            Person.name.label("beneficiary"),
            Sponsorship.opportunity,
            Sponsorship.detail_sealed,
            Sponsorship.state,
            Sponsorship.nominated_on,
            Sponsorship.concluded_on,
        )
        .outerjoin(
            Person,
            and_(Person.organization_id == Sponsorship.organization_id, Person.id == Sponsorship.beneficiary_id),
        )
        .where(Sponsorship.organization_id == organization_id, Sponsorship.sponsor_id == person_id)
        .order_by(Sponsorship.id),
    )
    return [_opened(cipher, row, "detail_sealed", "detail") for row in rows]


async def _actions_for(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    rows = await _many(
        db,
        select(Action.kind, Action.occurred_on, Action.withdrawn_at)
        .where(Action.organization_id == organization_id, Action.beneficiary_id == person_id)
        .order_by(Action.occurred_on, Action.kind),
    )
    return [
        {"kind": row["kind"], "week": _week(row["occurred_on"]), "counts": row["withdrawn_at"] is None} for row in rows
    ]


async def _sponsorships_of(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    rows = await _many(
        db,
        select(Sponsorship.state, Sponsorship.nominated_on)
        .where(Sponsorship.organization_id == organization_id, Sponsorship.beneficiary_id == person_id)
        .order_by(Sponsorship.nominated_on),
    )
    return [{"state": row["state"], "week": _week(row["nominated_on"])} for row in rows]


async def _confirmations(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    rows = await _many(
        db,
        select(
            Action.kind,
            Action.occurred_on,
            Confirmation.part,
            Confirmation.answer,
            Confirmation.asked_at,
            Confirmation.answered_at,
        )
        .join(
            Action,
            and_(Action.organization_id == Confirmation.organization_id, Action.id == Confirmation.action_id),
        )
        .where(Confirmation.organization_id == organization_id, Confirmation.person_id == person_id)
        .order_by(Confirmation.id),
    )
    return [{**row, "week": _week(row.pop("occurred_on"))} for row in rows]


async def _reflections(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[Entry]:
    rows = await _many(
        db,
        select(Reflection.created_at, Reflection.text_sealed)
        .where(Reflection.organization_id == organization_id, Reflection.person_id == person_id)
        .order_by(Reflection.created_at, Reflection.id),
    )
    return [_opened(cipher, row, "text_sealed", "text") for row in rows]


async def _exports(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await _many(
        db,
        select(Export.what, Export.created_at, Export.expires_at, Export.downloaded_at)
        .where(Export.organization_id == organization_id, Export.person_id == person_id)
        .order_by(Export.id),
    )


async def _audit_events(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    """What they did, and what names them: `details` hold ids."""
    me = str(person_id)
    rows = await _many(
        db,
        select(AuditEvent.at, AuditEvent.event, AuditEvent.actor, AuditEvent.details)
        .where(
            AuditEvent.organization_id == organization_id,
            or_(AuditEvent.actor == me, cast(AuditEvent.details, Text).contains(me)),
        )
        .order_by(AuditEvent.sequence),
    )
    return [{**row, "actor": "you" if row["actor"] == me else "somebody else"} for row in rows]


def _week(day: date) -> str:
    """The ISO week, as in 2026-W10."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def _opened(cipher: Cipher, row: Entry, sealed: str, name: str) -> Entry:
    """The row with its text readable."""
    text = row.pop(sealed)
    return {**row, name: cipher.open(text) if text is not None else ""}


def _of(model: Any, organization_id: UUID, **equal: UUID) -> Select[int]:
    conditions = (getattr(model, name) == value for name, value in equal.items())
    return select(func.count()).select_from(model).where(model.organization_id == organization_id, *conditions)


def _all_columns(model: Any, organization_id: UUID, **equal: UUID) -> Select[*tuple[Any, ...]]:
    columns = [column for column in model.__table__.columns if column.name != "organization_id"]
    conditions = (getattr(model, name) == value for name, value in equal.items())
    return select(*columns).where(model.organization_id == organization_id, *conditions)


async def _one(db: Connection, query: Select[*tuple[Any, ...]]) -> Entry:
    row = (await db.execute(query)).mappings().one_or_none()
    return {**row} if row is not None else {}


async def _many(db: Connection, query: Select[*tuple[Any, ...]]) -> list[Entry]:
    return [{**row} for row in (await db.execute(query)).mappings()]
