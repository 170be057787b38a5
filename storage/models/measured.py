"""What was measured: values of closed periods, the cells they were told from, and when an organization closes next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Instant, belongs_to_organization, organization_key


class Closing(Base):
    """When an organization's periods are looked at next; who claims it moves `due_at` ahead. One row an organization.

    `looked_at`: up to when it is known what was logged, withdrawn or confirmed late.
    """

    __tablename__ = "closings"
    __table_args__ = (belongs_to_organization(), Index(None, "due_at"))

    organization_id: Mapped[UUID] = organization_key()
    due_at: Mapped[datetime] = mapped_column(Instant)
    looked_at: Mapped[datetime | None] = mapped_column(Instant)


class ClosedPeriod(Base):
    """One closing of a period, with its first day. Revision 0 is the first; `reason` says why there is another.

    `k`: the smallest group that was told of.
    """

    __tablename__ = "closed_periods"
    __table_args__ = (belongs_to_organization(),)

    organization_id: Mapped[UUID] = organization_key()
    length: Mapped[str] = mapped_column(String(8), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str | None] = mapped_column(String(24))
    k: Mapped[int]
    closed_at: Mapped[datetime] = mapped_column(Instant)


class IndicatorValue(Base):
    """An indicator of a team with all beneath it, or of the organization, whose own id is its `team_id` then.

    `parts`: by a part's id its numerator, denominator, contributors and largest; and where there is a ruling what is
    told: verdict, people, count, why. A row is never changed; what changes a number is a later revision.
    """

    __tablename__ = "indicator_values"
    __table_args__ = (belongs_to_organization(),)

    organization_id: Mapped[UUID] = organization_key()
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    length: Mapped[str] = mapped_column(String(8), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    method_version: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(24))
    parts: Mapped[dict[str, list[Any]]] = mapped_column(JSON)


class WeekCell(Base):
    """A team's own people in a closed week and what they did, without the teams beneath: what was told came from it.

    Whoever is in no team is in the organization's own cell. A revision has the cells that it changed.
    """

    __tablename__ = "week_cells"
    __table_args__ = (belongs_to_organization(),)

    organization_id: Mapped[UUID] = organization_key()
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parent_id: Mapped[UUID | None]
    numbers: Mapped[dict[str, int]] = mapped_column(JSON)
