"""What pseudonyms of an organization are keyed by."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, belongs_to_organization, organization_key


class ExportSecret(Base):
    """An organization's own secret, sealed: it stays the same when the operator's keys change."""

    __tablename__ = "export_secrets"
    __table_args__ = (belongs_to_organization(),)

    organization_id: Mapped[UUID] = organization_key()
    secret_sealed: Mapped[str] = mapped_column(Text)
