"""What `upstander demo` adds: the example organization, up to the day, and a worker whose clock can be moved."""

from __future__ import annotations

from datetime import timedelta

from bot import closing, planning
from bot.clock import MovableClock
from bot.console.example import plan, sent
from bot.console.travel import Traveller
from bot.delivery import Courier
from bot.upstander import Upstander
from bot.worker import Every, Worker, ticks
from storage import console_people, example_fill

STALE_AFTER = timedelta(days=4)
"""A long weekend without example actions looks natural; more does not."""
OFTEN = Every(close=timedelta(seconds=2), plan=timedelta(seconds=1), deliver=timedelta(seconds=1))
"""Somebody sits before the page and waits."""
OF_NUDGES = frozenset({"close", "plan", "plan_digests", "deliver", "send_notices"})
"""The ticks that go along when the clock is moved: a digest tells of a week that is closed."""


async def prepare(app: Upstander) -> None:
    """Makes the example organization where the (migrated) database has none; adds the days since where it has.

    Its weeks are closed then, so that there is something to read at once, and its managers get a digest from then on.
    """
    await _fill(app)
    await closing.close(app)
    await planning.welcome_managers(app)


async def _fill(app: Upstander) -> None:
    now = app.clock()
    async with app.database.begin() as db:
        if await example_fill.fill(db, app.cipher, plan.example(now), now):
            return
        newest = await example_fill.newest_day(db)
        if newest is not None and now.date() - newest > STALE_AFTER:
            people = await console_people.colleagues(db, now.date())
            since = newest + timedelta(days=1)
            actions = tuple(plan.actions(people, since, now))
            received = tuple(sent.deliveries(people, since, now, plan.SEED))
            await example_fill.extend(db, app.cipher, people, actions, received, now)


def travelling(app: Upstander, clock: MovableClock) -> tuple[Traveller, Worker]:
    """The clock that the app was built with, to be moved, and the worker that waits meanwhile."""
    courier = Courier(app)
    every_tick = ticks(courier, OFTEN)
    traveller = Traveller(app, clock, [one for one in every_tick if one.name in OF_NUDGES])
    others = [one for one in every_tick if one.name not in OF_NUDGES]
    return traveller, Worker(app, (*traveller.ticks(), *others), courier)
