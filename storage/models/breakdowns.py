"""Indicators of the whole organization, taken apart by where people work and at which level."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Instant, belongs_to_organization, organization_key


class Breakdown(Base):
    """One indicator of a closed period by one attribute of people. A row is never changed.

    `named`: how many different names the attribute had; `groups`: what is told, a group with its names, its people, its
    count, the people behind that, and the most of any one of them. Groups that are too small are in one together, so
    that nothing smaller is kept.
    """

    __tablename__ = "breakdowns"
    __table_args__ = (belongs_to_organization(),)

    organization_id: Mapped[UUID] = organization_key()
    length: Mapped[str] = mapped_column(String(8), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(40), primary_key=True)
    attribute: Mapped[str] = mapped_column(String(24), primary_key=True)
    k: Mapped[int]
    named: Mapped[int]
    groups: Mapped[list[list[Any]]] = mapped_column(JSON)
    closed_at: Mapped[datetime] = mapped_column(Instant)
