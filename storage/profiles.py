"""Follows what a platform tells of people we know: their zone, until they choose one, and that an account closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select, update

from storage import digests, reach, schedules
from storage.database import Connection
from storage.models import Account, Preferences, Workspace
from storage.words import Platform, Unreachable


def of_account(
    platform: Platform, workspace: str, external_id: str, *more: Any
) -> Select[*tuple[UUID, UUID, UUID, UUID, *tuple[Any, ...]]]:
    """Organization, workspace, account, person and `more` columns of an account of an installed workspace."""
    return (
        select(Account.organization_id, Account.workspace_id, Account.id, Account.person_id, *more)
        .join(
            Workspace,
            and_(Workspace.organization_id == Account.organization_id, Workspace.id == Account.workspace_id),
        )
        .where(
            Workspace.platform == platform,
            Workspace.external_id == workspace,
            Workspace.removed_at.is_(None),
            Account.external_id == external_id,
        )
    )


async def follow_zone(db: Connection, organization_id: UUID, person_id: UUID, zone: str, now: datetime) -> None:
    """The zone of the person's profile becomes theirs, unless they chose one themselves."""
    changed = await db.execute(
        update(Preferences)
        .where(
            Preferences.organization_id == organization_id,
            Preferences.person_id == person_id,
            Preferences.zone_is_own.is_(False),
            Preferences.zone != zone,
        )
        .values(zone=zone)
    )
    if changed.rowcount:
        await schedules.ask_to_plan(db, organization_id, [person_id], now)
        await digests.look_again(db, organization_id, person_id, now)


async def changed(
    db: Connection,
    platform: Platform,
    workspace: str,
    external_id: str,
    now: datetime,
    *,
    zone: str | None,
    is_closed: bool,
) -> None:
    """The platform tells that a profile changed. A closed account is not written to until it is open again."""
    found = await db.execute(of_account(platform, workspace, external_id, Account.unreachable))
    for organization_id, workspace_id, account_id, person_id, unreachable in found:
        if zone is not None:
            await follow_zone(db, organization_id, person_id, zone, now)
        if is_closed:
            await reach.mark_unreachable(db, organization_id, {account_id: Unreachable.ACCOUNT_GONE}, now)
        elif unreachable is Unreachable.ACCOUNT_GONE:
            await reach.account_is_back(db, organization_id, workspace_id, external_id, unreachable, now)
