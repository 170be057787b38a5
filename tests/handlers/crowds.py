"""Many people at once, and what they did, for tests of counts; and replies with ids that do not change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from handlers.request import Reply
from messages.blocks import Button, Buttons, Message
from storage.models import Action, Membership, Person
from storage.models.base import new_id
from storage.words import Gender, Kind, Platform, Visibility
from tests.walking import LONG_AGO, Walk

THIS_WEEK = date(2026, 3, 3)
LAST_WEEK = date(2026, 2, 25)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


async def crowd(walk: Walk, team: str, people: int, **columns: Any) -> list[UUID]:
    """So many more people in a team."""
    ids = [new_id() for _ in range(people)]
    own = {"organization_id": walk.organization_id}
    async with walk.database.begin() as db:
        rows = [
            own | {"id": one, "name": f"Somebody {at}", "hired_on": LONG_AGO, "created_at": walk.clock()} | columns
            for at, one in enumerate(ids)
        ]
        await db.execute(insert(Person), rows)
        stays = [
            own | {"id": new_id(), "person_id": one, "team_id": walk.teams[team], "starts_on": LONG_AGO} for one in ids
        ]
        await db.execute(insert(Membership), stays)
    return ids


async def act(
    walk: Walk, team: str, actors: Sequence[UUID], *days: date, kind: Kind = Kind.AMPLIFY, **columns: Any
) -> list[UUID]:
    """Each of the people does something on each of the days, as a member of the team."""
    ids = [new_id() for _ in actors for _ in days]
    whats = [(actor, day) for actor in actors for day in days]
    rows = [
        {
            "organization_id": walk.organization_id,
            "id": one,
            "actor_id": actor,
            "actor_gender": Gender.UNDISCLOSED,
            "team_id": walk.teams[team],
            "kind": kind,
            "occurred_on": day,
            "visibility": Visibility.PROGRAM,
            "platform": Platform.SLACK,
            "created_at": walk.clock(),
        }
        | columns
        for one, (actor, day) in zip(ids, whats, strict=True)
    ]
    async with walk.database.begin() as db:
        await db.execute(insert(Action), rows)
    return ids


def with_steady_ids(reply: Reply) -> Message:
    """The message with its fresh ids replaced by 1, 2, 3…, so that it can be compared with a recorded one."""
    assert isinstance(reply, Message)
    seen: dict[str, str] = {}

    def steady(found: re.Match[str]) -> str:
        return seen.setdefault(found.group(), str(UUID(int=len(seen) + 1)))

    def with_steady(button: Any) -> Any:
        if not isinstance(button, Button):
            return button
        return replace(button, subject=_ID.sub(steady, button.subject))

    blocks = tuple(
        Buttons(tuple(with_steady(one) for one in block.items)) if isinstance(block, Buttons) else block
        for block in reply.blocks
    )
    return Message(reply.fallback, blocks)
