"""What follows from what an organization settles: how new people begin, and how digests come to who chose nothing."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import insert, select

from storage import accounts, digests, organizations
from storage.accounts import NewPerson
from storage.audit import OPERATOR
from storage.digests import DigestChoice
from storage.models import Digest, Preferences
from storage.organizations import Changes, Settled
from storage.words import Visibility
from tests.walking import Walk


async def settle(walk: Walk, changes: Changes) -> Settled:
    async with walk.database.begin() as db:
        return await organizations.settle(db, walk.organization_id, changes, actor=OPERATOR, now=walk.clock())


async def choice_of(walk: Walk, who: str) -> DigestChoice:
    async with walk.database.begin() as db:
        return await digests.read_choice(db, walk.organization_id, walk.people[who])


async def next_of(walk: Walk, who: str) -> datetime | None:
    [found] = await walk.rows(Digest, Digest.person_id == walk.people[who])
    at: datetime | None = found.next_due_at
    return at


async def has_row(walk: Walk, *who: str, **values: object) -> None:
    async with walk.database.begin() as db:
        for one in who:
            row = {"organization_id": walk.organization_id, "person_id": walk.people[one], **values}
            await db.execute(insert(Digest).values(row))


async def test_a_manager_who_chose_nothing_gets_the_digest_as_the_organization_settled_it(walk: Walk) -> None:
    assert await choice_of(walk, "ana") == DigestChoice(is_on=True, weekday=0, at=time(9))
    await has_row(walk, "ana")
    await settle(walk, Changes(digest_weekday=3, digest_at=time(15, 30)))
    assert await choice_of(walk, "ana") == DigestChoice(is_on=True, weekday=3, at=time(15, 30))
    assert await choice_of(walk, "ben") == DigestChoice(is_on=True, weekday=3, at=time(15, 30))
    await settle(walk, Changes(digests_on=False))
    assert not (await choice_of(walk, "ana")).is_on


async def test_what_a_manager_chose_stays_whatever_the_organization_settles(walk: Walk) -> None:
    async with walk.database.begin() as db:
        mine = walk.organization_id, walk.people["ana"], walk.clock()
        await digests.change(db, *mine, is_on=True, weekday=4, at=time(8))
    await settle(walk, Changes(digests_on=False, digest_weekday=1, digest_at=time(10)))
    assert await choice_of(walk, "ana") == DigestChoice(is_on=True, weekday=4, at=time(8))


async def test_settling_digests_plans_anew_but_for_who_turned_theirs_off(walk: Walk) -> None:
    await has_row(walk, "ana")
    await has_row(walk, "ben", is_on=False)
    await has_row(walk, "dan", is_on=True, weekday=4, comes_at=time(8))
    await settle(walk, Changes(digests_on=False))
    assert await next_of(walk, "ana") == walk.clock()
    assert await next_of(walk, "ben") is None
    assert await next_of(walk, "dan") is None  # as it was: nothing of it follows the organization


async def test_new_people_begin_with_the_visibility_that_was_settled_and_others_keep_theirs(walk: Walk) -> None:
    await settle(walk, Changes(default_visibility=Visibility.PRIVATE))
    async with walk.database.begin() as db:
        found = await accounts.resolve(db, walk.platform, walk.workspace, [], walk.clock().date())
        assert found is not None
        new = NewPerson(external_id="U-NEW", name="Nia New", email="nia@example.com", zone="UTC", language="en")
        person = await accounts.welcome(db, found[0], new, walk.clock())
        chosen = select(Preferences.person_id, Preferences.visibility)
        visibilities = {row.person_id: row.visibility for row in await db.execute(chosen)}
    assert visibilities.pop(person) is Visibility.PRIVATE
    assert set(visibilities.values()) == {Visibility.PROGRAM}
