"""What the product keeps about its own work: inbound keys, audit events, exports."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Instant, belongs_to_organization, organization_key, own_key, reference


class InboundKey(Base):
    """One thing a platform sent us. A second row with the same key cannot be, so nothing is logged twice."""

    __tablename__ = "inbound_keys"
    __table_args__ = (belongs_to_organization(), Index(None, "received_at"))

    organization_id: Mapped[UUID] = organization_key()
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Instant)


class AuditEvent(Base):
    """One entry of an organization's chain. Append-only: triggers refuse to change or delete a row.

    `actor` is a person's id or `operator`. `details` never hold names or text a person wrote. `hash` covers every
    other column and `previous_hash`, the hash of the entry before.
    """

    __tablename__ = "audit_events"
    __table_args__ = (belongs_to_organization(),)

    organization_id: Mapped[UUID] = organization_key()
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    event: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Export(Base):
    """A download that serves one person until it expires. Only the hash of its token is kept."""

    __tablename__ = "exports"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        Index(None, "token_hash"),
        Index(None, "expires_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    what: Mapped[str] = mapped_column(String(40))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    downloaded_at: Mapped[datetime | None] = mapped_column(Instant)
