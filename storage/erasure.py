"""Erases a person: who they are and every word of theirs goes, and counts hold.

What they did moves to a row that is nobody: no name, no address, no account, and an id that the audit trail has never
seen. Then the person's own row is deleted. So the database vouches for it that nothing leads to the person any more,
and whatever was about to be written for them at that moment is refused.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, delete, exists, insert, or_, select, union, update

from storage import audit, erased_actions, erased_places, forgetting, holds
from storage.database import Connection, insert_if_new
from storage.models import (
    Account,
    Action,
    Delivery,
    ErasureRequest,
    Hold,
    Membership,
    Person,
    Preferences,
    Schedule,
    Sponsorship,
    Workspace,
)
from storage.models.base import new_id
from storage.people_places import IN_TURN, PLACES, Erased
from storage.words import DeliveryState


async def erase(
    db: Connection, organization_id: UUID, person_id: UUID, *, today: date, now: datetime, actor: str | None = None
) -> bool:
    """Erases the person, whose last day is today; False when there is no such person (any more).

    False, too, while a legal hold is on them. Then their wish is kept: see `waits`, and `waiting`. `actor`: who erases
    them, if not they themselves.
    """
    me = (Person.organization_id == organization_id, Person.id == person_id)
    claimed = await db.execute(update(Person).where(*me, Person.erased_at.is_(None)).values(erased_at=now))
    if claimed.rowcount == 0:
        return False
    await _take_in_turn(db, organization_id, person_id)
    # PostgreSQL: what is being written for this person now is waited for, and what comes later waits for us.
    kept = (
        await db.execute(
            select(Person.pseudonym_key, Person.gender, Person.hired_on, Person.left_on, Person.is_example)
            .where(*me)
            .with_for_update()
        )
    ).one()
    await holds.hold_still(db, organization_id)
    if await holds.is_held(db, organization_id, person_id):
        await db.execute(update(Person).where(*me).values(erased_at=None))
        if actor is None:
            await _keep_the_wish(db, organization_id, person_id, now)
        return False
    left_on = min(kept.left_on or date.max, today + timedelta(days=1))
    nobody_id = new_id()
    await db.execute(
        insert(Person).values(
            organization_id=organization_id,
            id=nobody_id,
            pseudonym_key=kept.pseudonym_key,
            name="",
            gender=kept.gender,
            **await erased_places.keep_common(db, organization_id, person_id),
            hired_on=kept.hired_on,
            left_on=left_on,
            is_example=kept.is_example,
            created_at=now,
            erased_at=now,
        )
    )
    await erased_actions.drop_withdrawn(db, organization_id, person_id)
    await erased_actions.silence(db, organization_id, person_id)
    await _silence_sponsored(db, organization_id, person_id)
    await _end_memberships(db, organization_id, person_id, left_on)
    await _silence_deliveries(db, organization_id, person_id)
    await _forget_who_installed(db, organization_id, person_id)
    for place in PLACES:
        theirs = _where(place.model, organization_id, place.column, person_id)
        match place.erased:
            case Erased.GOES:
                await db.execute(delete(place.model).where(*theirs))
            case Erased.COUNTS:
                await db.execute(update(place.model).where(*theirs).values({place.column: nobody_id}))
            case Erased.WITHOUT:
                await db.execute(update(place.model).where(*theirs).values({place.column: None}))
    await db.execute(delete(Person).where(*me))
    await audit.record(
        db,
        organization_id,
        actor=actor or str(person_id),
        event="person.erased",
        details={"person": person_id},
        now=now,
    )
    return True


async def waits(db: Connection, organization_id: UUID, person_id: UUID) -> bool:
    """Whether the person asked to be erased, and a legal hold was on them."""
    mine = _where(ErasureRequest, organization_id, "person_id", person_id)
    return bool(await db.scalar(select(exists().where(*mine))))


async def waiting(db: Connection, limit: int = 100) -> list[tuple[UUID, UUID]]:
    """Organizations and people whose erasure has waited, and on whom no hold is any more."""
    of_them = or_(Hold.person_id.is_(None), Hold.person_id == ErasureRequest.person_id)
    is_on = Hold.organization_id == ErasureRequest.organization_id, Hold.released_at.is_(None), of_them
    query = (
        select(ErasureRequest.organization_id, ErasureRequest.person_id)
        .where(~exists().where(*is_on))
        .order_by(ErasureRequest.asked_at)
        .limit(limit)
    )
    return [(row.organization_id, row.person_id) for row in await db.execute(query)]


async def who_left(db: Connection, organization_id: UUID, before: date) -> UUID | None:
    """Somebody who left before that day, is not erased, and on whom no hold is; None where there is nobody."""
    query = select(Person.id).where(
        Person.organization_id == organization_id,
        Person.left_on < before,
        Person.erased_at.is_(None),
        holds.free(organization_id, Person.id),
    )
    found: UUID | None = await db.scalar(query.order_by(Person.left_on, Person.id).limit(1))
    return found


async def _keep_the_wish(db: Connection, organization_id: UUID, person_id: UUID, now: datetime) -> None:
    """A second wish changes nothing: the first waits already."""
    wish = insert_if_new(db, ErasureRequest).values(organization_id=organization_id, person_id=person_id, asked_at=now)
    if (await db.execute(wish)).rowcount:
        details = {"person": person_id}
        await audit.record(db, organization_id, actor=str(person_id), event="erasure.waits", details=details, now=now)


async def unmake_newcomer(
    db: Connection, organization_id: UUID, newcomer_id: UUID, erased_id: UUID, now: datetime
) -> bool:
    """Takes back a person whom this very request made, if all they did was to ask again for an erasure that is done.

    A second click must not bring a person back. False when the person of that erasure is there, or the newcomer is
    none.
    """
    there = await db.execute(
        select(Person.id, Person.created_at).where(
            Person.organization_id == organization_id, Person.id.in_((newcomer_id, erased_id))
        )
    )
    if [(one.id, one.created_at) for one in there] != [(newcomer_id, now)]:
        return False
    for model in (Schedule, Account, Preferences):
        await db.execute(delete(model).where(*_where(model, organization_id, "person_id", newcomer_id)))
    await db.execute(delete(Person).where(*_where(Person, organization_id, "id", newcomer_id)))
    return True


async def _take_in_turn(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """Waits for whoever plans for the person or sends to them, before we hold what they need to end.

    They hold a delivery or the schedule, and then write what refers to the person. Who only refers to what is held
    here need not wait for us. Nudges that asked others about what may be dropped are taken with the person's own.
    """
    for model, key in IN_TURN:
        theirs: Any = select(getattr(model, key)).where(*_where(model, organization_id, "person_id", person_id))
        if model is Delivery:
            about = (
                select(Delivery.id).where(Delivery.organization_id == organization_id, column.in_(dropped))
                for column, dropped in forgetting.asked_about(organization_id, _withdrawn(organization_id, person_id))
            )
            held = union(theirs, *about).subquery()
            theirs = select(Delivery.id).where(
                Delivery.organization_id == organization_id, Delivery.id.in_(select(held.c.id))
            )
        await db.execute(theirs.order_by(getattr(model, key)).with_for_update(key_share=True))


def _withdrawn(organization_id: UUID, person_id: UUID) -> Select[UUID]:
    mine = _where(Action, organization_id, "actor_id", person_id)
    return select(Action.id).where(*mine, Action.withdrawn_at.is_not(None))


async def _silence_sponsored(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """Where the person was put forward: what they said of it goes, and that they advanced stays as a count."""
    await db.execute(
        update(Sponsorship)
        .where(*_where(Sponsorship, organization_id, "beneficiary_id", person_id))
        .values(beneficiary_agreed=None, beneficiary_outcome=None, beneficiary_due=None)
    )


async def _silence_deliveries(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """What was to be sent is not; of what was sent only that it was, and whether it was answered.

    When they last said how a sponsorship of theirs goes is in exports, and stays.
    """
    mine = _where(Delivery, organization_id, "person_id", person_id)
    own = select(Sponsorship.id).where(*_where(Sponsorship, organization_id, "sponsor_id", person_id))
    await db.execute(delete(Delivery).where(*mine, Delivery.state == DeliveryState.PENDING))
    await db.execute(
        update(Delivery)
        .where(*mine)
        .values(
            why=None,
            message=None,
            plan_id=None,
            confirmation_id=None,
            sponsorship_id=case((Delivery.sponsorship_id.in_(own), Delivery.sponsorship_id)),
            again_of=None,
            account_id=None,
        )
    )


async def _end_memberships(db: Connection, organization_id: UUID, person_id: UUID, left_on: date) -> None:
    """They were in their team up to now; a membership that was still to come is dropped."""
    mine = _where(Membership, organization_id, "person_id", person_id)
    await db.execute(delete(Membership).where(*mine, Membership.starts_on >= left_on))
    await db.execute(
        update(Membership)
        .where(*mine, or_(Membership.ends_on.is_(None), Membership.ends_on > left_on))
        .values(ends_on=left_on)
    )


async def _forget_who_installed(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    mine = _where(Account, organization_id, "person_id", person_id)
    ids = select(Account.external_id).where(*mine, Account.workspace_id == Workspace.id)
    await db.execute(
        update(Workspace)
        .where(Workspace.organization_id == organization_id, Workspace.installed_by.in_(ids))
        .values(installed_by=None)
    )


def _where(model: Any, organization_id: UUID, column: str, value: UUID) -> tuple[Any, Any]:
    return model.organization_id == organization_id, getattr(model, column) == value
