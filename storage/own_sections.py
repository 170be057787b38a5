"""The sections of a person's own record, one function each: all they are given is whose record it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from storage.database import Connection
from storage.encryption import Cipher
from storage.models import (
    Account,
    Action,
    ApiToken,
    AuditEvent,
    Confirmation,
    EarlierPlace,
    ErasureRequest,
    Export,
    Hold,
    Membership,
    Person,
    Preferences,
    Reflection,
    Sponsorship,
    Team,
    Workspace,
)

Entry = dict[str, Any]


async def person(db: Connection, organization_id: UUID, person_id: UUID) -> Entry:
    found = {**(await db.execute(all_columns(Person, organization_id, id=person_id))).mappings().one()}
    manager_id = found.pop("manager_id")
    manager = select(Person.name, Person.email).where(
        Person.organization_id == organization_id, Person.id == manager_id
    )
    reports = await db.scalar(
        select(func.count())
        .select_from(Person)
        .where(Person.organization_id == organization_id, Person.manager_id == person_id)
    )
    teams = await db.scalars(
        select(Team.name).where(Team.organization_id == organization_id, Team.lead_id == person_id).order_by(Team.name)
    )
    return {
        **found,
        "manager": next(iter(await many(db, manager)), None),
        "people_reporting_to_you": reports,
        "teams_you_lead": list(teams),
    }


async def preferences(db: Connection, organization_id: UUID, person_id: UUID) -> Entry:
    (found,) = await many(db, all_columns(Preferences, organization_id, person_id=person_id))
    return found


async def accounts(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await many(
        db,
        select(
            Workspace.platform,
            Workspace.name.label("workspace"),
            Account.external_id,
            Account.conversation,
            Account.direct_channel,
            Account.unreachable,
            Account.unreachable_since,
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


async def memberships(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await many(
        db,
        select(Team.name.label("team"), Membership.starts_on, Membership.ends_on)
        .join(Team, and_(Team.organization_id == Membership.organization_id, Team.id == Membership.team_id))
        .where(Membership.organization_id == organization_id, Membership.person_id == person_id)
        .order_by(Membership.starts_on),
    )


async def earlier_places(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await many(
        db,
        select(EarlierPlace.department, EarlierPlace.location, EarlierPlace.level, EarlierPlace.ends_on)
        .where(EarlierPlace.organization_id == organization_id, EarlierPlace.person_id == person_id)
        .order_by(EarlierPlace.ends_on),
    )


async def actions(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[Entry]:
    beneficiary = aliased(Person)
    rows = await many(
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
    return [opened(cipher, row, "note_sealed", "note") for row in rows]


async def sponsorships(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[Entry]:
    """As the person told of them. What whoever they put forward says of it is theirs, and what counts may follow it."""
    rows = await many(
        db,
        select(
            Sponsorship.action_id,
            Person.name.label("beneficiary"),
            Sponsorship.opportunity,
            Sponsorship.detail_sealed,
            Sponsorship.state,
            Sponsorship.nominated_on,
            Sponsorship.outcome,
            Sponsorship.concluded_on,
            Sponsorship.check_in_due.label("asked_next_on"),
        )
        .outerjoin(
            Person,
            and_(Person.organization_id == Sponsorship.organization_id, Person.id == Sponsorship.beneficiary_id),
        )
        .where(Sponsorship.organization_id == organization_id, Sponsorship.sponsor_id == person_id)
        .order_by(Sponsorship.id),
    )
    return [opened(cipher, row, "detail_sealed", "detail") for row in rows]


async def actions_for(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    rows = await many(
        db,
        select(Action.kind, Action.occurred_on, Action.withdrawn_at)
        .where(Action.organization_id == organization_id, Action.beneficiary_id == person_id)
        .order_by(Action.occurred_on, Action.kind),
    )
    return [
        {"kind": row["kind"], "week": _week(row["occurred_on"]), "counts": row["withdrawn_at"] is None} for row in rows
    ]


async def sponsorships_of(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    rows = await many(
        db,
        select(
            Sponsorship.state,
            Sponsorship.nominated_on,
            Sponsorship.beneficiary_agreed.label("may_be_asked"),
            Sponsorship.beneficiary_outcome.label("outcome_as_you_say"),
            Sponsorship.beneficiary_due.label("asked_next_on"),
        )
        .where(Sponsorship.organization_id == organization_id, Sponsorship.beneficiary_id == person_id)
        .order_by(Sponsorship.nominated_on),
    )
    return [_by_week(row, "nominated_on") for row in rows]


async def confirmations(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    rows = await many(
        db,
        select(
            Action.kind,
            Action.occurred_on,
            Confirmation.part,
            Confirmation.answer,
            Confirmation.asked_at,
            Confirmation.answered_at,
            Confirmation.told_at.label("in_a_total_since"),
        )
        .join(
            Action,
            and_(Action.organization_id == Confirmation.organization_id, Action.id == Confirmation.action_id),
        )
        .where(Confirmation.organization_id == organization_id, Confirmation.person_id == person_id)
        .order_by(Confirmation.id),
    )
    return [_by_week(row, "occurred_on") for row in rows]


async def reflections(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID) -> list[Entry]:
    rows = await many(
        db,
        select(Reflection.created_at, Reflection.prompt, Reflection.text_sealed)
        .where(Reflection.organization_id == organization_id, Reflection.person_id == person_id)
        .order_by(Reflection.created_at, Reflection.id),
    )
    return [opened(cipher, row, "text_sealed", "text") for row in rows]


async def exports(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    return await many(
        db,
        select(Export.what, Export.created_at, Export.expires_at, Export.downloaded_at)
        .where(Export.organization_id == organization_id, Export.person_id == person_id)
        .order_by(Export.id),
    )


async def api_tokens(db: Connection, organization_id: UUID, person_id: UUID) -> list[Entry]:
    """The tokens of the API that they made."""
    token = ApiToken
    query = select(token.name, token.scopes, token.created_at, token.expires_at, token.used_on, token.revoked_at).where(
        token.organization_id == organization_id, token.person_id == person_id
    )
    return await many(db, query.order_by(token.id))


async def kept_longer(db: Connection, organization_id: UUID, person_id: UUID) -> Entry:
    """Legal holds on them, without the reason, which is the organization's; and their wish to be erased that waits."""
    held = (
        select(Hold.set_at, Hold.released_at)
        .where(Hold.organization_id == organization_id, Hold.person_id == person_id)
        .order_by(Hold.set_at, Hold.id)
    )
    asked = select(ErasureRequest.asked_at).where(
        ErasureRequest.organization_id == organization_id, ErasureRequest.person_id == person_id
    )
    return {"holds": await many(db, held), "asked_to_be_erased_at": await db.scalar(asked)}


