"""How data goes, whether its time is over or its person wants it gone: erasure and the nightly work share this.

Counts hold: what was told stays as it was stored, and what refers to a row that goes is settled first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from storage import holds, retention
from storage.database import Connection
from storage.models import Action, Confirmation, Delivery, LessonResult, Plan, Reflection, SeenItem, Sponsorship
from storage.retention import Before
from storage.words import DeliveryState, Visibility

BATCH = 500
"""So much goes in one unit of work at most."""

_ON_ITS_WAY = (DeliveryState.PENDING, DeliveryState.SENDING)


async def drop_actions(db: Connection, organization_id: UUID, those: Select[UUID] | Sequence[UUID]) -> int:
    """These actions go, with all that hangs on them; returns how many sponsorships did."""
    for column, dropped in asked_about(organization_id, those):
        await db.execute(
            update(Delivery)
            .where(Delivery.organization_id == organization_id, column.in_(dropped))
            .values({column.key: None})
        )
    gone = [
        await db.execute(
            delete(hanging).where(hanging.organization_id == organization_id, hanging.action_id.in_(those))
        )
        for hanging in (Confirmation, Sponsorship)
    ]
    of_ours = Action.organization_id == organization_id
    await db.execute(update(Action).where(of_ours, Action.replaces_id.in_(those)).values(replaces_id=None))
    await db.execute(delete(Action).where(of_ours, Action.id.in_(those)))
    return gone[-1].rowcount


def asked_about(organization_id: UUID, those: Select[UUID] | Sequence[UUID]) -> tuple[tuple[Any, Select[UUID]], ...]:
    """What nudges, of anybody, may have asked about, and is dropped with these actions."""
    return tuple(
        (column, select(hanging.id).where(hanging.organization_id == organization_id, hanging.action_id.in_(those)))
        for column, hanging in ((Delivery.confirmation_id, Confirmation), (Delivery.sponsorship_id, Sponsorship))
    )


async def silence_actions(db: Connection, *where: ColumnElement[bool], private: bool = False) -> None:
    """These actions say nothing any more but what a count needs. A fingerprint of the words goes with them."""
    values: dict[str, object] = {"note_sealed": None, "said": None}
    if private:
        values["visibility"] = Visibility.PRIVATE
    await db.execute(update(Action).where(*where).values(**values))


async def silence_sponsorships(db: Connection, *where: ColumnElement[bool]) -> None:
    await db.execute(update(Sponsorship).where(*where).values(detail_sealed=None))


async def drop_plans(db: Connection, organization_id: UUID, those: Sequence[UUID]) -> None:
    of_ours = Delivery.organization_id == organization_id
    await db.execute(update(Delivery).where(of_ours, Delivery.plan_id.in_(those)).values(plan_id=None))
    await db.execute(delete(Plan).where(Plan.organization_id == organization_id, Plan.id.in_(those)))


async def drop_deliveries(db: Connection, organization_id: UUID, those: Sequence[UUID]) -> None:
    for model, column in ((LessonResult, LessonResult.delivery_id), (Delivery, Delivery.again_of)):
        await db.execute(
            update(model).where(model.organization_id == organization_id, column.in_(those)).values({column.key: None})
        )
    await db.execute(delete(Delivery).where(Delivery.organization_id == organization_id, Delivery.id.in_(those)))


# what is too old, a batch at a time


async def _old_notes(db: Connection, organization_id: UUID, older: Before) -> int:
    those = select(Action.id).where(
        Action.organization_id == organization_id,
        Action.created_at < older.notes,
        or_(Action.note_sealed.is_not(None), Action.said.is_not(None)),
        *_nobody_is_held(organization_id),
    )
    ids = await _take(db, organization_id, Action.id, those)
    await silence_actions(db, Action.organization_id == organization_id, Action.id.in_(ids))
    return len(ids)


async def _old_details(db: Connection, organization_id: UUID, older: Before) -> int:
    those = (
        select(Sponsorship.id)
        .join(Action, and_(Action.organization_id == Sponsorship.organization_id, Action.id == Sponsorship.action_id))
        .where(
            Sponsorship.organization_id == organization_id,
            Action.created_at < older.notes,
            Sponsorship.detail_sealed.is_not(None),
            *_nobody_is_held(organization_id),
        )
    )
    ids = await _take(db, organization_id, Sponsorship.id, those)
    await silence_sponsorships(db, Sponsorship.organization_id == organization_id, Sponsorship.id.in_(ids))
    return len(ids)


async def _old_reflections(db: Connection, organization_id: UUID, older: Before) -> int:
    those = select(Reflection.id).where(
        Reflection.organization_id == organization_id,
        Reflection.created_at < older.notes,
        holds.free(organization_id, Reflection.person_id),
    )
    ids = await _take(db, organization_id, Reflection.id, those)
    await db.execute(delete(Reflection).where(Reflection.organization_id == organization_id, Reflection.id.in_(ids)))
    return len(ids)


async def _old_plans(db: Connection, organization_id: UUID, older: Before) -> int:
    is_asked_about = exists().where(
        Delivery.organization_id == Plan.organization_id,
        Delivery.plan_id == Plan.id,
        Delivery.state.in_(_ON_ITS_WAY),
    )
    those = select(Plan.id).where(
        Plan.organization_id == organization_id,
        Plan.created_at < older.notes,
        holds.free(organization_id, Plan.person_id),
        ~is_asked_about,
    )
    ids = await _take(db, organization_id, Plan.id, those)
    await drop_plans(db, organization_id, ids)
    return len(ids)


async def _old_lesson_results(db: Connection, organization_id: UUID, older: Before) -> int:
    """All of somebody's answers to a lesson together: a second answer means something only beside the first."""
    later = aliased(LessonResult)
    is_going_on = exists().where(
        later.organization_id == LessonResult.organization_id,
        later.person_id == LessonResult.person_id,
        later.lesson == LessonResult.lesson,
        later.answered_on >= older.deliveries,
    )
    those = select(LessonResult.id).where(
        LessonResult.organization_id == organization_id,
        LessonResult.answered_on < older.deliveries,
        holds.free(organization_id, LessonResult.person_id),
        ~is_going_on,
    )
    ids = await _take(db, organization_id, LessonResult.id, those)
    await db.execute(
        delete(LessonResult).where(LessonResult.organization_id == organization_id, LessonResult.id.in_(ids))
    )
    return len(ids)


