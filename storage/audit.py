"""The audit trail: who did what to the installation. Append-only, and each entry is chained to the one before.

`details` hold ids, words of ours and numbers: never a name, an address or text that a person wrote. Triggers refuse
to change or delete an entry; the chain shows it where somebody got around them. When the time of the oldest is over,
an anchor keeps the number and hash of the last of them, an entry vouches for it, and the chain goes on from there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select

from storage.database import Connection
from storage.models import AuditAnchor, AuditEvent, Organization

OPERATOR = "operator"
"""The actor where no person is known: whoever runs the command line."""

FIRST = "0" * 64
"""What stands in for the hash before the first entry."""

CUT = "audit.cut"
"""The event that vouches for an anchor."""

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
    """What `verify` saw. The number and hash of the last entry, kept elsewhere, show later whether the end is cut.

    `removed`: up to which entry the oldest were rightly removed; 0: none was.
    """

    entries: int
    last: int
    head: str
    findings: tuple[Finding, ...]
    removed: int = 0


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
    anchors = await _anchors(db, organization_id)
    removed, head = next(iter(anchors.items()), (0, FIRST))
    entries, expected, previous, is_vouched_for = 0, removed + 1, head, removed == 0
    async for row in _chain(db, organization_id, removed):
        entries += 1
        if row.sequence > expected:
            findings.append(Finding(expected, _missing(expected, row.sequence - 1)))
        elif row.previous_hash != previous:
            findings.append(Finding(row.sequence, "does not follow the entry before it: moved, or put in later"))
        if row.hash != _hash(row._asdict()):
            findings.append(Finding(row.sequence, "was changed after it was written"))
        if known is not None and row.sequence == known[0] and row.hash != known[1]:
            findings.append(Finding(row.sequence, "is not the entry that was written down"))
        if row.event == CUT and row.details == {"through": removed, "hash": head}:
            is_vouched_for = True
        expected, previous = row.sequence + 1, row.hash
    if not is_vouched_for:
        findings.append(Finding(removed, "and all before it were removed, and no entry vouches for that"))
    if known is not None and anchors.get(known[0], known[1]) != known[1]:
        findings.append(Finding(known[0], "was removed, and is not the entry that was written down"))
    if known is not None and expected <= known[0]:
        findings.append(Finding(expected, _missing(expected, known[0])))
    return Verdict(entries, expected - 1, previous, tuple(findings), removed)


async def cut(db: Connection, organization_id: UUID, before: datetime, now: datetime) -> bool:
    """Lets the oldest entries go, up to the first that is not older than that moment; False where there are none.

    It sets the anchor. `drop_cut` then takes the entries away, a batch at a time.
    """
    mine = AuditEvent.organization_id == organization_id
    anchor = next(iter(await _anchors(db, organization_id)), 0)
    kept = await db.scalar(
        select(AuditEvent.sequence).where(mine, AuditEvent.at >= before).order_by(AuditEvent.sequence).limit(1)
    )
    last = select(AuditEvent.sequence, AuditEvent.hash).where(mine, AuditEvent.sequence > anchor)
    if kept is not None:
        last = last.where(AuditEvent.sequence < kept)
    row = (await db.execute(last.order_by(AuditEvent.sequence.desc()).limit(1))).one_or_none()
    if row is None:
        return False
    await db.execute(
        insert(AuditAnchor).values(organization_id=organization_id, sequence=row.sequence, hash=row.hash, cut_at=now)
    )
    details = {"through": row.sequence, "hash": row.hash}
    await record(db, organization_id, actor=OPERATOR, event=CUT, details=details, now=now)
    return True


async def drop_cut(db: Connection, organization_id: UUID, limit: int) -> int:
    """Takes away entries that an anchor covers, the oldest first; returns how many."""
    mine = AuditEvent.organization_id == organization_id
    through = await db.scalar(
        select(func.max(AuditAnchor.sequence)).where(AuditAnchor.organization_id == organization_id)
    )
    if through is None:
        return 0
    those = select(AuditEvent.sequence).where(mine, AuditEvent.sequence <= through).order_by(AuditEvent.sequence)
    ids = list(await db.scalars(those.limit(limit)))
    if ids:
        await db.execute(delete(AuditEvent).where(mine, AuditEvent.sequence.in_(ids)))
    return len(ids)


async def _anchors(db: Connection, organization_id: UUID) -> dict[int, str]:
    """Up to where entries were removed, and the last one's hash; the latest first."""
    rows = await db.execute(
        select(AuditAnchor.sequence, AuditAnchor.hash)
        .where(AuditAnchor.organization_id == organization_id)
        .order_by(AuditAnchor.sequence.desc())
    )
    return {row.sequence: row.hash for row in rows}


async def _chain(db: Connection, organization_id: UUID, removed: int) -> AsyncIterator[Row[*tuple[Any, ...]]]:
    """The entries in order, a page at a time: the trail grows for years. Those up to `removed` may still be there."""
    after = removed or -(2**62)
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
