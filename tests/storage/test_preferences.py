"""What people chose for themselves, and that it is marked as theirs."""

from __future__ import annotations

from dataclasses import replace

from storage import preferences
from storage.models import Person, Preferences
from storage.preferences import Changes, Chosen
from storage.words import Gender, Visibility
from tests.walking import Walk


async def chosen(walk: Walk, who: str = "ana") -> Chosen:
    async with walk.database.begin() as db:
        return await preferences.chosen(db, walk.organization_id, walk.people[who])


async def save(walk: Walk, changes: Changes, who: str = "ana") -> None:
    async with walk.database.begin() as db:
        await preferences.save(db, walk.organization_id, walk.people[who], changes)


async def marked(walk: Walk, who: str = "ana") -> tuple[bool, bool]:
    """Whether zone and gender are the person's own."""
    (one,) = await walk.rows(Preferences, Preferences.person_id == walk.people[who])
    (person,) = await walk.rows(Person, Person.id == walk.people[who])
    return one.zone_is_own, person.gender_is_own


async def test_what_holds_where_nothing_was_chosen(walk: Walk) -> None:
    assert await chosen(walk) == Chosen("en", "UTC", Visibility.PROGRAM, Gender.WOMAN, log_me=True, ask_me=True)
    assert await marked(walk) == (False, False)


async def test_changes_are_kept_and_the_rest_stays(walk: Walk) -> None:
    await save(walk, Changes(visibility=Visibility.PRIVATE, log_me=False))
    assert await chosen(walk) == Chosen("en", "UTC", Visibility.PRIVATE, Gender.WOMAN, log_me=False, ask_me=True)
    assert await marked(walk) == (False, False)
    await save(walk, Changes(zone="Asia/Tokyo"))
    assert await marked(walk) == (True, False)
    await save(walk, Changes(gender=Gender.UNDISCLOSED, language="en", log_me=True))
    assert await marked(walk) == (True, True)
    held = Chosen("en", "Asia/Tokyo", Visibility.PRIVATE, Gender.UNDISCLOSED, log_me=True, ask_me=True)
    assert await chosen(walk) == held
    await save(walk, Changes(ask_me=False))
    assert await chosen(walk) == replace(held, ask_me=False)


async def test_nothing_to_change_changes_nothing_and_nobody_else_is_touched(walk: Walk) -> None:
    before = await walk.dump()
    await save(walk, Changes())
    assert await walk.dump() == before
    await save(walk, Changes(zone="Asia/Tokyo", gender=Gender.MAN))
    assert await chosen(walk, "cleo") == Chosen("en", "UTC", Visibility.PROGRAM, Gender.WOMAN, log_me=True, ask_me=True)
