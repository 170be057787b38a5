"""Orders of exports: asked for by an admin; where they have names, agreed to by another one.

What an order holds never changes after it was asked for, so whoever agrees agrees to exactly that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from storage import audit, notices, pace
from storage.database import Connection
from storage.encryption import Cipher
from storage.export_words import ExportState
from storage.models import ExportOrder, Person
from storage.models.base import new_id, table_of
from storage.notice_words import About
from storage.pace import Rate
from storage.words import ExportForm, ExportWhat

TO_APPROVE = timedelta(days=7)
"""How long a wish for names waits for a second admin, and how long an order is tried."""
TO_BE_MADE = timedelta(seconds=10)
"""Most are made by then."""

AN_HOUR = 10
"""So many exports one admin may order in an hour: each reads a lot, and the others wait in line meanwhile."""
_RATE = Rate(AN_HOUR / 3600, AN_HOUR)


class TooMany(Exception):
    """The person ordered so many within the hour that they have to wait a little."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an export is to hold. `reason` goes with names only."""

    what: ExportWhat
    first: date
    last: date
    form: ExportForm
    with_bom: bool = False
    with_names: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as it stands. `by` is the name of who asked. The wish's reason is empty where its key is lost."""

    organization_id: UUID
    id: UUID
    person_id: UUID
    by: str
    wish: Wish
    state: ExportState
    asked_at: datetime
    expires_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    rows: int
    rows_expected: int | None
    withheld: int | None
    size: int | None
    sha256: str | None

    def is_over(self, now: datetime) -> bool:
        """Whether nothing can be done with it any more."""
        return self.state in {ExportState.DECLINED, ExportState.FAILED} or self.expires_at <= now

    @property
    def percent(self) -> int | None:
        """How far it is made, at most 99 until it is there; None where that is not known yet."""
        if self.state is ExportState.READY:
            return 100
        return min(99, self.rows * 100 // self.rows_expected) if self.rows_expected else None


async def ask(
    db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID, wish: Wish, now: datetime
) -> UUID:
    """Orders the export; the id of the order. Who asks for the same again meanwhile gets the order that there is.

    Raises TooMany.
    """
    there = await _same(db, cipher, organization_id, person_id, wish, now)
    if there is not None:
        return there
    bucket = organization_id, f"exports:{person_id}"
    if not (await pace.take(db, _RATE, {bucket: 1}, now))[bucket].tokens:
        raise TooMany
    order_id = new_id()
    await db.execute(
        table_of(ExportOrder)
        .insert()
        .values(
            organization_id=organization_id,
            id=order_id,
            person_id=person_id,
            what=wish.what,
            form=wish.form,
            with_bom=wish.with_bom,
            first_on=wish.first,
            last_on=wish.last,
            with_names=wish.with_names,
            reason_sealed=cipher.seal(wish.reason) if wish.with_names else None,
            state=ExportState.WAITING if wish.with_names else ExportState.ORDERED,
            asked_at=now,
            expires_at=now + TO_APPROVE,
            attempts=0,
            rows_done=0,
        )
    )
    await _audit(db, organization_id, person_id, "export.asked", {"export": order_id, **told(wish)}, now)
    if wish.with_names:
        others = await db.scalars(select(Person.id).where(*_others(organization_id, person_id, now.date())))
        await notices.add(db, organization_id, others, About.EXPORT_TO_DECIDE, order_id, now)
    return order_id


async def decide(
    db: Connection, organization_id: UUID, order_id: UUID, person_id: UUID, now: datetime, *, agrees: bool
) -> bool:
    """A second admin agrees, or does not; False where there is nothing (any more) for this person to decide.

    The caller has checked that they are an admin. Nobody decides about their own order, by whichever account.
    """
    state = ExportState.ORDERED if agrees else ExportState.DECLINED
    decided = await db.execute(
        update(ExportOrder)
        .where(
            ExportOrder.organization_id == organization_id,
            ExportOrder.id == order_id,
            ExportOrder.state == ExportState.WAITING,
            ExportOrder.person_id != person_id,
            ExportOrder.expires_at > now,
        )
        .values(state=state, decided_by=person_id, decided_at=now, expires_at=now + TO_APPROVE)
        .returning(ExportOrder.person_id)
    )
    asker_id = decided.scalar_one_or_none()
    if asker_id is None:
        return False
    event = "export.approved" if agrees else "export.declined"
    await _audit(db, organization_id, person_id, event, {"export": order_id}, now)
    # What is made in a moment tells by itself that somebody agreed.
    ready_at = now + TO_BE_MADE if agrees else now
    await notices.add(db, organization_id, [asker_id], About.EXPORT_DECIDED, order_id, now, ready_at=ready_at)
    return True


async def read(db: Connection, cipher: Cipher, organization_id: UUID, order_id: UUID) -> Ordered | None:
    """The order; None where the organization has none of that id."""
    query = _orders().where(ExportOrder.organization_id == organization_id, ExportOrder.id == order_id)
    row = (await db.execute(query)).one_or_none()
    return None if row is None else _ordered(cipher, row)


async def newest(
    db: Connection, cipher: Cipher, organization_id: UUID, most: int, *, of: UUID | None = None
) -> Sequence[Ordered]:
    """The last orders, newest first; those of one person, or everybody's."""
    query = _orders().where(ExportOrder.organization_id == organization_id)
    if of is not None:
        query = query.where(ExportOrder.person_id == of)
    query = query.order_by(ExportOrder.asked_at.desc(), ExportOrder.id.desc()).limit(most)
    return [_ordered(cipher, row) for row in (await db.execute(query)).all()]


async def to_decide(
    db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID, now: datetime
) -> Sequence[Ordered]:
    """What waits for this person, or any other admin but the one who asked; the oldest first."""
    query = _orders().where(
        ExportOrder.organization_id == organization_id,
        ExportOrder.state == ExportState.WAITING,
        ExportOrder.person_id != person_id,
        ExportOrder.expires_at > now,
    )
    rows = (await db.execute(query.order_by(ExportOrder.asked_at, ExportOrder.id))).all()
    return [_ordered(cipher, row) for row in rows]


async def other_admins(db: Connection, organization_id: UUID, person_id: UUID, today: date) -> int:
    """How many could agree to what this person asks for."""
    query = select(func.count()).select_from(Person).where(*_others(organization_id, person_id, today))
    return (await db.execute(query)).scalar_one()


async def is_still_admin(db: Connection, organization_id: UUID, person_id: UUID, today: date) -> bool:
    query = select(Person.id).where(Person.organization_id == organization_id, Person.id == person_id, *is_admin(today))
    return (await db.execute(query)).first() is not None


def is_admin(today: date) -> tuple[Any, ...]:
    """That a person is an admin, and has not left."""
    return (Person.is_admin, Person.erased_at.is_(None), or_(Person.left_on.is_(None), Person.left_on > today))


def _others(organization_id: UUID, person_id: UUID, today: date) -> tuple[Any, ...]:
    return (Person.organization_id == organization_id, Person.id != person_id, *is_admin(today))


def told(wish: Wish) -> dict[str, object]:
    """The wish as the audit trail has it: that a reason was given, and not which."""
    return {
        "what": wish.what.value,
        "first": wish.first,
        "last": wish.last,
        "form": wish.form.value,
        "names": wish.with_names,
        "reason_given": bool(wish.reason),
    }


async def _same(
    db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID, wish: Wish, now: datetime
) -> UUID | None:
    """The person's order of the very same, with the very same reason, that is not made yet."""
    query = select(ExportOrder.id, ExportOrder.reason_sealed).where(
        ExportOrder.organization_id == organization_id,
        ExportOrder.person_id == person_id,
        ExportOrder.state.in_((ExportState.WAITING, ExportState.ORDERED)),
        ExportOrder.expires_at > now,
        ExportOrder.what == wish.what,
        ExportOrder.form == wish.form,
        ExportOrder.first_on == wish.first,
        ExportOrder.last_on == wish.last,
        ExportOrder.with_bom.is_(wish.with_bom),
        ExportOrder.with_names.is_(wish.with_names),
    )
    for order_id, sealed in await db.execute(query.order_by(ExportOrder.asked_at)):
        if sealed is None or cipher.open(sealed) == wish.reason:
            return order_id
    return None


_Decider = aliased(Person)


def _orders() -> Select[*tuple[Any, ...]]:
    """Every order as `_ordered` takes it."""
    return (
        select(*table_of(ExportOrder).c, Person.name.label("asked_by"), _Decider.name.label("decider"))
        .select_from(ExportOrder)
        .join(Person, and_(Person.organization_id == ExportOrder.organization_id, Person.id == ExportOrder.person_id))
        .outerjoin(
            _Decider,
            and_(_Decider.organization_id == ExportOrder.organization_id, _Decider.id == ExportOrder.decided_by),
        )
    )


def _ordered(cipher: Cipher, row: Any) -> Ordered:
    reason = cipher.open(row.reason_sealed) if row.reason_sealed is not None else None
    return Ordered(
        organization_id=row.organization_id,
        id=row.id,
        person_id=row.person_id,
        by=row.asked_by,
        wish=Wish(row.what, row.first_on, row.last_on, row.form, row.with_bom, row.with_names, reason or ""),
        state=row.state,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        decided_by=row.decider,
        decided_at=row.decided_at,
        rows=row.rows_done,
        rows_expected=row.rows_expected,
        withheld=row.withheld,
        size=row.size,
        sha256=row.sha256,
    )


async def _audit(
    db: Connection, organization_id: UUID, person_id: UUID, event: str, details: dict[str, object], now: datetime
) -> None:
    await audit.record(db, organization_id, actor=str(person_id), event=event, details=details, now=now)
