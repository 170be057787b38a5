"""The oldest entries of an audit trail go when their time is over, and the rest stays a chain."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from storage import audit
from storage.audit import Finding
from storage.database import Database
from storage.models import AuditAnchor, AuditEvent
from tests.clock import FrozenClock
from tests.storage.trail import change, organization, verdict, write

__all__ = ["organization"]  # a fixture of the other file


async def cut(database: Database, organization: UUID, clock: FrozenClock, *, kept: int) -> bool:
    """Lets all but the last entries go."""
    async with database.begin() as db:
        before = clock() - timedelta(microseconds=kept - 1)
        was_cut = await audit.cut(db, organization, before, clock())
    while True:
        async with database.begin() as db:
            if not await audit.drop_cut(db, organization, 2):
                return was_cut


async def test_the_oldest_go_and_the_rest_is_a_chain_from_the_anchor(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    await write(database, organization, clock)
    old = await verdict(database, organization)
    assert await cut(database, organization, clock, kept=2)
    found = await verdict(database, organization)
    assert (found.findings, found.removed, found.entries, found.last) == ((), 3, 3, 6)  # 4, 5, and the cut itself
    assert (await verdict(database, organization, (old.last, old.head))).findings == ()
    assert not await cut(database, organization, clock, kept=3)
    await write(database, organization, clock)
    assert await cut(database, organization, clock, kept=1)
    found = await verdict(database, organization)
    assert (found.findings, found.removed, found.entries) == ((), 10, 2)


async def test_if_all_of_them_are_too_old_the_cut_itself_stays(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    await write(database, organization, clock)
    clock.move(timedelta(days=1))
    assert await cut(database, organization, clock, kept=1)
    found = await verdict(database, organization)
    assert (found.findings, found.removed, found.entries) == ((), 5, 1)


async def test_what_a_cut_is_still_taking_away_is_no_finding(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    await write(database, organization, clock)
    async with database.begin() as db:
        await audit.cut(db, organization, clock(), clock())
        assert await audit.drop_cut(db, organization, 2) == 2
    assert (await verdict(database, organization)).findings == ()


async def test_only_what_an_anchor_covers_can_be_deleted_and_no_anchor_can_be_changed(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    await write(database, organization, clock)
    async with database.begin() as db:
        await audit.cut(db, organization, clock(), clock())
        await db.execute(text("DELETE FROM audit_events WHERE sequence = 4"))
    for statement in (
        "DELETE FROM audit_events WHERE sequence = 5",
        "DELETE FROM audit_anchors",
        "UPDATE audit_anchors SET sequence = 99",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            await change(database, statement)


async def test_a_removal_for_which_no_entry_vouches_is_found(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    """Somebody sets an anchor of their own, and deletes what they want to hide."""
    await write(database, organization, clock)
    async with database.begin() as db:
        head = (await db.scalars(select(AuditEvent.hash).where(AuditEvent.sequence == 3))).one()
        anchor = {"organization_id": organization, "sequence": 3, "hash": head, "cut_at": clock()}
        await db.execute(insert(AuditAnchor).values(**anchor))
        await db.execute(text("DELETE FROM audit_events WHERE sequence <= 3"))
    assert (await verdict(database, organization)).findings == (
        Finding(3, "and all before it were removed, and no entry vouches for that"),
    )


@pytest.mark.parametrize(
    "changed", ["UPDATE audit_anchors SET hash = replace(hash, substr(hash, 1, 1), 'x')", "DELETE FROM audit_anchors"]
)
async def test_a_changed_anchor_is_found(
    database: Database, organization: UUID, clock: FrozenClock, changed: str
) -> None:
    await write(database, organization, clock)
    await cut(database, organization, clock, kept=2)
    async with database.begin_migration() as db:
        if database.is_sqlite:
            for what in ("update", "delete"):
                await db.execute(text(f"DROP TRIGGER audit_anchors_no_{what}"))
        else:
            await db.execute(text("ALTER TABLE audit_anchors DISABLE TRIGGER ALL"))
        await db.execute(text(changed))
    assert (await verdict(database, organization)).findings


async def test_an_entry_that_was_written_down_and_removed_must_be_the_one(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    await write(database, organization, clock, 3)
    known = await verdict(database, organization)
    await write(database, organization, clock, 2)
    await cut(database, organization, clock, kept=2)
    assert (await verdict(database, organization, (3, known.head))).findings == ()
    assert [one.sequence for one in (await verdict(database, organization, (3, "0" * 64))).findings] == [3]
