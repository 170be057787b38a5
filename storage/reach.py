"""Keeps whether an account can be written to: marked when a platform says no for good, until there is a sign of life.

While an account is marked nothing is sent to it. Whoever comes back is planned anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from storage.database import Connection
from storage.models import Account, Schedule
from storage.words import Unreachable


async def mark_unreachable(
    db: Connection, organization_id: UUID, accounts: Mapping[UUID, Unreachable], now: datetime
) -> None:
    """Marks the accounts, each for its reason. `NOT_INSTALLED` is so for everybody of the workspace: all are marked.

    Who is marked already keeps the first reason and its moment.
    """
    for why in sorted(set(accounts.values())):
        these = [account for account, reason in accounts.items() if reason is why]
        chosen: ColumnElement[bool] = Account.id.in_(these)
        if why is Unreachable.NOT_INSTALLED:
            homes = select(Account.workspace_id).where(Account.organization_id == organization_id, chosen)
            chosen = Account.workspace_id.in_(homes)
        await _set(db, organization_id, (chosen, Account.unreachable.is_(None)), unreachable=why, unreachable_since=now)


async def account_is_back(
    db: Connection, organization_id: UUID, workspace_id: UUID, external_id: str, why: Unreachable, now: datetime
) -> None:
    """The person wrote to us, though the account was marked. Where it was for the whole workspace, all are back."""
    if why is Unreachable.NOT_INSTALLED:
        await workspace_is_back(db, organization_id, workspace_id, now, was_removed=False)
    await _is_back(db, organization_id, (Account.workspace_id == workspace_id, Account.external_id == external_id), now)


async def workspace_is_back(
    db: Connection, organization_id: UUID, workspace_id: UUID, now: datetime, *, was_removed: bool
) -> None:
    """The workspace is installed again, or is seen to be after all.

    `was_removed`: nothing was planned for anybody of it meanwhile. Else only who was marked is planned anew, for this
    is said at each start of the program, and people are many.
    """
    of_workspace = Account.workspace_id == workspace_id
    if was_removed:
        await _plan(db, organization_id, of_workspace, now=now)
    await _is_back(db, organization_id, (of_workspace, Account.unreachable == Unreachable.NOT_INSTALLED), now)


async def _is_back(
    db: Connection, organization_id: UUID, which: tuple[ColumnElement[bool], ...], now: datetime
) -> None:
    marked = (*which, Account.unreachable.is_not(None))
    await _plan(db, organization_id, *marked, now=now)
    await _set(db, organization_id, marked, unreachable=None, unreachable_since=None)


async def _set(db: Connection, organization_id: UUID, which: tuple[ColumnElement[bool], ...], **values: Any) -> None:
    """Changes accounts, taking them in order: two that change many at once wait for each other, and not both."""
    these = (
        select(Account.id)
        .where(Account.organization_id == organization_id, *which)
        .order_by(Account.id)
        .with_for_update()
    )
    await db.execute(
        update(Account).where(Account.organization_id == organization_id, Account.id.in_(these)).values(**values)
    )


async def _plan(db: Connection, organization_id: UUID, *which: ColumnElement[bool], now: datetime) -> None:
    """As `schedules.ask_to_plan`, for as many people as there may be on a workspace."""
    people = select(Account.person_id).where(Account.organization_id == organization_id, *which)
    await db.execute(
        update(Schedule)
        .where(Schedule.organization_id == organization_id, Schedule.person_id.in_(people))
        .values(next_due_at=now, due_on=None)
    )
