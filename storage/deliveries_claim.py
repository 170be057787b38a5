"""Takes deliveries that are ready out of the line, with all that has to be known to send them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from storage import many
from storage.database import Connection
from storage.deliveries import Key
from storage.models import Account, Delivery, Organization, Person, Preferences, Workspace
from storage.nudge_preferences import COLUMNS, NudgeChoices
from storage.reachable import IS_REACHABLE, ON_WORKSPACE
from storage.reports import has_reports
from storage.words import DeliveryState, Nudge, Platform


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that is ready, held until the end of the unit of work, and the person it is for."""

    organization_id: UUID
    id: UUID
    person_id: UUID
    nudge: Nudge
    day: date
    item: str | None
    why: str | None
    plan_id: UUID | None
    again_of: UUID | None
    account_id: UUID | None
    is_asked_for: bool
    due_at: datetime
    attempts: int
    hired_on: date | None
    left_on: date | None
    is_erased: bool
    leads: bool
    choices: NudgeChoices

    @property
    def key(self) -> Key:
        return self.organization_id, self.id

    @property
    def person(self) -> Key:
        return self.organization_id, self.person_id


@dataclass(frozen=True, slots=True)
class Place:
    """One account of a person, on its workspace. `is_reachable`: see `storage.reachable`."""

    account_id: UUID
    account: str
    direct_channel: str | None
    conversation: Mapping[str, object] | None
    workspace_id: UUID
    workspace: str
    platform: Platform
    is_reachable: bool


async def ready(db: Connection, platforms: Collection[Platform], now: datetime, most: int) -> list[Waiting]:
    """Up to so many deliveries whose time has come, and that go to one of these platforms; first held, then looked at.

    Where the account is not known yet, or is gone, it is anybody's.
    """
    await many.hold(db)
    ours = (
        select(Account.id)
        .join(Workspace, ON_WORKSPACE)
        .where(
            Account.organization_id == Delivery.organization_id,
            Account.id == Delivery.account_id,
            Workspace.platform.in_(sorted(platforms)),
        )
        .exists()
    )
    held = (
        select(Delivery.organization_id, Delivery.id)
        .where(
            Delivery.state == DeliveryState.PENDING,
            Delivery.ready_at <= now,
            or_(Delivery.account_id.is_(None), ours),
        )
        .order_by(Delivery.ready_at)
        .limit(most)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    keys = [(organization_id, one) for organization_id, one in await db.execute(held)]
    if not keys:
        return []
    found = await db.execute(_details(db.dialect.name), many.keys_of(db.dialect.name, keys))
    return [_read(*row) for row in found]


async def places(db: Connection, people: Collection[Key]) -> Mapping[Key, list[Place]]:
    """All accounts of these people, in the order in which we got to know them."""
    found: dict[Key, list[Place]] = defaultdict(list)
    rows = await db.execute(_places(db.dialect.name), many.keys_of(db.dialect.name, people))
    for organization_id, person_id, *place in rows:
        found[organization_id, person_id].append(Place(*place))
    return found


@cache
def _details(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(
            Delivery.organization_id,
            Delivery.id,
            Delivery.person_id,
            Delivery.nudge,
            Delivery.day,
            Delivery.item,
            Delivery.why,
            Delivery.plan_id,
            Delivery.again_of,
            Delivery.account_id,
            Delivery.is_asked_for,
            Delivery.due_at,
            Delivery.attempts,
            Person.hired_on,
            Person.left_on,
            Person.erased_at,
            has_reports(Delivery.day, Delivery),
            *COLUMNS,
        )
        .select_from(those)
        .join(Delivery, and_(Delivery.organization_id == those.c.organization_id, Delivery.id == those.c.id))
        .join(Person, and_(Person.organization_id == Delivery.organization_id, Person.id == Delivery.person_id))
        .join(
            Preferences,
            and_(Preferences.organization_id == Delivery.organization_id, Preferences.person_id == Delivery.person_id),
        )
        .join(Organization, Organization.id == Delivery.organization_id)
        .order_by(Delivery.ready_at, Delivery.id)
    )


@cache
def _places(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(
            Account.organization_id,
            Account.person_id,
            Account.id,
            Account.external_id,
            Account.direct_channel,
            Account.conversation,
            Workspace.id,
            Workspace.external_id,
            Workspace.platform,
            IS_REACHABLE,
        )
        .select_from(those)
        .join(Account, and_(Account.organization_id == those.c.organization_id, Account.person_id == those.c.id))
        .join(Workspace, ON_WORKSPACE)
        .order_by(Account.created_at, Account.id)
    )


def _read(
    organization_id: UUID,
    delivery_id: UUID,
    person_id: UUID,
    nudge: Nudge,
    day: date,
    item: str | None,
    why: str | None,
    plan_id: UUID | None,
    again_of: UUID | None,
    account_id: UUID | None,
    is_asked_for: bool,
    due_at: datetime,
    attempts: int,
    hired_on: date | None,
    left_on: date | None,
    erased_at: datetime | None,
    leads: bool,
    *choices: Any,
) -> Waiting:
    return Waiting(
        organization_id,
        delivery_id,
        person_id,
        nudge,
        day,
        item,
        why,
        plan_id,
        again_of,
        account_id,
        is_asked_for,
        due_at,
        attempts,
        hired_on,
        left_on,
        erased_at is not None,
        leads,
        NudgeChoices.read(*choices),
    )
