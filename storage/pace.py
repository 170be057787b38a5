"""Keeps how fast messages may go out: a bucket of tokens for each workspace and each conversation.

One statement fills a bucket up for the time that went by and takes from it, so that any number of processes share it.
What has to wait gets a place in the workspace's line, one after the other at the pace it may go out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import String, TextClause, Uuid, and_, bindparam, delete, not_, or_, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Double, TypeEngine

from storage import many
from storage.database import Connection
from storage.models import RateBucket
from storage.models.base import Instant

IDLE = timedelta(hours=1)
"""A bucket that nobody took from for so long is full, and forgotten."""
_SKEW = timedelta(minutes=1)
"""Clocks of several machines may be so far apart. What is farther ahead is of a clock that was wrong."""
_LONGEST = timedelta(days=1)
_NOTHING = 1e-6
_LINE = "line:"
Key = tuple[UUID, str]
"""An organization and the name of one of its buckets."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many tokens a second, and at most so many at once."""

    a_second: float
    at_once: int


@dataclass(frozen=True, slots=True)
class Taken:
    """How many tokens were to be had, and until when there are none at all, if the platform said so."""

    tokens: int
    blocked_until: datetime | None


async def take(db: Connection, rate: Rate, wanted: Mapping[Key, int], now: datetime) -> dict[Key, Taken]:
    """Takes up to so many tokens from each bucket; all of them fill at that rate."""
    if not wanted:
        return {}
    rows = await _run(db, _TAKE, rate, wanted, now)
    taken: dict[Key, Taken] = {}
    too_many: list[dict[str, Any]] = []
    for organization_id, key, tokens, blocked_until in rows:
        asked = wanted[organization_id, key]
        if blocked_until is not None and now < blocked_until < now + _LONGEST:
            taken[organization_id, key] = Taken(0, blocked_until)
            continue
        # All that was asked for was taken, there or not: what was not goes back. The row is ours till then.
        over = min(asked, max(0, _rounded_up(-tokens)))
        taken[organization_id, key] = Taken(asked - over, None)
        if over:
            too_many.append({"organization_id": organization_id, "key": key, "tokens": tokens + over})
    await many.change(db, RateBucket, ("organization_id", "key"), too_many)
    return taken


async def line_up(
    db: Connection, rate: Rate, waiting: Mapping[Key, int], now: datetime
) -> dict[Key, Sequence[datetime]]:
    """Moments for so many messages of each key, one after the other, behind all that wait there already."""
    if not waiting:
        return {}
    gap = timedelta(seconds=1 / rate.a_second)
    lines = {(organization_id, f"{_LINE}{key}"): count for (organization_id, key), count in waiting.items()}
    rows = await _run(db, _LINE_UP, rate, lines, now)
    ends = {
        (organization_id, key.removeprefix(_LINE)): datetime.fromtimestamp(moment, now.tzinfo)
        for organization_id, key, moment, _blocked in rows
    }
    return {key: [ends[key] - gap * (count - 1 - one) for one in range(count)] for key, count in waiting.items()}


async def block(db: Connection, buckets: Mapping[Key, datetime], now: datetime) -> None:
    """The platform wants nothing for these before those moments."""
    for (organization_id, key), until in sorted(buckets.items()):
        values = {"organization_id": organization_id, "key": key, "until": until, "now": now, "far": now + _LONGEST}
        await db.execute(_typed(_BLOCK), values)


async def forget_idle(db: Connection, now: datetime) -> int:
    """Drops the buckets that are full again, and those of a clock that was far ahead. A line is kept to its end."""
    moment = now.timestamp()
    is_waited_in = and_(
        RateBucket.key.startswith(_LINE, autoescape=True),
        RateBucket.tokens.between(moment, moment + _LONGEST.total_seconds()),
    )
    gone = await db.execute(
        delete(RateBucket).where(
            or_(RateBucket.counted_at < now - IDLE, RateBucket.counted_at > now + _LONGEST),
            not_(is_waited_in),
            or_(
                RateBucket.blocked_until.is_(None),
                RateBucket.blocked_until < now,
                RateBucket.blocked_until > now + _LONGEST,
            ),
        )
    )
    return gone.rowcount


