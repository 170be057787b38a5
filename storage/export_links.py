"""Links that fetch the file of an export: for who asked for it, as long as they are an admin, and once.

Who begins first has it to themselves: a download that broke off may be begun again, or gone on with, as often as it
takes, by the same browser or by who has the beginning. When all of it was handed over the link begins no other; the
rest may still be fetched by who has the beginning, since a server can't know what arrived.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, insert, select, update

from storage import audit
from storage.database import Connection
from storage.encryption import token_hash
from storage.export_files import new_token
from storage.export_orders import is_admin
from storage.export_words import ExportState
from storage.models import ExportLink, ExportOrder, Person
from storage.models.base import new_id
from storage.words import ExportForm, ExportWhat


@dataclass(frozen=True, slots=True)
class Fetched:
    """The file that a link leads to."""

    organization_id: UUID
    link_id: UUID
    order_id: UUID
    person_id: UUID
    what: ExportWhat
    first: date
    last: date
    form: ExportForm
    with_names: bool
    rows: int
    size: int
    sha256: str
    key_sealed: str
    expires_at: datetime
    is_completed: bool
    holder_hash: str | None

    def is_held_by(self, secret: str) -> bool:
        """Whether it was begun by who was given that secret."""
        return self.holder_hash is not None and hmac.compare_digest(self.holder_hash, token_hash(secret))


async def make(db: Connection, organization_id: UUID, order_id: UUID, person_id: UUID, now: datetime) -> str | None:
    """A link's token, which nobody can be told a second time; None where the person has no such file (any more)."""
    query = select(ExportOrder.id).where(
        ExportOrder.organization_id == organization_id,
        ExportOrder.id == order_id,
        ExportOrder.person_id == person_id,
        *_serves(now),
    )
    if (await db.execute(query)).one_or_none() is None:
        return None
    token = new_token()
    await db.execute(
        insert(ExportLink).values(
            organization_id=organization_id,
            id=new_id(),
            order_id=order_id,
            token_hash=token_hash(token),
            created_at=now,
        )
    )
    return token


async def is_any(db: Connection, organization_id: UUID, order_id: UUID) -> bool:
    """Whether who asked for it had a link already."""
    query = select(ExportLink.id).where(ExportLink.organization_id == organization_id, ExportLink.order_id == order_id)
    return (await db.execute(query.limit(1))).first() is not None


async def find(db: Connection, token: str, now: datetime) -> Fetched | None:
    """What the link leads to; None where it is none of ours, or its time or its person's is over."""
    order = ExportOrder
    query = (
        select(
            order.organization_id,
            ExportLink.id,
            order.id,
            order.person_id,
            order.what,
            order.first_on,
            order.last_on,
            order.form,
            order.with_names,
            order.rows_done,
            order.size,
            order.sha256,
            order.key_sealed,
            order.expires_at,
            ExportLink.completed_at.is_not(None),
            ExportLink.holder_hash,
        )
        .select_from(ExportLink)
        .join(order, and_(order.organization_id == ExportLink.organization_id, order.id == ExportLink.order_id))
        .join(Person, and_(Person.organization_id == order.organization_id, Person.id == order.person_id))
        .where(ExportLink.token_hash == token_hash(token), *_serves(now), *is_admin(now.date()))
    )
    row: Any = (await db.execute(query)).one_or_none()
    return None if row is None else Fetched(*row)


async def hold(db: Connection, fetched: Fetched) -> str | None:
    """A secret for who begins first, by which they are known again; None where somebody else was quicker."""
    secret = new_token()
    free = (
        ExportLink.organization_id == fetched.organization_id,
        ExportLink.id == fetched.link_id,
        ExportLink.holder_hash.is_(None),
    )
    held = await db.execute(update(ExportLink).where(*free).values(holder_hash=token_hash(secret)))
    return secret if held.rowcount else None


async def begun(db: Connection, fetched: Fetched, first_byte: int, now: datetime) -> None:
    """The file is about to be handed over from that byte on. In the trail before anything leaves."""
    await _audit(db, fetched, "export.download_started", {"from_byte": first_byte}, now)


async def ended(db: Connection, fetched: Fetched, first_byte: int, bytes_sent: int, now: datetime) -> None:
    """So much of it was handed over. When it was the last byte, the link begins no other download."""
    is_complete = first_byte + bytes_sent >= fetched.size
    if is_complete:
        await db.execute(
            update(ExportLink)
            .where(
                ExportLink.organization_id == fetched.organization_id,
                ExportLink.id == fetched.link_id,
                ExportLink.completed_at.is_(None),
            )
            .values(completed_at=now)
        )
    event = "export.downloaded" if is_complete else "export.download_interrupted"
    await _audit(db, fetched, event, {"from_byte": first_byte, "bytes": bytes_sent}, now)


def _serves(now: datetime) -> tuple[Any, ...]:
    return (ExportOrder.state == ExportState.READY, ExportOrder.expires_at > now)


async def _audit(db: Connection, fetched: Fetched, event: str, more: dict[str, object], now: datetime) -> None:
    details = {"export": fetched.order_id, "link": fetched.link_id, **more}
    await audit.record(db, fetched.organization_id, actor=str(fetched.person_id), event=event, details=details, now=now)
