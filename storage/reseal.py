"""Seals everything anew under the newest key, a batch at a time, while the product goes on working.

A batch is a unit of work. Whoever is cut short begins again: what is under the newest key already is left as it is. A
value that somebody changes meanwhile is theirs, and under the newest key anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, tuple_, update

from storage.database import Connection
from storage.encryption import Cipher
from storage.sealed import PLACES, Place

BATCH = 500

Position = tuple[Any, ...]
"""The key of the last row that was looked at; empty before the first."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of one. `after`: where to go on; None when that was the end. `closed`: what no key opens."""

    looked_at: int
    resealed: int
    closed: int
    after: Position | None


async def count(db: Connection) -> int:
    """How many sealed values there are."""
    total = 0
    for place in PLACES:
        query = select(func.count()).select_from(place.table).where(place.column.is_not(None))
        total += await db.scalar(query) or 0
    return total


async def batch(db: Connection, cipher: Cipher, place: Place, after: Position) -> Batch:
    """Looks at the next rows of a place, and seals anew what an older key sealed."""
    query = select(*place.keys, place.column.label("sealed")).where(place.column.is_not(None))
    if after:
        query = query.where(tuple_(*place.keys) > after)
    rows = (await db.execute(query.order_by(*place.keys).limit(BATCH))).all()
    resealed = closed = 0
    for *key, value in rows:
        if cipher.is_newest(value, place.purpose):
            continue
        new = cipher.rotate(value, place.purpose)
        if new is None:
            closed += 1
            continue
        it = (column == own for column, own in zip(place.keys, key, strict=True))
        changed = await db.execute(
            update(place.table).where(*it, place.column == value).values({place.column.name: new})
        )
        resealed += changed.rowcount
    after = tuple(rows[-1][:-1]) if len(rows) == BATCH else ()
    return Batch(len(rows), resealed, closed, after or None)
