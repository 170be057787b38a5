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
    of_ours = EarlierPlace.organization_id == organization_id
    mine = of_ours, EarlierPlace.person_id == person_id
    stays: dict[str, str | None] = {}
    for name in COLUMNS:
        now, before = getattr(Person, name), getattr(EarlierPlace, name)
        me = select(now).where(Person.organization_id == organization_id, Person.id == person_id)
        current = (await db.execute(me)).scalar_one()
        own = {current, *await db.scalars(select(before).where(*mine))} - {None}
        everybody = union(  # each once, wherever they are now
            select(Person.id, now.label("value")).where(Person.organization_id == organization_id, now.in_(own)),
            select(EarlierPlace.person_id, before).where(of_ours, before.in_(own)),
        ).subquery()
        many = select(everybody.c.value).group_by(everybody.c.value).having(func.count() >= k)
        common = set(await db.scalars(many)) if own else set()
        await db.execute(update(EarlierPlace).where(*mine, before.not_in(common)).values({name: None}))
        stays[name] = current if current in common else None
    return stays
