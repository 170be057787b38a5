"""Actions and nominations to be asked about, and the worker's ticks until a question comes, for tests of check-ins."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from messages.blocks import Button, Message
from storage.actions import Nomination
from storage.models import Sponsorship
from storage.words import Kind, Nudge, Opportunity, Visibility
from tests.sending import Worked
from tests.shown import all_buttons
from tests.storage.everything import action
from tests.walking import Walk

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
TODAY = date(2026, 3, 4)
"""As the frozen clock has it."""


async def credited(walk: Walk, who: str = "ben", whom: str = "ana", **details: Any) -> UUID:
    values: dict[str, Any] = {"occurred_on": TODAY, "visibility": Visibility.PROGRAM} | details
    return await action(walk, who, values.pop("kind", Kind.AMPLIFY), beneficiary_id=walk.people[whom], **values)


async def nominated(walk: Walk, who: str = "dan", whom: str = "ana", **details: Any) -> UUID:
    """The sponsorship's id."""
    nomination = Nomination(Opportunity.ROLE, "staff engineer")
    action_id = await credited(walk, who, whom, kind=Kind.SPONSOR, nomination=nomination)
    await change(walk, Sponsorship, Sponsorship.action_id == action_id, **details)
    [one] = await walk.rows(Sponsorship, Sponsorship.action_id == action_id)
    return one.id  # type: ignore[no-any-return]


async def change(walk: Walk, model: Any, *which: Any, **values: Any) -> None:
    if values:
        async with walk.database.begin() as db:
            await db.execute(update(model).where(*which).values(**values))


async def sent_next(worked: Worked, who: str = "ana") -> Any:
    """Goes to the person's next moment at which something is due, and sends it; the delivery of that day."""
    for _moment in range(5):
        at = await worked.due(who)
        await worked.deliver()
        await worked.plan()
        for one in await worked.deliveries(who):
            if one.day == at.date():
                return one
    raise AssertionError("nothing came")


async def nudges_until(worked: Worked, end: datetime, who: str = "ana") -> list[Any]:
    """All that is sent to the person until then."""
    await worked.plan()
    while (at := (await worked.next(who))[0]) is not None and at < end:
        await worked.due(who)
        await worked.deliver()
        await worked.plan()
    return sorted(await worked.deliveries(who), key=lambda one: one.day)


async def is_asked(worked: Worked, who: str = "ana", *, within: timedelta = timedelta(days=14)) -> bool:
    found = await nudges_until(worked, worked.walk.clock() + within, who)
    return any(one.nudge is Nudge.CHECK_IN for one in found)


def answers(message: Message) -> list[Button]:
    return [one for one in all_buttons(message) if isinstance(one, Button)]
