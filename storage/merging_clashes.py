"""Where two people who become one both have what there can be one of, and what would tie one to themselves.

The person of the roster keeps their own, unless theirs says less: a question that was not answered, a nudge that did
not go out. Nothing that anybody logged goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update
from sqlalchemy.orm import aliased

from storage import forgetting
from storage.database import Connection
from storage.models import Action, Confirmation, Delivery, Digest, LessonResult, Notice, SeenItem, Sponsorship
from storage.words import DeliveryState

_COUNTS = {
    DeliveryState.SENT: 3,
    DeliveryState.UNKNOWN: 2,
    DeliveryState.SENDING: 2,
    DeliveryState.PENDING: 1,
}
"""Of two nudges of one kind on one day, which says more: it arrived, it may have, it is to come."""


async def make_room(db: Connection, organization_id: UUID, from_id: UUID, into_id: UUID) -> None:
    """Lets go of what could not move, before anything does."""
    both = (organization_id, from_id, into_id)
    await _actions(db, *both)
    await _confirmations(db, *both)
    await _deliveries(db, *both)
    await _seen_items(db, *both)
    alike: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (LessonResult, ("lesson", "answered_on")),
        (Notice, ("about", "subject_id")),
        (Digest, ()),
    )
    for model, columns in alike:
        theirs = _of(model, organization_id, from_id)
        await db.execute(delete(model).where(*theirs, _has_its_like(model, into_id, columns)))


async def untie(db: Connection, organization_id: UUID, person_id: UUID) -> None:
    """Nobody is the colleague of their own action, or says of it that it helped. The action goes on to count."""
    own = select(Action.id).where(Action.organization_id == organization_id, Action.actor_id == person_id)
    answered = select(Confirmation.id).where(
        *_of(Confirmation, organization_id, person_id), Confirmation.action_id.in_(own)
    )
    await db.execute(
        update(Delivery)
        .where(Delivery.organization_id == organization_id, Delivery.confirmation_id.in_(answered))
        .values(confirmation_id=None)
    )
    await db.execute(
        delete(Confirmation).where(*_of(Confirmation, organization_id, person_id), Confirmation.action_id.in_(own))
    )
    await db.execute(
        update(Action)
        .where(
            Action.organization_id == organization_id,
            Action.actor_id == person_id,
            Action.beneficiary_id == person_id,
        )
        .values(beneficiary_id=None)
    )
    await db.execute(
        update(Sponsorship)
        .where(
            Sponsorship.organization_id == organization_id,
            Sponsorship.sponsor_id == person_id,
            Sponsorship.beneficiary_id == person_id,
        )
        .values(beneficiary_id=None, beneficiary_agreed=None, beneficiary_outcome=None, beneficiary_due=None)
    )


async def _actions(db: Connection, organization_id: UUID, from_id: UUID, into_id: UUID) -> None:
    """What both said word for word is two actions all the same; only the fingerprint is one's alone."""
    other = aliased(Action)
    await db.execute(
        update(Action)
        .where(
            Action.organization_id == organization_id,
            Action.actor_id == from_id,
            exists().where(
                other.organization_id == organization_id, other.actor_id == into_id, other.said == Action.said
            ),
        )
        .values(said=None)
    )


async def _confirmations(db: Connection, organization_id: UUID, from_id: UUID, into_id: UUID) -> None:
    """Both were asked about one action: the answer stays, and where both gave one, that of the roster's person."""
    mine, theirs = aliased(Confirmation), aliased(Confirmation)
    pairs = select(mine.id, mine.answer.label("mine"), theirs.id.label("other"), theirs.answer.label("theirs")).join(
        theirs, and_(theirs.organization_id == mine.organization_id, theirs.action_id == mine.action_id)
    )
    where = (mine.organization_id == organization_id, mine.person_id == into_id, theirs.person_id == from_id)
    for row in (await db.execute(pairs.where(*where))).all():
        kept, gone = (row.id, row.other) if row.mine is not None or row.theirs is None else (row.other, row.id)
        await db.execute(
            update(Delivery)
            .where(Delivery.organization_id == organization_id, Delivery.confirmation_id == gone)
            .values(confirmation_id=kept)
        )
        await db.execute(
            delete(Confirmation).where(Confirmation.organization_id == organization_id, Confirmation.id == gone)
        )


async def _deliveries(db: Connection, organization_id: UUID, from_id: UUID, into_id: UUID) -> None:
    """Both had the same kind of nudge on one day."""
    mine, theirs = aliased(Delivery), aliased(Delivery)
    pairs = select(mine.id, mine.state.label("mine"), theirs.id.label("other"), theirs.state.label("theirs")).join(
        theirs,
        and_(theirs.organization_id == mine.organization_id, theirs.day == mine.day, theirs.nudge == mine.nudge),
    )
    where = (mine.organization_id == organization_id, mine.person_id == into_id, theirs.person_id == from_id)
    gone: Sequence[UUID] = [
        row.id if _COUNTS.get(row.theirs, 0) > _COUNTS.get(row.mine, 0) else row.other
        for row in await db.execute(pairs.where(*where))
    ]
    if gone:
        await forgetting.drop_deliveries(db, organization_id, gone)


async def _seen_items(db: Connection, organization_id: UUID, from_id: UUID, into_id: UUID) -> None:
    """Both saw an item: what either turned down stays so."""
    theirs = aliased(SeenItem)
    same = (theirs.organization_id == organization_id, theirs.person_id == from_id, theirs.item == SeenItem.item)

    def seen(column: Any, own: Any) -> Any:
        return func.coalesce(own, select(column).where(*same).scalar_subquery())

    await db.execute(
        update(SeenItem)
        .where(*_of(SeenItem, organization_id, into_id), exists().where(*same))
        .values(
            shown_on=seen(theirs.shown_on, SeenItem.shown_on),
            not_for_me_on=seen(theirs.not_for_me_on, SeenItem.not_for_me_on),
        )
    )
    await db.execute(
        delete(SeenItem).where(*_of(SeenItem, organization_id, from_id), _has_its_like(SeenItem, into_id, ("item",)))
    )


def _of(model: Any, organization_id: UUID, person_id: UUID) -> tuple[Any, Any]:
    return model.organization_id == organization_id, model.person_id == person_id


def _has_its_like(model: Any, other_id: UUID, columns: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether the other has a row that is the same in these columns."""
    other = aliased(model)
    same = (getattr(other, name) == getattr(model, name) for name in columns)
    return exists().where(other.organization_id == model.organization_id, other.person_id == other_id, *same)
