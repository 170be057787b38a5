"""Makes one person of two who are the same: whom an account made, and whom the roster lists.

All that the account's person logged, said and chose becomes the roster's person's, and their own row goes. What actions
say of team and gender stays as it was on their day. Where there can be only one of a thing, the roster's person keeps
their own. The roster knows nothing of the account's person, no hold is on either, and neither waits to be erased:
`storage/linking_checks.py` has seen to that.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select, update

from storage import audit, merging_clashes, schedules
from storage.database import Connection, insert_if_new
from storage.models import Account, Person, Preferences, Schedule
from storage.people_places import IN_TURN, PLACES, Merged
from storage.words import Role


async def hold(db: Connection, organization_id: UUID, from_id: UUID, into_id: UUID) -> None:
    """Takes both for this unit of work, before it is seen whether they may become one. It writes first: on SQLite
    nobody else writes from here on.
    """
    both = sorted((from_id, into_id))
    for person_id in both:
        me = (Person.organization_id == organization_id, Person.id == person_id)
        await db.execute(update(Person).where(*me).values(erased_at=Person.erased_at))
    for model, key in IN_TURN:
        theirs = select(getattr(model, key)).where(model.organization_id == organization_id, model.person_id.in_(both))
        await db.execute(theirs.order_by(getattr(model, key)).with_for_update(key_share=True))
    # PostgreSQL: what is being written for whoever goes is waited for, and what comes later waits for us.
    gone = (Person.organization_id == organization_id, Person.id == from_id)
    await db.execute(select(Person.id).where(*gone).with_for_update())


async def merge(
    db: Connection, organization_id: UUID, from_id: UUID, into_id: UUID, *, actor: str, now: datetime
) -> None:
    """Everything of the one becomes the other's, and the one goes. Both are held."""
    await merging_clashes.make_room(db, organization_id, from_id, into_id)
    await _choose(db, organization_id, from_id, into_id)
    for place in PLACES:
        theirs = place.model.organization_id == organization_id, getattr(place.model, place.column) == from_id
        match place.merged:
            case Merged.MOVES:
                await db.execute(update(place.model).where(*theirs).values({place.column: into_id}))
            case Merged.GOES:
                await db.execute(delete(place.model).where(*theirs))
            case Merged.NEVER:
                pass  # were there any, the person could not be deleted below
    await merging_clashes.untie(db, organization_id, into_id)
    await _declare(db, organization_id, from_id, into_id, actor, now)
    await db.execute(delete(Person).where(Person.organization_id == organization_id, Person.id == from_id))
    await _plan_anew(db, organization_id, into_id, now)
    details = {"person": into_id, "from": from_id}
    await audit.record(db, organization_id, actor=actor, event="person.linked", details=details, now=now)


async def _choose(db: Connection, organization_id: UUID, from_id: UUID, into_id: UUID) -> None:
    """Whoever has an account chose for themselves, and a roster did not. What either does not want stays unwanted."""
    chose = await db.scalar(
        select(exists().where(Account.organization_id == organization_id, Account.person_id == into_id))
    )
    columns = [one for one in Preferences.__table__.columns if one.name not in {"organization_id", "person_id"}]
    rows = {
        one: (
            await db.execute(
                select(*columns).where(Preferences.organization_id == organization_id, Preferences.person_id == one)
            )
        )
        .mappings()
        .one()
        for one in (from_id, into_id)
    }
    theirs, own = rows[from_id], rows[into_id]
    values = {**(own if chose else theirs)}
    values["log_me"] = own["log_me"] and theirs["log_me"]
    values["ask_me"] = own["ask_me"] and theirs["ask_me"]
    values["nudges_stopped"] = own["nudges_stopped"] or theirs["nudges_stopped"]
    await db.execute(
        update(Preferences)
        .where(Preferences.organization_id == organization_id, Preferences.person_id == into_id)
        .values(**values)
    )


async def _declare(
    db: Connection, organization_id: UUID, from_id: UUID, into_id: UUID, actor: str, now: datetime
) -> None:
    """A gender that they declared themselves goes before a roster's; and they keep their roles."""
    columns = (Person.gender, Person.gender_is_own, Person.is_admin, Person.is_auditor)
    rows = {
        one: (
            await db.execute(select(*columns).where(Person.organization_id == organization_id, Person.id == one))
        ).one()
        for one in (from_id, into_id)
    }
    theirs, own = rows[from_id], rows[into_id]
    values: dict[str, object] = {}
    if theirs.gender_is_own and not own.gender_is_own:
        values |= {"gender": theirs.gender, "gender_is_own": True}
    for role, column in ((Role.ADMIN, "is_admin"), (Role.AUDITOR, "is_auditor")):
        if getattr(theirs, column) and not getattr(own, column):
            values[column] = True
            details = {"person": into_id, "role": role.value}
            await audit.record(db, organization_id, actor=actor, event="role.granted", details=details, now=now)
    if values:
        await db.execute(
            update(Person).where(Person.organization_id == organization_id, Person.id == into_id).values(**values)
        )


async def _plan_anew(db: Connection, organization_id: UUID, person_id: UUID, now: datetime) -> None:
    made = await db.execute(
        insert_if_new(db, Schedule).values(
            organization_id=organization_id, person_id=person_id, next_due_at=now, due_on=None
        )
    )
    if made.rowcount == 0:
        await schedules.ask_to_plan(db, organization_id, [person_id], now)