async def audit_events(db: Connection, organization_id: UUID, ids: Iterable[UUID]) -> list[Entry]:
    """What they did, and what names them, by any id that they had: `details` hold ids."""
    mine = sorted(map(str, ids))
    rows = await many(
        db,
        select(AuditEvent.at, AuditEvent.event, AuditEvent.actor, AuditEvent.details)
        .where(
            AuditEvent.organization_id == organization_id,
            or_(AuditEvent.actor.in_(mine), *(cast(AuditEvent.details, Text).contains(me) for me in mine)),
        )
        .order_by(AuditEvent.sequence),
    )
    return [{**row, "actor": "you" if row["actor"] in mine else "somebody else"} for row in rows]


def _by_week(row: Entry, day: str) -> Entry:
    """The row with the week in place of the day: the day is a colleague's."""
    return {name: value for name, value in row.items() if name != day} | {"week": _week(row[day])}


def _week(day: date) -> str:
    """The ISO week, as in 2026-W10."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def opened(cipher: Cipher, row: Entry, sealed: str, name: str) -> Entry:
    """The row with its text readable."""
    text = row.pop(sealed)
    return {**row, name: cipher.open(text) if text is not None else ""}


def all_columns(model: Any, organization_id: UUID, **equal: UUID) -> Select[*tuple[Any, ...]]:
    """Every column of these rows but the organization."""
    columns = [column for column in model.__table__.columns if column.name != "organization_id"]
    conditions = (getattr(model, name) == value for name, value in equal.items())
    return select(*columns).where(model.organization_id == organization_id, *conditions)


async def many(db: Connection, query: Select[*tuple[Any, ...]]) -> list[Entry]:
    """The rows by the names of their columns."""
    return [{**row} for row in (await db.execute(query)).mappings()]
