"""Orders of exports: who may decide, who makes them, what takes over, and what is left when their time is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag

from storage import erasure, export_files, export_links, export_making, export_orders
from storage.database import Database
from storage.export_files import FileKey, LostFile
from storage.export_making import LEASE, LIFETIME, MOST_ATTEMPTS, REMEMBERED, File, Job, LeaseLost
from storage.export_orders import TO_APPROVE, Ordered, Wish
from storage.export_words import ExportState
from storage.models import AuditEvent, ExportChunk, ExportLink, ExportOrder
from storage.models.base import new_id
from storage.words import ExportForm, ExportWhat, Gender
from tests.walking import Walk

PLAIN = Wish(ExportWhat.ACTIVITY, date(2025, 10, 1), date(2025, 12, 31), ExportForm.CSV)
NAMED = replace(PLAIN, with_names=True, reason="for the yearly ceremony")


async def ask(walk: Walk, wish: Wish = PLAIN, who: str = "ada") -> UUID:
    async with walk.database.begin() as db:
        return await export_orders.ask(db, walk.cipher, walk.organization_id, walk.people[who], wish, walk.clock())


async def decide(walk: Walk, order_id: UUID, who: str, *, agrees: bool = True) -> bool:
    async with walk.database.begin() as db:
        return await export_orders.decide(
            db, walk.organization_id, order_id, walk.people[who], walk.clock(), agrees=agrees
        )


async def read(walk: Walk, order_id: UUID) -> Ordered:
    async with walk.database.begin() as db:
        found = await export_orders.read(db, walk.cipher, walk.organization_id, order_id)
    assert found is not None
    return found


async def claim(walk: Walk, database: Database | None = None) -> Job:
    async with (database or walk.database).begin() as db:
        claimed = await export_making.claim(db, walk.cipher, walk.clock())
    assert claimed is not None
    return claimed[0]


async def nothing_to_make(walk: Walk) -> bool:
    async with walk.database.begin() as db:
        return await export_making.claim(db, walk.cipher, walk.clock()) is None


async def do(walk: Walk, what: Any, job: Job, *more: Any) -> None:
    async with walk.database.begin() as db:
        await what(db, job, *more)


async def events(walk: Walk) -> list[str]:
    return [one.event for one in await walk.rows(AuditEvent)]


@pytest.fixture
async def second(walk: Walk) -> Walk:
    await walk.add_person("ira", "Ira Second", Gender.UNDISCLOSED, is_admin=True)
    return walk


class TestDeciding:
    async def test_without_names_nobody_has_to_agree(self, walk: Walk) -> None:
        order_id = await ask(walk)
        assert (await claim(walk)).id == order_id

    async def test_with_names_it_is_made_only_when_another_agreed(self, second: Walk) -> None:
        order_id = await ask(second, NAMED)
        assert await nothing_to_make(second)
        assert await decide(second, order_id, "ira")
        assert (await claim(second)).id == order_id
        assert (await read(second, order_id)).decided_by == "Ira Second"
        assert await events(second) == ["export.asked", "export.approved"]

    async def test_nobody_agrees_with_themselves(self, second: Walk) -> None:
        order_id = await ask(second, NAMED)
        assert not await decide(second, order_id, "ada")
        assert (await read(second, order_id)).state is ExportState.WAITING

    async def test_it_is_decided_once(self, second: Walk) -> None:
        order_id = await ask(second, NAMED)
        assert await decide(second, order_id, "ira", agrees=False)
        assert not await decide(second, order_id, "ira")
        assert (await read(second, order_id)).state is ExportState.DECLINED
        assert await nothing_to_make(second)

    async def test_too_late_nobody_decides(self, second: Walk) -> None:
        order_id = await ask(second, NAMED)
        second.clock.move(TO_APPROVE)
        assert not await decide(second, order_id, "ira")
        assert await nothing_to_make(second)

    async def test_nobody_decides_for_another_organization(self, second: Walk) -> None:
        order_id = await ask(second, NAMED)
        other = await second.another_organization()
        async with second.database.begin() as db:
            assert not await export_orders.decide(
                db, other.organization_id, order_id, other.people["zoe"], second.clock(), agrees=True
            )

    async def test_an_approval_is_for_exactly_that_order(self, second: Walk) -> None:
        agreed, other = await ask(second, NAMED), await ask(second, replace(NAMED, first=date(2020, 1, 1)))
        assert agreed != other
        await decide(second, agreed, "ira")
        assert (await claim(second)).first == NAMED.first
        assert await nothing_to_make(second)

    async def test_the_same_again_is_the_same_order(self, walk: Walk) -> None:
        assert await ask(walk) == await ask(walk)
        assert await ask(walk, replace(PLAIN, form=ExportForm.XLSX)) != await ask(walk)
        assert await ask(walk, NAMED) != await ask(walk, replace(NAMED, reason="for something else entirely"))

    async def test_the_reason_is_sealed_and_in_no_trail(self, walk: Walk) -> None:
        order_id = await ask(walk, NAMED)
        assert NAMED.reason not in await walk.dump()
        assert (await read(walk, order_id)).wish.reason == NAMED.reason
        [event] = await walk.rows(AuditEvent)
        assert event.details["reason_given"] is True
        assert event.details["names"] is True

    async def test_who_left_counts_as_no_second_admin(self, second: Walk) -> None:
        async def others() -> int:
            async with second.database.begin() as db:
                return await export_orders.other_admins(
                    db, second.organization_id, second.people["ada"], second.clock().date()
                )

        assert await others() == 1
        await second.set_person("ira", left_on=date(2026, 3, 4))
        assert await others() == 0


class TestMaking:
    async def test_each_order_is_claimed_once(self, walk: Walk) -> None:
        await ask(walk)
        await claim(walk)
        assert await nothing_to_make(walk)

    async def test_another_takes_over_what_lapsed_and_the_first_learns_of_it(self, walk: Walk) -> None:
        order_id = await ask(walk)
        first = await claim(walk)
        async with walk.database.begin() as db:
            await export_files.keep(db, walk.organization_id, order_id, 0, b"half of it")
        walk.clock.move(LEASE)
        second = await claim(walk)
        assert await walk.rows(ExportChunk) == []
        with pytest.raises(LeaseLost):
            await do(walk, export_making.hold, first, walk.clock())
        with pytest.raises(LeaseLost):
            await do(walk, export_making.finish, first, File(1, 0, 1, "x"), walk.clock())
        await do(walk, export_making.finish, second, File(7, 1, 9, "x"), walk.clock())
        ordered = await read(walk, order_id)
        assert (ordered.state, ordered.rows, ordered.withheld) == (ExportState.READY, 7, 1)

    async def test_a_lease_that_is_held_does_not_lapse(self, walk: Walk) -> None:
        order_id = await ask(walk)
        job = await claim(walk)
        walk.clock.move(LEASE - timedelta(seconds=1))
        await do(walk, export_making.hold, job, walk.clock())
        walk.clock.move(timedelta(seconds=2))
        assert await nothing_to_make(walk)
        async with walk.database.begin() as db:
            await export_making.hold(db, job, walk.clock(), rows=(30, 40))
        assert (await read(walk, order_id)).percent == 75

    async def test_what_kills_its_makers_is_given_up(self, walk: Walk) -> None:
        order_id = await ask(walk)
        for _ in range(MOST_ATTEMPTS):
            await claim(walk)
            walk.clock.move(LEASE)
        assert await nothing_to_make(walk)
        assert (await read(walk, order_id)).state is ExportState.FAILED
        assert (await events(walk))[-1] == "export.failed"

    async def test_who_ends_through_no_fault_of_the_order_gives_it_back_at_once(self, walk: Walk) -> None:
        await ask(walk)
        for _ in range(MOST_ATTEMPTS + 2):
            await do(walk, export_making.release, await claim(walk))

    async def test_who_is_no_admin_any_more_gets_nothing(self, walk: Walk) -> None:
        order_id = await ask(walk)
        await walk.set_person("ada", is_admin=False)
        assert await nothing_to_make(walk)
        assert (await read(walk, order_id)).state is ExportState.FAILED

    async def test_two_replicas_do_not_take_the_same(self, walk: Walk) -> None:
        await ask(walk)
        await ask(walk, replace(PLAIN, what=ExportWhat.NUDGES))
        async with walk.database.begin() as one:
            first = await export_making.claim(one, walk.cipher, walk.clock())
            assert first is not None
            if not walk.database.is_sqlite:  # which has one writer at a time
                async with walk.database.begin() as two:
                    second = await export_making.claim(two, walk.cipher, walk.clock())
                assert second is not None
                assert second[0].id != first[0].id


class TestFile:
    def test_pieces_can_not_be_changed_moved_or_mixed(self) -> None:
        order_id = new_id()
        key = FileKey.new(order_id)
        sealed = key.encrypt(0, b"rows")
        assert key.decrypt(0, sealed) == b"rows"
        for number, data in ((1, sealed), (0, sealed[:-1] + bytes([sealed[-1] ^ 1]))):
            with pytest.raises(InvalidTag):
                key.decrypt(number, data)

    async def test_the_key_opens_only_with_ours_and_for_its_order(self, walk: Walk) -> None:
        order_id = new_id()
        key = FileKey.new(order_id)
        sealed = key.encrypt(0, b"rows")
        assert FileKey.opened(walk.cipher, order_id, key.sealed(walk.cipher)).decrypt(0, sealed) == b"rows"
        with pytest.raises(InvalidTag):
            FileKey.opened(walk.cipher, new_id(), key.sealed(walk.cipher)).decrypt(0, sealed)
        with pytest.raises(LostFile):
            FileKey.opened(walk.cipher, order_id, "nonsense")

    async def test_a_link_is_for_who_asked_and_as_long_as_they_are_admin(self, second: Walk) -> None:
        order_id = await made(second)
        token = await link(second, order_id)
        assert token is not None
        assert await link(second, order_id, "ira") is None
        assert token not in await second.dump()
        assert await found(second, token)
        await second.set_person("ada", is_admin=False)
        assert not await found(second, token)

    async def test_its_time_ends_file_and_links_and_later_the_order(self, walk: Walk) -> None:
        order_id = await made(walk)
        token = await link(walk, order_id)
        assert token is not None
        walk.clock.move(LIFETIME - timedelta(seconds=1))
        assert await forgotten(walk) == 0
        assert await found(walk, token)
        walk.clock.move(timedelta(seconds=1))
        assert not await found(walk, token)
        assert await link(walk, order_id) is None
        assert await forgotten(walk) == 1
        assert await walk.rows(ExportChunk) == await walk.rows(ExportLink) == []
        [order] = await walk.rows(ExportOrder)
        assert order.key_sealed is None
        walk.clock.move(REMEMBERED)
        assert await forgotten(walk) == 1
        assert await walk.rows(ExportOrder) == []

    async def test_erasing_who_asked_takes_the_file_along(self, walk: Walk) -> None:
        await link(walk, await made(walk))
        async with walk.database.begin() as db:
            now = walk.clock()
            await erasure.erase(db, walk.organization_id, walk.people["ada"], today=now.date(), now=now)
        for model in (ExportOrder, ExportChunk, ExportLink):
            assert await walk.rows(model) == []


async def made(walk: Walk) -> UUID:
    order_id = await ask(walk)
    job = await claim(walk)
    async with walk.database.begin() as db:
        await export_files.keep(db, walk.organization_id, order_id, 0, b"sealed")
        await export_making.finish(db, job, File(1, 0, 6, "00"), walk.clock())
    return order_id


async def link(walk: Walk, order_id: UUID, who: str = "ada") -> str | None:
    async with walk.database.begin() as db:
        return await export_links.make(db, walk.organization_id, order_id, walk.people[who], walk.clock())


async def found(walk: Walk, token: str) -> bool:
    async with walk.database.begin() as db:
        return await export_links.find(db, token, walk.clock()) is not None


async def forgotten(walk: Walk) -> int:
    async with walk.database.begin() as db:
        return await export_making.forget_over(db, walk.clock())
