"""Tokens of the API: read-only, shown once, and of no use when they expired, were revoked, or lost their admin.

A token says what it is (`upst_`) and ends in a checksum of the rest, so that secret scanners find it where it does not
belong, and so that what was mistyped is turned away without a look at the database.
"""

from __future__ import annotations

import re
import secrets
import string
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select, update

from storage import audit
from storage.database import Connection
from storage.encryption import token_hash
from storage.models import ApiToken, Organization, Person
from storage.models.base import new_id
from storage.words import TokenScope

PREFIX = "upst_"
LONGEST = timedelta(days=365)
MOST = 50
"""An organization has no more tokens that serve."""
LONGEST_NAME = 80
KEPT_FOR = timedelta(days=90)
"""For so long a token that ended stays on the list."""
_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _CHECK = 40, 6
_LOOKS_LIKE_ONE = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_RANDOM + _CHECK}}}")


class TooMany(Exception):
    """The organization has as many tokens as it may have."""


class State(StrEnum):
    """Whether a token opens anything, and why not."""

    SERVES = "serves"
    REVOKED = "revoked"
    EXPIRED = "expired"
    WITHOUT_ADMIN = "without_admin"
    """Whoever made it has left. (Tokens of one who is no admin any more are revoked.)"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A token as its organization's admins see it."""

    id: UUID
    name: str
    scopes: frozenset[TokenScope]
    made_by: str
    created_at: datetime
    expires_at: datetime
    used_on: date | None
    state: State


@dataclass(frozen=True, slots=True)
class Known:
    """What a token opens: one organization, as far as its scopes go. `today` is the date there."""

    organization_id: UUID
    id: UUID
    scopes: frozenset[TokenScope]
    used_on: date | None
    today: date


def new_token() -> str:
    """A fresh token of 238 random bits."""
    body = PREFIX + "".join(secrets.choice(_LETTERS) for _ in range(_RANDOM))
    return body + _checksum(body)


def is_well_formed(token: str) -> bool:
    """Whether it may be one of ours, by its looks and its checksum."""
    return _LOOKS_LIKE_ONE.fullmatch(token) is not None and _checksum(token[:-_CHECK]) == token[-_CHECK:]


async def make(
    db: Connection,
    organization_id: UUID,
    person_id: UUID,
    name: str,
    scopes: Collection[TokenScope],
    lifetime: timedelta,
    now: datetime,
) -> tuple[UUID, str]:
    """Makes a token; returns its id and the token, which nobody can be told a second time. Raises TooMany."""
    if not scopes or not timedelta() < lifetime <= LONGEST:
        raise ValueError("a token reads something, and for a year at most")
    # PostgreSQL: two who make the last one at once queue at their organization. SQLite has one writer.
    queue = select(Organization.id).where(Organization.id == organization_id).with_for_update(key_share=True)
    (await db.execute(queue)).scalar_one()
    if await _count(db, organization_id, now) >= MOST:
        raise TooMany
    token_id, token, expires_at = new_id(), new_token(), now + lifetime
    await db.execute(
        insert(ApiToken).values(
            organization_id=organization_id,
            id=token_id,
            person_id=person_id,
            name=name,
            scopes=_written(scopes),
            token_hash=token_hash(token),
            created_at=now,
            expires_at=expires_at,
        )
    )
    details = {"token": token_id, "scopes": _written(scopes), "expires_at": expires_at}
    await audit.record(db, organization_id, actor=str(person_id), event="token.made", details=details, now=now)
    return token_id, token


async def revoke(db: Connection, organization_id: UUID, token_id: UUID, *, actor: str, now: datetime) -> bool:
    """Ends a token for good; False where there is none of that id that was not ended so."""
    return await _revoke(db, organization_id, ApiToken.id == token_id, actor=actor, now=now) == 1


async def revoke_all_of(db: Connection, organization_id: UUID, person_id: UUID, *, actor: str, now: datetime) -> int:
    """Ends every token that a person made, for good; how many it were."""
    return await _revoke(db, organization_id, ApiToken.person_id == person_id, actor=actor, now=now)


