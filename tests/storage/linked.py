"""Somebody whom the roster does not know, and Ana whom it lists, for tests of linking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert

from storage import linking, workspaces
from storage.linking_words import Obstacle
from storage.models import Account, Schedule
from storage.words import Platform
from storage.workspaces import Installation
from tests.walking import Walk


@pytest.fixture
async def known(walk: Walk) -> Walk:
    """Ana is on the roster and has no account; Sam is known by an account alone."""
    await without_account(walk)
    await stranger(walk)
    return walk


async def stranger(walk: Walk, key: str = "sam", name: str = "Sam", **more: Any) -> UUID:
    """Whom an account alone made: no address, no first day."""
    person_id = await walk.add_person(key, name, **({"email": None, "since": None} | more))
    async with walk.database.begin() as db:
        await db.execute(
            insert(Schedule).values(
                organization_id=walk.organization_id, person_id=person_id, next_due_at=walk.clock(), due_on=None
            )
        )
    return person_id


async def without_account(walk: Walk, who: str = "ana") -> None:
    """As the roster alone made them."""
    async with walk.database.begin() as db:
        await db.execute(delete(Account).where(Account.person_id == walk.people[who]))


async def elsewhere(walk: Walk, who: str = "ana") -> None:
    """Puts the person on another workspace of the organization, and nowhere else."""
    await without_account(walk, who)
    async with walk.database.begin() as db:
        installation = Installation(Platform.TEAMS, "tenant", "Elsewhere")
        other = await workspaces.install(db, walk.cipher, walk.organization_id, installation, walk.clock())
        await db.execute(
            insert(Account).values(
                organization_id=walk.organization_id,
                workspace_id=other,
                person_id=walk.people[who],
                external_id="29:elsewhere",
                created_at=walk.clock(),
            )
        )


async def ask(walk: Walk, who: str = "sam", email: str = "ana@example.com") -> UUID:
    async with walk.database.begin() as db:
        request_id = await linking.ask(db, walk.organization_id, walk.people[who], email, walk.clock())
    assert request_id is not None
    return request_id


async def approve(walk: Walk, request_id: UUID, into: str = "ana", by: str = "ada") -> Obstacle | None:
    async with walk.database.begin() as db:
        return await linking.approve(
            db,
            walk.organization_id,
            request_id,
            walk.people[into],
            walk.people[by],
            today=walk.clock().date(),
            now=walk.clock(),
        )


async def link(walk: Walk, who: str = "sam", into: str = "ana") -> None:
    """Asked for and agreed to."""
    assert await approve(walk, await ask(walk, who, f"{into}@example.com"), into) is None
