"""Keeps where a person is reached on a platform that wants to know (Teams): `accounts.conversation`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import null, update

from storage import profiles, reach, schedules
from storage.database import Connection
from storage.models import Account
from storage.profiles import of_account
from storage.words import Platform, Unreachable


async def keep(
    db: Connection,
    platform: Platform,
    workspace: str,
    external_id: str,
    conversation: Mapping[str, object],
    now: datetime,
    *,
    zone: str | None = None,
) -> bool:
    """Keeps the conversation with a known account; False where there is no such account.

    Whoever can be reached only now is planned anew. The platform tells the person's zone along with it: it becomes
    theirs unless they chose one themselves.
    """
    query = of_account(platform, workspace, external_id, Account.conversation, Account.unreachable)
    found = (await db.execute(query)).all()
    for organization_id, workspace_id, account_id, person_id, kept, unreachable in found:
        if kept != conversation:
            await db.execute(
                update(Account)
                .where(Account.organization_id == organization_id, Account.id == account_id)
                .values(conversation=dict(conversation))
            )
        if unreachable is not None:
            await reach.account_is_back(db, organization_id, workspace_id, external_id, unreachable, now)
        elif kept is None:
            await schedules.ask_to_plan(db, organization_id, [person_id], now)
        if zone is not None:
            await profiles.follow_zone(db, organization_id, person_id, zone, now)
    return bool(found)


async def drop(db: Connection, platform: Platform, workspace: str, external_id: str, now: datetime) -> bool:
    """Forgets the conversation: the person removed the bot and must not be written to. False where there was none."""
    query = of_account(platform, workspace, external_id, Account.conversation)
    had_one = False
    for organization_id, _, account_id, _, kept in (await db.execute(query)).all():
        await reach.mark_unreachable(db, organization_id, {account_id: Unreachable.BLOCKED}, now)
        if kept is not None:
            had_one = True
            await db.execute(
                update(Account)
                .where(Account.organization_id == organization_id, Account.id == account_id)
                .values(conversation=null())
            )
    return had_one


async def of(db: Connection, platform: Platform, workspace: str, external_id: str) -> dict[str, object] | None:
    """The conversation with an account, where one is kept."""
    row = (await db.execute(of_account(platform, workspace, external_id, Account.conversation))).one_or_none()
    return row[-1] if row is not None else None
