"""A hopeful unit of work: what it holds back is stored in one go, or nothing is and the edge hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from storage import actions, direct, inbound, workspaces
from storage.actions import NewAction
from storage.database import Contended, Database, Uncertain
from storage.encryption import Cipher
from storage.models import Action, InboundKey, Organization
from storage.words import Gender, Kind, Platform, Visibility
from tests.clock import FrozenClock
from tests.fakes import line as line_module
from tests.fakes.line import Cut, line_to
from tests.walking import Walk

MINUTES = timedelta(minutes=2)


@pytest.fixture
def an_action(walk: Walk) -> Callable[[], NewAction]:
    """The same act each time."""
    person_id = walk.people["ana"]

    def act() -> NewAction:
        return NewAction(
            actor_id=person_id,
            actor_gender=Gender.UNDISCLOSED,
            team_id=None,
            kind=Kind.LEARN,
            occurred_on=walk.clock().date(),
            visibility=Visibility.PROGRAM,
            platform=Platform.SLACK,
            note="read a book",
        )

    return act


async def log_with_key(walk: Walk, key: str, act: NewAction, *, hopeful: bool = True) -> bool:
    """Whether the key is new; what is logged then is, to the unit's knowledge."""
    async with walk.database.begin(hopeful=hopeful) as db:
        if not await inbound.first_time(db, walk.organization_id, key, walk.clock()):
            return False
        await actions.log_once(db, walk.cipher, walk.organization_id, act, walk.clock(), MINUTES)
        return True


async def count(walk: Walk) -> tuple[int, int]:
    return len(await walk.rows(Action)), len(await walk.rows(InboundKey))


async def test_what_is_held_back_is_stored_when_the_unit_ends(walk: Walk, an_action: Callable[[], NewAction]) -> None:
    assert await log_with_key(walk, "one", an_action())
    assert await count(walk) == (1, 1)
    [stored] = await walk.rows(Action)
    assert stored.note_sealed is not None
    assert walk.cipher.open(stored.note_sealed) == "read a book"
    assert (stored.created_at, stored.kind, stored.beneficiary_id) == (walk.clock(), Kind.LEARN, None)


async def test_a_taken_key_stores_nothing_and_is_told(walk: Walk, an_action: Callable[[], NewAction]) -> None:
    async with walk.database.begin() as db:
        assert await inbound.first_time(db, walk.organization_id, "one", walk.clock())
    for _ in range(3):
        with pytest.raises(Contended):
            await log_with_key(walk, "one", an_action())
    assert await count(walk) == (0, 1)
    assert not await log_with_key(walk, "one", an_action(), hopeful=False)


async def test_an_act_that_was_said_before_frees_its_key_again(walk: Walk, an_action: Callable[[], NewAction]) -> None:
    await log_with_key(walk, "one", an_action())
    with pytest.raises(Contended):
        await log_with_key(walk, "two", an_action())
    assert await count(walk) == (1, 1)
    assert await log_with_key(walk, "two", an_action(), hopeful=False)
    assert await count(walk) == (2, 2)
    assert sum(one.withdrawn_at is None for one in await walk.rows(Action)) == 1  # kept, and not counted twice


async def test_of_many_at_the_same_time_one_is_stored(walk: Walk, an_action: Callable[[], NewAction]) -> None:
    tries = (log_with_key(walk, "one", an_action()) for _ in range(12))
    told = await asyncio.gather(*tries, return_exceptions=True)
    assert [one for one in told if not isinstance(one, Contended)] == [True]
    assert await count(walk) == (1, 1)


async def test_any_other_statement_stores_it_first_within_the_transaction(
    walk: Walk, an_action: Callable[[], NewAction]
) -> None:
    async def log_and_look() -> None:
        async with walk.database.begin(hopeful=True) as db:
            await inbound.first_time(db, walk.organization_id, "one", walk.clock())
            await actions.log_once(db, walk.cipher, walk.organization_id, an_action(), walk.clock(), MINUTES)
            assert (await db.execute(select(func.count(Action.id)))).scalar_one() == 1
            assert not direct.hold(db, InboundKey, {})  # it is too late for hope
            raise LookupError

    with pytest.raises(LookupError):
        await log_and_look()
    assert await count(walk) == (0, 0)


async def test_any_other_statement_tells_of_a_taken_key(walk: Walk, an_action: Callable[[], NewAction]) -> None:
    async def go_on() -> None:
        async with walk.database.begin(hopeful=True) as db:
            await inbound.first_time(db, walk.organization_id, "one", walk.clock())
            await db.execute(select(Organization.id))
            raise AssertionError("it went on")

    await log_with_key(walk, "one", an_action())
    with pytest.raises(Contended):
        await go_on()
    assert await log_with_key(walk, "two", an_action(), hopeful=False)  # the next unit of work is a sound one


async def test_a_block_that_raises_stores_nothing(walk: Walk, an_action: Callable[[], NewAction]) -> None:
    async def fail() -> None:
        async with walk.database.begin(hopeful=True) as db:
            await inbound.first_time(db, walk.organization_id, "one", walk.clock())
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await count(walk) == (0, 0)
    assert await log_with_key(walk, "one", an_action())


async def test_a_key_that_is_forgotten_is_free(walk: Walk) -> None:
    async with walk.database.begin(hopeful=True) as db:
        assert await inbound.first_time(db, walk.organization_id, "one", walk.clock())
        await inbound.forget(db, walk.organization_id, "one")
    assert await count(walk) == (0, 0)


async def test_a_broken_reference_is_a_fault_and_no_contention(walk: Walk) -> None:
    async def refer_to_nothing() -> None:
        async with walk.database.begin(hopeful=True) as db:
            await inbound.first_time(db, UUID(int=7), "one", walk.clock())

    for _ in range(2):  # and leaves nothing behind
        with pytest.raises(IntegrityError):
            await refer_to_nothing()
    assert await count(walk) == (0, 0)


async def test_nothing_is_held_back_where_nobody_asked_for_it(walk: Walk, an_action: Callable[[], NewAction]) -> None:
    async with walk.database.begin() as db:
        await inbound.first_time(db, walk.organization_id, "one", walk.clock())
        assert (await db.execute(select(func.count(InboundKey.key)))).scalar_one() == 1


# PostgreSQL


@pytest.mark.parametrize(("cut", "stored"), [(Cut.AFTER_COMMIT, 1), (Cut.BEFORE_COMMIT, 0)])
async def test_a_lost_answer_is_uncertain(
    postgresql_url: str, cipher: Cipher, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, cut: Cut, stored: int
) -> None:
    monkeypatch.setattr(line_module, "_COMMIT", b"a key that is seen on the line")
    async with line_to(postgresql_url) as line:
        database = Database(line.url)
        async with database.begin() as db:
            organization_id = await workspaces.found(db, workspaces.OWN, "Example", clock())

        async def take() -> None:
            async with database.begin(hopeful=True) as db:
                await inbound.first_time(db, organization_id, "a key that is seen on the line", clock())

        line.cut, line.cuts = cut, 1
        with pytest.raises(Uncertain):
            await take()
        async with database.begin() as db:
            assert (await db.execute(select(func.count(InboundKey.key)))).scalar_one() == stored
        await database.close()
