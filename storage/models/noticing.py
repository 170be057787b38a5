"""Private messages that somebody gets because of what they asked for, or may decide."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import (
    Base,
    Instant,
    WordType,
    belongs_to_organization,
    organization_key,
    own_key,
    reference,
)
from storage.notice_words import About
from storage.words import DeliveryState


class Notice(Base):
    """One message to one person about one thing, which its key makes the only one. What it says is made when it goes.

    `subject_id` is the thing: an order of an export. `ready_at`: not before that. `lease_id` is whoever sends it, until
    `lease_until`.
    """

    __tablename__ = "notices"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        UniqueConstraint("organization_id", "person_id", "about", "subject_id"),
        Index(None, "state", "ready_at"),
        Index(None, "created_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    about: Mapped[About] = mapped_column(WordType(About))
    subject_id: Mapped[UUID]
    state: Mapped[DeliveryState] = mapped_column(WordType(DeliveryState))
    created_at: Mapped[datetime] = mapped_column(Instant)
    ready_at: Mapped[datetime] = mapped_column(Instant)
    lease_id: Mapped[UUID | None]
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
