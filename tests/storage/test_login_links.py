"""Links into the dashboard, at the moment when their person is being erased."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from storage import dashboard_sessions, erasure, login_links
from storage.models import DashboardSession, LoginLink, Person
from tests.locks import somebody_waits
from tests.walking import Walk


async def use(walk: Walk, token: str) -> bool:
    """What the dashboard's entrance does; False where the link does not open."""
    async with walk.database.begin() as db:
        link = await login_links.find(db, token, walk.clock(), to_use=True)
        if link is None or not await login_links.use_up(db, link):
            return False
        await dashboard_sessions.begin(db, link.organization_id, link.person_id, walk.clock())
        return True


async def erase(walk: Walk) -> None:
    async with walk.database.begin() as db:
        now = walk.clock()
        await erasure.erase(db, walk.organization_id, walk.people["ada"], today=now.date(), now=now)


async def made(walk: Walk) -> str:
    async with walk.database.begin() as db:
        _, token = await login_links.make(db, walk.organization_id, walk.people["ada"], walk.clock())
    return token


async def test_a_link_in_use_and_an_erasure_do_not_wait_for_each_other(walk: Walk) -> None:
    tokens = [await made(walk) for _ in range(5)]
    await asyncio.gather(*(use(walk, one) for one in tokens), erase(walk))
    assert await walk.rows(DashboardSession) == await walk.rows(LoginLink) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whoever_uses_a_link_holds_its_person_first(walk: Walk) -> None:
    """As an erasure does: the other way round, each would wait for what the other holds."""
    token = await made(walk)
    async with walk.database.begin() as db:
        await db.execute(select(Person.id).where(Person.id == walk.people["ada"]).with_for_update())
        using = asyncio.create_task(use(walk, token))
        await somebody_waits(walk.database)
        free = await db.execute(select(LoginLink.id).with_for_update(skip_locked=True))
        assert len(free.all()) == 1  # the link is not held while its user waits for the person
    assert await using
