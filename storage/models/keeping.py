"""How long each kind of data is kept, and what keeps it longer: legal holds, and erasures that wait for them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Instant, belongs_to_organization, organization_key, own_key, reference

_HOLDS = text("released_at IS NULL")


class Retention(Base):
    """How many months each kind of data is kept, and when what is older goes next. One row an organization.

    `actions_from` and `deliveries_from` are the first days of which nothing has gone yet, `sponsorships_gone_on` when
    the last sponsorship went: periods that reach back further are not measured again. `counts` are of a night's work
    that is not over.
    """

    __tablename__ = "retentions"
    __table_args__ = (
        belongs_to_organization(),
        CheckConstraint("notes > 0 AND actions > 0 AND deliveries > 0 AND audit > 0", name="least"),
        Index(None, "due_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    notes: Mapped[int] = mapped_column(default=12, server_default="12")
    actions: Mapped[int] = mapped_column(default=36, server_default="36")
    deliveries: Mapped[int] = mapped_column(default=12, server_default="12")
    audit: Mapped[int] = mapped_column(default=84, server_default="84")
    due_at: Mapped[datetime] = mapped_column(Instant)
    actions_from: Mapped[date | None]
    deliveries_from: Mapped[date | None]
    sponsorships_gone_on: Mapped[date | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))


class Hold(Base):
    """A legal hold: until it is released nothing of the person is deleted; without a person, nothing of anybody.

    `set_by` and `released_by` are a person's id or `operator`.
    """

    __tablename__ = "holds"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        Index(None, "organization_id", "person_id", postgresql_where=_HOLDS, sqlite_where=_HOLDS),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID | None]
    reason_sealed: Mapped[str] = mapped_column(Text)
    set_by: Mapped[str] = mapped_column(String(64))
    set_at: Mapped[datetime] = mapped_column(Instant)
    released_by: Mapped[str | None] = mapped_column(String(64))
    released_at: Mapped[datetime | None] = mapped_column(Instant)


class ErasureRequest(Base):
    """A person asked to be erased while a hold was on. It is done when no hold is on them any more."""

    __tablename__ = "erasure_requests"
    __table_args__ = (belongs_to_organization(), reference("person_id", "people"))

    organization_id: Mapped[UUID] = organization_key()
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)


class AuditAnchor(Base):
    """Up to which entry the oldest of the audit trail were removed, and that entry's hash: the chain goes on from it.

    A trigger lets an entry be deleted only where an anchor covers it, and an entry `audit.cut` in the trail itself
    vouches for the latest anchor.
    """

    __tablename__ = "audit_anchors"
    __table_args__ = (belongs_to_organization(),)

    organization_id: Mapped[UUID] = organization_key()
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    cut_at: Mapped[datetime] = mapped_column(Instant)
