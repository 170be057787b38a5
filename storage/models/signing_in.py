"""How admins and auditors get into the dashboard: links that open it once, and sessions. Only hashes are kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Instant, belongs_to_organization, organization_key, own_key, reference


class LoginLink(Base):
    """A link that opens the dashboard for its person. It is deleted by being used, so it opens once."""

    __tablename__ = "login_links"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        Index(None, "token_hash"),
        Index(None, "expires_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class DashboardSession(Base):
    """A browser that is signed in. `used_at` is when it last asked for something; signing out deletes the row."""

    __tablename__ = "dashboard_sessions"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        Index(None, "token_hash"),
        Index(None, "used_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime] = mapped_column(Instant)
