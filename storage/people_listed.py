"""Lists an organization's people for its admins: who they are and what they may do, never what they did or when.

A search is read without case and accents. The database can't compare like that, so it gives all whose name or address
may fit, and those are looked at one by one; without a search, it gives a page at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from storage.database import Connection
from storage.models import Account, Membership, Person, Team, Workspace
from storage.people import fold

_OFTEN_ACCENTED = frozenset("aceinosuyz")


class Among(StrEnum):
    """Whom to list."""

    WORKING = "working"
    ROLES = "roles"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One of them. `is_linked`: there is an account of theirs on a workspace that is installed."""

    id: UUID
    name: str
    email: str | None
    department: str | None
    team: str | None
    manager: str | None
    hired_on: date | None
    left_on: date | None
    is_admin: bool
    is_auditor: bool
    is_linked: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some of those that were found, and how many it are in all."""

    people: tuple[ListedPerson, ...]
    total: int


async def search(
    db: Connection, organization_id: UUID, typed: str, among: Among, today: date, *, skip: int, most: int
) -> PeoplePage:
    """Up to so many of those whose name or e-mail address has what was typed, by name."""
    these = (Person.organization_id == organization_id, Person.erased_at.is_(None), _are(among, today))
    wanted = fold(typed.replace("\x00", ""))
    if not wanted:
        total = (await db.execute(select(func.count()).select_from(Person).where(*these))).scalar_one()
        rows = await db.execute(_listed(today).where(*these).offset(skip).limit(most))
        return PeoplePage(tuple(ListedPerson(*row) for row in rows), total)
    pattern = f"%{_loose(wanted)}%"
    like = or_(func.lower(Person.name).like(pattern, escape="\\"), func.lower(Person.email).like(pattern, escape="\\"))
    may_fit = select(Person.id, Person.name, Person.email).where(*these, like).order_by(*_BY_NAME)
    fit = [row.id for row in await db.execute(may_fit) if wanted in fold(row.name) or wanted in fold(row.email or "")]
    shown = _listed(today).where(*these, Person.id.in_(fit[skip : skip + most]))
    return PeoplePage(tuple(ListedPerson(*row) for row in await db.execute(shown)), len(fit))


async def one(db: Connection, organization_id: UUID, person_id: UUID, today: date) -> ListedPerson | None:
    """The person; None where there is none, or none any more."""
    query = _listed(today).where(
        Person.organization_id == organization_id, Person.id == person_id, Person.erased_at.is_(None)
    )
    row = (await db.execute(query)).one_or_none()
    return None if row is None else ListedPerson(*row)


_BY_NAME = (func.lower(Person.name), Person.id)
_Manager = aliased(Person)
_IS_LINKED = (
    select(Account.id)
    .join(
        Workspace,
        and_(Workspace.organization_id == Account.organization_id, Workspace.id == Account.workspace_id),
    )
    .where(
        Account.organization_id == Person.organization_id,
        Account.person_id == Person.id,
        Workspace.removed_at.is_(None),
    )
    .correlate(Person)
    .exists()
)


def _are(among: Among, today: date) -> ColumnElement[bool]:
    works = or_(Person.left_on.is_(None), Person.left_on > today)
    match among:
        case Among.WORKING:
            return works
        case Among.ROLES:
            return or_(Person.is_admin, Person.is_auditor)
        case Among.LEFT:
            return Person.left_on <= today


def _listed(today: date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.department,
            Team.name,
            _Manager.name,
            Person.hired_on,
            Person.left_on,
            Person.is_admin,
            Person.is_auditor,
            _IS_LINKED,
        )
        .select_from(Person)
        .outerjoin(
            Membership,
            and_(
                Membership.organization_id == Person.organization_id,
                Membership.person_id == Person.id,
                Membership.starts_on <= today,
                or_(Membership.ends_on.is_(None), Membership.ends_on > today),
            ),
        )
        .outerjoin(Team, and_(Team.organization_id == Membership.organization_id, Team.id == Membership.team_id))
        .outerjoin(
            _Manager,
            and_(_Manager.organization_id == Person.organization_id, _Manager.id == Person.manager_id),
        )
        .order_by(*_BY_NAME)
    )


def _loose(wanted: str) -> str:
    """What was typed for LIKE: a letter that may carry an accent, and one that is not ASCII, matches anything."""
    return "".join(
        "%" if one in _OFTEN_ACCENTED or not one.isascii() else f"\\{one}" if one in "\\%_" else one for one in wanted
    )
