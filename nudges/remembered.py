"""What we know of people for the choice of what comes next: what they saw, answered, turned down and logged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from nudges.history import Answered, History, Logged, NotForMe, Seen
from nudges.items import Item
from storage import last_actions, lesson_results, seen_items
from storage.database import Connection


async def histories(db: Connection, organization_id: UUID, people: Collection[UUID]) -> Mapping[UUID, History]:
    """The history of each of these people, in three queries however many they are."""
    seen: dict[UUID, list[Seen]] = defaultdict(list)
    turned_down: dict[UUID, list[NotForMe]] = defaultdict(list)
    for met in await seen_items.of_people(db, organization_id, people):
        if met.shown_on is not None:
            seen[met.person_id].append(Seen(met.item, met.shown_on))
        if met.not_for_me_on is not None:
            turned_down[met.person_id].append(NotForMe(met.item, met.not_for_me_on))
    answered: dict[UUID, list[Answered]] = defaultdict(list)
    for one in await lesson_results.of_people(db, organization_id, people):
        answered[one.person_id].append(Answered(one.lesson, one.answered_on, one.is_right))
    logged = await last_actions.of_people(db, organization_id, people)
    return {
        person_id: History(
            seen=tuple(seen[person_id]),
            answered=tuple(answered[person_id]),
            not_for_me=tuple(turned_down[person_id]),
            logged=Logged(*logged[person_id]) if person_id in logged else None,
        )
        for person_id in people
    }


async def history(db: Connection, organization_id: UUID, person_id: UUID) -> History:
    """One person's."""
    return (await histories(db, organization_id, (person_id,)))[person_id]


def met_on(history: History, item: Item, today: date) -> date | None:
    """When the person last answered this lesson's question before today; for the card of a lesson that comes again."""
    return max((one.on for one in history.answered if one.id == item.id and one.on < today), default=None)
