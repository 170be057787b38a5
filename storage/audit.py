"""The audit trail: who did what to the installation. Append-only, and each entry is chained to the one before.

`details` hold ids, words of ours and numbers: never a name, an address or text that a person wrote. Triggers refuse
to change or delete an entry; the chain shows it where somebody got around them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select

from storage.database import Connection
from storage.models import AuditEvent, Organization

OPERATOR = "operator"
"""The actor where no person is known: whoever runs the command line."""

FIRST = "0" * 64
"""What stands in for the hash before the first entry."""

_PAGE = 500
_COLUMNS = (
    AuditEvent.organization_id,
    AuditEvent.sequence,
    AuditEvent.at,
    AuditEvent.actor,
    AuditEvent.event,
    AuditEvent.details,
    AuditEvent.previous_hash,
    AuditEvent.hash,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with the trail, and at which entry."""

    sequence: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` saw. The number and hash of the last entry, kept elsewhere, show later whether the end is cut."""

    entries: int
    last: int
    head: str
    findings: tuple[Finding, ...]


async def record(
    db: Connection, organization_id: UUID, *, actor: str, event: str, details: Mapping[str, object], now: datetime
) -> None:
    """Adds an entry. Writers of one organization queue, so that the chain has no forks. Ids and dates become text."""
    # PostgreSQL: the organization's row is the queue (NO KEY: others may go on referring to it). SQLite has one writer.
    queue = select(Organization.id).where(Organization.id == organization_id).with_for_update(key_share=True)
    (await db.execute(queue)).scalar_one()
    last = (
        await db.execute(
            select(AuditEvent.sequence, AuditEvent.hash)
            .where(AuditEvent.organization_id == organization_id)
            .order_by(AuditEvent.sequence.desc())
            .limit(1)
        )
    ).one_or_none()
    entry: dict[str, Any] = {
        "organization_id": organization_id,
        "sequence": last.sequence + 1 if last is not None else 1,
        "at": now,
        "actor": actor,
        "event": event,
        "details": json.loads(json.dumps(dict(details), default=str)),
        "previous_hash": last.hash if last is not None else FIRST,
    }
    await db.execute(insert(AuditEvent).values(**entry, hash=_hash(entry)))


async def verify(db: Connection, organization_id: UUID, *, known: tuple[int, str] | None = None) -> Verdict:
    """Reads the whole chain and tells every place where it does not hold.

    The last entries can be cut off without a trace in the chain itself: `known`, the number and hash of an entry that
    was written down elsewhere, shows that, too.
    """
    findings: list[Finding] = []
    entries, expected, previous = 0, 1, FIRST
    async for row in _chain(db, organization_id):
        entries += 1
        if row.sequence > expected:
            findings.append(Finding(expected, _missing(expected, row.sequence - 1)))
        elif row.previous_hash != previous:
            findings.append(Finding(row.sequence, "does not follow the entry before it: moved, or put in later"))
        if row.hash != _hash(row._asdict()):
            findings.append(Finding(row.sequence, "was changed after it was written"))
        if known is not None and row.sequence == known[0] and row.hash != known[1]:
            findings.append(Finding(row.sequence, "is not the entry that was written down"))
        expected, previous = row.sequence + 1, row.hash
    if known is not None and expected <= known[0]:
        findings.append(Finding(expected, _missing(expected, known[0])))
    return Verdict(entries, expected - 1, previous, tuple(findings))


async def _chain(db: Connection, organization_id: UUID) -> AsyncIterator[Row[*tuple[Any, ...]]]:
    """The entries in order, a page at a time: the trail grows for years."""
    after = -(2**62)
    while True:
        query = (
            select(*_COLUMNS)
            .where(AuditEvent.organization_id == organization_id, AuditEvent.sequence > after)
            .order_by(AuditEvent.sequence)
            .limit(_PAGE)
        )
        rows = (await db.execute(query)).all()
        for row in rows:
            yield row
        if len(rows) < _PAGE:
            return
        after = rows[-1].sequence


def _hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of every column but the hash itself; the previous hash is one of them."""
    content = {
        "organization_id": str(entry["organization_id"]),
        "sequence": entry["sequence"],
        "at": entry["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry["actor"],
        "event": entry["event"],
        "details": entry["details"],
        "previous_hash": entry["previous_hash"],
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _missing(first: int, last: int) -> str:
    return "is missing" if first == last else f"and all up to {last} are missing"
