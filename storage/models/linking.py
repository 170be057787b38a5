"""Requests of people whom the roster does not know by their account, to be linked to whom it lists."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.linking_words import LinkState
from storage.models.base import (
    Base,
    Instant,
    WordType,
    belongs_to_organization,
    organization_key,
    own_key,
    reference,
)

_WAITS = text("state = 'waiting'")


class LinkRequest(Base):
    """A person says which address of the roster is theirs; `email` is as they typed it, in lower case.

    Once it is linked, `person_id` is the person of the roster, like everything else of theirs.
    """

    __tablename__ = "link_requests"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        reference("decided_by", "people"),
        Index(
            "uq_link_requests_waiting",
            "organization_id",
            "person_id",
            unique=True,
            postgresql_where=_WAITS,
            sqlite_where=_WAITS,
        ),
        Index(None, "organization_id", "person_id", "asked_at"),
        Index(None, "asked_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    email: Mapped[str] = mapped_column(String(320))
    state: Mapped[LinkState] = mapped_column(WordType(LinkState))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
