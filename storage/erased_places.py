"""Where an erased person was. It stays with the counts where k people have been there at some time, and else it goes.

Numbers of a week that is over are told by department, location and level; whoever compared them before and after an
erasure would learn of that one person, if these went. What fewer than k people ever had is told of nobody, and might
say who it was.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, union, update

from storage.database import Connection
from storage.models import EarlierPlace, Organization, Person

COLUMNS = ("department", "location", "level")


async def keep_common(db: Connection, organization_id: UUID, person_id: UUID) -> dict[str, str | None]:
    """Empties what is rare in the person's earlier places; returns what may stay of where they are now."""
    k = (await db.execute(select(Organization.k).where(Organization.id == organization_id))).scalar_one()
    me = Person.organization_id == organization_id, Person.id == person_id
    mine = EarlierPlace.organization_id == organization_id, EarlierPlace.person_id == person_id
    stays: dict[str, str | None] = {}
    for name in COLUMNS:
        now, before = getattr(Person, name), getattr(EarlierPlace, name)
        own = union(select(now).where(*me), select(before).where(*mine)).subquery()
        whose = union(  # each with everybody once, wherever they are now
            select(Person.id, now.label("value")).where(Person.organization_id == organization_id),
            select(EarlierPlace.person_id, before).where(EarlierPlace.organization_id == organization_id),
        ).subquery()
        query = (
            select(whose.c.value)
            .where(whose.c.value.in_(select(own.c[name])))
            .group_by(whose.c.value)
            .having(func.count() >= k)
        )
        common = set(await db.scalars(query))
        await db.execute(update(EarlierPlace).where(*mine, before.not_in(common)).values({name: None}))
        current = await db.scalar(select(now).where(*me))
        stays[name] = current if current in common else None
    return stays
