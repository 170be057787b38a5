"""Exports that admins order: who agreed to names, the file while it may be fetched, and the links that fetch it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.export_words import ExportState
from storage.models.base import (
    Base,
    Instant,
    WordType,
    belongs_to_organization,
    organization_key,
    own_key,
    reference,
)
from storage.words import ExportForm, ExportWhat


def _of_order() -> ForeignKeyConstraint:
    """What belongs to an order goes with it."""
    return ForeignKeyConstraint(
        ["organization_id", "order_id"], ["export_orders.organization_id", "export_orders.id"], ondelete="CASCADE"
    )


class ExportOrder(Base):
    """An export that an admin asked for. What it is to hold never changes, so an approval is for exactly that.

    `expires_at`: when it stops to wait for an approval, to be tried, or to serve its file. `lease_id` is whoever makes
    it, until `lease_until`. `key_sealed` opens the file's chunks; without it they are noise.
    """

    __tablename__ = "export_orders"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        reference("decided_by", "people"),
        Index(None, "state", "asked_at"),
        Index(None, "expires_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    what: Mapped[ExportWhat] = mapped_column(WordType(ExportWhat))
    form: Mapped[ExportForm] = mapped_column(WordType(ExportForm))
    with_bom: Mapped[bool]
    first_on: Mapped[date]
    last_on: Mapped[date]
    with_names: Mapped[bool]
    reason_sealed: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ExportState] = mapped_column(WordType(ExportState))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    lease_id: Mapped[UUID | None]
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int]
    rows_done: Mapped[int] = mapped_column(BigInteger)
    rows_expected: Mapped[int | None] = mapped_column(BigInteger)
    withheld: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime | None] = mapped_column(Instant)
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    key_sealed: Mapped[str | None] = mapped_column(Text)


class ExportChunk(Base):
    """A piece of an order's file, under the file's own key. All but the last are `export_files.CHUNK` bytes long."""

    __tablename__ = "export_chunks"
    __table_args__ = (belongs_to_organization(), _of_order())

    organization_id: Mapped[UUID] = organization_key()
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class ExportLink(Base):
    """A link that fetches an order's file once. `completed_at`: when all of it had been handed over.

    `holder_hash`: of what the browser was given that began with it; empty while nobody has.
    """

    __tablename__ = "export_links"
    __table_args__ = (belongs_to_organization(), _of_order(), Index(None, "token_hash"))

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    order_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    holder_hash: Mapped[str | None] = mapped_column(String(64))
