"""What the API keeps: its tokens. Of a token only a hash is kept, so that it can be shown once and never again."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Instant, belongs_to_organization, organization_key, own_key, reference


class ApiToken(Base):
    """A token of the API, of the admin who made it: it serves only while they are one.

    `name` is what they called it, `scopes` what it reads, separated by commas. `used_on`: the last day on which it was
    used, no nearer, so that nobody's working hours are kept.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        Index(None, "token_hash"),
        Index(None, "expires_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
