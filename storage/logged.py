"""Reads a person's own actions, as they were logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, or_, select

from storage.database import Connection
from storage.encryption import Cipher
from storage.models import Action, Person, Sponsorship
from storage.words import Incident, Kind, Opportunity, Outcome, Response, Setting, Visibility, Withdrawal

SAME_ACTION = and_(
    Sponsorship.organization_id == Action.organization_id,
    Sponsorship.action_id == Action.id,
)


@dataclass(frozen=True, slots=True)
class Nomination:
    """What a `sponsor` action keeps besides: what the colleague was put forward for."""

    opportunity: Opportunity = Opportunity.OTHER
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Intervention:
    """What an `intervene` action keeps besides. There is no place for the accused."""

    incident: Incident
    responses: tuple[Response, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class LoggedAction:
    """An action of a person's own record. `note` is None where the key to it is lost."""

    id: UUID
    kind: Kind
    occurred_on: date
    visibility: Visibility
    beneficiary_id: UUID | None
    beneficiary_name: str | None
    setting: Setting | None
    note: str | None
    nomination: Nomination | None
    intervention: Intervention | None
    created_at: datetime
    withdrawal: Withdrawal | None


async def own(
    db: Connection,
    cipher: Cipher,
    organization_id: UUID,
    actor_id: UUID,
    *,
    limit: int,
    counted_only: bool = True,
    before: LoggedAction | None = None,
) -> list[LoggedAction]:
    """A person's last actions, newest logged first; with `before`, those that come after it in that order."""
    query = (
        _logged(organization_id)
        .where(Action.actor_id == actor_id)
        .order_by(Action.created_at.desc(), Action.id.desc())
        .limit(limit)
    )
    if counted_only:
        query = query.where(Action.withdrawn_at.is_(None))
    if before is not None:
        same_moment = and_(Action.created_at == before.created_at, Action.id < before.id)
        query = query.where(or_(Action.created_at < before.created_at, same_moment))
    return [_read(cipher, row) for row in (await db.execute(query)).all()]


async def one_of_mine(
    db: Connection, cipher: Cipher, organization_id: UUID, actor_id: UUID, action_id: UUID
) -> LoggedAction | None:
    """The action, if this person logged it."""
    query = _logged(organization_id).where(Action.id == action_id, Action.actor_id == actor_id)
    row = (await db.execute(query)).one_or_none()
    return _read(cipher, row) if row is not None else None


def _logged(organization_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Action.id,
            Action.kind,
            Action.occurred_on,
            Action.visibility,
            Action.beneficiary_id,
            Person.name,
            Action.setting,
            Action.note_sealed,
            Sponsorship.opportunity,
            Sponsorship.detail_sealed,
            Action.incident,
            Action.responses,
            Action.outcome,
            Action.created_at,
            Action.withdrawal,
        )
        .outerjoin(
            Person,
            and_(Person.organization_id == Action.organization_id, Person.id == Action.beneficiary_id),
        )
        .outerjoin(Sponsorship, SAME_ACTION)
        .where(Action.organization_id == organization_id)
    )


def _read(cipher: Cipher, row: Row[*tuple[Any, ...]]) -> LoggedAction:
    nomination = None
    if row.opportunity is not None:
        detail = cipher.open(row.detail_sealed) if row.detail_sealed else ""
        nomination = Nomination(row.opportunity, detail or "")
    intervention = None
    if row.incident is not None:
        responses = tuple(Response(one) for one in row.responses.split(",")) if row.responses else ()
        intervention = Intervention(row.incident, responses, row.outcome)
    return LoggedAction(
        id=row.id,
        kind=row.kind,
        occurred_on=row.occurred_on,
        visibility=row.visibility,
        beneficiary_id=row.beneficiary_id,
        beneficiary_name=row.name,
        setting=row.setting,
        note=cipher.open(row.note_sealed) if row.note_sealed else "",
        nomination=nomination,
        intervention=intervention,
        created_at=row.created_at,
        withdrawal=row.withdrawal,
    )
