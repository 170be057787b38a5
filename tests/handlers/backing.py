"""Colleagues' answers about actions, for tests of what their author may know of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import insert

from storage.models import Confirmation
from storage.models.base import new_id
from storage.words import ConfirmationAnswer, ConfirmationPart
from tests.walking import Walk


async def back(
    walk: Walk,
    actions: Iterable[UUID],
    answer: ConfirmationAnswer | None = ConfirmationAnswer.YES,
    part: ConfirmationPart = ConfirmationPart.BENEFICIARY,
    who: str = "ana",
) -> None:
    """One colleague's answer about each of the actions; None where they were asked and did not answer."""
    rows = [
        {
            "organization_id": walk.organization_id,
            "id": new_id(),
            "action_id": action,
            "person_id": walk.people[who],
            "part": part,
            "answer": answer,
            "asked_at": walk.clock(),
        }
        for action in actions
    ]
    async with walk.database.begin() as db:
        await db.execute(insert(Confirmation), rows)
