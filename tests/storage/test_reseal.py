"""Everything sealed is sealed anew under the newest key, and what is cut short is done by running it again."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from storage import reseal, sealed
from storage.database import Database
from storage.encryption import Cipher
from storage.models import Base, Reflection
from storage.sealed import PLACES
from tests.storage.everything import fill
from tests.walking import Walk

NEW = "the newest secret key, of more than thirty-two characters"


def test_every_column_with_something_sealed_is_known() -> None:
    """A column that is named otherwise would be forgotten: what is sealed is named so, and never a hash or a key."""
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    assert {one.name for one in PLACES} == {name for name in columns if "seal" in name}


async def resealed(database: Database, cipher: Cipher) -> tuple[int, int]:
    """Goes through all of it; how many were sealed anew, and how many no key opens."""
    changed = closed = 0
    for place in PLACES:
        after: reseal.Position | None = ()
        while after is not None:
            async with database.begin() as db:
                batch = await reseal.batch(db, cipher, place, after)
            changed, closed, after = changed + batch.resealed, closed + batch.closed, batch.after
    return changed, closed


async def test_all_of_it_opens_with_the_newest_key_alone_and_says_the_same(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reseal, "BATCH", 2)
    await fill(walk)
    both, new = Cipher([NEW, *walk.cipher._secrets]), Cipher([NEW])
    before = await opened(walk, both)
    assert {name for name, _ in before} >= {"actions.note_sealed", "holds.reason_sealed", "workspaces.bot_token_sealed"}
    assert all(text is not None for _, text in before), "some purpose is not the one it was sealed for"
    async with walk.database.begin() as db:
        assert await reseal.count(db) == len(before)
    assert await resealed(walk.database, both) == (len(before), 0)
    assert await opened(walk, new) == before
    assert await resealed(walk.database, both) == (0, 0)
    async with walk.database.begin() as db:
        assert (await sealed.tried(db, new)).closed == 0


async def opened(walk: Walk, cipher: Cipher) -> list[tuple[str, str | None]]:
    found = []
    async with walk.database.begin() as db:
        for place in PLACES:
            values = await db.scalars(select(place.column).where(place.column.is_not(None)))
            found += [(place.name, cipher.open(value, place.purpose)) for value in values]
    return sorted(found, key=str)


async def test_what_no_key_opens_is_counted_and_left(walk: Walk) -> None:
    await fill(walk)
    before = await walk.dump()
    changed, closed = await resealed(walk.database, Cipher([NEW]))
    assert (changed, closed > 5) == (0, True)
    assert await walk.dump() == before


async def test_what_somebody_changes_meanwhile_stays_theirs(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading and writing a row, the person writes it anew: their words must not be overwritten by older."""
    both = Cipher([NEW, *walk.cipher._secrets])
    async with walk.database.begin() as db:
        row = {"organization_id": walk.organization_id, "person_id": walk.people["ana"], "created_at": walk.clock()}
        await db.execute(insert(Reflection).values(**row, text_sealed=walk.cipher.seal("older")))
        place = next(one for one in PLACES if one.name == "reflections.text_sealed")
        newer = both.seal("newer")

        async def meanwhile() -> None:
            await db.execute(update(Reflection).values(text_sealed=newer))

        rotate = both.rotate

        class Slow(Cipher):
            def rotate(self, value: str, purpose: object = None) -> str | None:
                pending.append(value)
                return rotate(value)

        pending: list[str] = []
        slow = Slow([NEW, *walk.cipher._secrets])
        execute = db.execute

        async def after_the_other(statement: object, *more: object) -> object:
            if pending:
                pending.clear()
                await meanwhile()
            return await execute(statement, *more)  # type: ignore[call-overload]

        monkeypatch.setattr(db, "execute", after_the_other)
        batch = await reseal.batch(db, slow, place, ())
        monkeypatch.undo()
        assert batch.resealed == 0
        assert both.open((await db.scalars(select(Reflection.text_sealed))).one()) == "newer"
