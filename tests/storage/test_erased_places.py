"""Where an erased person was stays with the counts, unless it would say who it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from storage import erasure
from storage.models import EarlierPlace, Person
from tests.handlers.crowds import crowd
from tests.storage.rows import put
from tests.walking import Walk

EARLIER = date(2026, 1, 12)


async def erased(walk: Walk) -> tuple[Any, list[Any]]:
    """Ana is erased: the nobody in her place, and their earlier places."""
    async with walk.database.begin() as db:
        now = walk.clock()
        assert await erasure.erase(db, walk.organization_id, walk.people["ana"], today=now.date(), now=now)
    (nobody,) = await walk.rows(Person, Person.erased_at.is_not(None))
    return nobody, await walk.rows(EarlierPlace, EarlierPlace.person_id == nobody.id)


@pytest.mark.parametrize(("others", "stays"), [(3, None), (4, "Care")])
async def test_a_department_of_few_goes(walk: Walk, others: int, stays: str | None) -> None:
    await walk.set_person("ana", department="Care", location="Oslo", level="L7")
    await crowd(walk, "payments", others, department="Care")
    nobody, _ = await erased(walk)
    assert (nobody.department, nobody.location, nobody.level) == (stays, None, None)


async def test_as_many_as_the_organization_asks_for(walk: Walk) -> None:
    await walk.set_organization(k=7)
    await walk.set_person("ana", department="Care", location="Oslo")
    await crowd(walk, "payments", 5, department="Care", location="Oslo")
    await crowd(walk, "payments", 1, location="Oslo")
    nobody, _ = await erased(walk)
    assert (nobody.department, nobody.location) == (None, "Oslo")


async def test_whoever_was_there_once_counts_once(walk: Walk) -> None:
    """Also where they have left since, and where it was earlier, for her and for them."""
    await walk.set_person("ana", department="Now")
    for ends_on, name in ((EARLIER, "Care"), (date(2026, 2, 2), "Rare")):
        await put(walk, EarlierPlace, person_id=walk.people["ana"], ends_on=ends_on, department=name)
    await crowd(walk, "payments", 2, department="Care", left_on=date(2025, 1, 1))
    moved = await crowd(walk, "payments", 2, department="Rare")
    for one in moved:
        for ends_on in (EARLIER, date(2026, 2, 2)):
            await put(walk, EarlierPlace, person_id=one, ends_on=ends_on, department="Care")
    nobody, earlier = await erased(walk)
    assert nobody.department is None
    assert sorted((one.ends_on, one.department) for one in earlier) == [(EARLIER, "Care"), (date(2026, 2, 2), None)]


async def test_another_organization_does_not_count(walk: Walk) -> None:
    await walk.set_person("ana", department="Care")
    other = await walk.another_organization()
    for at in range(9):
        await other.add_person(f"other{at}", "Somebody")
        await other.set_person(f"other{at}", department="Care")
    nobody, _ = await erased(walk)
    assert nobody.department is None


async def test_nobody_elses_places_are_touched(walk: Walk) -> None:
    theirs = await put(walk, EarlierPlace, person_id=walk.people["ben"], ends_on=EARLIER, department="Rare", level="L")
    await put(walk, EarlierPlace, person_id=walk.people["ana"], ends_on=EARLIER, department="Rare")
    await erased(walk)
    (kept,) = await walk.rows(EarlierPlace, EarlierPlace.id == theirs)
    assert (kept.person_id, kept.department, kept.level) == (walk.people["ben"], "Rare", "L")
