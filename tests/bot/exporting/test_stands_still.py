"""Two exports of the same closed period say the same, whatever was logged, taken back or corrected between them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from bot.upstander import Upstander
from indicators import closing
from indicators.periods import week_of
from storage import organizations
from storage.closings import Closed, Due
from storage.models import Action
from storage.words import Visibility, Withdrawal
from tests.bot.exporting.conftest import export, let_stand_by_name
from tests.handlers.crowds import LAST_WEEK, act
from tests.walking import Walk

People = dict[str, list[UUID]]


async def test_a_late_act_is_in_no_export_of_its_week(app: Upstander, walk: Walk, people: People) -> None:
    """Though the week is told again: who did something late would be the one row that is new."""
    before = (await export(app, walk)).rows()
    walk.clock.move(timedelta(days=1))
    await act(walk, "payments", people["Sales"][8:9], LAST_WEEK)
    walk.clock.move(timedelta(days=1))
    async with walk.database.begin() as db:
        own = next(one for one in await organizations.every(db) if one.id == walk.organization_id)
        due = Due(own.id, own.zone, own.k, None)
        assert await closing.revise(db, due, week_of(LAST_WEEK), Closed(0, own.k), ["late"], walk.clock())
    assert (await export(app, walk)).rows() == before


async def test_what_is_taken_back_later_stays(app: Upstander, walk: Walk, people: People) -> None:
    before = (await export(app, walk)).rows()
    await take_back(walk, people["Sales"][1])
    assert (await export(app, walk)).rows() == before


async def test_what_was_taken_back_before_the_week_was_told_is_in_no_export(
    app: Upstander, walk: Walk, people: People
) -> None:
    before = (await export(app, walk)).rows()
    walk.clock.move(-timedelta(days=3))
    await take_back(walk, people["Sales"][1])
    walk.clock.move(timedelta(days=3))
    assert len((await export(app, walk)).rows()) == len(before) - 2


async def test_nobodys_name_stands_by_what_they_took_back(app: Upstander, walk: Walk, people: People) -> None:
    one = people["Sales"][1]
    await let_stand_by_name(walk, one)
    assert any(row["name"] for row in (await export(app, walk, with_names=True)).rows())
    await take_back(walk, one)
    assert not any(row["name"] for row in (await export(app, walk, with_names=True)).rows())


async def test_what_is_private_is_in_no_export(app: Upstander, walk: Walk, people: People) -> None:
    before = (await export(app, walk)).rows()
    async with walk.database.begin() as db:
        private = update(Action).where(Action.actor_id == people["Sales"][1])
        await db.execute(private.values(visibility=Visibility.PRIVATE))
    assert len((await export(app, walk)).rows()) == len(before) - 2


async def take_back(walk: Walk, person: UUID) -> None:
    async with walk.database.begin() as db:
        taken = update(Action).where(Action.actor_id == person)
        await db.execute(taken.values(withdrawn_at=walk.clock(), withdrawal=Withdrawal.UNDONE))
