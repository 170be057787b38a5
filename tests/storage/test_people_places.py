"""The places that refer to people are those of the schema, each once, in an order that can be followed."""

from __future__ import annotations

from collections import Counter

import pytest

from storage.people_places import PLACES, Erased, Place
from tests.storage.everything import references


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
