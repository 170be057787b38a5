"""Downloads: one person's, for fifteen minutes, by a token that is not kept."""

from __future__ import annotations

from datetime import timedelta

from storage import exports
from storage.encryption import token_hash
from storage.exports import LIFETIME, OWN_RECORD, Offered
from storage.models import Export
from tests.walking import Walk


async def offer(walk: Walk, who: str = "ana") -> str:
    async with walk.database.begin() as db:
        _id, token = await exports.offer(db, walk.organization_id, walk.people[who], OWN_RECORD, walk.clock())
    return token


async def opened(walk: Walk, token: str) -> Offered | None:
    async with walk.database.begin() as db:
        return await exports.open_with(db, token, walk.clock())


async def test_the_token_serves_its_person_and_is_not_kept(walk: Walk) -> None:
    token = await offer(walk)
    found = await opened(walk, token)
    assert found is not None
    assert (found.organization_id, found.person_id, found.what) == (
        walk.organization_id,
        walk.people["ana"],
        "own_record",
    )
    (row,) = await walk.rows(Export)
    assert row.token_hash == token_hash(token)
    assert token not in await walk.dump()
    assert len(token) == 43  # 256 bits


async def test_it_serves_again_until_it_expires_and_the_first_time_is_noted(walk: Walk) -> None:
    token = await offer(walk)
    first = walk.clock()
    assert await opened(walk, token)
    walk.clock.move(LIFETIME - timedelta(seconds=1))
    assert await opened(walk, token)
    (row,) = await walk.rows(Export)
    assert row.downloaded_at == first
    walk.clock.move(timedelta(seconds=1))
    assert await opened(walk, token) is None


async def test_each_offer_has_a_token_of_its_own(walk: Walk) -> None:
    for_ana, for_ben = await offer(walk), await offer(walk, "ben")
    assert for_ana != for_ben
    found = await opened(walk, for_ben)
    assert found is not None
    assert found.person_id == walk.people["ben"]


async def test_no_other_token_opens_anything(walk: Walk) -> None:
    token = await offer(walk)
    for guess in ("", token[:-1], token.swapcase(), token_hash(token), "x" * 10_000):
        assert await opened(walk, guess) is None


async def test_what_is_over_is_dropped_and_what_serves_stays(walk: Walk) -> None:
    await offer(walk)
    walk.clock.move(LIFETIME)
    token = await offer(walk, "ben")
    async with walk.database.begin() as db:
        assert await exports.forget_expired(db, walk.clock()) == 1
    assert await opened(walk, token)
