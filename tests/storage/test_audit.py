"""The audit trail cannot be changed quietly: triggers refuse it, and the chain shows who got around them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from storage import audit, workspaces
from storage.audit import Finding
from storage.database import Connection, Database
from storage.models import AuditEvent
from tests.clock import FrozenClock
from tests.storage.trail import change, organization, verdict, write

__all__ = ["organization"]  # a fixture of the other file


async def behind_the_triggers(database: Database, *statements: str) -> None:
    """What somebody does who owns the database."""
    async with database.begin_migration() as db:
        if database.is_sqlite:
            for what in ("update", "delete"):
                await db.execute(text(f"DROP TRIGGER audit_events_no_{what}"))
        else:
            await db.execute(text("ALTER TABLE audit_events DISABLE TRIGGER ALL"))
        for statement in statements:
            await db.execute(text(statement))


async def test_an_untouched_trail_holds(database: Database, organization: UUID, clock: FrozenClock) -> None:
    await write(database, organization, clock)
    found = await verdict(database, organization)
    assert (found.entries, found.last, found.findings) == (5, 5, ())
    assert (await verdict(database, organization, (found.last, found.head))).findings == ()


async def test_an_empty_trail_holds(database: Database, organization: UUID) -> None:
    assert await verdict(database, organization) == audit.Verdict(0, 0, audit.FIRST, ())


async def test_a_long_trail_is_read_in_pages(
    database: Database, organization: UUID, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_PAGE", 2)
    for count in (1, 3):  # 1, then 4 entries: an odd page and full pages
        await write(database, organization, clock, count)
        found = await verdict(database, organization)
        assert found.findings == ()
    assert found.entries == 4


async def test_an_entry_can_be_neither_changed_nor_deleted(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    await write(database, organization, clock)
    statements = ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"]
    if not database.is_sqlite:
        statements.append("TRUNCATE audit_events")
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"):
            await change(database, statement)
    assert (await verdict(database, organization)).entries == 5


CHANGES = [
    "actor = 'somebody'",
    "event = 'nothing'",
    "details = '{\"number\": 7}'",
    "at = '2026-03-04 09:00:00+00:00'",
    "hash = replace(hash, substr(hash, 1, 1), 'x')",
]


@pytest.mark.parametrize("changed", CHANGES)
async def test_a_changed_entry_is_found(
    database: Database, organization: UUID, clock: FrozenClock, changed: str
) -> None:
    await write(database, organization, clock)
    if database.is_sqlite:
        changed = changed.replace("+00:00", ".000000")
    await behind_the_triggers(database, f"UPDATE audit_events SET {changed} WHERE sequence = 3")
    findings = (await verdict(database, organization)).findings
    assert findings[0] == Finding(3, "was changed after it was written")


def one_other_byte(name: str, is_sqlite: bool) -> str:
    """SQL for the value of a column with one byte of it changed."""
    first = f"CASE WHEN substr({name}, 1, 1) = 'a' THEN 'b' ELSE 'a' END || substr({name}, 2)"
    texts = dict.fromkeys(("actor", "event", "previous_hash", "hash"), first)
    if is_sqlite:
        at = "substr(at, 1, length(at) - 1) || '9'"
        id_ = "substr(organization_id, 1, 31) || CASE WHEN substr(organization_id, 32) = 'f' THEN 'e' ELSE 'f' END"
        details = "replace(details, '2', '7')"
    else:
        own = "CAST(organization_id AS text)"
        id_ = f"CAST(substr({own}, 1, 35) || CASE WHEN substr({own}, 36) = 'f' THEN 'e' ELSE 'f' END AS uuid)"
        at, details = "at + interval '1 microsecond'", "CAST(replace(CAST(details AS text), '2', '7') AS json)"
    return {**texts, "organization_id": id_, "sequence": "7", "at": at, "details": details}[name]


@pytest.mark.parametrize("name", [column.name for column in AuditEvent.__table__.columns])
async def test_one_byte_of_any_column_makes_a_difference_and_the_place_is_named(
    database: Database, organization: UUID, clock: FrozenClock, name: str
) -> None:
    await write(database, organization, clock)
    assert (await verdict(database, organization)).findings == ()
    value = one_other_byte(name, database.is_sqlite)
    other = value.replace("organization_id", "id")  # an organization that the entry may refer to
    await behind_the_triggers(
        database,
        "INSERT INTO organizations (id, origin, name, created_at) "
        f"SELECT {other}, 'other', 'Other', created_at FROM organizations"
        if name == "organization_id"
        else "SELECT 1",
        f"UPDATE audit_events SET {name} = {value} WHERE sequence = 3",
    )
    first = (await verdict(database, organization)).findings[0]
    is_elsewhere = name in {"organization_id", "sequence"}
    follows_not = "does not follow the entry before it: moved, or put in later"
    what = "was changed after it was written"
    assert first == Finding(3, "is missing" if is_elsewhere else follows_not if name == "previous_hash" else what)


async def test_an_entry_changed_with_its_hash_is_found_by_the_next(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    """Somebody who knows how hashes are made has to make all that follow anew, and `--knows` shows that."""
    await write(database, organization, clock)
    head = await verdict(database, organization)
    async with database.begin() as db:
        entry: Any = (await db.execute(select(*audit._COLUMNS).where(AuditEvent.sequence == 3))).one()._asdict()
    forged = audit._hash({**entry, "actor": "somebody"})
    await behind_the_triggers(
        database, f"UPDATE audit_events SET actor = 'somebody', hash = '{forged}' WHERE sequence = 3"
    )
    findings = (await verdict(database, organization, (head.last, head.head))).findings
    assert [one.sequence for one in findings] == [4]
    assert "does not follow" in findings[0].what


@pytest.mark.parametrize(
    ("removed", "expected"),
    [
        ("sequence = 1", (1, "is missing")),
        ("sequence = 3", (3, "is missing")),
        ("sequence IN (2, 3, 4)", (2, "and all up to 4 are missing")),
    ],
)
async def test_a_missing_entry_is_found(
    database: Database, organization: UUID, clock: FrozenClock, removed: str, expected: tuple[int, str]
) -> None:
    await write(database, organization, clock)
    await behind_the_triggers(database, f"DELETE FROM audit_events WHERE {removed}")
    assert (await verdict(database, organization)).findings == (Finding(*expected),)


async def test_swapped_entries_are_found(database: Database, organization: UUID, clock: FrozenClock) -> None:
    await write(database, organization, clock)
    await behind_the_triggers(
        database,
        "UPDATE audit_events SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_events SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit_events SET sequence = 3 WHERE sequence = 99",
    )
    findings = (await verdict(database, organization)).findings
    assert {one.sequence for one in findings} == {2, 3, 4}


async def test_an_entry_put_in_later_is_found(database: Database, organization: UUID, clock: FrozenClock) -> None:
    await write(database, organization, clock)
    entry: dict[str, Any] = {
        "organization_id": organization,
        "sequence": 0,
        "at": clock(),
        "actor": "operator",
        "event": "invented",
        "details": {},
        "previous_hash": audit.FIRST,
    }
    async with database.begin() as db:
        await db.execute(insert(AuditEvent).values(**entry, hash=audit._hash(entry)))
    findings = (await verdict(database, organization)).findings
    assert findings[0] == Finding(1, "does not follow the entry before it: moved, or put in later")


async def test_a_cut_end_shows_only_to_who_wrote_it_down(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    await write(database, organization, clock)
    before = await verdict(database, organization)
    await behind_the_triggers(database, "DELETE FROM audit_events WHERE sequence >= 4")
    assert (await verdict(database, organization)).findings == ()
    known = (before.last, before.head)
    assert (await verdict(database, organization, known)).findings == (Finding(4, "and all up to 5 are missing"),)

    await write(database, organization, clock)  # grown again, over the cut
    assert (await verdict(database, organization)).findings == ()
    assert (await verdict(database, organization, known)).findings == (
        Finding(5, "is not the entry that was written down"),
    )


async def test_writers_at_once_make_one_chain(database: Database, organization: UUID, clock: FrozenClock) -> None:
    async def one(number: int) -> None:
        async with database.begin() as db:
            await audit.record(db, organization, actor=str(number), event="tested", details={}, now=clock())

    await asyncio.gather(*(one(number) for number in range(12)))
    found = await verdict(database, organization)
    assert (found.entries, found.last, found.findings) == (12, 12, ())


async def test_what_is_rolled_back_leaves_no_gap(database: Database, organization: UUID, clock: FrozenClock) -> None:
    await write(database, organization, clock, 1)
    with pytest.raises(KeyError):
        await fail_after_recording(database, organization, clock)
    await write(database, organization, clock, 1)
    found = await verdict(database, organization)
    assert (found.last, found.findings) == (2, ())


async def fail_after_recording(database: Database, organization: UUID, clock: FrozenClock) -> None:
    async with database.begin() as db:
        await audit.record(db, organization, actor="operator", event="tested", details={}, now=clock())
        raise KeyError


async def test_each_organization_has_a_chain_of_its_own(
    database: Database, organization: UUID, clock: FrozenClock
) -> None:
    async with database.begin() as db:
        other = await workspaces.found(db, "other", "Other", clock())
    await write(database, organization, clock, 3)
    await write(database, other, clock, 2)
    assert (await verdict(database, organization)).entries == 3
    assert (await verdict(database, other)).entries == 2
    await behind_the_triggers(database, "DELETE FROM audit_events WHERE sequence = 2 AND actor = 'operator'")
    assert (await verdict(database, other)).findings == ()  # its last one: nothing follows that could tell


async def test_ids_and_dates_in_details_become_text(database: Database, organization: UUID, clock: FrozenClock) -> None:
    async with database.begin() as db:
        details = {"person": organization, "day": clock().date(), "kinds": ("a", "b"), "folder": Path("x")}
        await audit.record(db, organization, actor="operator", event="tested", details=details, now=clock())
        stored = (await db.scalars(select(AuditEvent.details))).one()
    assert stored == {"person": str(organization), "day": "2026-03-04", "kinds": ["a", "b"], "folder": "x"}
    assert (await verdict(database, organization)).findings == ()


async def test_an_unknown_organization_has_no_trail(database: Database, organization: UUID, clock: FrozenClock) -> None:
    async def record(db: Connection) -> None:
        await audit.record(db, UUID(int=1), actor="operator", event="tested", details={}, now=clock())

    async with database.begin() as db:
        with pytest.raises(Exception, match="No row was found"):
            await record(db)
