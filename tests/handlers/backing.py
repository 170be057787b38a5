"""Colleagues' answers about actions, for tests of what their author may know of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle
from uuid import UUID

from sqlalchemy import insert

from storage.models import Confirmation
from storage.models.base import new_id
from storage.words import ConfirmationAnswer, ConfirmationPart
from tests.walking import Walk

COLLEAGUES = ("ana", "cleo", "dan", "eve", "gil")
"""So many of Ben's as it takes for a total."""


async def back(
    walk: Walk,
    actions: Iterable[UUID],
    answer: ConfirmationAnswer | None = ConfirmationAnswer.YES,
    part: ConfirmationPart = ConfirmationPart.BENEFICIARY,
    who: str | tuple[str, ...] = "ana",
) -> None:
    """A colleague's answer about each of the actions; None where they were asked and did not answer.

    Several colleagues take turns.
    """
    rows = [
        {
            "organization_id": walk.organization_id,
            "id": new_id(),
            "action_id": action,
            "person_id": walk.people[colleague],
            "part": part,
            "answer": answer,
            "asked_at": walk.clock(),
            "answered_at": walk.clock() if answer is not None else None,
        }
        for action, colleague in zip(actions, cycle((who,) if isinstance(who, str) else who), strict=False)
    ]
    async with walk.database.begin() as db:
        await db.execute(insert(Confirmation), rows)