async def _old_deliveries(db: Connection, organization_id: UUID, older: Before) -> int:
    those = select(Delivery.id).where(
        Delivery.organization_id == organization_id,
        Delivery.day < older.deliveries,
        Delivery.state.not_in(_ON_ITS_WAY),
        holds.free(organization_id, Delivery.person_id),
    )
    ids = await _take(db, organization_id, Delivery.id, those)
    await drop_deliveries(db, organization_id, ids)
    return len(ids)


async def _old_seen_items(db: Connection, organization_id: UUID, older: Before) -> int:
    """When an item was shown. That somebody said "not for me" is a wish of theirs, and stays."""
    mine = (
        SeenItem.organization_id == organization_id,
        SeenItem.shown_on < older.deliveries,
        holds.free(organization_id, SeenItem.person_id),
    )
    keys = (await db.execute(select(SeenItem.person_id, SeenItem.item).where(*mine).limit(BATCH))).all()
    those = tuple_(SeenItem.person_id, SeenItem.item).in_([(one.person_id, one.item) for one in keys])
    await holds.hold_still(db, organization_id)
    await db.execute(delete(SeenItem).where(*mine, those, SeenItem.not_for_me_on.is_(None)))
    await db.execute(update(SeenItem).where(*mine, those).values(shown_on=None))
    return len(keys)


async def _old_actions(db: Connection, organization_id: UUID, older: Before) -> int:
    """A nomination stays while it goes on, and as long as an action once it is over."""
    goes_on = exists().where(
        Sponsorship.organization_id == Action.organization_id,
        Sponsorship.action_id == Action.id,
        Action.withdrawn_at.is_(None),
        or_(Sponsorship.concluded_on.is_(None), Sponsorship.concluded_on >= older.actions),
    )
    answers = exists().where(
        Confirmation.organization_id == Action.organization_id,
        Confirmation.action_id == Action.id,
        ~holds.free(organization_id, Confirmation.person_id),
    )
    those = select(Action.id).where(
        Action.organization_id == organization_id,
        Action.occurred_on < older.actions,
        *_nobody_is_held(organization_id),
        ~goes_on,
        ~answers,
    )
    ids = await _take(db, organization_id, Action.id, those)
    if await drop_actions(db, organization_id, ids):
        await retention.sponsorships_went(db, organization_id, older.today)
    return len(ids)


KINDS: Mapping[str, Callable[[Connection, UUID, Before], Awaitable[int]]] = {
    "notes": _old_notes,
    "nomination_details": _old_details,
    "reflections": _old_reflections,
    "plans": _old_plans,
    "lesson_results": _old_lesson_results,
    "deliveries": _old_deliveries,
    "seen_items": _old_seen_items,
    "actions": _old_actions,
}
"""What goes by its age, in the order in which it goes. Each lets a batch go, and tells how many; 0: nothing is left."""


def _nobody_is_held(organization_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return holds.free(organization_id, Action.actor_id), holds.free(organization_id, Action.beneficiary_id)


async def _take(db: Connection, organization_id: UUID, key: Any, those: Select[UUID]) -> list[UUID]:
    """A batch of these rows, for this unit of work alone; who is held by now is left out again.

    What somebody else has in hand is left to another night.
    """
    locked = those.order_by(key).limit(BATCH).with_for_update(skip_locked=True, of=key.class_)
    found = list(await db.scalars(locked))
    await holds.hold_still(db, organization_id)
    return list(await db.scalars(those.where(key.in_(found)))) if found else []
