"""Keeps where a person is reached on a platform that wants to know (Teams): `accounts.conversation`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, null, select, true, update

from storage.database import Connection
from storage.models import Account, Preferences, Workspace
from storage.words import Platform


async def keep(
    db: Connection,
    platform: Platform,
    workspace: str,
    external_id: str,
    conversation: Mapping[str, object],
    *,
    zone: str | None = None,
) -> bool:
    """Keeps the conversation with a known account; False where there is no such account.

    The platform tells the person's zone along with it: it becomes theirs unless they chose one themselves.
    """
    kept = await db.execute(
        update(Account).where(*_account(platform, workspace, external_id)).values(conversation=dict(conversation))
    )
    if zone is not None:
        owner = (
            select(true())
            .where(
                Account.organization_id == Preferences.organization_id,
                Account.person_id == Preferences.person_id,
                *_account(platform, workspace, external_id),
            )
            .exists()
        )
        await db.execute(
            update(Preferences)
            .where(owner, Preferences.zone_is_own.is_(False), Preferences.zone != zone)
            .values(zone=zone)
        )
    return kept.rowcount > 0


async def drop(db: Connection, platform: Platform, workspace: str, external_id: str) -> bool:
    """Forgets the conversation: the person removed the bot and must not be written to."""
    dropped = await db.execute(
        update(Account)
        .where(*_account(platform, workspace, external_id), Account.conversation.is_not(None))
        .values(conversation=null())
    )
    return dropped.rowcount > 0


async def of(db: Connection, platform: Platform, workspace: str, external_id: str) -> dict[str, object] | None:
    """The conversation with an account, where one is kept."""
    query = select(Account.conversation).where(*_account(platform, workspace, external_id))
    return (await db.execute(query)).scalar_one_or_none()


def _account(platform: Platform, workspace: str, external_id: str) -> tuple[ColumnElement[Any], ...]:
    home = select(Workspace.id).where(
        and_(
            Workspace.organization_id == Account.organization_id,
            Workspace.platform == platform,
            Workspace.external_id == workspace,
            Workspace.removed_at.is_(None),
        )
    )
    return Account.workspace_id.in_(home), Account.external_id == external_id
