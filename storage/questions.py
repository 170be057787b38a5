"""What waits to be asked of people: whether what a colleague logged helped, and what came of a nomination.

Who may be asked about what, `storage/askable.py` says; when and in which order, `nudges/check_ins.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, and_, false, select, union

from storage import many
from storage.askable import about_actions, about_sponsorships, asleep, have_any
from storage.database import Connection
from storage.deliveries import Key
from storage.models import Confirmation, Schedule, Sponsorship
from storage.models.base import new_id
from storage.words import ConfirmationPart, Kind, Opportunity, Setting


@dataclass(frozen=True, slots=True)
class AboutAction:
    """An action to ask a colleague about, in their part of it. `confirmation_id` is empty before it was first tried."""

    action_id: UUID
    confirmation_id: UUID | None
    part: ConfirmationPart
    author: str
    kind: Kind
    setting: Setting | None
    occurred_on: date
    logged_at: datetime


@dataclass(frozen=True, slots=True)
class AboutSponsorship:
    """A sponsorship to ask about: its sponsor, or whoever was put forward. `colleague` is the other one of the two.

    `due` is empty where this one of them was not asked yet.
    """

    id: UUID
    of_sponsor: bool
    colleague: str
    opportunity: Opportunity
    nominated_on: date
    logged_at: datetime
    due: date | None


Question = AboutAction | AboutSponsorship


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked about a sponsorship."""

    organization_id: UUID
    sponsorship_id: UUID
    person_id: UUID


async def waiting(db: Connection, people: Collection[Key], since: date, today: date) -> Mapping[Key, list[Question]]:
    """What may be asked of these people, now or later: about actions since that day, and about open sponsorships."""
    found: dict[Key, list[Question]] = defaultdict(list)
    dialect = db.dialect.name
    # Most people have none. The whole queries join much, and PostgreSQL thinks about them longer than about all else.
    some = (await db.execute(_have_any(dialect), many.keys_of(dialect, people) | {"since": since})).all()
    if not some:
        return found
    keys = many.keys_of(dialect, [(organization_id, person_id) for organization_id, person_id in some])
    for organization_id, person_id, *row in await db.execute(_about_actions(dialect), keys | {"since": since}):
        found[organization_id, person_id].append(AboutAction(*row))
    for organization_id, person_id, *row in await db.execute(_about_sponsorships(dialect), keys | {"today": today}):
        found[organization_id, person_id].append(AboutSponsorship(*row))
    return found


async def put(db: Connection, questions: Mapping[Key, AboutAction]) -> Mapping[Key, UUID]:
    """Makes a confirmation of each question, to be answered; its id, by organization and person.

    One that was made meanwhile by somebody else is left out.
    """
    made = {key: one.confirmation_id for key, one in questions.items() if one.confirmation_id is not None}
    rows = [_as_row(key, one) for key, one in sorted(questions.items()) if one.confirmation_id is None]
    stored = await many.insert(db, Confirmation, rows, {"answer": None}, _KEPT, ("organization_id", "person_id", "id"))
    return made | {(organization_id, person_id): one for organization_id, person_id, one in stored}


async def put_all(db: Connection, person: Key, questions: Sequence[AboutAction]) -> None:
    """The same for all that one person is to answer: they asked for what waits."""
    rows = [_as_row(person, one) for one in questions if one.confirmation_id is None]
    await many.insert(db, Confirmation, rows, {"answer": None}, _KEPT, ("id",))


async def mark_asked(db: Connection, confirmations: Collection[Key], now: datetime) -> None:
    """These, by organization and id, were sent, or may have been: nobody is asked twice."""
    rows = [{"organization_id": organization_id, "id": one, "asked_at": now} for organization_id, one in confirmations]
    await many.change(db, Confirmation, ("organization_id", "id"), sorted(rows, key=_by_key))


