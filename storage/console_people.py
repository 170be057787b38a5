"""Who is in the console's workspace: whom one can be on the local chat page, and whom one can mention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from storage.database import Connection
from storage.example import WORKSPACE, ExamplePerson
from storage.models import Account, Membership, Person, Preferences, Team, Workspace
from storage.reports import has_reports
from storage.words import Platform


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody with an account on the console. `leads_all`: the lead of a team above all teams."""

    account: str
    name: str
    team: str
    is_admin: bool
    has_reports: bool
    leads_all: bool


_Led = aliased(Team)
_LEADS_ALL = (
    select(_Led.id)
    .where(_Led.organization_id == Person.organization_id, _Led.lead_id == Person.id, _Led.parent_id.is_(None))
    .correlate(Person)
    .exists()
)


async def listed(db: Connection, today: date) -> list[Listed]:
    """Everybody with an account on the console, by team and name."""
    query = _everybody(
        today,
        Account.external_id,
        Person.name,
        func.coalesce(Team.name, ""),
        Person.is_admin,
        has_reports(today),
        _LEADS_ALL,
    )
    return [Listed(*row) for row in (await db.execute(query)).all()]


async def colleagues(db: Connection, today: date) -> list[ExamplePerson]:
    """The people of the example organization that are still there, as its actions are made for them."""
    manager = aliased(Account)
    query = _everybody(
        today,
        Account.external_id,
        Person.name,
        Person.gender,
        Team.name,
        func.coalesce(Person.department, ""),
        func.coalesce(Person.location, ""),
        func.coalesce(Person.level, ""),
        manager.external_id,
        Preferences.zone,
        Person.hired_on,
        Person.is_admin,
        Preferences.log_me,
    ).outerjoin(
        manager, and_(manager.organization_id == Person.organization_id, manager.person_id == Person.manager_id)
    )
    rows = await db.execute(query.where(Person.is_example, Team.name.is_not(None), Person.hired_on.is_not(None)))
    return [ExamplePerson(*row) for row in rows.all()]


def _everybody(today: date, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Workspace)
        .join(
            Account,
            and_(Account.organization_id == Workspace.organization_id, Account.workspace_id == Workspace.id),
        )
        .join(Person, and_(Person.organization_id == Account.organization_id, Person.id == Account.person_id))
        .join(
            Preferences,
            and_(Preferences.organization_id == Person.organization_id, Preferences.person_id == Person.id),
        )
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
        .where(
            Workspace.platform == Platform.CONSOLE,
            Workspace.external_id == WORKSPACE,
            Workspace.removed_at.is_(None),
            or_(Person.left_on.is_(None), Person.left_on > today),
        )
        .order_by(Team.name, Person.name, Account.external_id)
    )
