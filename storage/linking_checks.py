"""What an admin has to know of a request to be linked: who asks, who has the address, and what is in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from storage import holds
from storage.database import Connection
from storage.linking_words import Obstacle
from storage.models import Account, EarlierPlace, ErasureRequest, LinkRequest, Membership, Person, Team, Workspace
from storage.words import Platform


@dataclass(frozen=True, slots=True)
class Place:
    """An account, as its platform names it, and where it is."""

    platform: Platform
    workspace: str
    account: str
    workspace_id: UUID


@dataclass(frozen=True, slots=True)
class Asking:
    """Whoever wants to be linked, and the address that they name."""

    request_id: UUID
    person_id: UUID
    name: str
    own_email: str | None
    is_admin: bool
    is_auditor: bool
    is_example: bool
    email: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A request that waits. `target_id` is who has the address, if anybody; `obstacle` is None where nothing is in the
    way.
    """

    asking: Asking
    places: tuple[Place, ...]
    target_id: UUID | None
    target_places: tuple[Place, ...]
    obstacle: Obstacle | None


async def is_on_roster(db: Connection, organization_id: UUID, person_id: UUID) -> bool:
    """Whether a roster told anything of the person: more than an address and a name, which an account has, too."""
    report = aliased(Person)
    told = (Person.hired_on, Person.left_on, Person.manager_id, Person.department, Person.location, Person.level)
    query = select(
        exists().where(
            Person.organization_id == organization_id,
            Person.id == person_id,
            or_(
                *(column.is_not(None) for column in told),
                exists().where(Membership.organization_id == Person.organization_id, Membership.person_id == Person.id),
                exists().where(
                    EarlierPlace.organization_id == Person.organization_id, EarlierPlace.person_id == Person.id
                ),
                exists().where(report.organization_id == Person.organization_id, report.manager_id == Person.id),
                exists().where(Team.organization_id == Person.organization_id, Team.lead_id == Person.id),
            ),
        )
    )
    return bool(await db.scalar(query))


async def asking(db: Connection, organization_id: UUID, request_id: UUID) -> Asking | None:
    """Whoever asked; None where the request is gone."""
    query = (
        select(
            LinkRequest.id,
            Person.id,
            Person.name,
            Person.email,
            Person.is_admin,
            Person.is_auditor,
            Person.is_example,
            LinkRequest.email,
            LinkRequest.asked_at,
        )
        .join(Person, and_(Person.organization_id == LinkRequest.organization_id, Person.id == LinkRequest.person_id))
        .where(LinkRequest.organization_id == organization_id, LinkRequest.id == request_id)
    )
    row = (await db.execute(query)).one_or_none()
    return None if row is None else Asking(*row)


async def person_with(db: Connection, organization_id: UUID, email: str) -> UUID | None:
    """Who has the address."""
    found: UUID | None = await db.scalar(
        select(Person.id).where(
            Person.organization_id == organization_id,
            func.lower(Person.email) == email.lower(),
            Person.erased_at.is_(None),
        )
    )
    return found


async def look(db: Connection, organization_id: UUID, one: Asking, admin_id: UUID, today: date) -> ToDecide:
    """All that this admin has to know to decide it."""
    target_id = await person_with(db, organization_id, one.email)
    places = await _places(db, organization_id, {one.person_id, *([target_id] if target_id else [])})
    mine, theirs = places.get(one.person_id, ()), places.get(target_id, ()) if target_id else ()
    return ToDecide(
        one,
        mine,
        target_id,
        theirs,
        await _obstacle(db, organization_id, one, target_id, admin_id, today)
        or (Obstacle.HAS_ACCOUNT if {at.workspace_id for at in mine} & {at.workspace_id for at in theirs} else None),
    )


async def _obstacle(
    db: Connection, organization_id: UUID, one: Asking, target_id: UUID | None, admin_id: UUID, today: date
) -> Obstacle | None:
    if one.person_id == admin_id:
        return Obstacle.OWN
    if target_id == one.person_id or await is_on_roster(db, organization_id, one.person_id):
        return Obstacle.ON_ROSTER
    if target_id is None:
        return Obstacle.UNKNOWN
    query = select(Person.left_on, Person.is_example).where(
        Person.organization_id == organization_id, Person.id == target_id
    )
    target = (await db.execute(query)).one()
    if target.left_on is not None and target.left_on <= today:
        return Obstacle.LEFT
    if target.is_example != one.is_example:
        return Obstacle.OTHER_KIND
    both = (one.person_id, target_id)
    wish = (ErasureRequest.organization_id == organization_id, ErasureRequest.person_id.in_(both))
    if await db.scalar(select(exists().where(*wish))):
        return Obstacle.ERASURE
    if any([await holds.is_held(db, organization_id, each) for each in both]):
        return Obstacle.HELD
    return None


async def _places(db: Connection, organization_id: UUID, people: Collection[UUID]) -> Mapping[UUID, tuple[Place, ...]]:
    """Where these people have accounts."""
    query = (
        select(Account.person_id, Workspace.platform, Workspace.name, Account.external_id, Workspace.id)
        .join(
            Workspace,
            and_(Workspace.organization_id == Account.organization_id, Workspace.id == Account.workspace_id),
        )
        .where(Account.organization_id == organization_id, Account.person_id.in_(people))
        .order_by(Account.created_at, Account.id)
    )
    found: dict[UUID, tuple[Place, ...]] = defaultdict(tuple)
    for person_id, platform, workspace, account, workspace_id in await db.execute(query):
        found[person_id] += (Place(platform, workspace, account, workspace_id),)
    return found
