"""Files that were uploaded to be looked at before they are taken."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Instant, belongs_to_organization, organization_key, own_key, reference


class RosterUpload(Base):
    """A roster that an admin uploaded, sealed, until they import it or half an hour has passed."""

    __tablename__ = "roster_uploads"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        Index(None, "organization_id", "person_id"),
        Index(None, "expires_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    file_sealed: Mapped[str] = mapped_column(Text)
    encoding: Mapped[str | None] = mapped_column(String(40))
    complete: Mapped[bool]
    teams_from_managers: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
