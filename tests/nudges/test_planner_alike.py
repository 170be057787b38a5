"""Of all who chose the same a tick makes the choices ready once, and each still has moments of their own."""

from __future__ import annotations

from datetime import time

from nudges import chosen
from nudges.calendar import Due, next_due
from storage import nudge_preferences
from tests.sending import Worked
from tests.walking import Walk


async def test_each_of_one_tick_is_planned_as_if_they_were_alone(walk: Walk, worked: Worked) -> None:
    who = sorted(walk.people)
    assert len(who) > 2
    await walk.set_preferences(who[-1], nudges_from=time(7), nudges_to=time(9))  # one chose something else
    await worked.schedule(*who)
    await worked.plan()
    moments = set()
    for one in who:
        person_id = walk.people[one]
        async with walk.database.begin() as db:
            choices = await nudge_preferences.of(db, walk.organization_id, person_id)
        alone = next_due(chosen.calendar(person_id, choices), (), walk.clock())
        assert isinstance(alone, Due)
        assert await worked.next(one) == (alone.at, alone.day)
        moments.add(alone.at)
    assert len(moments) == len(who)
