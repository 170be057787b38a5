"""The making of ordered exports: who claims an order holds it by a lease, and any replica takes over what lapsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update

from storage import audit, export_files, notices
from storage.database import Connection
from storage.encryption import Cipher
from storage.export_files import FileKey
from storage.export_orders import is_admin
from storage.export_words import ExportState
from storage.models import ExportChunk, ExportLink, ExportOrder, Person
from storage.models.base import new_id
from storage.notice_words import About
from storage.words import ExportForm, ExportWhat

LEASE = timedelta(minutes=2)
LIFETIME = timedelta(hours=24)
"""How long a file may be fetched."""
REMEMBERED = timedelta(days=30)
"""How long an order is listed after its time is over. The audit trail keeps it longer."""
STILL_LOOKS = timedelta(seconds=15)
"""How long whoever asked for something looks at it: when it is done by then, they need no message that says so."""
MOST_ATTEMPTS = 3
AGAIN_AFTER = timedelta(seconds=20)


class LeaseLost(Exception):
    """Somebody else makes it now, or nobody is to."""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed order, and what it is to hold."""

    organization_id: UUID
    id: UUID
    lease_id: UUID
    person_id: UUID
    what: ExportWhat
    first: date
    last: date
    form: ExportForm
    with_bom: bool
    with_names: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class File:
    """What came of it. `withheld`: of how many periods somebody's rows are left out."""

    rows: int
    withheld: int
    size: int
    sha256: str


