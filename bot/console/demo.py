"""Fills the example organization of `upstander demo`, and brings it up to the day when it is opened again later."""

from __future__ import annotations

from datetime import timedelta

from bot.console.example import plan
from bot.wiring import Upstander
from storage import console_people, example_fill

STALE_AFTER = timedelta(days=4)
"""A long weekend without example actions looks natural; more does not."""


async def prepare(app: Upstander) -> None:
    """Makes the example organization where the (migrated) database has none; adds the days since where it has."""
    now = app.clock()
    async with app.database.begin() as db:
        if await example_fill.fill(db, app.cipher, plan.example(now), now):
            return
        newest = await example_fill.newest_day(db)
        if newest is not None and now.date() - newest > STALE_AFTER:
            people = await console_people.colleagues(db, now.date())
            actions = tuple(plan.actions(people, newest + timedelta(days=1), now))
            await example_fill.extend(db, app.cipher, people, actions, now)
