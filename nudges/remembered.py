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

Key = tuple[UUID, UUID]
"""An organization and a person."""


async def of_people(db: Connection, people: Collection[Key]) -> Mapping[Key, History]:
    """The history of each of these people, of any organizations, in three queries however many they are."""
    if not people:
        return {}
    seen: dict[Key, list[Seen]] = defaultdict(list)
    turned_down: dict[Key, list[NotForMe]] = defaultdict(list)
    for met in await seen_items.of_people(db, people):
        person = (met.organization_id, met.person_id)
        if met.shown_on is not None:
            seen[person].append(Seen(met.item, met.shown_on))
        if met.not_for_me_on is not None:
            turned_down[person].append(NotForMe(met.item, met.not_for_me_on))
    answered: dict[Key, list[Answered]] = defaultdict(list)
    for one in await lesson_results.of_people(db, people):
        answered[one.organization_id, one.person_id].append(Answered(one.lesson, one.answered_on, one.is_right))
    logged = await last_actions.of_people(db, people)
    return {
        person: History(
            seen=tuple(seen[person]),
            answered=tuple(answered[person]),
            not_for_me=tuple(turned_down[person]),
            logged=Logged(*logged[person]) if person in logged else None,
        )
        for person in people
    }


async def histories(db: Connection, organization_id: UUID, people: Collection[UUID]) -> Mapping[UUID, History]:
    """The histories of people of one organization."""
    found = await of_people(db, [(organization_id, one) for one in people])
    return {person_id: history for (_organization_id, person_id), history in found.items()}


async def history(db: Connection, organization_id: UUID, person_id: UUID) -> History:
    """One person's."""
    return (await histories(db, organization_id, (person_id,)))[person_id]


def met_on(history: History, item: Item, today: date) -> date | None:
    """When the person last answered this lesson's question before today; for the card of a lesson that comes again."""
    return max((one.on for one in history.answered if one.id == item.id and one.on < today), default=None)