def _rounded_up(number: float) -> int:
    """Up to the next whole one, but for what a sum of fractions leaves over."""
    return -int(-number // 1) if number > _NOTHING else 0


async def _run(
    db: Connection, words: str, rate: Rate, counts: Mapping[Key, int], now: datetime
) -> Sequence[Sequence[Any]]:
    """In order of the keys, so that two who take from several never wait for each other."""
    keys = sorted(counts)
    common: dict[str, object] = {"a_second": rate.a_second, "at_once": float(rate.at_once)}
    common |= {"now": now, "skewed": now + _SKEW, "far": now + _LONGEST}
    common |= {"moment": now.timestamp(), "far_moment": (now + _LONGEST).timestamp()}
    statement = _statement(db.dialect.name, words)
    if db.dialect.name == "sqlite":
        rows: list[Sequence[Any]] = []
        for organization_id, key in keys:
            one = {"organization_id": organization_id, "key": key, "wanted": counts[organization_id, key]}
            rows += (await db.execute(statement, common | one)).all()
        return rows
    arrays = {
        "organization_id": [organization_id for organization_id, _key in keys],
        "key": [key for _organization_id, key in keys],
        "wanted": [counts[key] for key in keys],
    }
    return (await db.execute(statement, common | arrays)).all()


_TAKE = """
INSERT INTO rate_buckets AS bucket (organization_id, key, tokens, counted_at)
SELECT given.organization_id, given.key, :at_once - given.wanted, :now FROM {given} WHERE true
ON CONFLICT (organization_id, key) DO UPDATE SET
    tokens = {least}(:at_once, bucket.tokens + :a_second * {greatest}(0, {seconds}))
        - CASE WHEN bucket.blocked_until > :now AND bucket.blocked_until < :far THEN 0
            ELSE :at_once - excluded.tokens END,
    counted_at = CASE WHEN bucket.counted_at > :now AND bucket.counted_at < :skewed THEN bucket.counted_at
        ELSE :now END
RETURNING organization_id, key, tokens, blocked_until
"""
"""What is wanted is in `excluded.tokens`: the rest of a full bucket."""
_LINE_UP = """
INSERT INTO rate_buckets AS bucket (organization_id, key, tokens, counted_at)
SELECT given.organization_id, given.key, :moment + given.wanted / :a_second, :now FROM {given} WHERE true
ON CONFLICT (organization_id, key) DO UPDATE SET
    tokens = CASE WHEN bucket.tokens > :moment AND bucket.tokens < :far_moment THEN bucket.tokens ELSE :moment END
        + excluded.tokens - :moment,
    counted_at = :now
RETURNING organization_id, key, tokens, blocked_until
"""
"""The `tokens` of a line are the moment of the last one in it, in seconds since 1970."""
_BLOCK = """
INSERT INTO rate_buckets AS bucket (organization_id, key, tokens, counted_at, blocked_until)
VALUES (:organization_id, :key, 0, :now, :until)
ON CONFLICT (organization_id, key) DO UPDATE SET blocked_until =
    CASE WHEN bucket.blocked_until > excluded.blocked_until AND bucket.blocked_until < :far
        THEN bucket.blocked_until ELSE excluded.blocked_until END
"""
_WORDS = {
    "sqlite": {
        "given": "(SELECT :organization_id AS organization_id, :key AS key, :wanted AS wanted) AS given",
        "least": "min",
        "greatest": "max",
        "seconds": "round((julianday(:now) - julianday(bucket.counted_at)) * 86400000) / 1000",  # it knows milliseconds
    },
    "postgresql": {
        "given": "unnest(:organization_id, :key, :wanted) AS given (organization_id, key, wanted)",
        "least": "least",
        "greatest": "greatest",
        "seconds": "CAST(extract(epoch FROM :now - bucket.counted_at) AS double precision)",
    },
}
_TYPES: dict[str, TypeEngine[Any]] = {
    "organization_id": Uuid(),
    "key": String(),
    "wanted": Double(),
    "at_once": Double(),
    "a_second": Double(),
    "moment": Double(),
    "far_moment": Double(),
    "now": Instant(),
    "skewed": Instant(),
    "far": Instant(),
    "until": Instant(),
}


@cache
def _statement(dialect: str, words: str) -> Any:
    """In the words of that database. What comes in arrays on PostgreSQL comes row by row on SQLite."""
    filled = words.format_map(_WORDS[dialect])
    return _typed(filled, frozenset({"organization_id", "key", "wanted"} if dialect == "postgresql" else ())).columns(
        organization_id=Uuid(), key=String(), tokens=Double(), blocked_until=Instant()
    )


@cache
def _typed(words: str, arrays: frozenset[str] = frozenset()) -> TextClause:
    return text(words).bindparams(
        *(
            bindparam(name, type_=ARRAY(_TYPES[name]) if name in arrays else _TYPES[name])
            for name in sorted(set(re.findall(r":(\w+)", words)))
        )
    )
