"""Where a person can be written to: their accounts, each on its workspace."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from storage.database import Connection
from storage.models import Account, Workspace
from storage.reachable import IS_REACHABLE, ON_WORKSPACE
from storage.words import Platform


@dataclass(frozen=True, slots=True)
class Place:
    """One account. `account` is the platform's own id of it; `workspace` is what people call the
    workspace. `is_reachable`: see `storage.reachable`.
    """

    account_id: UUID
    platform: Platform
    workspace_id: UUID
    workspace: str
    account: str
    is_reachable: bool


async def of(db: Connection, organization_id: UUID, person_id: UUID) -> list[Place]:
    """A person's accounts on workspaces that are installed, in the order in which we got to know them."""
    query = (
        select(Account.id, Workspace.platform, Workspace.id, Workspace.name, Account.external_id, IS_REACHABLE)
        .join(Workspace, ON_WORKSPACE)
        .where(
            Account.organization_id == organization_id,
            Account.person_id == person_id,
            Workspace.removed_at.is_(None),
        )
        .order_by(Account.created_at, Account.id)
    )
    return [Place(*row) for row in (await db.execute(query)).all()]