async def listed(db: Connection, organization_id: UUID, now: datetime) -> list[Listed]:
    """The organization's tokens, with those that ended of late, newest first."""
    query = (
        select(*_COLUMNS, ApiToken.name, Person.name.label("made_by"), ApiToken.created_at)
        .join(*_MAKER)
        .join(Organization, Organization.id == ApiToken.organization_id)
        .where(ApiToken.organization_id == organization_id)
        .order_by(ApiToken.id.desc())
    )
    return [
        Listed(
            id=row.id,
            name=row.name,
            scopes=_read(row.scopes),
            made_by=row.made_by,
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_on=row.used_on,
            state=_state(row, now),
        )
        for row in (await db.execute(query)).all()
    ]


async def find(db: Connection, token: str, now: datetime) -> Known | None:
    """What a token opens; None where it opens nothing (any more)."""
    query = (
        select(*_COLUMNS)
        .join(*_MAKER)
        .join(Organization, Organization.id == ApiToken.organization_id)
        .where(ApiToken.token_hash == token_hash(token))
    )
    row = (await db.execute(query)).one_or_none()
    if row is None or _state(row, now) is not State.SERVES:
        return None
    return Known(row.organization_id, row.id, _read(row.scopes), row.used_on, now.astimezone(ZoneInfo(row.zone)).date())


async def note_use(db: Connection, known: Known) -> None:
    """Keeps the day on which a token was used; one write a day."""
    if known.used_on is not None and known.used_on >= known.today:
        return
    await db.execute(
        update(ApiToken)
        .where(
            ApiToken.organization_id == known.organization_id,
            ApiToken.id == known.id,
            or_(ApiToken.used_on.is_(None), ApiToken.used_on < known.today),
        )
        .values(used_on=known.today)
    )


async def forget_ended(db: Connection, now: datetime) -> int:
    """Drops tokens that ended long ago; returns how many. The audit trail has who made and revoked them."""
    over = now - KEPT_FOR
    gone = await db.execute(delete(ApiToken).where(or_(ApiToken.expires_at <= over, ApiToken.revoked_at <= over)))
    return gone.rowcount


async def _revoke(
    db: Connection, organization_id: UUID, which: ColumnElement[bool], *, actor: str, now: datetime
) -> int:
    ended = await db.execute(
        update(ApiToken)
        .where(ApiToken.organization_id == organization_id, which, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiToken.id)
    )
    ids = sorted(ended.scalars())
    for one in ids:
        await audit.record(db, organization_id, actor=actor, event="token.revoked", details={"token": one}, now=now)
    return len(ids)


async def _count(db: Connection, organization_id: UUID, now: datetime) -> int:
    query = (
        select(func.count())
        .select_from(ApiToken)
        .where(ApiToken.organization_id == organization_id, ApiToken.expires_at > now, ApiToken.revoked_at.is_(None))
    )
    return (await db.execute(query)).scalar_one()


_MAKER = (Person, and_(Person.organization_id == ApiToken.organization_id, Person.id == ApiToken.person_id))
_COLUMNS = (
    ApiToken.organization_id,
    ApiToken.id,
    ApiToken.scopes,
    ApiToken.expires_at,
    ApiToken.used_on,
    ApiToken.revoked_at,
    Person.is_admin,
    Person.left_on,
    Organization.zone,
)


def _state(row: Row[*tuple[Any, ...]], now: datetime) -> State:
    """A token is worth no more than its maker: who left, or is no admin any more, can't read by it either."""
    today = now.astimezone(ZoneInfo(row.zone)).date()
    if row.revoked_at is not None:
        return State.REVOKED
    if row.expires_at <= now:
        return State.EXPIRED
    if not row.is_admin or (row.left_on is not None and row.left_on <= today):
        return State.WITHOUT_ADMIN
    return State.SERVES


def _written(scopes: Collection[TokenScope]) -> str:
    return ",".join(one.value for one in TokenScope if one in scopes)


def _read(scopes: str) -> frozenset[TokenScope]:
    return frozenset(TokenScope(one) for one in scopes.split(","))


def _checksum(body: str) -> str:
    """CRC-32 in our letters, so that it is no secret and cheap to check."""
    rest, letters = zlib.crc32(body.encode()), ""
    for _ in range(_CHECK):
        rest, one = divmod(rest, len(_LETTERS))
        letters = _LETTERS[one] + letters
    return letters