async def claim(db: Connection, cipher: Cipher, now: datetime) -> tuple[Job, FileKey] | None:
    """Takes the order that waits longest, whose maker may have died; None where none is to be made.

    An order that its makers died of too often, or whose person is no admin any more, fails instead.
    """
    free = or_(ExportOrder.lease_until.is_(None), ExportOrder.lease_until <= now)
    due = (ExportOrder.state == ExportState.ORDERED, free, ExportOrder.expires_at > now)
    of_admin = and_(
        Person.organization_id == ExportOrder.organization_id, Person.id == ExportOrder.person_id, *is_admin(now.date())
    )
    query = (
        select(ExportOrder.organization_id, ExportOrder.id, select(Person.id).where(of_admin).exists())
        .where(*due)
        .order_by(ExportOrder.asked_at, ExportOrder.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = (await db.execute(query)).one_or_none()
    if found is None:
        return None
    organization_id, order_id, is_theirs = found
    lease_id, key = new_id(), FileKey.new(order_id)
    taken = await db.execute(
        update(ExportOrder)
        .where(ExportOrder.organization_id == organization_id, ExportOrder.id == order_id, *due)
        .values(
            lease_id=lease_id,
            lease_until=now + LEASE,
            attempts=ExportOrder.attempts + 1,
            rows_done=0,
            rows_expected=None,
            key_sealed=key.sealed(cipher),
        )
        .returning(
            ExportOrder.person_id,
            ExportOrder.what,
            ExportOrder.first_on,
            ExportOrder.last_on,
            ExportOrder.form,
            ExportOrder.with_bom,
            ExportOrder.with_names,
            ExportOrder.attempts,
        )
    )
    row: Any = taken.one_or_none()
    if row is None:  # SQLite has no lock on the row: another process got there first
        return None
    job = Job(organization_id, order_id, lease_id, *row)
    await export_files.drop(db, organization_id, order_id)
    if not is_theirs or job.attempts > MOST_ATTEMPTS:
        await fail(db, job, now, "not_an_admin" if not is_theirs else "too_many_attempts")
        return None
    return job, key


async def hold(db: Connection, job: Job, now: datetime, *, rows: tuple[int, int | None] | None = None) -> None:
    """Goes on holding the order, and says how far it is: rows written, and of how many. Raises LeaseLost."""
    progress = {} if rows is None else {"rows_done": rows[0], "rows_expected": rows[1]}
    await _change(db, job, {"lease_until": now + LEASE, **progress})


async def finish(db: Connection, job: Job, file: File, now: datetime) -> None:
    """The file is all there. Raises LeaseLost."""
    values = {
        "state": ExportState.READY,
        "made_at": now,
        "expires_at": now + LIFETIME,
        "lease_id": None,
        "lease_until": None,
        "rows_done": file.rows,
        "rows_expected": file.rows,
        "withheld": file.withheld,
        "size": file.size,
        "sha256": file.sha256,
    }
    await _change(db, job, values)
    details = {
        "export": job.id,
        "what": job.what.value,
        "first": job.first,
        "last": job.last,
        "form": job.form.value,
        "names": job.with_names,
        "rows": file.rows,
        "periods_withheld": file.withheld,
        "bytes": file.size,
        "sha256": file.sha256,
    }
    await _audit(db, job, "export.made", details, now)
    await _tell(db, job, now)


async def give_back(db: Connection, job: Job, now: datetime) -> None:
    """It did not work this time: somebody tries again in a moment, or it has failed. Raises LeaseLost."""
    if job.attempts >= MOST_ATTEMPTS:
        await fail(db, job, now, "too_many_attempts")
    else:
        await _change(db, job, {"lease_id": None, "lease_until": now + AGAIN_AFTER})


async def release(db: Connection, job: Job) -> None:
    """Its maker ends, through no fault of the order: another may begin at once. Raises LeaseLost."""
    await _change(db, job, {"lease_id": None, "lease_until": None, "attempts": job.attempts - 1})


async def fail(db: Connection, job: Job, now: datetime, why: str) -> None:
    """It is not made. Raises LeaseLost."""
    values = {"state": ExportState.FAILED, "lease_id": None, "lease_until": None, "key_sealed": None}
    await _change(db, job, values)
    await export_files.drop(db, job.organization_id, job.id)
    await _audit(db, job, "export.failed", {"export": job.id, "why": why}, now)
    await _tell(db, job, now)


async def forget_over(db: Connection, now: datetime) -> int:
    """Drops files and links whose time is over, and orders a while after theirs; how many files and orders it were."""
    over = and_(
        ExportOrder.organization_id == ExportChunk.organization_id,
        ExportOrder.id == ExportChunk.order_id,
        ExportOrder.expires_at <= now,
    )
    of_link = and_(
        ExportOrder.organization_id == ExportLink.organization_id,
        ExportOrder.id == ExportLink.order_id,
        ExportOrder.expires_at <= now,
    )
    await db.execute(delete(ExportChunk).where(select(ExportOrder.id).where(over).exists()))
    await db.execute(delete(ExportLink).where(select(ExportOrder.id).where(of_link).exists()))
    files = await db.execute(
        update(ExportOrder)
        .where(ExportOrder.expires_at <= now, ExportOrder.key_sealed.is_not(None))
        .values(key_sealed=None, lease_id=None, lease_until=None)
    )
    orders = await db.execute(delete(ExportOrder).where(ExportOrder.expires_at <= now - REMEMBERED))
    return files.rowcount + orders.rowcount


async def _change(db: Connection, job: Job, values: Mapping[str, Any]) -> None:
    changed = await db.execute(
        update(ExportOrder)
        .where(
            ExportOrder.organization_id == job.organization_id,
            ExportOrder.id == job.id,
            ExportOrder.lease_id == job.lease_id,
        )
        .values(values)
    )
    if changed.rowcount == 0:
        raise LeaseLost(job.id)


async def _tell(db: Connection, job: Job, now: datetime) -> None:
    """Whoever asked is told, once; not while they still look at what they asked for."""
    query = select(ExportOrder.asked_at).where(
        ExportOrder.organization_id == job.organization_id, ExportOrder.id == job.id
    )
    looks_until = (await db.execute(query)).scalar_one() + STILL_LOOKS
    people = [job.person_id]
    await notices.add(db, job.organization_id, people, About.EXPORT_DONE, job.id, now, ready_at=max(now, looks_until))


async def _audit(db: Connection, job: Job, event: str, details: Mapping[str, object], now: datetime) -> None:
    await audit.record(db, job.organization_id, actor=str(job.person_id), event=event, details=details, now=now)
