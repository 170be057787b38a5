"""Installs and removes workspaces, and founds the organization of the first one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from storage import reach
from storage.database import Connection, insert_if_new
from storage.encryption import Cipher, Purpose
from storage.models import Organization, Workspace
from storage.models.base import new_id
from storage.words import Platform

OWN = "own"
"""The origin of the one organization that runs this installation: its token's Slack workspace, its Teams tenants.

A workspace installed by link is a customer of its own, with an organization of its own.
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """What a platform tells when it installs us."""

    platform: Platform
    external_id: str
    name: str
    bot_token: str | None = None
    bot_account: str | None = None
    bot_id: str | None = None
    installed_by: str | None = None
    scopes: str | None = None
    enterprise_id: str | None = None


@dataclass(frozen=True, slots=True)
class InstalledWorkspace:
    """A workspace that is installed now."""

    organization_id: UUID
    id: UUID
    external_id: str
    enterprise_id: str | None
    name: str
    bot_token: str | None
    bot_account: str | None
    bot_id: str | None
    installed_by: str | None


async def found(db: Connection, origin: str, name: str, now: datetime) -> UUID:
    """The organization of an origin; founded if it is new."""
    await db.execute(insert_if_new(db, Organization).values(id=new_id(), origin=origin, name=name, created_at=now))
    return (await db.execute(select(Organization.id).where(Organization.origin == origin))).scalar_one()


async def install(db: Connection, cipher: Cipher, organization_id: UUID, new: Installation, now: datetime) -> UUID:
    """Makes the workspace known, or brings its row up to date and back to life; returns its id.

    The people of one that comes back are reachable again.
    """
    values = {
        "name": new.name,
        "enterprise_id": new.enterprise_id,
        "bot_token_sealed": cipher.seal(new.bot_token, Purpose.TOKEN) if new.bot_token else None,
        "bot_account": new.bot_account,
        "bot_id": new.bot_id,
        "installed_by": new.installed_by,
        "scopes": new.scopes,
        "installed_at": now,
        "removed_at": None,
    }
    await db.execute(
        insert_if_new(db, Workspace).values(
            organization_id=organization_id,
            id=new_id(),
            platform=new.platform,
            external_id=new.external_id,
            **values,
        )
    )
    same = (
        Workspace.organization_id == organization_id,
        Workspace.platform == new.platform,
        Workspace.external_id == new.external_id,
    )
    workspace_id, removed_at = (await db.execute(select(Workspace.id, Workspace.removed_at).where(*same))).one()
    await db.execute(update(Workspace).where(*same).values(**values))
    await reach.workspace_is_back(db, organization_id, workspace_id, now, was_removed=removed_at is not None)
    return workspace_id


async def installed(db: Connection, cipher: Cipher, platform: Platform, external_id: str) -> InstalledWorkspace | None:
    """The workspace, unless it is unknown or removed."""
    query = select(
        Workspace.organization_id,
        Workspace.id,
        Workspace.external_id,
        Workspace.enterprise_id,
        Workspace.name,
        Workspace.bot_token_sealed,
        Workspace.bot_account,
        Workspace.bot_id,
        Workspace.installed_by,
    ).where(Workspace.platform == platform, Workspace.external_id == external_id, Workspace.removed_at.is_(None))
    row = (await db.execute(query)).one_or_none()
    if row is None:
        return None
    return InstalledWorkspace(
        organization_id=row.organization_id,
        id=row.id,
        external_id=row.external_id,
        enterprise_id=row.enterprise_id,
        name=row.name,
        bot_token=cipher.open(row.bot_token_sealed, Purpose.TOKEN) if row.bot_token_sealed else None,
        bot_account=row.bot_account,
        bot_id=row.bot_id,
        installed_by=row.installed_by,
    )


async def organization_of(db: Connection, platform: Platform, external_id: str) -> UUID | None:
    """The organization that the workspace belongs to, or belonged to when it was installed last."""
    query = (
        select(Workspace.organization_id)
        .where(Workspace.platform == platform, Workspace.external_id == external_id)
        .order_by(Workspace.installed_at.desc())
        .limit(1)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def remove(
    db: Connection, platform: Platform, external_id: str, now: datetime, *, installed_before: datetime | None = None
) -> bool:
    """Takes the workspace out: its token is forgotten and nobody of it gets in. Its people's record stays.

    With `installed_before`, a workspace that was installed (again) after that moment stays.
    """
    result = await db.execute(
        update(Workspace)
        .where(
            Workspace.platform == platform,
            Workspace.external_id == external_id,
            Workspace.removed_at.is_(None),
            *([Workspace.installed_at <= installed_before] if installed_before is not None else []),
        )
        .values(removed_at=now, bot_token_sealed=None)
    )
    return result.rowcount > 0
