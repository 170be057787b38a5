"""What an erased person did. It goes on to count without a word of theirs, and exports of weeks that are over go on to
say of it what they said.

Whoever compared an export from before the erasure with one from after it would find in what is missing all that the
person did. So the rows of weeks that were told stay, those of what was taken back since among them: under the pseudonym
that they had, behind which there is nobody any more. Of weeks that are not told yet there will be no rows.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from storage import forgetting
from storage.database import Connection
from storage.models import Action, ClosedPeriod, Sponsorship
from storage.words import Visibility

_WEEK = timedelta(days=7)


async def drop_withdrawn(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """The actions that do not count, with all that hangs on them, but for those that are in exports."""
    rows = await db.execute(
        select(Action.id, Action.occurred_on, Action.created_at, Action.withdrawn_at, Action.visibility).where(
            Action.organization_id == organization_id,
            Action.actor_id == person_id,
            Action.withdrawn_at.is_not(None),
        )
    )
    told = await db.execute(select(ClosedPeriod.starts_on, ClosedPeriod.closed_at).where(*_first_told(organization_id)))
    told_at = {row.starts_on: row.closed_at for row in told}

    def is_in_exports(row: Any) -> bool:
        at = told_at.get(row.occurred_on - timedelta(days=row.occurred_on.weekday()))
        return row.visibility is Visibility.PROGRAM and at is not None and row.created_at < at <= row.withdrawn_at

    await forgetting.drop_actions(db, organization_id, [row.id for row in rows if not is_in_exports(row)])


async def silence(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """The actions that count say nothing any more but what a count needs, and what exports said of them already."""
    mine = Action.organization_id == organization_id, Action.actor_id == person_id
    last = await db.scalar(select(func.max(ClosedPeriod.starts_on)).where(*_first_told(organization_id)))
    await forgetting.silence_actions(db, *mine)
    not_told = Action.occurred_on >= (last + _WEEK if last else date.min)
    await forgetting.silence_actions(db, *mine, not_told, private=True)
    theirs = Sponsorship.organization_id == organization_id, Sponsorship.sponsor_id == person_id
    await forgetting.silence_sponsorships(db, *theirs)


def _first_told(organization_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        ClosedPeriod.organization_id == organization_id,
        ClosedPeriod.length == "week",
        ClosedPeriod.revision == 0,
    )
