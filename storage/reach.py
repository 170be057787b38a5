"""Keeps whether an account can be written to: marked when a platform says no for good, until there is a sign of life.

While an account is marked nothing is sent to it. Whoever comes back is planned anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from storage import schedules
from storage.database import Connection
from storage.models import Account
from storage.words import Unreachable


async def mark_unreachable(
    db: Connection, organization_id: UUID, accounts: Mapping[UUID, Unreachable], now: datetime
) -> None:
    """Marks the accounts, each for its reason. `NOT_INSTALLED` is so for everybody of the workspace: all are marked.

    Who is marked already keeps the first reason and its moment.
    """
    if not accounts:
        return
    chosen: dict[Unreachable, ColumnElement[bool]] = {}
    for why in sorted(set(accounts.values())):
        chosen[why] = Account.id.in_([account for account, reason in accounts.items() if reason is why])
        if why is Unreachable.NOT_INSTALLED:
            homes = select(Account.workspace_id).where(Account.organization_id == organization_id, chosen[why])
            chosen[why] = Account.workspace_id.in_(homes)
    await _hold(db, organization_id, and_(or_(*chosen.values()), Account.unreachable.is_(None)))
    for why, these in chosen.items():
        which = and_(these, Account.unreachable.is_(None))
        await _set(db, organization_id, which, unreachable=why, unreachable_since=now)


async def account_is_back(
    db: Connection, organization_id: UUID, workspace_id: UUID, external_id: str, why: Unreachable, now: datetime
) -> None:
    """The person wrote to us, though the account was marked. Where it was for the whole workspace, all are back."""
    back: ColumnElement[bool] = Account.external_id == external_id
    if why is Unreachable.NOT_INSTALLED:
        back = or_(back, Account.unreachable == Unreachable.NOT_INSTALLED)
    which = and_(Account.workspace_id == workspace_id, back, Account.unreachable.is_not(None))
    await _hold(db, organization_id, which)
    await _plan(db, organization_id, which, now)
    await _set(db, organization_id, which, unreachable=None, unreachable_since=None)


async def workspace_is_back(
    db: Connection, organization_id: UUID, workspace_id: UUID, now: datetime, *, was_removed: bool
) -> None:
    """The workspace is installed again, or is seen to be after all.

    `was_removed`: nothing was planned for anybody of it meanwhile. Else only who was marked is planned anew, for this
    is said at each start of the program, and people are many.
    """
    of_workspace = Account.workspace_id == workspace_id
    marked = and_(of_workspace, Account.unreachable == Unreachable.NOT_INSTALLED)
    await _hold(db, organization_id, marked)
    await _plan(db, organization_id, of_workspace if was_removed else marked, now)
    await _set(db, organization_id, marked, unreachable=None, unreachable_since=None)


async def _hold(db: Connection, organization_id: UUID, which: ColumnElement[bool]) -> None:
    """Takes the accounts in order, and before any schedule: two that change many wait for each other, and not both."""
    these = (
        select(Account.id)
        .where(Account.organization_id == organization_id, which)
        .order_by(Account.id)
        .with_for_update(key_share=True)
    )
    await db.execute(select(func.count()).select_from(these.subquery()))


async def _set(db: Connection, organization_id: UUID, which: ColumnElement[bool], **values: Any) -> None:
    await db.execute(update(Account).where(Account.organization_id == organization_id, which).values(**values))


async def _plan(db: Connection, organization_id: UUID, which: ColumnElement[bool], now: datetime) -> None:
    people = select(Account.person_id).where(Account.organization_id == organization_id, which)
    await schedules.ask_to_plan(db, organization_id, people, now)
