"""The places that refer to people are those of the schema, each once, in an order that can be followed; and what counts
goes on to.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import true

from storage import erasure
from storage.models import Action, Delivery, Person
from storage.people_places import PLACES, Erased, Place
from storage.words import DeliveryState
from tests.storage.everything import PUT, references
from tests.walking import Walk

COUNTED = (
    "actions.actor_id",
    "deliveries.person_id",
    "lesson_results.person_id",
    "memberships.person_id",
    "sponsorships.sponsor_id",
)


def test_each_place_of_the_schema_is_named_once() -> None:
    assert Counter(place.name for place in PLACES) == Counter(references()), "tell storage/people_places.py"


@pytest.mark.parametrize(
    "place", [place for place in PLACES if place.erased is Erased.WITHOUT], ids=lambda place: place.name
)
def test_what_stays_without_the_person_can_be_without(place: Place) -> None:
    assert place.model.__table__.c[place.column].nullable


def test_nothing_goes_before_what_names_it() -> None:
    going = [place.model.__table__ for place in PLACES if place.erased is Erased.GOES]
    too_early = [
        (key.referred_table.name, table.name)
        for table in going
        for key in table.foreign_key_constraints
        if key.referred_table in going and going.index(key.referred_table) < going.index(table)
    ]
    assert too_early == []


@pytest.mark.parametrize("name", COUNTED)
async def test_what_counts_is_nobodys_after_an_erasure(walk: Walk, name: str) -> None:
    (place,) = (one for one in PLACES if one.name == name)
    await PUT[name](walk)
    column, ana = getattr(place.model, place.column), walk.people["ana"]
    counts: dict[Any, Any] = {
        Action: Action.withdrawn_at.is_(None),
        Delivery: Delivery.state != DeliveryState.PENDING,
    }
    before = len(await walk.rows(place.model, column == ana, counts.get(place.model, true())))
    assert before
    async with walk.database.begin() as db:
        today = walk.clock().date()
        assert await erasure.erase(db, walk.organization_id, ana, today=today, now=walk.clock())
    (nobody,) = await walk.rows(Person, Person.erased_at.is_not(None))
    assert len(await walk.rows(place.model, column == nobody.id, counts.get(place.model, true()))) == before
