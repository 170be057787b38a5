"""Finds who is behind a platform's account ids, and makes a person of an account that is new."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, delete, insert, or_, select

from storage import direct, profiles, schedules
from storage.database import Connection, insert_if_new
from storage.models import Account, Membership, Organization, Person, Preferences, Schedule, Workspace
from storage.models.base import new_id
from storage.reports import TODAY, has_reports
from storage.words import Gender, Platform, Unreachable, Visibility


@dataclass(frozen=True, slots=True)
class KnownWorkspace:
    """An installed workspace, and what its organization settled."""

    organization_id: UUID
    organization_zone: str
    k: int
    reporting_url: str | None
    intervention_notes: bool
    workspace_id: UUID


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """The person behind an account, today."""

    external_id: str
    person_id: UUID
    name: str
    gender: Gender
    is_admin: bool
    is_auditor: bool
    is_example: bool
    left_on: date | None
    language: str
    zone: str
    visibility: Visibility
    log_me: bool
    team_id: UUID | None
    has_reports: bool
    unreachable: Unreachable | None

    def has_left(self, today: date) -> bool:
        return self.left_on is not None and self.left_on <= today


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What a platform's profile tells of someone we see for the first time."""

    external_id: str
    name: str
    email: str | None
    zone: str
    language: str


_PERSON_COLUMNS = (
    Account.external_id,
    Person.id,
    Person.name,
    Person.gender,
    Person.is_admin,
    Person.is_auditor,
    Person.is_example,
    Person.left_on,
    Preferences.language,
    Preferences.zone,
    Preferences.visibility,
    Preferences.log_me,
    Membership.team_id,
    has_reports(TODAY),
    Account.unreachable,
)


@cache
def _resolve(count: int) -> Select[*tuple[Any, ...]]:
    """The query for so many accounts, with a parameter each. There are few such numbers: `_at_least` rounds up.

    Built once: composing a statement costs SQLAlchemy more than running it, and every request runs this one. A list as
    one parameter would be written out anew each time.
    """
    return (
        select(
            Organization.id,
            Organization.zone,
            Organization.k,
            Organization.reporting_url,
            Organization.intervention_notes,
            Workspace.id,
            *_PERSON_COLUMNS,
        )
        .select_from(Workspace)
        .join(Organization, Organization.id == Workspace.organization_id)
        .outerjoin(
            Account,
            and_(
                Account.organization_id == Workspace.organization_id,
                Account.workspace_id == Workspace.id,
                Account.external_id.in_([bindparam(f"account_{number}") for number in range(count)]),
            ),
        )
        .outerjoin(
            Person,
            and_(Person.organization_id == Account.organization_id, Person.id == Account.person_id),
        )
        .outerjoin(
            Preferences,
            and_(Preferences.organization_id == Person.organization_id, Preferences.person_id == Person.id),
        )
        .outerjoin(
            Membership,
            and_(
                Membership.organization_id == Person.organization_id,
                Membership.person_id == Person.id,
                Membership.starts_on <= TODAY,
                or_(Membership.ends_on.is_(None), Membership.ends_on > TODAY),
            ),
        )
        .where(
            Workspace.platform == bindparam("platform"),
            Workspace.external_id == bindparam("workspace"),
            Workspace.removed_at.is_(None),
        )
    )


def _at_least(count: int) -> int:
    """The next power of two."""
    return 1 << max(count - 1, 0).bit_length()


async def resolve(
    db: Connection, platform: Platform, workspace: str, external_ids: Collection[str], today: date
) -> tuple[KnownWorkspace, dict[str, KnownAccount]] | None:
    """The installed workspace and those of the accounts that it knows, in one query; None when it is not installed."""
    asked = list(external_ids) or [""]  # which is nobody
    asked += asked[:1] * (_at_least(len(asked)) - len(asked))  # asking twice for one changes nothing
    values: dict[str, object] = {f"account_{number}": account for number, account in enumerate(asked)}
    values |= {"platform": platform, "workspace": workspace, "today": today}
    found = await direct.rows(db, _resolve(len(asked)), values)
    if not found:
        return None
    accounts = (KnownAccount(*row[6:]) for row in found if row[6] is not None)
    return KnownWorkspace(*found[0][:6]), {account.external_id: account for account in accounts}


async def welcome(db: Connection, workspace: KnownWorkspace, new: NewPerson, now: datetime) -> UUID:
    """Ties the account to the person with its e-mail address, or to a new person; returns the person's id.

    Safe against two first requests at once: the account's unique key decides, and both get the same person.
    """
    organization_id = workspace.organization_id
    person_id, is_new = await _person_for(db, organization_id, new, now)
    tied = await db.execute(
        insert_if_new(db, Account).values(
            organization_id=organization_id,
            id=new_id(),
            workspace_id=workspace.workspace_id,
            person_id=person_id,
            external_id=new.external_id,
            created_at=now,
        )
    )
    if tied.rowcount == 1:
        # Their next nudge is to be planned: a moment without a day. Who was known had none to be reached by, perhaps.
        made = await db.execute(
            insert_if_new(db, Schedule).values(
                organization_id=organization_id, person_id=person_id, next_due_at=now, due_on=None
            )
        )
        if made.rowcount == 0:
            await schedules.ask_to_plan(db, organization_id, [person_id], now)
        return person_id
    if is_new:  # another process got there first; our person has nobody behind it
        await _unmake(db, organization_id, person_id)
    first = await db.execute(
        select(Account.person_id).where(
            Account.organization_id == organization_id,
            Account.workspace_id == workspace.workspace_id,
            Account.external_id == new.external_id,
        )
    )
    return first.scalar_one()


async def _person_for(db: Connection, organization_id: UUID, new: NewPerson, now: datetime) -> tuple[UUID, bool]:
    """The person with the profile's e-mail address, or a new one; and whether it is new."""
    email = new.email.lower() if new.email else None
    person_id = new_id()
    made = await db.execute(
        insert_if_new(db, Person).values(
            organization_id=organization_id, id=person_id, email=email, name=new.name, created_at=now
        )
    )
    if made.rowcount == 0:
        known = select(Person.id).where(Person.organization_id == organization_id, Person.email == email)
        known_id = (await db.execute(known)).scalar_one()
        # A roster knows no zones.
        await profiles.follow_zone(db, organization_id, known_id, new.zone, now)
        return known_id, False
    usual = select(Organization.default_visibility).where(Organization.id == organization_id).scalar_subquery()
    await db.execute(
        insert(Preferences).values(
            organization_id=organization_id,
            person_id=person_id,
            language=new.language,
            zone=new.zone,
            visibility=usual,
        )
    )
    return person_id, True


async def _unmake(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    await db.execute(
        delete(Preferences).where(Preferences.organization_id == organization_id, Preferences.person_id == person_id)
    )
    await db.execute(delete(Person).where(Person.organization_id == organization_id, Person.id == person_id))
