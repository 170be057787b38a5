"""Finds people of an organization by what somebody typed: a name, a part of one, or an e-mail address."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from storage.database import Connection
from storage.models import Account, Person, Preferences

_OFTEN_ACCENTED = frozenset("aceinosuyz")


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody who works here today. `log_me` is False where they said "don't log me"."""

    id: UUID
    name: str
    email: str | None
    department: str | None
    log_me: bool


def fold(text: str) -> str:
    """Text for comparing: without case, accents and odd spaces."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join(plain.casefold().split())


async def called(db: Connection, organization_id: UUID, word: str, today: date) -> list[FoundPerson]:
    """Those who have the word as a part of their name, or before the @ of their address; in order of name."""
    typed = word.replace("\x00", "").strip()
    wanted = fold(typed)
    if not wanted:
        return []
    found = await _whose_name_is_like(db, organization_id, _pattern(typed), today)
    named = [one for one in found if _is_called(one, wanted)]
    if not named:  # somebody typed "Jose" for José
        found = await _whose_name_is_like(db, organization_id, _loose_pattern(wanted), today)
        named = [one for one in found if _is_called(one, wanted)]
    return named


async def with_email(db: Connection, organization_id: UUID, email: str, today: date) -> FoundPerson | None:
    """The one with this address."""
    query = _working(organization_id, today).where(func.lower(Person.email) == email.replace("\x00", "").lower())
    row = (await db.execute(query)).one_or_none()
    return FoundPerson(*row) if row is not None else None


async def one(db: Connection, organization_id: UUID, person_id: UUID) -> FoundPerson | None:
    """The person, also after they left; None once they are erased."""
    query = _people(organization_id).where(Person.id == person_id)
    row = (await db.execute(query)).one_or_none()
    return FoundPerson(*row) if row is not None else None


async def account_of(db: Connection, organization_id: UUID, workspace_id: UUID, person_id: UUID) -> str | None:
    """The person's account on a workspace, as its platform names it; the oldest where they have several."""
    query = (
        select(Account.external_id)
        .where(
            Account.organization_id == organization_id,
            Account.workspace_id == workspace_id,
            Account.person_id == person_id,
        )
        .order_by(Account.id)
        .limit(1)
    )
    return (await db.execute(query)).scalar_one_or_none()


def _people(organization_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(Person.id, Person.name, Person.email, Person.department, Preferences.log_me)
        .join(
            Preferences,
            and_(Preferences.organization_id == Person.organization_id, Preferences.person_id == Person.id),
        )
        .where(Person.organization_id == organization_id, Person.erased_at.is_(None))
    )


def _working(organization_id: UUID, today: date) -> Select[*tuple[Any, ...]]:
    return _people(organization_id).where(or_(Person.left_on.is_(None), Person.left_on > today))


async def _whose_name_is_like(db: Connection, organization_id: UUID, pattern: str, today: date) -> list[FoundPerson]:
    query = _working(organization_id, today).where(_has_word(pattern)).order_by(func.lower(Person.name), Person.id)
    return [FoundPerson(*row) for row in (await db.execute(query)).all()]


def _has_word(pattern: str) -> ColumnElement[bool]:
    name = func.lower(Person.name)
    return or_(
        name.like(f"{pattern}%", escape="\\"),
        name.like(f"% {pattern}%", escape="\\"),
        func.lower(Person.email).like(f"{pattern}@%", escape="\\"),
    )


def _pattern(typed: str) -> str:
    """The word for LIKE. What is not ASCII matches anything: SQLite knows no case of it."""
    return "".join(_escaped(one) if one.isascii() else "%" for one in typed.lower())


def _loose_pattern(folded: str) -> str:
    return "".join("%" if one in _OFTEN_ACCENTED or not one.isascii() else _escaped(one) for one in folded)


def _escaped(character: str) -> str:
    return f"\\{character}" if character in "\\%_" else character


def _is_called(person: FoundPerson, wanted: str) -> bool:
    local_part = (person.email or "").partition("@")[0]
    return wanted in (*fold(person.name).split(), fold(person.name), fold(local_part))