async def nominated_on(db: Connection, asked: Sequence[Asked]) -> Mapping[Asked, tuple[date, bool]]:
    """When each of these was nominated, and whether it was its sponsor who was asked. Sponsorships that are gone, and
    those whose people changed, are left out.
    """
    if not asked:
        return {}
    keys = {(one.organization_id, one.sponsorship_id) for one in asked}
    rows = await db.execute(_people_of(db.dialect.name), many.keys_of(db.dialect.name, keys))
    found = {(row.organization_id, row.id): row for row in rows}
    told: dict[Asked, tuple[date, bool]] = {}
    for one in asked:
        row = found.get((one.organization_id, one.sponsorship_id))
        if row is not None and one.person_id in {row.sponsor_id, row.beneficiary_id}:
            told[one] = (row.nominated_on, one.person_id == row.sponsor_id)
    return told


async def ask_again_on(db: Connection, due: Mapping[Asked, date], *, of_sponsors: bool) -> None:
    """When these sponsors, or those whom they put forward, are asked next."""
    column = "check_in_due" if of_sponsors else "beneficiary_due"
    rows = [{"organization_id": one.organization_id, "id": one.sponsorship_id, column: day} for one, day in due.items()]
    await many.change(db, Sponsorship, ("organization_id", "id"), sorted(rows, key=_by_key))


async def wake(db: Connection, since: date, now: datetime, most: int) -> int:
    """Has up to so many people planned anew who get nothing else by themselves, and of whom something may be asked.

    Whoever gets other nudges is looked at when the next one is due.
    """
    await many.hold(db)
    of_those_asleep = asleep()
    about = (about_actions(of_those_asleep).subquery(), about_sponsorships(of_those_asleep).subquery())
    who = union(*(select(one.c.organization_id, one.c.id) for one in about)).limit(most)
    keys = [(row[0], row[1]) for row in await db.execute(who, {"since": since, "today": now.date()})]
    held = await db.execute(_held(db.dialect.name), many.keys_of(db.dialect.name, keys))
    rows = [{"organization_id": row[0], "person_id": row[1], "next_due_at": now, "due_on": None} for row in held]
    await many.change(db, Schedule, ("organization_id", "person_id"), rows)
    return len(rows)


_KEPT = many.Over(("organization_id", "action_id", "person_id"), lambda _old, _new: false())


@cache
def _have_any(dialect: str) -> Select[*tuple[Any, ...]]:
    return have_any(many.those(dialect))


@cache
def _about_actions(dialect: str) -> Select[*tuple[Any, ...]]:
    return about_actions(many.those(dialect))


@cache
def _about_sponsorships(dialect: str) -> CompoundSelect[*tuple[Any, ...]]:
    return about_sponsorships(many.those(dialect))


@cache
def _people_of(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(
            Sponsorship.organization_id,
            Sponsorship.id,
            Sponsorship.sponsor_id,
            Sponsorship.beneficiary_id,
            Sponsorship.nominated_on,
        )
        .select_from(those)
        .join(Sponsorship, and_(Sponsorship.organization_id == those.c.organization_id, Sponsorship.id == those.c.id))
    )


@cache
def _held(dialect: str) -> Select[*tuple[Any, ...]]:
    those = many.those(dialect)
    return (
        select(Schedule.organization_id, Schedule.person_id)
        .select_from(those)
        .join(Schedule, and_(Schedule.organization_id == those.c.organization_id, Schedule.person_id == those.c.id))
        .where(Schedule.next_due_at.is_(None))
        .order_by(Schedule.organization_id, Schedule.person_id)
        .with_for_update(skip_locked=True, of=Schedule)
    )


def _as_row(person: Key, question: AboutAction) -> dict[str, Any]:
    organization_id, person_id = person
    return {
        "organization_id": organization_id,
        "id": new_id(),
        "action_id": question.action_id,
        "person_id": person_id,
        "part": question.part,
    }


def _by_key(row: Mapping[str, Any]) -> tuple[UUID, UUID]:
    return row["organization_id"], row["id"]
