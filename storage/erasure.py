"""Erases a person: who they are and every word of theirs goes, and counts hold.

What stays is a row without name, address or account, so that what they did still adds up; their actions, without
notes and without a way to anybody, by kind, day, team and declared gender as always; and the teams they were in.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update

from storage import audit
from storage.database import Connection
from storage.models import (
    Account,
    Action,
    Confirmation,
    Export,
    Membership,
    Person,
    Preferences,
    Reflection,
    Sponsorship,
    Team,
    Workspace,
)
from storage.words import Gender, Visibility


async def erase(db: Connection, organization_id: UUID, person_id: UUID, *, today: date, now: datetime) -> bool:
    """Erases the person, as of today their last day; False when that was done before."""
    me = (Person.organization_id == organization_id, Person.id == person_id)
    # Whoever writes about this person now (an action, a roster) waits until we are done.
    found = await db.execute(select(Person.left_on).where(*me, Person.erased_at.is_(None)).with_for_update())
    person = found.one_or_none()
    if person is None:
        return False
    left_on = min(person.left_on or date.max, today + timedelta(days=1))
    await _drop_what_never_counts(db, organization_id, person_id)
    await _silence_what_counts(db, organization_id, person_id)
    await _let_others_go(db, organization_id, person_id)
    await _forget_accounts(db, organization_id, person_id)
    await _end_memberships(db, organization_id, person_id, left_on)
    await db.execute(
        update(Person)
        .where(*me)
        .values(
            name="",
            email=None,
            department=None,
            gender=Gender.UNDISCLOSED,
            gender_is_own=False,
            manager_id=None,
            is_admin=False,
            is_auditor=False,
            left_on=left_on,
            erased_at=now,
        )
    )
    await audit.record(
        db, organization_id, actor=str(person_id), event="person.erased", details={"person": person_id}, now=now
    )
    return True


async def erase_again(
    db: Connection, organization_id: UUID, newcomer_id: UUID, erased_id: UUID | None, now: datetime
) -> bool:
    """Unmakes a newcomer whom this very request made, if all they did was to ask again for an erasure that is done.

    A second click must not bring a person back. False when `erased_id` was not erased, or the newcomer is no such one.
    """
    erased = await db.scalar(
        select(Person.erased_at).where(Person.organization_id == organization_id, Person.id == erased_id)
    )
    made = await db.scalar(
        select(Person.created_at).where(Person.organization_id == organization_id, Person.id == newcomer_id)
    )
    if erased is None or made != now:
        return False
    for model in (Account, Preferences):
        await db.execute(delete(model).where(*_whose(model, organization_id, newcomer_id)))
    await db.execute(delete(Person).where(Person.organization_id == organization_id, Person.id == newcomer_id))
    return True


async def _drop_what_never_counts(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """Words for themselves, links, choices; and the actions they withdrew, with all that hangs on those."""
    for model in (Reflection, Export, Preferences):
        await db.execute(delete(model).where(*_whose(model, organization_id, person_id)))
    mine = (Action.organization_id == organization_id, Action.actor_id == person_id)
    withdrawn = select(Action.id).where(*mine, Action.withdrawn_at.is_not(None))
    for hanging in (Confirmation, Sponsorship):
        await db.execute(
            delete(hanging).where(hanging.organization_id == organization_id, hanging.action_id.in_(withdrawn))
        )
    await db.execute(update(Action).where(*mine).values(replaces_id=None))
    await db.execute(delete(Action).where(*mine, Action.withdrawn_at.is_not(None)))


async def _silence_what_counts(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """Their actions say nothing any more but what a count needs."""
    await db.execute(
        update(Action)
        .where(Action.organization_id == organization_id, Action.actor_id == person_id)
        .values(note_sealed=None, visibility=Visibility.PRIVATE)
    )
    await db.execute(
        update(Sponsorship)
        .where(Sponsorship.organization_id == organization_id, Sponsorship.sponsor_id == person_id)
        .values(detail_sealed=None)
    )


async def _let_others_go(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """Nothing that others did, or are, leads to this person."""
    links: tuple[tuple[Any, str], ...] = (
        (Action, "beneficiary_id"),
        (Sponsorship, "beneficiary_id"),
        (Confirmation, "person_id"),
        (Person, "manager_id"),
        (Team, "lead_id"),
    )
    for model, column in links:
        await db.execute(
            update(model)
            .where(model.organization_id == organization_id, getattr(model, column) == person_id)
            .values({column: None})
        )


async def _forget_accounts(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    mine = select(Account.external_id).where(
        *_whose(Account, organization_id, person_id), Account.workspace_id == Workspace.id
    )
    await db.execute(
        update(Workspace)
        .where(Workspace.organization_id == organization_id, Workspace.installed_by.in_(mine))
        .values(installed_by=None)
    )
    await db.execute(delete(Account).where(*_whose(Account, organization_id, person_id)))


async def _end_memberships(db: Connection, organization_id: UUID, person_id: UUID, left_on: date) -> None:
    """They were in their team up to now; a membership that was still to come is dropped."""
    mine = _whose(Membership, organization_id, person_id)
    await db.execute(delete(Membership).where(*mine, Membership.starts_on >= left_on))
    await db.execute(
        update(Membership)
        .where(and_(*mine, or_(Membership.ends_on.is_(None), Membership.ends_on > left_on)))
        .values(ends_on=left_on)
    )


def _whose(model: Any, organization_id: UUID, person_id: UUID) -> tuple[Any, Any]:
    return model.organization_id == organization_id, model.person_id == person_id
