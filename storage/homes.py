"""Who belongs where in one period: everybody who was employed in it, each in one team, for as long as it is measured.

In a period everybody belongs to the team of their first membership in it. Whoever has none belongs to the organization
alone, and stands under its own id. They are written down once a unit of work, because many queries begin with them.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, MetaData, Select, Table, Uuid, and_, func, insert, literal, or_, select, text
from sqlalchemy.schema import CreateTable

from storage.database import Connection
from storage.models import Membership, Person
from storage.models.base import WordType
from storage.words import Gender

HOMES = Table(
    "homes",
    MetaData(),
    Column("person_id", Uuid, nullable=False),
    Column("team_id", Uuid, nullable=False),
    Column("gender", WordType(Gender), nullable=False),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
"""One row a person. It is this unit of work's own, and gone after it."""

MEMORY = "64MB"
"""What PostgreSQL may take for sorting and hashing: with its usual 4 MB it groups a million rows on the disk."""


async def settle(db: Connection, organization_id: UUID, first: date, until: date) -> None:
    """Fills `HOMES` for the days from `first` up to, not including, `until`."""
    if db.dialect.name == "postgresql":
        await db.execute(text(f"SET LOCAL work_mem = '{MEMORY}'"))
    await db.execute(text("DROP TABLE IF EXISTS homes"))
    await db.execute(CreateTable(HOMES))
    await db.execute(
        insert(HOMES).from_select(["person_id", "team_id", "gender"], of_period(organization_id, first, until))
    )
    # PostgreSQL reads all of it and hashes: an index would take as long to fill as the table itself.
    is_sqlite = db.dialect.name == "sqlite"
    await db.execute(
        text("CREATE UNIQUE INDEX temp.homes_person ON homes (person_id)" if is_sqlite else "ANALYZE homes")
    )


def of_period(organization_id: UUID, first: date, until: date) -> Select[*tuple[Any, ...]]:
    """A query for who belongs where: each person's id, `team_id` and gender."""
    found = Membership
    # Numbered for all at once, and not looked up for one person after the other: there may be very many. One join, and
    # no second one with what it gave: before PostgreSQL has counted its rows it would do that anew for every person.
    stays = (
        select(
            Person.id,
            func.coalesce(found.team_id, literal(organization_id, Uuid)).label("team_id"),
            Person.gender,
            func.row_number().over(partition_by=Person.id, order_by=found.starts_on).label("place"),
        )
        .outerjoin(
            found,
            and_(
                found.organization_id == Person.organization_id,
                found.person_id == Person.id,
                found.starts_on < until,
                or_(found.ends_on.is_(None), found.ends_on > first),
                # Employment has a day in common with either. Any two of the three have, so that all three have.
                or_(Person.left_on.is_(None), found.starts_on < Person.left_on),
                or_(Person.hired_on.is_(None), found.ends_on.is_(None), found.ends_on > Person.hired_on),
            ),
        )
        .where(
            Person.organization_id == organization_id,
            or_(Person.hired_on.is_(None), Person.hired_on < until),
            or_(Person.left_on.is_(None), Person.left_on > first),
            or_(Person.hired_on.is_(None), Person.left_on.is_(None), Person.hired_on < Person.left_on),
        )
        .subquery()
    )
    return select(stays.c.id, stays.c.team_id, stays.c.gender).where(stays.c.place == 1)
