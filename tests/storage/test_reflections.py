"""Reflections are sealed, and only their author deletes them."""

from __future__ import annotations

from storage import reflections
from storage.models import Reflection
from tests.walking import Walk


async def test_they_are_sealed_and_deleted_by_their_author_alone(walk: Walk) -> None:
    ben, ana, organization = walk.people["ben"], walk.people["ana"], walk.organization_id
    other = await walk.another_organization()
    async with walk.database.begin() as db:
        kept = await reflections.keep(db, walk.cipher, organization, ben, "what I saw", walk.clock())
    (row,) = await walk.rows(Reflection)
    assert (row.id, row.person_id) == (kept, ben)
    assert walk.cipher.open(row.text_sealed) == "what I saw"
    async with walk.database.begin() as db:
        assert not await reflections.forget(db, organization, ana, kept)
        assert not await reflections.forget(db, other.organization_id, ben, kept)
        assert await reflections.forget(db, organization, ben, kept)
        assert not await reflections.forget(db, organization, ben, kept)
    assert await walk.rows(Reflection) == []
