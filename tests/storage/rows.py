"""Puts rows right into the database, for tests of what is there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from storage import actions
from storage.models.base import new_id
from storage.words import (
    Gender,
    Kind,
    Platform,
    Visibility,
)
from tests.walking import Walk


async def action(walk: Walk, who: str, kind: Kind = Kind.AMPLIFY, **details: Any) -> UUID:
    """Logs an action of a person, right into the database."""
    withdrawal = details.pop("withdrawal", None)
    held: dict[str, Any] = {
        "occurred_on": date(2026, 3, 2),
        "visibility": Visibility.NAMED,
        "platform": Platform.SLACK,
    }
    new = actions.NewAction(
        actor_id=walk.people[who],
        actor_gender=Gender.WOMAN,
        team_id=walk.teams["payments"],
        kind=kind,
        **held | details,
    )
    async with walk.database.begin() as db:
        action_id = await actions.log(db, walk.cipher, walk.organization_id, new, walk.clock())
        if withdrawal is not None:
            await actions.withdraw(db, walk.organization_id, walk.people[who], action_id, withdrawal, walk.clock())
        return action_id


async def put(walk: Walk, model: Any, **values: Any) -> UUID:
    """A row, as the table has it."""
    row_id = new_id()
    async with walk.database.begin() as db:
        await db.execute(insert(model).values(organization_id=walk.organization_id, id=row_id, **values))
    return row_id


async def change(walk: Walk, model: Any, *conditions: Any, **values: Any) -> None:
    async with walk.database.begin() as db:
        await db.execute(update(model).where(*conditions).values(**values))
